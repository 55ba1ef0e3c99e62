/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "cli/naming.h"
#include "dump/snapshot.h"
#include "report/output.h"
#include "src/number.h"
#include "src/walk/tablepages.h"

static int write_file(struct job *s, const struct tablepages *p)
{
	struct err err = {0};
	enum err_code st = p->st;
	char size[24];

	if (st)
		err_set(&err, st, "snapshot: %s", err_words(st));
	else
		st = snapshot_write(s->args->output, s->mem, p->pa, p->n, &err);
	if (st) {
		output_say("ptview: %s\n", err.text);
		return EXIT_SOURCE;
	}
	output_say("ptview: %s: at most %s of tables, %u %s\n", s->args->output,
		   number_size_text((uint64_t)p->n * SNAPSHOT_PAGE, size), s->mem->ncpus,
		   number_word(s->mem->ncpus, "CPU", "CPUs"));
	return EXIT_DONE;
}

/* What a Linux says of itself, by --symbols: its memory is not in the snapshot. */
static void read_note(struct job *s)
{
	static const enum regime_id kernels[] = {REGIME_EL1_1, REGIME_EL2_1};
	struct walker w;

	for (unsigned i = 0; s->nsymfiles && i < 2 * s->mem->ncpus; i++) {
		if (s->mem->vmcoreinfo || s->mem->found_vmcoreinfo)
			break;
		if (walk_init(&w, s->mem, kernels[i % 2], i / 2, NULL))
			continue;
		naming_find(s, &w);
		naming_regions(s);
	}
	s->names.n = 0; /* w is gone */
}

int cmd_snapshot(const struct args *a)
{
	struct tablepages p = {0};
	bool whole = true;
	struct job s;
	int status;

	if (!a->output) {
		output_say("ptview: snapshot: say where to: ptview snapshot SOURCE -o FILE\n");
		return EXIT_USAGE;
	}
	status = job_open(&s, a);
	if (status)
		return status;
	job_say_report(&s);
	p.unreadable = job_unreadable;
	p.arg = &s;
	for (unsigned cpu = 0; cpu < s.mem->ncpus; cpu++)
		for (int id = 0; id < REGIME_COUNT; id++)
			whole &= job_add_tables(&s, (enum regime_id)id, cpu, &p);
	read_note(&s);
	status = write_file(&s, &p);
	if (!status)
		status = job_status(&s, ERR_NONE);
	if (!whole && !status)
		status = EXIT_PARTLY;
	tablepages_free(&p);
	job_close(&s);
	return status;
}
