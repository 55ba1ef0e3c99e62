/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/job.h"
#include "dump/snapshot.h"
#include "report/rows.h"
#include "src/array.h"
#include "src/number.h"

/* Addresses of the pages that hold tables. */
struct pages {
	struct pa *pa;
	size_t n, cap;
	enum err_code st;
};

static void add_page(struct pages *p, uint64_t pa)
{
	struct pa *more = array_grow(p->pa, p->n, &p->cap, sizeof(*p->pa));

	if (!more) {
		p->st = ERR_NOMEM;
		return;
	}
	p->pa = more;
	p->pa[p->n++] = addr_pa(pa);
}

static bool add_table(void *arg, const struct walk_table *t)
{
	uint64_t first = t->pa.v & ~(uint64_t)(SNAPSHOT_PAGE - 1);

	for (uint64_t at = first; at < t->pa.v + walk_table_bytes(t); at += SNAPSHOT_PAGE)
		add_page(arg, at);
	return true;
}

/* A table that cannot be read is recorded as such, so that the snapshot gives the same answer. */
static void add_unreadable(void *arg, const struct walk_table *t)
{
	if (t->st != ERR_STAGE2 && t->st != ERR_LOOP && t->st != ERR_MALFORMED)
		add_table(arg, t);
}

/* The tables of one regime of one CPU, unless an earlier CPU has the same root. */
static void collect(struct job *s, enum regime_id id, unsigned cpu, struct pages *p)
{
	static const struct walk_visitor visitor = {.enter = add_table,
						    .unreadable = add_unreadable};
	struct walk_table root;
	struct survey v;
	enum err_code st;

	survey_one(s->mem, id, cpu, &v);
	if (v.state >= SURVEY_DISABLED)
		return;
	root = walk_root(&v.w);
	if (!root.st)
		add_table(p, &root);
	st = walk_visit_all(&v.w, &visitor, p);
	if (st)
		p->st = st;
}

static int write_file(struct job *s, const struct pages *p)
{
	struct err err = {0};
	enum err_code st = p->st;
	char size[24];

	if (st)
		err_set(&err, st, "snapshot: %s", err_words(st));
	else
		st = snapshot_write(s->args->output, s->mem, p->pa, p->n, &err);
	if (st) {
		fprintf(stderr, "ptview: %s\n", err.text);
		return EXIT_SOURCE;
	}
	fprintf(stderr, "ptview: %s: at most %s of tables, %u CPUs\n", s->args->output,
		number_size_text((uint64_t)p->n * SNAPSHOT_PAGE, size), s->mem->ncpus);
	return EXIT_DONE;
}

int cmd_snapshot(const struct args *a)
{
	struct pages p = {0};
	struct job s;
	int status;

	if (!a->output) {
		fputs("ptview: snapshot: say where to: ptview snapshot SOURCE -o FILE\n", stderr);
		return EXIT_USAGE;
	}
	status = job_open(&s, a);
	if (status)
		return status;
	job_say_report(&s);
	for (unsigned cpu = 0; cpu < s.mem->ncpus; cpu++)
		for (int id = 0; id < REGIME_COUNT; id++)
			collect(&s, (enum regime_id)id, cpu, &p);
	status = write_file(&s, &p);
	free(p.pa);
	job_close(&s);
	return status;
}
