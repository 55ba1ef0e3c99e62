/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/fault.h"

static void put_syndrome(struct text *t, const char *reg, const struct esr *e)
{
	struct esr_part parts[ESR_PARTS_MAX];
	size_t n = esr_parts(e, parts);

	if (e->form == ESR_FORM_WORDS)
		return;
	text_put(t, TEXT_HEAD, "%s", reg);
	text_put(t, TEXT_VALUE, " 0x%llx\n", (unsigned long long)e->raw);
	for (size_t i = 0; i < n; i++) {
		char range[16];

		if (parts[i].hi == parts[i].lo)
			snprintf(range, sizeof(range), "%u", parts[i].hi);
		else
			snprintf(range, sizeof(range), "%u:%u", parts[i].hi, parts[i].lo);
		text_put(t, TEXT_DIM, "%6s  ", range);
		text_put(t, TEXT_PLAIN, "%-6s ", parts[i].name);
		text_put(t, TEXT_VALUE, "%-3llx", (unsigned long long)parts[i].value);
		text_put(t, TEXT_PLAIN, " %s", parts[i].words);
		text_pad(t, 66);
		text_put(t, TEXT_DIM, " %s\n", parts[i].section);
	}
}

static const char *access_words(const struct esr *e)
{
	return !e->has_access	? "an access"
	       : e->instruction ? "an instruction fetch"
	       : e->cache	? "cache maintenance or address translation"
	       : e->write	? "a write"
				: "a read";
}

static void put_address(struct text *t, const struct fault_report *r)
{
	uint64_t ipa;

	if (!r->esr.far_valid)
		text_put(t, TEXT_WARN, "; FAR is not valid (FnV)");
	else if (r->has_far)
		text_put(t, TEXT_PLAIN, " at 0x%llx", (unsigned long long)r->far);
	if (fault_reported_ipa(r, &ipa))
		text_put(t, TEXT_PLAIN, ", IPA 0x%llx", (unsigned long long)ipa);
}

static void put_reported(struct text *t, const struct fault_answer *a)
{
	const struct fault_report *r = a->r;
	const struct esr *e = &r->esr;

	if (a->site->guess[0])
		text_put(t, TEXT_WARN, "inferred: %s; --regime says otherwise\n", a->site->guess);
	text_put(t, TEXT_PLAIN, "reported: %s", e->status);
	if (e->fault != WALK_FAULT_NONE)
		text_put(t, TEXT_PLAIN, ", stage %d", r->stage2 ? 2 : 1);
	if (e->has_level)
		text_put(t, TEXT_PLAIN, ", level %d", e->level);
	if (r->stage2 && e->s1ptw)
		text_put(t, TEXT_PLAIN, ", on the walk of stage 1");
	text_put(t, TEXT_PLAIN, ", by %s", access_words(e));
	put_address(t, r);
	text_put(t, TEXT_PLAIN, " (%s)\n", fault_site_regime(a->site, r));
}

static void put_result(struct text *t, const struct fault_result *g)
{
	static const char *const names[] = {
		[WALK_FAULT_TRANSLATION] = "translation fault",
		[WALK_FAULT_ADDRESS_SIZE] = "address size fault",
		[WALK_FAULT_ACCESS_FLAG] = "access flag fault",
		[WALK_FAULT_PERMISSION] = "permission fault",
		[WALK_FAULT_UNREADABLE] = "unreadable table",
	};

	text_put(t, TEXT_PLAIN, "%s, stage %d, level %d%s", names[g->fault], g->stage, g->level,
		 g->on_walk ? ", on the walk of stage 1" : "");
}

static void put_translates(struct text *t, const struct fault_report *r)
{
	text_put(t, TEXT_WARN, "%s\n",
		 r->esr.fault == WALK_FAULT_PERMISSION ? "permission: the tables allow it"
						       : "the tables translate it now");
}

static void put_verdict(struct text *t, const struct fault_answer *a)
{
	const struct fault *f = a->f;

	switch (f->verdict) {
	case FAULT_AGREE:
		text_put(t, TEXT_BLOCK, "the tables agree: ");
		put_result(t, &f->tables);
		text_put(t, TEXT_PLAIN, "\n");
		break;
	case FAULT_TRANSLATES: put_translates(t, a->r); break;
	case FAULT_DIFFERS:
		text_put(t, TEXT_WARN, "the tables give another fault: ");
		put_result(t, &f->tables);
		text_put(t, TEXT_PLAIN, "\n");
		break;
	case FAULT_NOT_TABLES:
		text_put(t, TEXT_PLAIN, "this is no fault that tables give\n");
		break;
	case FAULT_NO_ADDRESS:
		text_put(t, TEXT_WARN, "the address is not known: nothing to hold it against\n");
		break;
	case FAULT_NO_TABLES:
		text_put(t, TEXT_WARN, "no tables are at hand to hold it against\n");
		break;
	case FAULT_UNREADABLE:
		text_put(t, TEXT_ERROR, "a table that would tell cannot be read\n");
		break;
	}
}

static void put_cause(struct text *t, const struct cause *c, bool first)
{
	text_put(t, first ? TEXT_HEAD : TEXT_DIM, "%s", first ? "cause: " : "or:    ");
	text_put(t, first ? TEXT_WARN : TEXT_PLAIN, "%s", cause_name(c->id));
	text_put(t, TEXT_PLAIN, ": %s\n       %s", cause_words(c->id), c->why);
	text_put(t, TEXT_DIM, "  %s\n", cause_section(c->id));
}

void fault_text_causes(struct text *t, const struct cause_list *causes)
{
	for (unsigned i = 0; i < causes->n; i++)
		put_cause(t, &causes->of[i], i == 0);
}

/* With symbols alone: the number says little. */
static void put_pc(struct text *t, const struct fault_answer *a, const struct names *n)
{
	if (!n || !a->site->regs || !sysreg_known(a->site->regs, SYSREG_PC))
		return;
	text_put(t, TEXT_DIM, "the CPU is at");
	rows_pc(t, a->site->regs, n);
	text_put(t, TEXT_PLAIN, "\n");
}

void fault_text(struct text *t, const struct fault_answer *a, const struct rows_options *o)
{
	const struct fault *f = a->f;

	put_syndrome(t, a->reg, &a->r->esr);
	if (a->r->esr.abort) {
		put_reported(t, a);
		put_pc(t, a, o->names);
		if (f->has_va)
			rows_walk(t, &a->site->s1, &f->va, o);
		if (f->has_ipa)
			rows_walk(t, &a->site->s2, &f->ipa, o);
		if (f->ipa_disagrees)
			text_put(t, TEXT_WARN,
				 "reported is IPA 0x%llx, but the tables of stage 1 lead to IPA "
				 "0x%llx\n",
				 (unsigned long long)f->ipa.in.v, (unsigned long long)f->va.oa.v);
		put_verdict(t, a);
	}
	fault_text_causes(t, a->causes);
}
