/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/stores.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/memcache.h"
#include "src/number.h"
#include "src/overlay.h"
#include "src/walk/survey.h"
#include "ui/go.h"
#include "ui/watching.h"

enum { CACHE_PAGES = 1 << 16 };

struct stores {
	struct ui *u;
	struct writes w;
	struct mem *mem;    /* of the guest as it is now: what the screen shows is kept beside it */
	struct survey from; /* the regime that the tables are written from, by the mem of writes */
	struct names names; /* of what writes them */
	uint64_t at;	    /* of the store, or look, that is being told of */
};

static struct mem *present_mem(struct ui *u)
{
	struct mem *view = overlay_open(u->o->present), *cache;

	if (!view)
		return NULL;
	view->cpus = u->m->cpus; /* with what was said of them by hand */
	cache = memcache_new(view, CACHE_PAGES);
	if (!cache)
		mem_close(view);
	return cache;
}

static void find_names(struct stores *s)
{
	struct ui *u = s->u;
	enum regime_id id;

	for (unsigned i = 0; (id = writes_from(u->watch.id, i)) != REGIME_COUNT; i++) {
		survey_one(s->mem, id, u->watch.cpu, &s->from);
		if (s->from.state > SURVEY_EMPTY)
			continue;
		names_find(&s->names, &s->from.w, u->o->symbols, u->o->nsymbols);
		return;
	}
}

static void add(void *arg, const struct writes_event *e)
{
	struct stores *s = arg;
	struct changes_row row = watching_row(s->u, s->at);
	char buf[NAMES_MAX];
	const char *name = e->pc_known ? names_input(&s->names, addr_ia(e->pc), buf) : NULL;

	row.d = *e->row;
	row.through = false;
	row.perms = e->after->r.perms;
	row.owner_given = e->after->r.owner_given;
	row.by_stores = true;
	row.by = *e;
	row.by.before = row.by.after = NULL;
	row.by.row = NULL;
	if (name)
		snprintf(row.name, sizeof(row.name), "%s", name);
	changes_add(&s->u->changes, &row);
}

static void sum_up(struct ui *u)
{
	const struct writes *w = &u->watch.stores->w;
	size_t tables = writes_count(w, WRITES_STOPPED);

	u->watch.sum = (struct state_stores){.any = true,
					     .seen = w->stores,
					     .omitted = w->findings,
					     .unseen = w->unseen,
					     .tables = tables,
					     .compared = w->n - tables};
}

enum err_code stores_part(struct ui *u, const char *text, struct err *err)
{
	size_t len = strcspn(text, "+");
	char first[PROMPT_MAX];
	uint64_t lo, size = 1;

	if (!*text) {
		u->watch.part = (struct state_part){.on = false};
		return ERR_NONE;
	}
	snprintf(first, sizeof(first), "%.*s", (int)len, text);
	if (go_parse(u, first, &lo, err))
		return ERR_USAGE;
	if (text[len] && (!number_size(text + len + 1, strlen(text + len + 1), &size) || !size ||
			  lo + (size - 1) < lo))
		return err_set(err, ERR_USAGE, "ADDR+SIZE: SIZE may end in K, M, G or T");
	u->watch.part = (struct state_part){true, addr_ia(lo), addr_ia(lo + (size - 1))};
	return ERR_NONE;
}

/* ---- Beginning and ending ---- */

void stores_end(struct ui *u)
{
	struct stores *s = u->watch.stores;

	if (!s)
		return;
	u->watch.stores = NULL;
	live_halt(u->o->live);
	writes_close(&s->w);
	if (s->mem)
		mem_close(s->mem);
	free(s);
}

static enum err_code begin(struct ui *u, struct err *err)
{
	struct stores *s = calloc(1, sizeof(*s));
	struct writes_ask ask = {.live = u->o->live, .n = 1, .event = add, .arg = s};

	if (!s)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	u->watch.stores = s;
	s->u = u;
	s->mem = present_mem(u);
	if (!s->mem)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	ask.mem = s->mem;
	ask.regime[0].id = u->watch.id;
	ask.regime[0].cpu = u->watch.cpu;
	ask.bbm_level = writes_bbm_level(&u->m->cpus[u->watch.cpu]);
	ask.part = u->watch.part.on;
	ask.lo = u->watch.part.lo;
	ask.hi = u->watch.part.hi;
	find_names(s);
	if (writes_open(&s->w, &ask, err))
		return err->code;
	sum_up(u);
	return ERR_NONE;
}

/* What was told of is not told of again by the looks that are left. */
static void hand_on(struct ui *u)
{
	struct watch_copy *told = &u->watch.stores->w.copy[0];

	if (!told->mem)
		return;
	watch_free(&u->watch.last);
	u->watch.last = *told;
	*told = (struct watch_copy){.mem = NULL};
}

/* What goes wrong leaves the looks. */
static void give_up(struct ui *u, const struct err *err)
{
	if (u->watch.stores)
		hand_on(u);
	stores_end(u);
	screen_say(&u->screen, TEXT_ERROR, "stores are watched no more: %.400s", err->text);
}

/* ---- Looks and stores ---- */

static void look_on(struct ui *u, uint64_t at)
{
	struct stores *s = u->watch.stores;
	struct err err = {.code = ERR_NONE};

	u->changes.looks++;
	watching_root(u, at);
	s->at = at;
	if (writes_look(&s->w, &err)) {
		u->watch.lost++;
		give_up(u, &err);
		return;
	}
	u->watch.unread = s->w.unread;
	sum_up(u);
}

void stores_look(struct ui *u, struct watch_copy *c, uint64_t at)
{
	bool goes_on = watching_goes_on(u);
	struct err err = {.code = ERR_NONE};

	if (goes_on && u->watch.stores) {
		watch_free(c);
		look_on(u, at);
		state_refresh(u);
		return;
	}
	stores_end(u);
	watching_compare(u, c, at);
	if (!goes_on && begin(u, &err))
		give_up(u, &err);
}

bool stores_stopped(const struct ui *u)
{
	const struct live *l = u->o->live;

	return u->watch.stores && l->state == LIVE_STOPPED && l->why == LIVE_STORE;
}

bool stores_take(struct ui *u, uint64_t at)
{
	struct err err = {.code = ERR_NONE};

	u->watch.stores->at = at;
	if (writes_stop(&u->watch.stores->w, &err)) {
		give_up(u, &err);
		return false;
	}
	sum_up(u);
	state_refresh(u);
	return true;
}

/* ---- In words ---- */

void stores_text(const struct ui *u, struct text *t)
{
	const struct state_stores *s = &u->watch.sum;

	if (!s->any)
		return;
	text_put(t, TEXT_PLAIN, "%" PRIu64 " %s to %zu %s", s->seen,
		 number_word(s->seen, "store", "stores"), s->tables,
		 number_word(s->tables, "table", "tables"));
	if (s->compared)
		text_put(t, TEXT_WARN, ", %zu %s compared", s->compared,
			 number_word(s->compared, "is", "are"));
	if (s->omitted)
		text_put(t, TEXT_ERROR, ", %" PRIu64 " without break-before-make", s->omitted);
	if (s->unseen)
		text_put(t, TEXT_WARN, ", %" PRIu64 " %s changed unseen", s->unseen,
			 number_word(s->unseen, "entry", "entries"));
}
