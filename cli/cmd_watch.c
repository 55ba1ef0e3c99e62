/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changes while a guest runs. Each look attaches, copies the tables and leaves the guest as it
 * was found; it is compared with the copy before when the guest runs again.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "cli/watch_writes.h"
#include "gdbstub/stub.h"
#include "report/diff.h"
#include "report/jsonline.h"
#include "report/output.h"
#include "src/clock.h"
#include "src/diff/watch.h"
#include "src/number.h"

enum { INTERVAL_MS = 1000 };

/* The tables of one moment. */
struct look {
	struct watch_copy copy;
	int64_t at, held; /* clock_ns(), and for how long the guest stood still at most */
};

struct watch {
	const struct args *a;
	struct args_regime regime[2];
	unsigned cpu[2], n; /* of each; n 0: the first look is still to come */
	struct look last;
	uint64_t looks, changes, partly;
	int64_t began, held, longest;
	/* while two looks are compared */
	struct walker *w[2];
	char name[JOB_NAME_MAX];
	struct text t;
	uint64_t rows;
};

/* ---- A look ---- */

/* The regimes and their CPUs are those of the first look. */
static int choose(struct watch *w, struct job *s)
{
	struct survey v;
	bool through;
	int status;

	for (unsigned i = 0; (status = job_regime(s, i, &v, &through)) >= 0; i++) {
		if (status)
			return status;
		w->regime[i] = (struct args_regime){v.w.r.id, through};
		w->cpu[i] = v.w.r.cpu;
		w->n = i + 1;
	}
	return EXIT_DONE;
}

static enum err_code copy(struct watch *w, struct job *s, struct look *l)
{
	struct tablepages p = {0};
	enum err_code st;

	for (unsigned i = 0; i < w->n; i++) {
		if (!job_add_tables(s, w->regime[i].id, w->cpu[i], &p))
			w->partly++;
		if (regime_may_nest(w->regime[i].id))
			job_add_tables(s, REGIME_S2, w->cpu[i], &p);
	}
	st = watch_take(s->mem, &p, &l->copy);
	tablepages_free(&p);
	return st;
}

static int check_guest(const struct job *s)
{
	if (stub_run_unknown(s->stub) && s->args->leave == STUB_LEAVE_AS_FOUND)
		return EXIT_USAGE; /* job_open() has said it, and what to do */
	if (!stub_was_running(s->stub) && s->args->leave != STUB_LEAVE_RUNNING)
		output_say("ptview: watch: the guest is stopped, and left so: nothing changes "
			   "until it runs\n");
	return EXIT_DONE;
}

static int take_look(struct watch *w, struct look *l)
{
	struct job s;
	int64_t began = clock_ns();
	int status = job_open(&s, w->a);
	enum err_code st = ERR_NONE;

	if (status)
		return status;
	l->at = began;
	if (!w->n)
		status = check_guest(&s);
	if (!status && !w->n)
		status = choose(w, &s);
	if (!status)
		st = copy(w, &s, l);
	if (!status)
		status = job_status(&s, st);
	job_close(&s);
	l->held = clock_ns() - began;
	w->held += l->held;
	w->longest = l->held > w->longest ? l->held : w->longest;
	w->looks++;
	return status;
}

/* ---- Two of them ---- */

static void put_row(void *arg, const struct diff_row *row)
{
	struct watch *w = arg;
	struct rows_options o = {.ascii = w->a->ascii};

	w->rows += row->count;
	if (w->a->json) {
		diff_json_row(stdout, w->name, w->w[0], w->w[1], row);
		return;
	}
	diff_text_row(&w->t, w->w[0], w->w[1], row, &o);
	text_put(&w->t, TEXT_PLAIN, "\n");
}

static void count_unread(void *arg, int side, const struct walk_table *t)
{
	(void)side;
	(void)t;
	((struct watch *)arg)->partly++;
}

/* One regime. A root that moved is said by the registers that differ. */
static enum err_code compare(struct watch *w, unsigned i, struct mem *before, struct mem *after)
{
	static const struct diff_visitor v = {
		.bbm_level = DIFF_BBM_UNKNOWN, .row = put_row, .unreadable = count_unread};
	struct rows_options o = {.ascii = w->a->ascii};
	struct walker wa, wb;
	struct err err;

	if (walk_init(&wa, before, w->regime[i].id, w->cpu[i], &err) ||
	    walk_init(&wb, after, w->regime[i].id, w->cpu[i], &err)) {
		output_say("ptview: watch: %s\n", err.text);
		w->partly++;
		return ERR_NONE;
	}
	job_own(w->a, &wa);
	job_own(w->a, &wb);
	w->w[0] = &wa;
	w->w[1] = &wb;
	job_regime_name(&wb, w->regime[i].through, w->name);
	if (w->a->json)
		diff_json_registers(stdout, w->name, &wa, &wb);
	else
		diff_text_registers(&w->t, &wa, &wb, &o);
	return watch_compare(&wa, &wb, w->regime[i].through, &v, w);
}

/* Milliseconds, at least 1 of what took any time. */
static uint64_t ms(int64_t ns)
{
	return (uint64_t)((ns + 999999) / 1000000);
}

/* The line of a look, before the changes that it shows; without any there is none. */
static void put_look(struct watch *w, const struct look *l)
{
	struct text head = {0};

	if (w->a->json) {
		jsonline_put(stdout,
			     json_pack("{s:I, s:I, s:I, s:I}", "look", (json_int_t)w->looks, "ms",
				       (json_int_t)ms(l->at - w->began), "held_ms",
				       (json_int_t)ms(l->held), "changes", (json_int_t)w->rows));
	} else if (w->t.len) {
		text_put(&head, TEXT_HEAD,
			 "look %" PRIu64 ", after %" PRIu64 " ms: %" PRIu64 " %s; held %" PRIu64
			 " ms\n",
			 w->looks, ms(l->at - w->began), w->rows,
			 number_word(w->rows, "entry", "entries"), ms(l->held));
		text_write(&head, stdout, color_wanted(w->a));
		text_write(&w->t, stdout, color_wanted(w->a));
	}
	text_free(&head);
	text_clear(&w->t);
	fflush(stdout);
}

static int compare_all(struct watch *w, const struct look *now)
{
	enum err_code st = ERR_NONE;

	w->rows = 0;
	for (unsigned i = 0; w->last.copy.mem && !st && i < w->n; i++)
		st = compare(w, i, w->last.copy.mem, now->copy.mem);
	if (st) {
		output_say("ptview: watch: %s\n", err_words(st));
		return EXIT_SOURCE;
	}
	w->changes += w->rows;
	put_look(w, now);
	return EXIT_DONE;
}

/* Of SIGINT alone, which is blocked meanwhile: it is taken between two looks. */
static sigset_t interrupts(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	return set;
}

/* Wait; true where SIGINT has come by then. */
static bool pause_ms(unsigned interval)
{
	struct timespec t = {(time_t)(interval / 1000), (long)(interval % 1000) * 1000000};
	sigset_t set = interrupts();

	return sigtimedwait(&set, NULL, &t) == SIGINT;
}

static void put_sum(const struct watch *w)
{
	if (w->a->json)
		return;
	output_print("%" PRIu64 " %s in %" PRIu64 " ms: %" PRIu64 " %s changed; the guest was held "
		     "%" PRIu64 " ms, at most %" PRIu64 " ms at once\n",
		     w->looks, number_word(w->looks, "look", "looks"), ms(clock_ns() - w->began),
		     w->changes, number_word(w->changes, "entry", "entries"), ms(w->held),
		     ms(w->longest));
}

static int watch_on(struct watch *w)
{
	int status = EXIT_DONE;

	while (!status && (!w->a->count || w->looks < w->a->count)) {
		struct look now = {.at = 0};

		if (w->looks && pause_ms(w->a->interval_ms ? w->a->interval_ms : INTERVAL_MS))
			break;
		status = take_look(w, &now);
		if (status == EXIT_PARTLY) { /* said already */
			w->partly++;
			status = EXIT_DONE;
		}
		if (!status)
			status = compare_all(w, &now);
		watch_free(&w->last.copy);
		w->last = now;
	}
	watch_free(&w->last.copy);
	return status;
}

int cmd_watch(const struct args *a)
{
	struct watch w = {.a = a, .began = clock_ns()};
	sigset_t set = interrupts(), saved;
	int status;

	if (!job_is_live(a)) {
		output_say("ptview: watch: %s is no gdbstub: what is in a file does not change\n",
			   a->source);
		return EXIT_USAGE;
	}
	status = watch_writes_check(a);
	if (status)
		return status;
	sigprocmask(SIG_BLOCK, &set, &saved);
	status = a->writes ? watch_writes(a) : watch_on(&w);
	pause_ms(0); /* a second one would end it before the sum is there */
	sigprocmask(SIG_SETMASK, &saved, NULL);
	text_free(&w.t);
	if (w.looks)
		put_sum(&w);
	if (status)
		return status;
	return w.partly ? EXIT_PARTLY : w.changes ? EXIT_FINDINGS : EXIT_DONE;
}
