/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables of a lesson say, as rows: each is a kind of task, and what a goal can want. */
#include <inttypes.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "src/desc/desc.h"
#include "src/lesson/lesson_int.h"
#include "src/lint/lint.h"
#include "src/number.h"
#include "src/walk/esr.h"

/* Of a lesson: see WALK_AGAIN_MOST. */
enum { AGAIN_MOST = 1 << 16 };

static enum err_code put_text(struct lesson_value *v, const char *s)
{
	v->is_text = true;
	snprintf(v->text, sizeof(v->text), "%s", s);
	return ERR_NONE;
}

static enum err_code put_number(struct lesson_value *v, uint64_t n)
{
	*v = (struct lesson_value){.n = n};
	return ERR_NONE;
}

/* ---- Translations ---- */

static enum err_code find_index(struct lesson_world *w, const struct lesson_args *a,
				struct lesson_value *v, struct err *err)
{
	struct walker walker;
	struct ia in;

	if (lesson_walker(w, a, &walker, err))
		return err->code;
	if (!regime_contains(&walker.r, addr_ia(a->address), &in))
		return lesson_outside(&walker.r, a->address, err);
	if (a->level < walker.r.start_level)
		return err_set(err, ERR_USAGE, "%s has no level %d of 0x%" PRIx64, walker.r.name,
			       a->level, a->address);
	return put_number(v, regime_index(&walker.r, a->level, in));
}

static enum err_code walk(struct lesson_world *w, const struct lesson_args *a,
			  struct walk_result *res, struct walker *walker, struct err *err)
{
	struct ia in;

	if (lesson_walker(w, a, walker, err))
		return err->code;
	if (!regime_contains(&walker->r, addr_ia(a->address), &in))
		return lesson_outside(&walker->r, a->address, err);
	walk_addr(walker, in, a->through, res);
	if (res->fault == WALK_FAULT_UNREADABLE)
		return err_set(err, ERR_USAGE,
			       "on the way to 0x%" PRIx64 " an entry leads to a table in which "
			       "nothing was ever written",
			       a->address);
	return ERR_NONE;
}

static enum err_code find_output(struct lesson_world *w, const struct lesson_args *a,
				 struct lesson_value *v, struct err *err)
{
	struct walk_result res;
	struct walker walker;

	if (walk(w, a, &res, &walker, err))
		return err->code;
	if (res.fault)
		return put_text(v, "fault");
	return put_number(v, res.has_pa ? res.pa.v : res.oa.v);
}

static enum err_code find_perms(struct lesson_world *w, const struct lesson_args *a,
				struct lesson_value *v, struct err *err)
{
	struct walk_result res;
	struct walker walker;
	char buf[ATTR_PERMS_MAX];

	if (walk(w, a, &res, &walker, err))
		return err->code;
	return put_text(v, res.fault ? "fault" : attr_perms_text(walker.r.perms, &res.attr, buf));
}

static enum err_code find_type(struct lesson_world *w, const struct lesson_args *a,
			       struct lesson_value *v, struct err *err)
{
	struct walk_result res;
	struct walker walker;
	char buf[ATTR_TYPE_MAX];

	if (walk(w, a, &res, &walker, err))
		return err->code;
	return put_text(v, res.fault ? "fault" : attr_type_text(&res.attr, buf));
}

static enum err_code find_size(struct lesson_world *w, const struct lesson_args *a,
			       struct lesson_value *v, struct err *err)
{
	struct walk_result res;
	struct walker walker;

	if (walk(w, a, &res, &walker, err))
		return err->code;
	return res.fault ? put_text(v, "fault") : put_number(v, res.size);
}

static bool allows(const struct lesson_args *a, const struct attr *attr)
{
	return ((a->user ? attr->perms_user : attr->perms) & a->access) == a->access;
}

static void name_fault(struct lesson_value *v, const char *stage, const char *name, int level)
{
	v->is_text = true;
	snprintf(v->text, sizeof(v->text), "%s%s %d", stage, name, level);
	for (char *c = v->text; *c; c++)
		if (*c == '_')
			*c = '-';
}

/* Stage 1 is asked first: what it refuses never comes to stage 2. */
static enum err_code find_fault(struct lesson_world *w, const struct lesson_args *a,
				struct lesson_value *v, struct err *err)
{
	struct lesson_args first = *a;
	struct walk_result res, one;
	struct walker walker;

	first.through = false;
	if (walk(w, a, &res, &walker, err))
		return err->code;
	if (res.fault) {
		name_fault(v, a->through && res.fault_stage == 2 ? "stage 2 " : "",
			   walk_fault_name(res.fault), res.level);
		return ERR_NONE;
	}
	if (allows(a, &res.attr))
		return put_text(v, "none");
	if (a->through && !walk(w, &first, &one, &walker, err) && allows(a, &one.attr))
		name_fault(v, "stage 2 ", "permission", res.level2);
	else
		name_fault(v, "", "permission", res.level);
	return ERR_NONE;
}

/* ---- Entries ---- */

enum err_code lesson_entry_read(struct lesson_world *w, const struct lesson_args *a, uint64_t *raw,
				struct err *err)
{
	uint8_t bytes[8];
	enum err_code st =
		mem_read(lesson_world_mem(w), addr_pa(a->table + a->index * UINT64_C(8)), bytes, 8);

	if (st)
		return err_set(err, ERR_USAGE, "0x%" PRIx64 "[0x%x] is in no table of the lesson",
			       a->table, a->index);
	*raw = 0;
	for (unsigned i = 0; i < 8; i++)
		*raw |= (uint64_t)bytes[i] << 8 * i;
	return ERR_NONE;
}

static enum err_code find_entry(struct lesson_world *w, const struct lesson_args *a,
				struct lesson_value *v, struct err *err)
{
	uint64_t raw;

	if (lesson_entry_read(w, a, &raw, err))
		return err->code;
	return put_number(v, raw);
}

static enum err_code find_kind(struct lesson_world *w, const struct lesson_args *a,
			       struct lesson_value *v, struct err *err)
{
	struct walker walker;
	uint64_t raw;

	if (lesson_walker(w, a, &walker, err) || lesson_entry_read(w, a, &raw, err))
		return err->code;
	return put_text(v, desc_kind_name(desc_classify(walker.r.geo, a->level, raw)));
}

/* "AP" is "AP[2:1]", too. */
static bool is_field(const char *field, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(field, name, len) && (!field[len] || field[len] == '[');
}

static enum err_code find_field(struct lesson_world *w, const struct lesson_args *a,
				struct lesson_value *v, struct err *err)
{
	struct desc_part parts[DESC_PARTS_MAX];
	struct walker walker;
	uint64_t raw;
	size_t n;

	if (lesson_walker(w, a, &walker, err) || lesson_entry_read(w, a, &raw, err))
		return err->code;
	n = desc_parts(&walker.r, a->level, raw, parts);
	for (size_t i = 0; i < n; i++)
		if (parts[i].field && is_field(parts[i].field->name, a->name))
			return put_number(v, parts[i].value);
	return err_set(err, ERR_USAGE, "0x%" PRIx64 "[0x%x], a %s, has no field %s", a->table,
		       a->index, desc_kind_name(desc_classify(walker.r.geo, a->level, raw)),
		       a->name);
}

/* ---- The regime, and all of it ---- */

static enum err_code find_regime(struct lesson_world *w, const struct lesson_args *a,
				 struct lesson_value *v, struct err *err)
{
	struct walker walker;
	const struct regime *r = &walker.r;

	if (lesson_walker(w, a, &walker, err))
		return err->code;
	if (!strcmp(a->name, "start-level") && r->start_level >= 0)
		return put_number(v, (unsigned)r->start_level);
	if (!strcmp(a->name, "input-bits"))
		return put_number(v, r->ia_bits);
	if (!strcmp(a->name, "output-bits"))
		return put_number(v, r->oa_bits);
	if (!strcmp(a->name, "root-entries"))
		return put_number(v, r->root_entries);
	return err_set(err, ERR_USAGE,
		       "'%s' of a regime: start-level, input-bits, output-bits or root-entries",
		       a->name);
}

/* A kind of finding, or "all"; "errors": of that severity. */
static enum err_code find_findings(struct lesson_world *w, const struct lesson_args *a,
				   struct lesson_value *v, struct err *err)
{
	enum lint_id only = lint_by_name(a->name);
	bool all = !strcmp(a->name, "all"), errors = !strcmp(a->name, "errors");
	struct lint_options o = {.through = a->through};
	struct lint_result res = {0};
	struct walker walker;
	uint64_t n = 0;
	enum err_code st;

	if (only == LINT_COUNT && !all && !errors)
		return err_set(err, ERR_USAGE, "no finding is called '%s': `ptview lint --list`",
			       a->name);
	if (lesson_walker(w, a, &walker, err))
		return err->code;
	walker.again_most = AGAIN_MOST;
	st = lint_run(&walker, &o, &res, NULL, NULL);
	if (!st && walker.left_out) {
		lint_free(&res);
		return err_set(err, ERR_USAGE,
			       "tables lead to each other too often for findings to be counted");
	}
	for (unsigned i = 0; i < LINT_COUNT; i++)
		if (all || i == only ||
		    (errors && lint_rule((enum lint_id)i)->severity == LINT_ERROR))
			n += res.found[i];
	lint_free(&res);
	return st ? err_set(err, st, "%s", err_words(st)) : put_number(v, n);
}

static enum err_code find_syndrome(struct lesson_world *w, const struct lesson_args *a,
				   struct lesson_value *v, struct err *err)
{
	struct esr e;

	(void)w;
	if (!esr_decode(a->number, &e) || !esr_kind_name(e.kind))
		return err_set(err, ERR_USAGE, "0x%" PRIx64 " is no syndrome of an abort",
			       a->number);
	if (e.has_level)
		name_fault(v, "", esr_kind_name(e.kind), e.level);
	else
		put_text(v, esr_kind_name(e.kind));
	return ERR_NONE;
}

/* ---- Xen's updates ---- */

/* The orders of an entry: docs/replay.md. */
static enum err_code find_step(struct lesson_world *w, const struct lesson_args *a,
			       struct lesson_value *v, struct err *err)
{
	static const char *const sizes[] = {"4K", "2M", "1G"};
	struct lesson_op seen = {.wanted = (unsigned)a->number};

	if (a->number > UINT32_MAX || lesson_op_run(w, a->rest, false, &seen, err))
		return err->code ? err->code : err_set(err, ERR_USAGE, "there is no such step");
	if (!seen.has)
		return err_set(err, ERR_USAGE, "the operation has %u %s", seen.steps,
			       number_word(seen.steps, "step", "steps"));
	snprintf(v->text, sizeof(v->text), "%s%s", seen.contig ? "16x" : "",
		 seen.order / 9 < 3 ? sizes[seen.order / 9] : "?");
	v->is_text = true;
	return ERR_NONE;
}

static enum err_code find_steps(struct lesson_world *w, const struct lesson_args *a,
				struct lesson_value *v, struct err *err)
{
	struct lesson_op seen = {0};

	if (lesson_op_run(w, a->rest, false, &seen, err))
		return err->code;
	return put_number(v, seen.steps);
}

static enum err_code find_flushes(struct lesson_world *w, const struct lesson_args *a,
				  struct lesson_value *v, struct err *err)
{
	struct lesson_op seen = {0};

	if (lesson_op_run(w, a->rest, false, &seen, err))
		return err->code;
	return put_number(v, seen.flushes);
}

/* Xen's numbers: docs/replay.md. */
static enum err_code find_result(struct lesson_world *w, const struct lesson_args *a,
				 struct lesson_value *v, struct err *err)
{
	struct lesson_op seen = {0};

	if (lesson_op_run(w, a->rest, false, &seen, err))
		return err->code;
	v->is_text = true;
	snprintf(v->text, sizeof(v->text), "%d", seen.rc);
	return ERR_NONE;
}

static const struct lesson_fact rows[] = {
	{"index LEVEL of ADDRESS", LESSON_HEX, "a number: 0x1f",
	 "which entry of the table of that level an input address is looked up in",
	 "an index is cut out of the input address: the level says which bits", find_index,
	 lesson_why_index},
	{"output ADDRESS", LESSON_HEX, "an address, or fault",
	 "where an input address leads to; `fault` where it is not translated",
	 "follow the tables from the root, entry by entry", find_output, lesson_why_output},
	{"permissions ADDRESS", LESSON_TEXT,
	 "as RW-/R--: the privileged level, then EL0 if there is one",
	 "what may be done there: read, write, execute; through all tables on the way",
	 "AP, the execute-never bits, and what the tables above take away", find_perms,
	 lesson_why_perms},
	{"type ADDRESS", LESSON_TEXT, "as normal-wb, normal-nc, device-nGnRE",
	 "the memory type, as ptview names it",
	 "AttrIndx of the leaf picks a byte of MAIR, and that byte is the type", find_type,
	 lesson_why_type},
	{"size ADDRESS", LESSON_BYTES, "as 4K, 2M, 1G", "bytes that the leaf covers there",
	 "the level at which the walk ends says how much one entry covers", find_size,
	 lesson_why_size},
	{"fault ADDRESS ACCESS", LESSON_TEXT,
	 "none, or a fault and its level: translation 2, permission 3, access-flag 3",
	 "what becomes of an access: read, write, execute, user-read, user-write, user-execute",
	 "is each entry on the way valid, is AF set, and do the permissions allow it?", find_fault,
	 lesson_why_fault},
	{"kind LEVEL ENTRY", LESSON_TEXT, "table, block, page, invalid or reserved",
	 "what the two lowest bits of an entry make it at that level",
	 "bit 0 is valid; bit 1 tells a block from a table or page", find_kind, lesson_why_kind},
	{"field NAME of LEVEL ENTRY", LESSON_HEX, "a number: 0x1f",
	 "the value of a field of an entry, as `ptview entry` names it",
	 "`d` shows the descriptor bit by bit", find_field, NULL},
	{"entry ENTRY", LESSON_HEX, "a descriptor: 0x40000701", "all 64 bits of an entry",
	 "the tree shows it", find_entry, NULL},
	{"regime NAME", LESSON_DECIMAL, "a number, decimal",
	 "start-level, input-bits, output-bits, root-entries: of the registers",
	 "TCR (of stage 2 VTCR) has T0SZ, TG and PS: `i` shows them", find_regime, NULL},
	{"findings NAME", LESSON_DECIMAL, "a number, decimal",
	 "how many findings `ptview lint` has of that kind; `errors`, `all`",
	 "`f` lists what is wrong", find_findings, NULL},
	{"syndrome NUMBER", LESSON_TEXT, "a fault and its level: translation 2, permission 3",
	 "what an ESR_ELx says of an abort",
	 "the last six bits (DFSC, IFSC) are the kind of fault, and in two of them its level",
	 find_syndrome, NULL},
	{"step NUMBER of OPERATION", LESSON_TEXT, "4K, 2M, 1G, 16x4K or 16x2M",
	 "what Xen takes for the N-th step of an operation (ptview-replay(5))",
	 "Xen takes the largest order whose low bits are 0 in all numbers, and that much is left",
	 find_step, lesson_why_step},
	{"steps of OPERATION", LESSON_DECIMAL, "a number, decimal", "in how many steps Xen does it",
	 "each step is one entry", find_steps, NULL},
	{"flushes of OPERATION", LESSON_DECIMAL, "a number, decimal",
	 "how often Xen flushes the TLB for it",
	 "a valid entry that is changed is zeroed, flushed and written", find_flushes, NULL},
	{"result of OPERATION", LESSON_TEXT, "0, or a negative number of Xen's",
	 "what Xen returns for it",
	 "0 is done, -22 (EINVAL) refused, -2 (ENOENT) no table, -95 a superpage in the way",
	 find_result, NULL},
};

const struct lesson_fact *lesson_fact_row(unsigned i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

const char *lesson_fact_form(unsigned i)
{
	const struct lesson_fact *f = lesson_fact_row(i);

	return f ? f->form : NULL;
}
