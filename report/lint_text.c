/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/lint.h"

#include "report/rows.h"
#include "src/number.h"

enum text_style lint_text_style(enum lint_severity s)
{
	static const enum text_style styles[] = {
		[LINT_NOTE] = TEXT_DIM, [LINT_WARNING] = TEXT_WARN, [LINT_ERROR] = TEXT_ERROR};

	return styles[s];
}

/* Where a finding is and its numbers: one line, without a newline. */
static void put_finding(struct text *t, const struct lint_finding *f)
{
	char size[24];

	text_put(t, TEXT_ADDRESS, "0x%016llx", (unsigned long long)f->start.v);
	if (f->size)
		text_put(t, TEXT_PLAIN, " %8s", number_size_text(f->size, size));
	text_put(t, TEXT_DIM, "  level %d [%03x] of 0x%llx", f->level, f->index,
		 (unsigned long long)f->table.v);
	if (f->count > 1)
		text_put(t, TEXT_PLAIN, "  %llu times", (unsigned long long)f->count);
	text_put(t, TEXT_PLAIN, "  %s", f->why);
}

static void put_kind(struct text *t, const struct lint_result *r, enum lint_id id)
{
	const struct lint_rule *rule = lint_rule(id);

	text_put(t, lint_text_style(rule->severity), "  %s", lint_severity_name(rule->severity));
	text_put(t, TEXT_HEAD, " %s", rule->id);
	text_put(t, TEXT_PLAIN, ": %s\n", rule->message);
	text_put(t, TEXT_DIM, "    rule: %s\n    do:   %s\n", rule->source, rule->fix);
	if (r->found[id] > 1 || r->entries[id] > r->found[id])
		text_put(t, TEXT_PLAIN, "    %llu place%s, %llu %s\n",
			 (unsigned long long)r->found[id], number_word(r->found[id], "", "s"),
			 (unsigned long long)r->entries[id],
			 number_word(r->entries[id], "entry or page", "entries or pages"));
}

void lint_text(struct text *t, const struct lint_result *r, size_t most)
{
	size_t i = 0;

	while (i < r->n) {
		enum lint_id id = r->f[i].id;
		uint64_t said = 0;

		put_kind(t, r, id);
		for (; i < r->n && r->f[i].id == id; i++) {
			if (most && said == most)
				continue;
			text_put(t, TEXT_PLAIN, "    ");
			put_finding(t, &r->f[i]);
			text_put(t, TEXT_PLAIN, "\n");
			said++;
		}
		if (said < r->found[id])
			text_put(t, TEXT_DIM, "    and %llu more%s\n",
				 (unsigned long long)(r->found[id] - said),
				 most ? " (-v shows more)" : ", which are not kept");
	}
}

void lint_text_total(struct text *t, const struct lint_result *r)
{
	uint64_t by[LINT_ERROR + 1] = {0};
	const char *sep = "  ";

	for (int i = 0; i < LINT_COUNT; i++)
		by[lint_rule((enum lint_id)i)->severity] += r->found[i];
	for (int s = LINT_ERROR; s >= LINT_NOTE; s--) {
		if (!by[s])
			continue;
		text_put(t, TEXT_PLAIN, "%s", sep);
		text_put(t, lint_text_style((enum lint_severity)s), "%llu %s%s",
			 (unsigned long long)by[s], lint_severity_name((enum lint_severity)s),
			 number_word(by[s], "", "s"));
		sep = ", ";
	}
	text_put(t, TEXT_PLAIN, "%s\n", *sep == ' ' ? "  nothing found" : "");
}

void lint_text_rules(struct text *t)
{
	for (int i = 0; i < LINT_COUNT; i++) {
		const struct lint_rule *rule = lint_rule((enum lint_id)i);

		text_put(t, TEXT_HEAD, "%-22s", rule->id);
		text_put(t, lint_text_style(rule->severity), " %-8s",
			 lint_severity_name(rule->severity));
		text_put(t, TEXT_PLAIN, "%s\n", rule->message);
		text_put(t, TEXT_DIM, "%31s%s\n%31sdo: %s\n", "", rule->source, "", rule->fix);
	}
}
