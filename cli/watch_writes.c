/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/watch_writes.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "cli/naming.h"
#include "gdbstub/live.h"
#include "gdbstub/stub.h"
#include "report/jsonline.h"
#include "report/output.h"
#include "report/writes.h"
#include "src/clock.h"
#include "src/memcache.h"
#include "src/number.h"

enum { INTERVAL_MS = 1000, POLL_MS = 50 };

struct watching {
	const struct args *a;
	struct job s;
	struct live *live;
	struct writes w;
	struct survey from; /* the regime that the names are of */
	bool empty;	    /* nothing is in the tables, so far */
	uint64_t looks;
	int64_t began, stood, held, longest; /* clock_ns(); stood: since when it stands still */
	struct text t;
};

static uint64_t ms_since(const struct watching *w)
{
	return (uint64_t)(clock_ns() - w->began) / 1000000;
}

static int say(const char *text, int status)
{
	output_say("ptview: watch: %s\n", text);
	return status;
}

/* ---- What is asked for ---- */

int watch_writes_check(const struct args *a)
{
	struct err err = {.code = ERR_NONE};

	if (!a->writes && (a->noperands || a->nsymbols || a->max || a->fail_on != ARGS_FAIL_ERROR))
		return say("an address, --symbols, --max and --fail-on are for --writes",
			   EXIT_USAGE);
	if (a->noperands && naming_check(a, a->operands[0], strcspn(a->operands[0], "+"), &err))
		return say(err.text, EXIT_USAGE);
	return EXIT_DONE;
}

/* ADDR, or ADDR+SIZE, in the regime whose names are known. */
static enum err_code parse_part(const struct watching *w, struct writes_ask *ask, struct err *err)
{
	const char *arg = w->a->noperands ? w->a->operands[0] : NULL;
	const char *plus = arg ? strchr(arg, '+') : NULL;
	uint64_t first, size = 1;

	if (!arg)
		return ERR_NONE;
	if (naming_address(&w->s, arg, plus ? (size_t)(plus - arg) : strlen(arg), &first, err))
		return ERR_USAGE;
	if (plus && (!number_size(plus + 1, strlen(plus + 1), &size) || !size ||
		     first + (size - 1) < first))
		return err_set(err, ERR_USAGE,
			       "'%s' is no range: SIZE is a number that may end in K, M, G or T",
			       arg);
	ask->part = true;
	ask->lo = addr_ia(first);
	ask->hi = addr_ia(first + (size - 1));
	return ERR_NONE;
}

static int choose(struct watching *w, struct writes_ask *ask)
{
	unsigned nsymfiles = w->s.nsymfiles;
	struct survey v;
	bool through;
	int status;

	w->empty = true;
	w->s.nsymfiles = 0; /* they are of what writes the tables: find_names() */
	for (unsigned i = 0; (status = job_regime(&w->s, i, &v, &through)) >= 0; i++) {
		if (status)
			return status;
		if (through)
			return say("--writes looks at tables, not through stage 2: without +s2",
				   EXIT_USAGE);
		ask->regime[i].id = v.w.r.id;
		ask->regime[i].cpu = v.w.r.cpu;
		ask->n = i + 1;
		w->empty = w->empty && v.state > SURVEY_LIVE;
		ask->bbm_level = writes_bbm_level(&w->s.mem->cpus[v.w.r.cpu]);
	}
	w->s.nsymfiles = nsymfiles;
	return EXIT_DONE;
}

/* The names of what writes the tables. */
static void find_names(struct watching *w, const struct writes_ask *ask)
{
	enum regime_id id;

	for (unsigned i = 0; (id = writes_from(ask->regime[0].id, i)) != REGIME_COUNT; i++) {
		survey_one(w->s.mem, id, ask->regime[0].cpu, &w->from);
		if (w->from.state > SURVEY_EMPTY)
			continue;
		naming_find(&w->s, &w->from.w);
		return;
	}
}

/* ---- What is told ---- */

static const char *regime_words(const struct watching *w, const struct writes_event *e)
{
	return regime_name(w->w.ask.regime[e->regime].id);
}

static void put_event(void *arg, const struct writes_event *e)
{
	struct watching *w = arg;
	struct rows_options o = {.ascii = w->a->ascii};

	if (w->a->json) {
		writes_json(stdout, regime_words(w, e), e, ms_since(w), naming_names(&w->s));
	} else {
		text_clear(&w->t);
		writes_text(&w->t, e, ms_since(w), naming_names(&w->s), &o);
		text_write(&w->t, stdout, color_wanted(w->a));
	}
	fflush(stdout);
}

static void put_tables(struct watching *w)
{
	if (w->a->json) {
		writes_json_tables(stdout, &w->w);
	} else {
		text_clear(&w->t);
		writes_text_tables(&w->t, &w->w);
		text_write(&w->t, stdout, color_wanted(w->a));
	}
	fflush(stdout);
}

static uint64_t in_ms(int64_t ns)
{
	return (uint64_t)((ns + 999999) / 1000000);
}

static void put_sum(const struct watching *w)
{
	const struct writes *of = &w->w;

	if (w->a->json) {
		jsonline_put(stdout,
			     json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "stores",
				       (json_int_t)of->stores, "unseen", (json_int_t)of->unseen,
				       "nothing", (json_int_t)of->nothing, "omitted",
				       (json_int_t)of->findings, "omitted_if_content_differs",
				       (json_int_t)of->doubtful, "looks", (json_int_t)w->looks,
				       "ms", (json_int_t)ms_since(w), "held_ms",
				       (json_int_t)in_ms(w->held), "held_most_ms",
				       (json_int_t)in_ms(w->longest)));
		return;
	}
	output_print("%" PRIu64 " %s in %" PRIu64 " ms, and %" PRIu64
		     " that changed nothing; %" PRIu64 " %s changed without one that was seen\n",
		     of->stores, number_word(of->stores, "store", "stores"), ms_since(w),
		     of->nothing, of->unseen, number_word(of->unseen, "entry", "entries"));
	output_print("%" PRIu64 " %s without break-before-make%s; the guest was held %" PRIu64
		     " ms, at most %" PRIu64 " ms at once\n",
		     of->findings + of->doubtful,
		     number_word(of->findings + of->doubtful, "change", "changes"),
		     of->findings || !of->doubtful ? "" : " if the content differs", in_ms(w->held),
		     in_ms(w->longest));
}

/* ---- Looks ---- */

static enum err_code read_registers(struct watching *w, struct err *err)
{
	enum err_code st = live_stub_registers(w->s.stub, err);

	memcache_forget(w->s.mem);
	return st ? st : job_apply_args(&w->s, err);
}

static void put_elsewhere(struct watching *w, const struct regime *was, const struct regime *is)
{
	if (w->a->json) {
		writes_json_elsewhere(stdout, was, is, ms_since(w));
		return;
	}
	text_clear(&w->t);
	writes_text_elsewhere(&w->t, was, is, ms_since(w));
	text_write(&w->t, stdout, color_wanted(w->a));
}

/*
 * A CPU that is in nobody's tables, as one that idles, comes to some: those are watched then; which
 * CPU it is that does is open until then.
 */
static bool is_there_now(struct watching *w)
{
	struct survey v;

	w->empty = true;
	for (unsigned i = 0; i < w->w.ask.n; i++) {
		enum regime_id id = w->w.ask.regime[i].id;

		if (w->a->cpu_given)
			survey_one(w->s.mem, id, w->a->cpu, &v);
		else
			w->w.ask.regime[i].cpu = survey_best_cpu(w->s.mem, id, &v);
		w->empty = w->empty && v.state > SURVEY_LIVE;
	}
	return !w->empty;
}

/* A CPU has gone from the tables that are watched to others. To none: the old ones are watched on.
 */
static bool is_elsewhere(struct watching *w)
{
	struct regime was, is;
	bool any = false;

	for (unsigned i = 0; i < w->w.ask.n; i++) {
		struct survey v;

		survey_one(w->s.mem, w->w.ask.regime[i].id, w->w.ask.regime[i].cpu, &v);
		if (v.state > SURVEY_LIVE || !writes_is_elsewhere(&w->w, i, &was, &is))
			continue;
		put_elsewhere(w, &was, &is);
		any = true;
	}
	return any;
}

/* The tables that are watched are compared; then the registers say whether others are from now on.
 */
static enum err_code look(struct watching *w, struct err *err)
{
	bool empty = w->empty && !w->w.stores && !w->w.unseen;
	enum err_code st = empty ? ERR_NONE : writes_look(&w->w, err);

	st = st ? st : read_registers(w, err);
	if (st || !(empty ? is_there_now(w) : is_elsewhere(w)))
		return st;
	st = writes_again(&w->w, err);
	if (!st)
		put_tables(w);
	return st;
}

/* ---- Running ---- */

static bool interrupted(void)
{
	struct timespec none = {0, 0};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	return sigtimedwait(&set, NULL, &none) == SIGINT;
}

/* Until it stops, the next look is due, or SIGINT has come: true. */
static bool run(struct watching *w, int64_t until, enum err_code *st, struct err *err)
{
	int64_t now = clock_ns(), held = now - w->stood;
	bool end = false;

	w->held += held;
	w->longest = held > w->longest ? held : w->longest;
	*st = live_run(w->live, &(struct live_order){.cpu = w->w.ask.regime[0].cpu}, err);
	while (!*st && w->live->state == LIVE_RUNNING && clock_ns() < until && !end) {
		live_poll(w->live, POLL_MS);
		end = interrupted();
	}
	w->stood = clock_ns();
	live_halt(w->live);
	return end || interrupted();
}

static enum err_code gone(const struct watching *w, struct err *err)
{
	if (w->live->state == LIVE_GONE)
		return err_set(err, ERR_SOURCE, "%s", w->live->gone.text);
	return err_set(
		err, ERR_SOURCE, "%s",
		w->live->why == LIVE_REFUSED
			? "another client of the share lets the guest run: it was not watched"
			: "the guest was stopped by somebody else, or has ended");
}

static bool enough(const struct watching *w)
{
	return (w->a->count && w->looks >= w->a->count) || (w->a->max && w->w.stores >= w->a->max);
}

static enum err_code watch_on(struct watching *w, struct err *err)
{
	int64_t interval = (w->a->interval_ms ? w->a->interval_ms : INTERVAL_MS) * INT64_C(1000000);
	int64_t until = clock_ns() + interval;
	enum err_code st = ERR_NONE;
	bool end = false;

	while (!st && !end && !enough(w)) {
		end = run(w, until, &st, err);
		if (st)
			break;
		if (w->live->state == LIVE_GONE || w->live->why == LIVE_OTHER ||
		    w->live->why == LIVE_REFUSED)
			return gone(w, err);
		if (w->live->why == LIVE_STORE)
			st = writes_stop(&w->w, err);
		if (st || (clock_ns() < until && !end))
			continue;
		st = look(w, err);
		w->looks++;
		until = clock_ns() + interval;
	}
	return st;
}

/* ---- The command ---- */

static int check_guest(const struct watching *w)
{
	if (stub_run_unknown(w->s.stub) && w->a->leave == STUB_LEAVE_AS_FOUND)
		return EXIT_USAGE; /* job_open() has said it, and what to do */
	if (!stub_was_running(w->s.stub))
		output_say("ptview: watch: the guest was stopped: it runs while it is watched, "
			   "and is then stopped again\n");
	return EXIT_DONE;
}

static int prepare(struct watching *w, struct writes_ask *ask)
{
	struct err err = {.code = ERR_NONE};
	int status = check_guest(w);

	status = status ? status : choose(w, ask);
	if (status)
		return status;
	if (live_stub_new(w->s.stub, &w->live, &err))
		return say(err.text, EXIT_SOURCE);
	ask->live = w->live;
	ask->mem = w->s.mem;
	find_names(w, ask);
	if (parse_part(w, ask, &err))
		return say(err.text, EXIT_USAGE);
	if (writes_open(&w->w, ask, &err))
		return say(err.text, EXIT_SOURCE);
	w->looks = 1;
	put_tables(w);
	return EXIT_DONE;
}

/* By --fail-on: what is wanted without doubt is an error, what hangs on the content a warning. */
static bool fails(const struct watching *w)
{
	return w->a->fail_on != ARGS_FAIL_NEVER &&
	       (w->w.findings || (w->w.doubtful && w->a->fail_on != ARGS_FAIL_ERROR));
}

static int watch_it(struct watching *w)
{
	struct writes_ask ask = {.event = put_event, .arg = w};
	struct err err = {.code = ERR_NONE};
	int status = prepare(w, &ask);
	enum err_code st;

	if (status)
		return status;
	st = watch_on(w, &err);
	w->held += clock_ns() - w->stood;
	put_sum(w);
	if (st)
		return say(err.text, EXIT_SOURCE);
	return w->w.unread ? EXIT_PARTLY : fails(w) ? EXIT_FINDINGS : EXIT_DONE;
}

int watch_writes(const struct args *a)
{
	struct watching w = {.a = a, .began = clock_ns()};
	int status;

	w.stood = w.began;
	status = job_open(&w.s, a);
	if (status)
		return status;
	status = watch_it(&w);
	writes_close(&w.w);
	live_stub_free(w.live);
	status = status == EXIT_DONE ? job_status(&w.s, ERR_NONE) : status;
	job_close(&w.s);
	text_free(&w.t);
	return status;
}
