/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/roots_list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/roots.h"
#include "src/walk/survey.h"
#include "ui/switch.h"

/* The value of the row that takes no candidate; there are at most ROOTS_MAX of these. */
enum { AS_THEY_WERE = ROOTS_MAX };

static bool tick(void *screen, uint64_t done, uint64_t all)
{
	struct screen *s = screen;
	char progress[64];

	snprintf(progress, sizeof(progress), "%" PRIu64 " of %" PRIu64 " MiB", done >> 20,
		 all >> 20);
	return work_tick(&s->work, progress);
}

static struct sysregs *copy_registers(const struct mem *m)
{
	struct sysregs *copy = calloc(m->ncpus + 1, sizeof(*copy));

	if (copy && m->ncpus)
		memcpy(copy, m->cpus, m->ncpus * sizeof(*copy));
	return copy;
}

static void restore(struct mem *m, const struct sysregs *own)
{
	if (m->ncpus)
		memcpy(m->cpus, own, m->ncpus * sizeof(*own));
}

enum err_code roots_list_search(struct screen *s, struct mem *m, struct roots **out,
				struct sysregs **own)
{
	const struct roots_options o = {.tick = tick, .arg = s};
	struct sysregs *now = copy_registers(m);
	struct err err;
	enum err_code st = ERR_NOMEM;

	if (!*own)
		*own = copy_registers(m);
	if (now && *own) {
		restore(m, *own); /* a root that was chosen is no evidence */
		screen_begin(s, "looking for roots");
		st = roots_find(m, &o, out, &err);
		screen_end(s);
		restore(m, now);
	}
	free(now);
	return st;
}

/* "certain kernel: maps the PC of CPU 0 ...; 26 tables ...; 4K granule, from level 0" */
static void describe(const struct roots_candidate *c, char *buf, size_t len)
{
	int n = snprintf(buf, len, "%s %s", roots_sure_name(c->sure), roots_label_name(c->label));

	if (c->vmid)
		n += snprintf(buf + n, len - (size_t)n, " VMID %d", c->vmid);
	for (unsigned i = 0; i < c->nevidence && (size_t)n < len; i++)
		n += snprintf(buf + n, len - (size_t)n, "%s %s", i ? ";" : ":",
			      c->evidence[i].words);
	if ((size_t)n < len)
		snprintf(buf + n, len - (size_t)n, "; %s granule, from level %d", c->form->geometry,
			 c->form->start_level);
}

static void add(struct menu *m, const struct roots *r, size_t i)
{
	const struct roots_candidate *c = &r->v[i];
	struct menu_item *item = menu_add(m);
	char name[16];

	if (!item)
		return;
	item->value = (unsigned)i;
	item->possible = true;
	item->style = c->sure == ROOTS_POSSIBLE ? TEXT_DIM : TEXT_PLAIN;
	snprintf(name, sizeof(name), "%s%s", regime_name(c->regime), c->nested ? "+s2" : "");
	snprintf(item->name, sizeof(item->name), "%2zu  %-8s  %s0x%" PRIx64, i + 1, name,
		 c->nested ? "IPA " : "", c->root);
	describe(c, item->state, sizeof(item->state));
}

/* What is named and cannot be opened, with the reason. */
static void add_lost(struct menu *m, const struct roots_lost *l)
{
	struct menu_item *item = menu_add(m);
	char words[ROOTS_LOST_WORDS_MAX];

	if (!item)
		return;
	item->style = TEXT_WARN;
	snprintf(item->name, sizeof(item->name), " -  %-8s  0x%" PRIx64, "lost", l->root);
	snprintf(item->state, sizeof(item->state), "%s", roots_lost_words(l, words));
}

void roots_list_fill(struct screen *s, const struct roots *r)
{
	char title[64];

	snprintf(title, sizeof(title), "Where tables begin: %zu found%s", r->n,
		 r->stopped			       ? ", search stopped: there may be more"
		 : r->cut || r->left_out || r->damaged ? ", not all was looked at"
						       : "");
	menu_begin(&s->menu, title);
	for (size_t i = 0; i < r->n; i++)
		add(&s->menu, r, i);
	for (unsigned i = 0; i < r->nlost; i++)
		add_lost(&s->menu, &r->lost[i]);
}

void roots_list_take(struct mem *m, const struct sysregs *own, const struct roots *r, unsigned i)
{
	restore(m, own);
	roots_choose(r, i, m);
}

static bool knows_root(const struct sysregs *regs, enum regime_id id)
{
	return sysreg_known(regs, regime_root_reg(id, regs));
}

/* The regime that the source's registers show: this one, else what they know. */
static enum regime_id own_regime(const struct ui *u)
{
	enum regime_id id = u->space->w.r.id;

	return knows_root(&u->own[u->cpu], id) ? id : survey_default(u->m);
}

static void accept(void *of, unsigned i)
{
	struct ui *u = of;

	if (i == AS_THEY_WERE) {
		restore(u->m, u->own);
		switch_to(u, own_regime(u), u->cpu);
		return;
	}
	roots_list_take(u->m, u->own, u->roots, i);
	u->through = u->through && u->roots->v[i].nested;
	switch_to(u, u->roots->v[i].regime, u->cpu);
}

/* The way back to the source's registers, where they know any root. */
static void add_own(struct ui *u)
{
	struct menu_item *item;
	int id = 0;

	while (id < REGIME_COUNT && !knows_root(&u->own[u->cpu], (enum regime_id)id))
		id++;
	item = id < REGIME_COUNT ? menu_add(&u->screen.menu) : NULL;
	if (!item)
		return;
	item->value = AS_THEY_WERE;
	item->possible = true;
	snprintf(item->name, sizeof(item->name), "as the registers say");
}

static bool is_shown(const struct ui *u, const struct roots_candidate *c)
{
	const struct regime *shown = &u->space->w.r;

	return c->regime == shown->id && c->root == shown->root.v;
}

int roots_list_shown(const struct ui *u)
{
	for (size_t i = 0; u->roots && i < u->roots->n; i++)
		if (is_shown(u, &u->roots->v[i]))
			return (int)i;
	return -1;
}

void roots_list_renew(struct ui *u, int shown)
{
	if (!u->own)
		return;
	memcpy(u->own, u->m->cpus, u->m->ncpus * sizeof(*u->own));
	if (shown >= 0)
		roots_list_take(u->m, u->own, u->roots, (unsigned)shown);
}

void roots_list_why(const struct ui *u, struct text *t)
{
	for (size_t i = 0; u->roots && i < u->roots->n; i++) {
		if (!is_shown(u, &u->roots->v[i]))
			continue;
		text_put(t, TEXT_HEAD, "This root was found in memory\n\n");
		roots_rows(t, (unsigned)i + 1, &u->roots->v[i], false);
		text_put(t, TEXT_PLAIN, "\n");
		return;
	}
}

void roots_list_open(struct ui *u)
{
	static const struct screen_list list = {.accept = accept};

	if (u->roots && u->roots->stopped) { /* this time to the end, perhaps */
		roots_free(u->roots);
		u->roots = NULL;
	}
	if (!u->roots && roots_list_search(&u->screen, u->m, &u->roots, &u->own)) {
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
		return;
	}
	if (!u->roots->n) {
		screen_say(&u->screen, TEXT_WARN, "%s",
			   u->roots->stopped ? "stopped: nothing was found by then"
					     : "no translation tables were found in its memory");
		return;
	}
	roots_list_fill(&u->screen, u->roots);
	if (u->screen.menu.n == u->roots->n + u->roots->nlost) {
		for (size_t i = 0; i < u->roots->n; i++)
			u->screen.menu.items[i].current = is_shown(u, &u->roots->v[i]);
		add_own(u);
	}
	screen_choose(&u->screen, &list);
}
