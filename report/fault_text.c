/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/fault.h"

#include <string.h>

void fault_text_syndrome(struct text *t, const char *reg, const struct esr *e)
{
	struct esr_part parts[ESR_PARTS_MAX];
	size_t n = esr_parts(e, parts);

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
	return e->instruction ? "an instruction fetch"
	       : e->cache     ? "cache maintenance or address translation"
	       : e->write     ? "a write"
			      : "a read";
}

static void put_reported(struct text *t, const struct fault_report *r)
{
	const struct esr *e = &r->esr;

	text_put(t, TEXT_PLAIN, "reported: %s", e->status);
	if (e->fault != WALK_FAULT_NONE)
		text_put(t, TEXT_PLAIN, ", stage %d", r->stage2 ? 2 : 1);
	if (e->has_level)
		text_put(t, TEXT_PLAIN, ", level %d", e->level);
	if (r->stage2 && e->s1ptw)
		text_put(t, TEXT_PLAIN, ", on the walk of stage 1");
	text_put(t, TEXT_PLAIN, ", by %s", access_words(e));
	if (!e->far_valid)
		text_put(t, TEXT_WARN, "; FAR is not valid (FnV)");
	else if (r->has_far)
		text_put(t, TEXT_PLAIN, " at 0x%llx", (unsigned long long)r->far);
	text_put(t, TEXT_PLAIN, "\n");
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

static void put_translates(struct text *t, const struct fault_report *r, const struct fault *f)
{
	if (r->esr.fault == WALK_FAULT_PERMISSION)
		text_put(t, TEXT_WARN, "permission: the tables allow it");
	else
		text_put(t, TEXT_WARN, "the tables translate it now");
	if (f->maybe_pan)
		text_put(t, TEXT_PLAIN,
			 "; PSTATE.PAN, or an unprivileged load or store, would explain it where "
			 "EL0's permissions are others");
	text_put(t, TEXT_PLAIN, ": they changed since, or a TLB entry was stale\n");
}

static void put_verdict(struct text *t, const struct fault_report *r, const struct fault *f)
{
	switch (f->verdict) {
	case FAULT_AGREE:
		text_put(t, TEXT_BLOCK, "the tables agree: ");
		put_result(t, &f->tables);
		text_put(t, TEXT_PLAIN, "\n");
		break;
	case FAULT_TRANSLATES: put_translates(t, r, f); break;
	case FAULT_DIFFERS:
		text_put(t, TEXT_WARN, "the tables give another fault: ");
		put_result(t, &f->tables);
		text_put(t, TEXT_PLAIN, "\n");
		break;
	case FAULT_NOT_TABLES:
		text_put(t, TEXT_PLAIN, "this is no fault that tables give%s\n",
			 strstr(r->esr.status, "TLB")
				 ? ": more than one TLB entry matched, as after a change without "
				   "break-before-make"
				 : "");
		break;
	case FAULT_NO_ADDRESS:
		text_put(t, TEXT_WARN, "the address is not known: nothing to hold it against\n");
		break;
	case FAULT_UNREADABLE:
		text_put(t, TEXT_ERROR, "a table that would tell cannot be read\n");
		break;
	}
}

void fault_text(struct text *t, const struct walker *s1, const struct walker *s2,
		const struct fault_report *r, const struct fault *f, const struct rows_options *o)
{
	put_reported(t, r);
	if (f->has_va)
		rows_walk(t, s1, &f->va, o);
	if (f->has_ipa)
		rows_walk(t, s2, &f->ipa, o);
	if (f->ipa_disagrees)
		text_put(t, TEXT_WARN,
			 "HPFAR has IPA 0x%llx, but the tables of stage 1 lead to IPA 0x%llx\n",
			 (unsigned long long)fault_hpfar_ipa(r->hpfar),
			 (unsigned long long)f->va.oa.v);
	put_verdict(t, r, f);
}
