/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/screen/script.h"

#include <stdlib.h>
#include <string.h>

#include "tests/screen/chaos.h"
#include "src/memcache.h"
#include "src/walk/walk.h"
#include "tests/screen/picture.h"
#include "tests/screen/target.h"
#include "ui/kit/keys.h"
#include "ui/ui.h"

enum { LINE = 512 };

struct script {
	FILE *in, *out;
	const char *path;
	unsigned line_number;
	char line[LINE];
	char *rest;  /* of a press or type line that is under way */
	bool typing; /* it is a type line */
	struct chaos chaos;
	unsigned rows, cols; /* of the terminal */
	struct script_size home;
	uint64_t now, read_ms;
	bool woken;	/* the guest has something to tell */
	uint64_t waits; /* of a wait line: milliseconds that are still to go by */
	int interrupt_key;
	unsigned interrupt_in;
	char interrupt_shot[64];
	struct mem *target; /* NULL: a replay on tables of its own */
	struct mem *cache;  /* over it, where it is live */
	unsigned renewals;  /* that fail from here on */
	struct grid shown;  /* what was drawn last */
	bool wrong;
};

static void complain(struct script *s, const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", s->path, s->line_number, what);
	s->wrong = true;
}

/* The next line without its comment and newline; false at the end. Empty lines are passed over. */
static bool next_line(struct script *s)
{
	s->rest = NULL;
	while (fgets(s->line, sizeof(s->line), s->in)) {
		s->line_number++;
		s->line[strcspn(s->line, "#\n")] = '\0';
		if (s->line[strspn(s->line, " \t")])
			return true;
	}
	return false;
}

static unsigned starving; /* calls of realloc() that fail from here on */

/* The linker has every call come here (--wrap). */
void *__real_realloc(void *p, size_t size);
void *__wrap_realloc(void *p, size_t size);

void *__wrap_realloc(void *p, size_t size)
{
	if (!starving)
		return __real_realloc(p, size);
	starving--;
	return NULL;
}

/* True where the line is that command; *args gets what follows it. */
static bool is_command(const char *line, const char *name, const char **args)
{
	size_t n = strlen(name);

	if (strncmp(line, name, n) || (line[n] && line[n] != ' '))
		return false;
	*args = line + n + strspn(line + n, " ");
	return true;
}

static void take_size(void *arg, unsigned *rows, unsigned *cols)
{
	struct script *s = arg;

	*rows = s->rows;
	*cols = s->cols;
}

/* True where a row has these characters. */
static bool row_has(const struct grid *g, unsigned row, const char *what)
{
	char text[4 * LINE];

	return picture_row(g, row, text, sizeof(text)) && strstr(text, what);
}

/* A prompt, a list or a text is open: one at most, whatever was pressed. */
static void check_open(struct script *s, const struct grid *g)
{
	unsigned open = g->caret;

	for (unsigned row = 0; row < g->rows; row++)
		open += row_has(g, row, "┌");
	open += row_has(g, g->rows - 1, "q or Esc closes");
	if (open > 1)
		complain(s, "more than one thing is open");
	if (g->caret && (g->caret_row >= g->rows || g->caret_col >= g->cols))
		complain(s, "the cursor is outside the screen");
}

static void take_grid(void *arg, const struct grid *g, bool again)
{
	struct script *s = arg;

	(void)again;
	check_open(s, g);
	if (grid_resize(&s->shown, g->rows, g->cols)) {
		complain(s, "out of memory");
		return;
	}
	memcpy(s->shown.cells, g->cells, (size_t)g->rows * g->cols * sizeof(*g->cells));
	s->shown.caret = g->caret;
	s->shown.caret_row = g->caret_row;
	s->shown.caret_col = g->caret_col;
}

static void shoot(struct script *s, const char *args)
{
	char name[64], how[16] = "";

	if (sscanf(args, "%63s %15s", name, how) < 1) {
		complain(s, "shot without a name");
		return;
	}
	fprintf(s->out, "---- %s (%ux%u)", name, s->shown.cols, s->shown.rows);
	if (s->shown.caret)
		fprintf(s->out, " cursor %u,%u", s->shown.caret_row, s->shown.caret_col);
	fputc('\n', s->out);
	if (!strcmp(how, "styles"))
		picture_styles(&s->shown, s->out);
	else if (!strcmp(how, "looks"))
		picture_looks(&s->shown, s->out);
	else
		picture_plain(&s->shown, s->out);
}

static struct term_event key_event(int key)
{
	return (struct term_event){.what = TERM_KEY, .key = key};
}

/* The key that keys_name() gives this name; KEYS_NONE for no key. */
static int key_of(const char *name)
{
	char its[KEYS_NAME_MAX];

	for (int code = KEYS_NONE + 1; code <= KEYS_F1; code++) {
		if (code == 0x100)
			code = KEYS_UP; /* no script types what is not in Latin-1 */
		if (!strcmp(keys_name(code, its), name))
			return code;
	}
	return KEYS_NONE;
}

/* The next key of a press or type line. */
static struct term_event next_key(struct script *s)
{
	char *word;

	if (s->typing)
		return key_event((unsigned char)*s->rest++);
	word = s->rest;
	s->rest += strcspn(word, " ");
	if (*s->rest)
		*s->rest++ = '\0';
	s->rest += strspn(s->rest, " ");
	if (!key_of(word))
		complain(s, "no such key");
	return key_event(key_of(word));
}

static struct term_event resize(struct script *s, unsigned cols, unsigned rows)
{
	s->cols = cols;
	s->rows = rows;
	return (struct term_event){.what = TERM_RESIZE};
}

/* Events by chance; the size that the script plays at comes back after them. */
static struct term_event next_chaos(struct script *s)
{
	struct term_event ev = chaos_next(&s->chaos);

	s->now += 30;
	if (!chaos_on(&s->chaos))
		return resize(s, s->home.cols, s->home.rows);
	if (ev.what == TERM_RESIZE)
		return resize(s, s->chaos.cols, s->chaos.rows);
	return ev;
}

static bool mouse_command(struct script *s, struct term_event *ev)
{
	const char *args;
	char dir[8];

	if (is_command(s->line, "click", &args)) {
		ev->what = TERM_CLICK;
		if (sscanf(args, "%u %u", &ev->row, &ev->col) != 2)
			complain(s, "click ROW COL");
		return true;
	}
	if (!is_command(s->line, "wheel", &args))
		return false;
	if (sscanf(args, "%7s %u %u", dir, &ev->row, &ev->col) != 3)
		complain(s, "wheel up|down ROW COL");
	ev->what = strcmp(dir, "up") ? TERM_WHEEL_DOWN : TERM_WHEEL_UP;
	return true;
}

static enum live_why why_of(const char *word)
{
	return !strcmp(word, "other") ? LIVE_OTHER : *word ? LIVE_REFUSED : LIVE_ARRIVED;
}

static void fail(struct script *s, const char *args)
{
	char what[8];
	unsigned n;

	if (sscanf(args, "%7s %u", what, &n) != 2)
		complain(s, "fails WHAT N");
	else if (!strcmp(what, "renew"))
		s->renewals = n;
	else
		target_fail(s->target, strcmp(what, "run") ? TARGET_WATCH : TARGET_RUN, n);
}

/* Commands that set something, and yield no event. */
static bool quiet_command(struct script *s)
{
	const char *args;
	char key[16];

	if (is_command(s->line, "shot", &args)) {
		shoot(s, args);
	} else if (is_command(s->line, "slow", &args)) {
		s->read_ms = strtoul(args, NULL, 10);
	} else if (is_command(s->line, "starve", &args)) {
		starving = (unsigned)strtoul(args, NULL, 10);
	} else if (is_command(s->line, "gone", &args)) {
		if (s->target)
			target_lose(s->target);
	} else if (is_command(s->line, "stops", &args)) {
		target_stop_guest(s->target, why_of(args));
		s->woken = true;
	} else if (is_command(s->line, "ends", &args)) {
		target_end_guest(s->target);
		s->woken = true;
	} else if (is_command(s->line, "root", &args)) {
		target_set_root(s->target, strtoull(args, NULL, 0));
	} else if (is_command(s->line, "fails", &args)) {
		fail(s, args);
	} else if (is_command(s->line, "stores", &args)) {
		target_guest_stores(s->target);
		s->woken = true;
	} else if (is_command(s->line, "wait", &args)) {
		s->waits = strtoul(args, NULL, 10);
	} else if (is_command(s->line, "interrupt", &args)) {
		if (sscanf(args, "%15s %u %63s", key, &s->interrupt_in, s->interrupt_shot) != 3)
			complain(s, "interrupt KEY N NAME");
		s->interrupt_key = key_of(key);
	} else {
		return is_command(s->line, "option", &args) || is_command(s->line, "sizes", &args);
	}
	return true;
}

static bool key_command(struct script *s)
{
	const char *args;

	s->typing = is_command(s->line, "type", &args);
	if (!s->typing && !is_command(s->line, "press", &args))
		return false;
	s->rest = s->line + (args - s->line);
	return true;
}

static struct term_event command(struct script *s)
{
	struct term_event ev = {.what = TERM_NOTHING};
	const char *args;
	unsigned cols, rows;

	if (mouse_command(s, &ev) || quiet_command(s))
		return ev;
	if (key_command(s))
		return *s->rest ? next_key(s) : ev;
	if (is_command(s->line, "resize", &args) && sscanf(args, "%ux%u", &cols, &rows) == 2)
		return resize(s, cols, rows);
	s->chaos.state = 1;
	if (is_command(s->line, "storm", &args))
		s->chaos.resizes = (unsigned)strtoul(args, NULL, 10) + 1;
	else if (!is_command(s->line, "monkey", &args) ||
		 sscanf(args, "%u %u", &s->chaos.state, &s->chaos.events) != 2)
		complain(s, "unknown command");
	return ev;
}

/* A poll: nothing comes but the interruption. */
static struct term_event poll_event(struct script *s)
{
	if (s->interrupt_in && !--s->interrupt_in) {
		shoot(s, s->interrupt_shot);
		return key_event(s->interrupt_key);
	}
	return (struct term_event){.what = TERM_NOTHING};
}

/* Time goes by until the wait or the patience of who reads is over. */
static struct term_event wait_on(struct script *s, int timeout_ms)
{
	uint64_t ms = s->waits < (uint64_t)timeout_ms ? s->waits : (uint64_t)timeout_ms;

	s->now += ms;
	s->waits -= ms;
	s->woken = false;
	return (struct term_event){.what = TERM_NOTHING};
}

static struct term_event take_event(void *arg, int timeout_ms)
{
	struct script *s = arg;
	struct term_event ev = {.what = TERM_NOTHING};

	if (timeout_ms == 0)
		return poll_event(s);
	if (s->waits && timeout_ms > 0)
		return wait_on(s, timeout_ms);
	if (s->rest && *s->rest)
		return next_key(s);
	if (chaos_on(&s->chaos))
		return next_chaos(s);
	while (ev.what == TERM_NOTHING) {
		s->now += s->waits;
		s->waits = 0;
		if (s->wrong || !next_line(s))
			return (struct term_event){.what = TERM_END};
		ev = command(s);
		if (chaos_on(&s->chaos))
			return next_chaos(s);
		if (s->woken || (s->waits && timeout_ms > 0))
			return wait_on(s, timeout_ms > 0 ? timeout_ms : 0);
	}
	return ev;
}

static uint64_t take_time(void *arg)
{
	const struct script *s = arg;

	return s->now;
}

static void take_suspend(void *arg, const char *line)
{
	const struct script *s = arg;

	if (!chaos_on(&s->chaos))
		fprintf(s->out, "---- suspended: %s\n", line ? line : "");
}

/* A file that is not written: its name and text are part of the golden screens. */
static enum err_code take_file(void *arg, const char *name, const char *bytes, size_t len,
			       struct err *err)
{
	const struct script *s = arg;

	if (!strcmp(name, "there"))
		return err_set(err, ERR_USAGE, "there is there already: another name");
	if (!chaos_on(&s->chaos))
		fprintf(s->out, "---- file %s\n%.*s", name, (int)len, bytes);
	return ERR_NONE;
}

/* Nor are tables; how many is said by the screen. */
static enum err_code take_tables(const char *path, struct mem *m, const struct pa *pages, size_t n,
				 struct err *err)
{
	(void)m;
	(void)pages;
	(void)n;
	return strcmp(path, "there")
		       ? ERR_NONE
		       : err_set(err, ERR_USAGE, "there is there already: another name");
}

static void take_copy(void *arg, const char *text)
{
	const struct script *s = arg;

	if (!chaos_on(&s->chaos))
		fprintf(s->out, "---- copied: %s\n", text);
}

static const char *take_theme(void *arg, const struct theme *theme)
{
	const struct script *s = arg;

	if (!chaos_on(&s->chaos))
		fprintf(s->out, "---- theme: %s\n", theme->name);
	return strcmp(theme->name, "auto") ? NULL : "dark: the terminal has said so";
}

/* A setting that is not written, either. */
static enum err_code take_setting(void *arg, const char *name, const char *value, struct err *err)
{
	const struct script *s = arg;

	if (!strcmp(value, "mono"))
		return err_set(err, ERR_SOURCE, "settings: no room");
	if (!chaos_on(&s->chaos))
		fprintf(s->out, "---- kept: %s %s\n", name, value);
	return ERR_NONE;
}

static void take_heed(void *arg, int fd, bool interrupt)
{
	(void)arg;
	(void)fd;
	(void)interrupt;
}

static void on_read(void *arg)
{
	struct script *s = arg;

	s->now += s->read_ms;
}

/* Options, and room for the strings that they point to. */
struct setup {
	struct ui_options o;
	char source[LINE], note[LINE], replay[LINE], lesson[LINE], build[LINE], guest[LINE];
	bool large, many, on, lost, live, paused, named, kept, noted;
};

static void set_option(struct script *s, struct setup *u, const char *word)
{
	const char *value = strchr(word, '=');

	value = value ? value + 1 : "";
	if (!strncmp(word, "regime=", 7)) {
		for (int id = 0; id < REGIME_COUNT; id++)
			if (!strcmp(regime_name((enum regime_id)id), value))
				u->o.regime = (enum regime_id)id;
		u->o.regime_given = true;
	} else if (!strncmp(word, "cpu=", 4)) {
		u->o.cpu = (unsigned)strtoul(value, NULL, 10);
		u->o.cpu_given = true;
	} else if (!strcmp(word, "compose")) {
		u->o.compose = true;
	} else if (!strcmp(word, "ascii")) {
		u->o.ascii = true;
	} else if (!strcmp(word, "large")) {
		u->large = true;
	} else if (!strcmp(word, "many")) {
		u->many = true;
	} else if (!strcmp(word, "live") || !strcmp(word, "live=paused")) {
		u->live = true;
		u->paused = *value;
	} else if (!strcmp(word, "on")) {
		u->on = true;
	} else if (!strcmp(word, "symbols")) {
		u->named = true;
	} else if (!strcmp(word, "kept")) {
		u->kept = true;
	} else if (!strcmp(word, "vmcoreinfo")) {
		u->noted = true;
	} else if (!strcmp(word, "lost")) {
		u->lost = u->o.find = true;
	} else if (!strncmp(word, "esc=", 4)) {
		s->read_ms = 1;
		s->interrupt_key = KEYS_ESC;
		s->interrupt_in = (unsigned)strtoul(value, NULL, 10);
		strcpy(s->interrupt_shot, "interrupted");
	} else {
		complain(s, "unknown option");
	}
}

/* "\xff" and the like in a source name. */
static void unescape(char *s)
{
	char *to = s;

	while (*s) {
		unsigned byte;

		if (s[0] == '\\' && s[1] == 'x' && sscanf(s + 2, "%2x", &byte) == 1) {
			*to++ = (char)byte;
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* Any file holds the target as it was before, but "missing". */
static enum err_code open_file(const char *path, struct mem **out, struct err *err)
{
	if (!strcmp(path, "missing"))
		return err_set(err, ERR_SOURCE, "missing: no such file");
	*out = target_new_before();
	return *out ? ERR_NONE : err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
}

static void read_options(struct script *s, struct setup *u)
{
	const char *args;

	strcpy(u->source, "xen.core");
	while (next_line(s)) {
		if (!is_command(s->line, "option", &args))
			continue;
		if (!strncmp(args, "source=", 7))
			strcpy(u->source, args + 7);
		else if (!strncmp(args, "replay=", 7))
			strcpy(u->replay, args + 7);
		else if (!strncmp(args, "lesson=", 7))
			strcpy(u->lesson, args + 7);
		else if (!strncmp(args, "build=", 6))
			strcpy(u->build, args + 6);
		else if (!strncmp(args, "guest=", 6))
			strcpy(u->guest, args + 6);
		else if (!strncmp(args, "note=", 5))
			strcpy(u->note, args + 5);
		else
			set_option(s, u, args);
	}
	unescape(u->source);
	u->o.open = open_file;
	u->o.snapshot = take_tables;
	u->o.host.save = take_file;
	u->o.host.keep = take_setting;
	u->o.host.arg = s;
	u->o.source = u->source;
	u->o.guest = u->guest[0] ? u->guest : NULL;
	u->o.host.suspended = u->o.guest;
	u->o.note = u->note[0] ? u->note : NULL;
	rewind(s->in);
	s->line_number = 0;
}

/* A file, named from the folder of the script, and its text; NULL where it cannot be read. */
static char *read_file(const struct script *s, const char *file, size_t *len)
{
	const char *slash = file[0] == '/' ? NULL : strrchr(s->path, '/');
	char path[2 * LINE], *text = NULL;
	size_t room = 0;
	ssize_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%.*s%s%s", slash ? (int)(slash - s->path) : 0, s->path,
		 slash ? "/" : "", file);
	f = fopen(path, "r");
	if (!f) {
		perror(path);
		return NULL;
	}
	n = getdelim(&text, &room, EOF, f);
	fclose(f);
	*len = n < 0 ? 0 : (size_t)n;
	return text;
}

/* What the target or the file (either may be NULL) says of memory. */
static struct physmap *map_of(const struct mem *m, const struct replay *file)
{
	struct physmap *map = physmap_new();
	bool ok = map && (!m || !physmap_add_mem(map, m));

	for (size_t i = 0; ok && file && i < file->nram; i++)
		ok = !physmap_add(map, &(struct physmap_range){.first = file->ram[i].first,
							       .last = file->ram[i].last,
							       .kind = PHYSMAP_RAM,
							       .source = PHYSMAP_FILE,
							       .name = ""});
	if (ok && !physmap_settle(map) && map->nranges > 1)
		return map;
	physmap_free(map);
	return NULL;
}

/* The replay screen, on tables of its own or (m) on the target's EL2. */
static bool play_replay(struct script *s, struct setup *u, struct mem *m,
			const struct term_handle *term)
{
	struct replay_walk_source src = {.below = m};
	struct replay *file = NULL;
	struct physmap *map;
	const char *slash = strrchr(u->replay, '/'), *name = slash ? slash + 1 : u->replay;
	struct err err = {0};
	struct walker w;
	char *text = read_file(s, u->replay, &src.len);

	if (!text || (m && walk_init(&w, m, REGIME_EL2, 0, &err)))
		return false;
	replay_parse(text, src.len, &file, NULL);
	map = map_of(m, m ? NULL : file);
	src.text = text;
	src.map = map;
	src.regime = &w.r;
	if (ui_replay_run_on(name, &src, &u->o, term, &err))
		fprintf(s->out, "error: %s\n", err.text);
	physmap_free(map);
	replay_free(file);
	free(text);
	return !s->wrong;
}

/* Behind a cache, as a live source is, so that what was read can be shown while it runs. */
static struct mem *cached(struct mem *m)
{
	struct mem *cache = memcache_new(m, 1 << 16);

	if (!cache)
		abort();
	return cache;
}

static enum err_code renew(void *arg, struct err *err)
{
	struct script *s = arg;

	if (s->renewals && s->renewals--)
		return err_set(err, ERR_SOURCE, "unix:gdb: the registers cannot be read");
	target_renew(s->target);
	if (s->cache)
		memcache_forget(s->cache);
	return ERR_NONE;
}

/* A state that cannot be kept. */
static enum err_code keep_nothing(void *arg, const struct desk *d, struct err *err)
{
	(void)arg, (void)d;
	return err_set(err, ERR_SOURCE, "what is done is not kept: no place");
}

/* The screen on a lesson that stands alone. */
static bool play_lesson(struct script *s, struct setup *u, const struct term_handle *term)
{
	struct desk d = {.keep = keep_nothing, .at = 1, .of = 2};
	struct err err = {0};
	struct lesson *l = NULL;
	size_t len;
	char *text = read_file(s, u->lesson, &len);

	if (!text)
		return false;
	if (lesson_parse(text, len, &l, &err) || desk_begin(&d, l, 0, &err) ||
	    ui_learn_run_on(&d, &u->o, term, &err))
		fprintf(s->out, "error: %s\n", err.text);
	desk_end(&d);
	lesson_free(l);
	free(text);
	return !s->wrong;
}

/* A place where nothing can be written but one name. */
static enum err_code save_one(void *arg, const struct lesson_build *b, const char *path,
			      struct err *err)
{
	(void)arg, (void)b;
	return strcmp(path, "new.lesson") ? err_set(err, ERR_SOURCE, "%s: no place", path)
					  : ERR_NONE;
}

/* The screen on tables that are built by hand, empty at first. */
static bool play_build(struct script *s, struct setup *u, const struct term_handle *term)
{
	struct desk d = {.save = save_one};
	struct lesson_build *b = NULL;
	struct err err = {0};
	char text[2048];
	size_t len = lesson_build_empty(u->build, NULL, "", text, sizeof(text), &err);

	if (!len || lesson_build_open(text, len, &b, &err)) {
		fprintf(s->out, "error: %s\n", err.text);
		return false;
	}
	desk_build(&d, b);
	if (ui_learn_run_on(&d, &u->o, term, &err))
		fprintf(s->out, "error: %s\n", err.text);
	lesson_build_close(b);
	return !s->wrong;
}

static bool play(struct script *s)
{
	static const struct term_ops ops = {take_size,	  take_grid, take_event, take_time,
					    take_suspend, take_copy, take_heed,	 take_theme};
	struct term_handle term = {&ops, s};
	const struct symbols *symbols = target_symbols();
	struct setup setup = {0};
	struct physmap *map;
	struct mem *m;
	bool ok;
	struct err err;

	read_options(s, &setup);
	if (setup.lesson[0])
		return play_lesson(s, &setup, &term);
	if (setup.build[0])
		return play_build(s, &setup, &term);
	if (setup.replay[0] && !setup.on)
		return play_replay(s, &setup, NULL, &term);
	m = setup.large	  ? target_new_large(on_read, s)
	    : setup.many  ? target_new_many(on_read, s)
	    : setup.named ? target_new_named()
	    : setup.kept  ? target_new_kept()
			  : target_new(on_read, s);
	if (!m)
		return false;
	s->target = m;
	if (setup.replay[0]) {
		ok = play_replay(s, &setup, m, &term);
		mem_close(m);
		return ok;
	}
	if (setup.noted)
		target_note(m);
	if (setup.lost)
		target_forget(m);
	if (setup.live) {
		setup.o.live = target_guest(m, !setup.paused);
		setup.o.present = m;
		m = s->cache = cached(m);
	}
	setup.o.renew = renew;
	setup.o.renew_arg = s;
	map = map_of(m, NULL);
	setup.o.map = map;
	setup.o.symbols = &symbols;
	setup.o.nsymbols = setup.named;
	if (ui_run_on(m, &setup.o, &term, &err))
		fprintf(s->out, "error: %s\n", err.text);
	physmap_free(map);
	mem_close(m);
	return !s->wrong;
}

bool script_play(const char *path, unsigned cols, unsigned rows, FILE *out)
{
	struct script s = {.path = path, .out = out, .rows = rows, .cols = cols};
	bool ok;

	starving = 0;
	s.home = (struct script_size){cols, rows};
	s.in = fopen(path, "r");
	if (!s.in) {
		perror(path);
		return false;
	}
	ok = play(&s);
	fclose(s.in);
	grid_free(&s.shown);
	return ok;
}

unsigned script_sizes(const char *path, struct script_size sizes[SCRIPT_SIZES])
{
	struct script s = {.path = path, .in = fopen(path, "r")};
	const char *args;
	unsigned n = 0;
	int used;

	while (s.in && next_line(&s)) {
		if (!is_command(s.line, "sizes", &args))
			continue;
		while (n < SCRIPT_SIZES &&
		       sscanf(args, "%ux%u%n", &sizes[n].cols, &sizes[n].rows, &used) == 2) {
			args += used;
			n++;
		}
	}
	if (s.in)
		fclose(s.in);
	if (!n) {
		sizes[n++] = (struct script_size){80, 24};
		sizes[n++] = (struct script_size){200, 60};
	}
	return n;
}
