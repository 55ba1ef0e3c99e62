/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations: from a call to its steps, and from the root to the entry of a step. */
#include "src/xen/xenpt_int.h"
#include "src/overlay.h"

/* How following the tables down to a level ended. */
enum descent {
	ARRIVED,
	MISSING, /* an entry on the way is not valid, and no table was or could be put there */
	BLOCKED, /* an entry on the way is a superpage */
};

/* Put a new table into an entry. *made is false where no page is left. */
static enum err_code add_table(struct xenpt *x, const struct xenpt_step *step,
			       const struct xenpt_slot *s, uint64_t *entry, bool *made,
			       struct err *err)
{
	struct pa page;
	enum err_code st;

	*made = x->alloc && x->alloc(x->alloc_arg, &page);
	if (!*made) {
		xenpt_tell(x, &(struct xenpt_event){.kind = XENPT_EV_NO_ALLOC, .step = step});
		return ERR_NONE;
	}
	st = overlay_zero_page(x->mem, page);
	if (st != ERR_NONE)
		return err_set(err, st, "no room for one more table: %s", err_words(st));
	xenpt_tell(x, &(struct xenpt_event){.kind = XENPT_EV_ALLOC,
					    .step = step,
					    .pa = page,
					    .table = s->table,
					    .level = s->level,
					    .index = s->index});
	st = xenpt_entry_write(x, step, s, *entry, xenpt_entry_table(page), err);
	*entry = xenpt_entry_table(page);
	return st;
}

/*
 * Follow the tables from the root to s->level; s is left at the slot where that ended. step: the
 * one that may have tables made on its way, or NULL for none.
 */
static enum err_code descend(struct xenpt *x, const struct xenpt_step *step, uint64_t vfn,
			     struct xenpt_slot *s, enum descent *how, struct err *err)
{
	unsigned target = s->level;
	enum err_code st;
	uint64_t entry;
	bool valid;

	s->table = x->root;
	for (s->level = x->arch->root_level;; s->level++) {
		s->index = xenpt_index(vfn, s->level);
		*how = ARRIVED;
		if (s->level >= target)
			return ERR_NONE;
		st = xenpt_entry_read(x, s, vfn, &entry, err);
		valid = entry & XENPT_PTE_VALID;
		if (st == ERR_NONE && !valid && step)
			st = add_table(x, step, s, &entry, &valid, err);
		*how = !valid ? MISSING : BLOCKED;
		if (st != ERR_NONE || !valid || !(entry & XENPT_PTE_TABLE))
			return st;
		s->table = addr_pa(xenpt_entry_address(entry));
	}
}

/* Tables are made for a new mapping or on request; a removal or a change makes none. */
static bool may_make_tables(const struct xenpt_step *step)
{
	return step->mfn != XENPT_NO_MFN || step->flags & XENPT_POPULATE;
}

/* The result of a step that did not arrive. Nothing there is fine for a removal. */
static int not_arrived(struct xenpt *x, const struct xenpt_step *step, enum descent how,
		       unsigned level)
{
	if (how == BLOCKED)
		return xenpt_tell_msg(x, step, XENPT_RC_NOTSUPP,
				      "xen_pt_update_entry: Shattering superpage is not supported");
	if (!(step->flags & (XENPT_PRESENT | XENPT_POPULATE)))
		return 0;
	return xenpt_tell_msg(x, step, XENPT_RC_NOENT,
			      "xen_pt_update_entry: Unable to map level %u", level);
}

/* The update of one entry. Sets step->rc. */
static enum err_code update(struct xenpt *x, struct xenpt_step *step, struct err *err)
{
	const uint32_t both = XENPT_PRESENT | XENPT_POPULATE;
	struct xenpt_slot s = {.level = step->level};
	uint64_t before, after = 0;
	enum descent how;
	enum err_code st;

	if ((step->flags & both) == both) {
		step->rc = xenpt_tell_assert(x, step,
					     "(flags & (_PAGE_POPULATE|_PAGE_PRESENT)) != "
					     "(_PAGE_POPULATE|_PAGE_PRESENT)");
		return ERR_NONE;
	}
	st = descend(x, may_make_tables(step) ? step : NULL, step->vfn, &s, &how, err);
	if (st != ERR_NONE)
		return st;
	if (how != ARRIVED) {
		step->rc = not_arrived(x, step, how, s.level);
		return ERR_NONE;
	}
	st = xenpt_entry_read(x, &s, step->vfn, &before, err);
	if (st != ERR_NONE)
		return st;
	step->rc = xenpt_entry_next(x, step, before, &after);
	return step->rc ? ERR_NONE : xenpt_entry_write(x, step, &s, before, after, err);
}

/* A caller's arguments that modify and destroy assert something of. NULL: they pass. */
static const char *failed_assertion(const struct xenpt *x, const struct xenpt_op *op)
{
	if (op->kind != XENPT_OP_MODIFY && op->kind != XENPT_OP_DESTROY)
		return NULL;
	if (x->dialect->asserts_align && op->virt % (1 << XENPT_FRAME_SHIFT))
		return "IS_ALIGNED(s, PAGE_SIZE)";
	if (x->dialect->asserts_align && op->end % (1 << XENPT_FRAME_SHIFT))
		return "IS_ALIGNED(e, PAGE_SIZE)";
	if (op->virt > op->end)
		return x->dialect->asserts_align || op->kind == XENPT_OP_MODIFY ? "s <= e"
										: "v <= e";
	return NULL;
}

/* What is refused before the first step, in this order, also for a length of 0. NULL: nothing. */
static const char *refusal(const struct xenpt *x, uint64_t virt, uint32_t flags)
{
	if (flags & XENPT_PRESENT && !(flags & (XENPT_RO | XENPT_XN)))
		return "Mappings should not be both Writeable and Executable.";
	if (x->dialect->contig && flags & XENPT_CONTIG)
		return "_PAGE_CONTIG is an internal only flag.";
	if (virt % (1 << XENPT_FRAME_SHIFT))
		return "The virtual address is not aligned to the page-size.";
	return NULL;
}

/* Each of the four functions is xen_pt_update with some arguments fixed. */
static void set_arguments(struct xenpt *x, const struct xenpt_op *op)
{
	uint64_t mask = xenpt_long_mask(x->arch);
	struct xenpt_run *r = &x->run;
	bool by_end = op->kind == XENPT_OP_MODIFY || op->kind == XENPT_OP_DESTROY;

	*r = (struct xenpt_run){.virt = op->virt & mask, .mfn = XENPT_NO_MFN};
	if (op->kind == XENPT_OP_MAP && (op->mfn & mask) != mask)
		r->mfn = op->mfn & mask;
	if (op->kind == XENPT_OP_POPULATE)
		r->flags = XENPT_POPULATE;
	else if (op->kind != XENPT_OP_DESTROY)
		r->flags = op->flags;
	r->left = by_end ? ((op->end - op->virt) & mask) >> XENPT_FRAME_SHIFT : op->nr & mask;
	r->size = r->left << XENPT_FRAME_SHIFT & mask;
	r->vfn = r->virt >> XENPT_FRAME_SHIFT;
	r->insert = r->flags & XENPT_PRESENT && r->mfn != XENPT_NO_MFN;
	if (x->dialect->stops_at_wrap) {
		uint64_t end = (r->virt + r->size) & mask;

		r->left = end > r->virt ? (end - r->virt) >> XENPT_FRAME_SHIFT : 0;
	}
}

void xenpt_begin(struct xenpt *x, const struct xenpt_op *op)
{
	const char *text = failed_assertion(x, op);

	set_arguments(x, op);
	if (text) {
		x->run.refused = true;
		x->run.rc = xenpt_tell_assert(x, NULL, text);
		return;
	}
	text = refusal(x, x->run.virt, x->run.flags);
	if (text) {
		x->run.refused = true;
		x->run.rc = xenpt_tell_msg(x, NULL, XENPT_RC_INVAL, "%s", text);
	}
}

bool xenpt_more(const struct xenpt *x)
{
	return !x->run.rc && x->run.left;
}

/* An order is chosen anew when a group is done; the steps of a group keep it. */
static void choose(struct xenpt *x)
{
	struct xenpt_run *r = &x->run;
	bool group;

	if (r->in_group)
		return;
	r->order = xenpt_order(x->dialect, r->vfn, r->mfn, r->left, r->flags, &group);
	r->in_group = group ? XENPT_CONTIG_NR : 1;
	r->group_left = r->left;
	r->index = 0;
}

static void advance(struct xenpt *x)
{
	struct xenpt_run *r = &x->run;
	uint64_t n = UINT64_C(1) << r->order;
	uint64_t mask = xenpt_long_mask(x->arch);

	r->vfn = (r->vfn + n) & xenpt_vfn_mask(x->arch);
	if (r->mfn != XENPT_NO_MFN)
		r->mfn = ((r->mfn + n) & mask) == mask ? XENPT_NO_MFN : (r->mfn + n) & mask;
	r->left -= n;
	r->in_group--;
	r->index++;
}

enum err_code xenpt_step(struct xenpt *x, struct err *err)
{
	struct xenpt_run *r = &x->run;
	struct xenpt_step step;
	struct xenpt_event ev = {.kind = XENPT_EV_STEP, .step = &step};
	enum err_code st;

	choose(x);
	step = (struct xenpt_step){
		.level = 3 - r->order / XENPT_ORDER_STEP,
		.order = r->order,
		.vfn = r->vfn,
		.mfn = r->mfn,
		.left = r->group_left,
		.flags = r->flags,
		.contig = r->in_group + r->index > 1,
		.index = r->index,
	};
	xenpt_tell(x, &ev);
	st = update(x, &step, err);
	if (st != ERR_NONE)
		return st;
	ev.kind = XENPT_EV_STEP_END;
	xenpt_tell(x, &ev);
	r->rc = step.rc;
	if (!r->rc)
		advance(x);
	return ERR_NONE;
}

int xenpt_end(struct xenpt *x)
{
	const struct xenpt_run *r = &x->run;
	struct xenpt_event ev = {.kind = XENPT_EV_TLB, .tlb = XENPT_TLB_FLUSH};

	if (r->refused || r->rc == XENPT_RC_ASSERT)
		ev.tlb = XENPT_TLB_NONE;
	else if (r->insert)
		ev.tlb = x->dialect->insert_tlb;
	ev.virt = r->virt;
	ev.size = r->size;
	xenpt_tell(x, &ev);
	return r->rc;
}

/* The slot for virt in the table of a level, between operations. */
static enum err_code find(struct xenpt *x, unsigned level, uint64_t virt, struct xenpt_slot *s,
			  bool *found, struct err *err)
{
	uint64_t vfn = (virt & xenpt_long_mask(x->arch)) >> XENPT_FRAME_SHIFT;
	enum descent how;
	enum err_code st;

	x->run = (struct xenpt_run){.rc = 0};
	s->level = level;
	st = descend(x, NULL, vfn, s, &how, err);
	*found = st == ERR_NONE && how == ARRIVED;
	return st;
}

enum err_code xenpt_peek(struct xenpt *x, unsigned level, uint64_t virt, uint64_t *entry,
			 bool *found, struct err *err)
{
	struct xenpt_slot s;
	enum err_code st = find(x, level, virt, &s, found, err);

	return *found ? xenpt_entry_read(x, &s, virt >> XENPT_FRAME_SHIFT, entry, err) : st;
}

enum err_code xenpt_poke(struct xenpt *x, unsigned level, uint64_t virt, uint64_t entry,
			 bool *found, struct err *err)
{
	struct xenpt_slot s;
	uint64_t before;
	enum err_code st = find(x, level, virt, &s, found, err);

	if (*found)
		st = xenpt_entry_read(x, &s, virt >> XENPT_FRAME_SHIFT, &before, err);
	if (*found && st == ERR_NONE)
		st = xenpt_entry_write(x, NULL, &s, before, entry, err);
	return st;
}
