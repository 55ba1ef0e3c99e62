/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_note.h"

#include <inttypes.h>

#include "cli/record/record_return.h"
#include "src/clock.h"
#include "src/number.h"

enum { DIFFS_SHOWN = 8 /* of one call */ };

void record_note_diff(void *arg, const struct record_diff *d)
{
	struct record *r = arg;

	if (d->window || r->printed++ >= DIFFS_SHOWN)
		return;
	fprintf(r->say, "  level %u table 0x%" PRIx64 " index 0x%03x (0x%" PRIx64 "): ", d->level,
		d->table.v, d->index, d->virt);
	if (d->st)
		fprintf(r->say, "cannot be compared: %s\n", err_words(d->st));
	else
		fprintf(r->say, "expected 0x%016" PRIx64 ", got 0x%016" PRIx64 "\n", d->expected,
			d->got);
	if (d->step)
		fprintf(r->say, "    by the step level=%u order=%u vfn=0x%" PRIx64 "\n",
			d->step->level, d->step->order, d->step->vfn);
}

void record_note_nothing(void *arg, const struct record_diff *d)
{
	(void)arg, (void)d;
}

void record_note_outcome(struct record *r, const struct record_call *c, const char *op,
			 struct record_tree *after)
{
	struct record_check *k = &r->check;
	bool assertion = k->rc == XENPT_RC_ASSERT;
	uint64_t diffs = assertion ? 0 : record_check_compare(k, after, record_note_nothing, NULL);

	if (assertion) {
		r->not_comparable++;
		record_file_note(&r->file, "not comparable: a debug build stops at %s",
				 k->assertion);
		if (r->verify)
			fprintf(r->say,
				"call %" PRIu64
				" (%s): not comparable: a debug build stops at %s\n",
				r->calls, op, k->assertion);
		return;
	}
	if (!diffs && k->rc == c->rc) {
		r->exact++;
		return;
	}
	r->mismatched++;
	record_file_note(&r->file, "not as predicted: %" PRIu64 " %s, rc %d expected", diffs,
			 number_word(diffs, "entry", "entries"), k->rc);
	if (!r->verify)
		return;
	fprintf(r->say, "call %" PRIu64 " (%s): expected rc %d, got %d; %" PRIu64 " %s\n", r->calls,
		op, k->rc, c->rc, diffs, number_word(diffs, "entry differs", "entries differ"));
	r->printed = 0;
	record_check_compare(k, after, record_note_diff, r);
}

/* An entry that no operation of the file changes. */
static void put_change(struct record *r, const struct record_diff *d)
{
	char op[64];

	if (d->st || record_tree_is_table(d->got, d->level)) {
		record_file_note(&r->file,
				 "level %u table 0x%" PRIx64 " index 0x%03x: 0x%016" PRIx64
				 " -> 0x%016" PRIx64 "; no op says that",
				 d->level, d->table.v, d->index, d->expected, d->got);
		return;
	}
	snprintf(op, sizeof(op), "poke %u 0x%" PRIx64 " 0x%016" PRIx64, d->level, d->virt, d->got);
	record_file_op(&r->file, op);
}

void record_note_outside(void *arg, const struct record_diff *d)
{
	struct record *r = arg;

	if (d->window)
		return;
	r->outside++;
	record_file_note(&r->file, "by something else than xen_pt_update:");
	put_change(r, d);
}

void record_note_change(void *arg, const struct record_diff *d)
{
	if (!d->window)
		put_change(arg, d);
}

void record_note_call(struct record *r, const struct record_call *c)
{
	int64_t ms = clock_ms() - r->began_ms;
	char caller[128];

	elfsym_text(r->elf, c->caller, caller, sizeof(caller));
	record_file_note(&r->file,
			 "call %" PRIu64 ", +%" PRId64 ".%03" PRId64 " s, CPU %u, from %s: rc %d",
			 r->calls, ms / 1000, ms % 1000, c->cpu, caller, c->rc);
}
