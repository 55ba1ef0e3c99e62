/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal UI on a source. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/findroots.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "cli/physmem.h"
#include "cli/replay/cmd_replay.h"
#include "cli/replay/replay_on.h"
#include "cli/settings.h"
#include "cli/share.h"
#include "cli/wholefile.h"
#include "dump/file.h"
#include "dump/outfile.h"
#include "dump/snapshot.h"
#include "gdbstub/live.h"
#include "gdbstub/rescue.h"
#include "report/output.h"
#include "src/memcache.h"
#include "ui/ui.h"

/* A file of that name stays as it is: nobody is asked whether it may go. */
static enum err_code save(void *arg, const char *name, const char *bytes, size_t len,
			  struct err *err)
{
	(void)arg;
	if (!access(name, F_OK))
		return err_set(err, ERR_USAGE, "%.200s is there already: another name", name);
	return outfile_whole(name, bytes, len, err);
}

/* Nor does a snapshot go over one. */
static enum err_code save_tables(const char *path, struct mem *m, const struct pa *pages, size_t n,
				 struct err *err)
{
	if (!access(path, F_OK))
		return err_set(err, ERR_USAGE, "%.200s is there already: another name", path);
	return snapshot_write(path, m, pages, n, err);
}

static struct ui_options options_of(const struct args *a)
{
	struct ui_options o = {.source = a->source,
			       .cpu = a->cpu,
			       .cpu_given = a->cpu_given,
			       .owner_given = a->owner_given,
			       .owner = (enum regime_software)(a->owner + 1),
			       .open = file_open,
			       .snapshot = save_tables,
			       .host = {.save = save}};

	if (a->nregimes) {
		o.regime = a->regimes[a->nregimes - 1].id;
		o.compose = a->regimes[0].through;
		o.regime_given = true;
	}
	color_screen(a, &o);
	return o;
}

bool look_is_replay(const char *path)
{
	static const char magic[] = "ptreplay ";
	char start[sizeof(magic) - 1];
	/* Not a pipe: who opens it next says what it is, rather than wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool is;

	if (fd < 0)
		return false;
	is = !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	     read(fd, start, sizeof(start)) == (ssize_t)sizeof(start) &&
	     !memcmp(start, magic, sizeof(start));
	close(fd);
	return is;
}

/* What the file and the options say of memory. A malformed file is told of by the screen. */
static enum err_code map_of(const struct args *a, const char *text, size_t len,
			    struct physmap **map, struct err *err)
{
	struct replay *file = NULL;
	enum err_code st;

	replay_parse(text, len, &file, NULL);
	st = physmem_build(a, NULL, file, map, err);
	replay_free(file);
	return st;
}

static int say_replay(const char *path, const struct err *err)
{
	bool has_line = err->code == ERR_MALFORMED;

	output_say("ptview: %s:%s%s\n", path, has_line ? "" : " ", err->text);
	return EXIT_USAGE;
}

/* The replay screen on a file's own tables. */
static int look_at_file(const struct args *a, struct replay_walk_source *src)
{
	struct ui_options o = options_of(a);
	struct physmap *map = NULL;
	struct cmd_replay_screen shown = {.args = a};
	struct replay_export_host told = {cmd_replay_tell, &shown};
	struct err err = {0};
	int status = EXIT_DONE;

	if (map_of(a, src->text, src->len, &map, &err)) {
		output_say("ptview: %s\n", err.text);
		status = EXIT_SOURCE;
	} else {
		src->map = shown.map = physmem_known(map);
		src->told = &told;
		if (ui_replay_run(a->source, src, &o, &err))
			status = say_replay(a->source, &err);
	}
	physmap_free(map);
	return status;
}

static int parse(const char *path, const struct replay_walk_source *src, struct replay **out)
{
	struct err err = {0};

	return replay_parse(src->text, src->len, out, &err) ? say_replay(path, &err) : EXIT_DONE;
}

/* The same on the tables of a source. */
static int look_at_file_on(const struct args *a, struct replay_walk_source *src)
{
	struct ui_options o = options_of(a);
	struct replay_on on;
	struct cmd_replay_screen shown = {.args = a, .on = &on};
	struct replay_export_host told = {cmd_replay_tell, &shown};
	struct err err = {0};
	const char *slash;
	char name[512];
	int status = replay_on_open(&on, a);

	if (status)
		return status;
	status = parse(a->source, src, &src->file);
	if (!status)
		status = replay_on_put(&on, a->source, src->file);
	if (status) {
		replay_free(src->file);
		replay_on_close(&on);
		return status;
	}
	src->below = on.job.mem;
	src->regime = &on.survey.w.r;
	src->map = shown.map = physmem_known(on.job.map);
	src->told = &told;
	slash = strrchr(a->source, '/');
	snprintf(name, sizeof(name), "%s on %s", slash ? slash + 1 : a->source, a->on);
	if (ui_replay_run(name, src, &o, &err))
		status = say_replay(a->source, &err);
	else
		status = job_gone(&on.job) ? EXIT_SOURCE : EXIT_DONE;
	replay_on_close(&on);
	return status;
}

/* The replay screen. */
static int look_at_replay(const struct args *a)
{
	struct replay_walk_source src = {.map = NULL};
	struct err err = {0};
	char *text;
	int status;

	if (wholefile_read(a->source, CMD_REPLAY_LARGEST, &text, &src.len, &err)) {
		output_say("ptview: %s\n", err.text);
		return EXIT_SOURCE;
	}
	src.text = text;
	status = a->on ? look_at_file_on(a, &src) : look_at_file(a, &src);
	free(text);
	return status;
}

/* A console text tells where to look. */
static void open_at_fault(const struct job *s, struct ui_options *o)
{
	const struct console_report *r = s->console ? console_report(s->console, s->report) : NULL;

	o->at_given = r && (r->walk || r->has_far);
	o->at = !r ? 0 : r->walk ? r->walk_at : r->far;
}

/* Until it is let run a live guest stands still while the screen is open. */
static void tell_of_guest(const struct job *s, struct ui_options *o)
{
	bool held = s->stub && stub_was_running(s->stub);

	if (!s->stub)
		return;
	o->shared = s->args->shared || stub_is_shared(s->stub);
	o->guest = o->shared ? "guest shared" : held ? "guest held" : "guest paused";
	o->host.suspended = o->shared
				    ? "the guest is held unless a debugger lets it run: fg goes on"
			    : held ? "the guest is held until ptview ends: fg goes on"
				   : "the guest is stopped, as it was found: fg goes on";
}

/* After the guest has run: what the command line says of registers is said of the new ones, too. */
static enum err_code renew(void *arg, struct err *err)
{
	struct job *s = arg;
	enum err_code st = live_stub_registers(s->stub, err);

	memcache_forget(s->mem);
	return st ? st : job_apply_args(s, err);
}

/* Without registers it is looked at as it was found, and not let run. */
static void offer_running(struct job *s, struct ui_options *o)
{
	struct err err;

	o->renew = renew;
	o->renew_arg = s;
	o->present = s->stub;
	if (s->stub && live_stub_new(s->stub, &o->live, &err))
		o->live = NULL;
}

/* The screen on a job, until it is left. */
static int show(struct job *s, struct ui_options *o, struct err *err)
{
	const struct symbols *symbols[ARGS_MAX_SYMBOLS];
	int status;

	for (unsigned i = 0; i < s->nsymfiles; i++)
		symbols[i] = symfile_symbols(s->symfiles[i]);
	o->symbols = symbols;
	o->nsymbols = s->nsymfiles;
	if (!o->regime_given)
		o->regime = job_default_regime(s); /* as the batch commands do */
	o->find = findroots_wanted(s);
	o->map = physmem_known(s->map);
	tell_of_guest(s, o);
	open_at_fault(s, o);
	offer_running(s, o);
	status = ui_run(s->mem, o, err) ? EXIT_SOURCE : EXIT_DONE;
	live_stub_free(o->live);
	o->live = NULL;
	return status;
}

/* What was pasted, parsed: in *arg, for who runs the screen. */
static enum err_code take_paste(void *arg, const char *bytes, size_t len, struct err *err)
{
	struct console **pasted = arg, *c;
	enum err_code st = console_parse(bytes, len, &c, err);

	if (st)
		return st;
	if (!console_is_known(c)) {
		console_free(c);
		return err_set(err, ERR_SOURCE,
			       "what was pasted holds no fault in a form that is known");
	}
	*pasted = c;
	return ERR_NONE;
}

/*
 * The screen on what was pasted; q leads back to the source, with a line in `note` on how that
 * went. A paste on top of that takes its place: *pasted again.
 */
static void show_pasted(const struct args *a, struct console **pasted, char *note, size_t size)
{
	struct ui_options o = options_of(a);
	struct console *text = *pasted;
	const struct console_report *r;
	struct err err = {0};
	struct job s;

	*pasted = NULL;
	o.regime_given = o.compose = o.cpu_given = false;
	o.source = "pasted text";
	o.paste = take_paste;
	o.paste_arg = pasted;
	if (job_open_console(&s, a, text, &err)) {
		snprintf(note, size, "%s", err.text);
		return;
	}
	r = console_report(s.console, s.report);
	snprintf(note, size, "pasted: %s, lines %u to %u, report %u of %u; q leads back", r->title,
		 r->first, r->last, s.report + 1, console_count(s.console));
	o.note = note;
	if (show(&s, &o, &err))
		snprintf(note, size, "pasted: %s: %.200s", r->title, err.text);
	else
		note[0] = '\0';
	job_close(&s);
}

/* The screen on a source, and on each text that is pasted meanwhile. */
static int show_all(struct job *s)
{
	struct ui_options o = options_of(s->args);
	struct console *pasted = NULL;
	struct err err = {0};
	char note[ERR_TEXT_MAX] = "";
	struct settings kept;
	int status;

	o.paste = take_paste;
	o.paste_arg = &pasted;
	settings_read(&kept);
	o.note = kept.err.code ? kept.err.text : NULL;
	status = show(s, &o, &err);
	while (!status && pasted) {
		while (pasted)
			show_pasted(s->args, &pasted, note, sizeof(note));
		color_screen(s->args, &o);
		o.note = note[0] ? note : NULL;
		status = show(s, &o, &err);
	}
	if (status)
		output_say("ptview: %s\n", err.text);
	return status;
}

int cmd_look(const struct args *a)
{
	struct job s;
	int status;

	if (a->share)
		return share_look(a);
	rescue_install(ui_emergency_restore);
	settings_say();
	if (look_is_replay(a->source))
		return look_at_replay(a);
	status = job_open_bare(&s, a); /* the screen looks for roots by itself */
	if (status)
		return status;
	job_say_report(&s);
	status = show_all(&s);
	if (job_gone(&s))
		status = EXIT_SOURCE;
	job_close(&s);
	return status;
}
