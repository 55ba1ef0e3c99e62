/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of a lesson: registers and entries on an overlay over nothing, and Xen's operations.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "src/desc/desc.h"
#include "src/lesson/lesson_int.h"
#include "src/number.h"
#include "src/xen/replay.h"

/* Pages of 4K that tables may take, and successive entries that one line makes. */
enum { PAGES_MAX = 2048, REPEAT_MAX = 8192 };

struct mem *lesson_world_mem(const struct lesson_world *w)
{
	return w->run ? replay_mem(w->run) : w->over;
}

enum err_code lesson_walker(const struct lesson_world *w, const struct lesson_args *a,
			    struct walker *out, struct err *err)
{
	enum err_code st = walk_init(out, lesson_world_mem(w), a->regime, 0, err);

	if (st == ERR_UNKNOWN_REG) /* a command line's advice is of no use in a lesson */
		err_advise(err, "a line `reg NAME=VALUE` gives each");
	return st;
}

enum err_code lesson_outside(const struct regime *r, uint64_t address, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "0x%" PRIx64 " is outside of %s, which has 0x%" PRIx64 " to 0x%" PRIx64,
		       address, r->name, regime_first(r).v, regime_last(r).v);
}

enum err_code lesson_no_room(struct mem *m, enum err_code st, struct err *err)
{
	if (st == ERR_NOMEM && overlay_is_full(m))
		return err_set(err, ERR_USAGE,
			       "the tables take more memory than a lesson may have");
	return err_set(err, st, "%s", err_words(st));
}

/* ---- Statements ---- */

/* What is not there yet is zero. */
static enum err_code have_pages(struct mem *m, uint64_t first, uint64_t bytes)
{
	for (uint64_t pa = first & ~UINT64_C(0xfff); pa < first + bytes; pa += OVERLAY_PAGE) {
		uint64_t probe;
		enum err_code st = mem_read(m, addr_pa(pa), &probe, sizeof(probe));

		if (st == ERR_NOT_PRESENT)
			st = overlay_zero_page(m, addr_pa(pa));
		if (st)
			return st;
	}
	return ERR_NONE;
}

static enum err_code set_register(struct lesson_world *w, const char *name, size_t len,
				  const char *value, struct err *err)
{
	char plain[LESSON_NAME_MAX];
	enum sysreg reg = SYSREG_COUNT;
	uint64_t v;

	if (len < sizeof(plain)) {
		memcpy(plain, name, len);
		plain[len] = '\0';
		reg = sysreg_by_name(plain);
	}
	if (reg == SYSREG_COUNT)
		return err_set(err, ERR_USAGE, "'%.*s' is no register that ptview knows",
			       len < 40 ? (int)len : 40, name);
	if (number_address(value, strlen(value), &v, err))
		return err->code;
	lesson_world_mem(w)->cpus[0].r[reg] = (struct sysreg_value){v, SYSREG_GIVEN};
	return ERR_NONE;
}

/* "x16" behind a descriptor: so many, each next one mapping the next piece. */
static unsigned take_repeat(struct lesson_tokens *t)
{
	const char *last = t->n ? t->v[t->n - 1] : "";
	uint64_t v;

	if (*last != 'x' || !number_count(last + 1, strlen(last + 1), &v) || !v || v > REPEAT_MAX)
		return 1;
	t->n--;
	return (unsigned)v;
}

static enum err_code write_entries(struct lesson_world *w, const struct regime *r,
				   const struct lesson_args *at, uint64_t raw, unsigned repeat,
				   struct err *err)
{
	struct mem *m = lesson_world_mem(w);
	enum desc_kind kind = desc_classify(r->geo, at->level, raw);
	bool leaf = kind == DESC_BLOCK || kind == DESC_PAGE;
	uint64_t granule = UINT64_C(1) << r->geo->granule_shift;
	uint64_t entries = at->table == r->root.v ? r->root_entries : granule / 8;
	enum err_code st;

	if (at->index + repeat > entries)
		return err_set(err, ERR_USAGE,
			       "the table at 0x%" PRIx64 " has 0x%" PRIx64 " entries", at->table,
			       entries);

	st = have_pages(m, (at->table + at->index * UINT64_C(8)) & ~(granule - 1), granule);
	for (unsigned i = 0; !st && i < repeat; i++) {
		uint64_t pa = at->table + (at->index + i) * UINT64_C(8);
		uint64_t v = leaf ? raw + i * regime_entry_size(r, at->level) : raw;
		uint8_t bytes[8];

		for (unsigned b = 0; b < sizeof(bytes); b++)
			bytes[b] = (uint8_t)(v >> 8 * b);
		st = have_pages(m, pa, sizeof(bytes));
		st = st ? st : overlay_write(m, addr_pa(pa), bytes, sizeof(bytes));
	}
	return st ? lesson_no_room(m, st, err) : ERR_NONE;
}

/* Tables begin as zeros: that which an entry leads to, too. An IPA says not where it is. */
static enum err_code have_table(struct lesson_world *w, const struct regime *r, int level,
				uint64_t raw, struct err *err)
{
	struct mem *m = lesson_world_mem(w);
	enum err_code st;

	if (r->nested || desc_classify(r->geo, level, raw) != DESC_TABLE)
		return ERR_NONE;
	st = have_pages(m, desc_table_oa(r->geo, raw).v, UINT64_C(1) << r->geo->granule_shift);
	return st ? lesson_no_room(m, st, err) : ERR_NONE;
}

/* "[REGIME] L2 TABLE[INDEX] DESCRIPTOR [xN]" */
static enum err_code set_entry(struct lesson_world *w, struct lesson_tokens *t, struct err *err)
{
	struct lesson_args at = {.regime = w->l->regime};
	unsigned i = t->n > 1 && lesson_regime(t->v[0], &at.regime, &at.through);
	unsigned repeat = take_repeat(t);
	struct walker walker;
	uint64_t raw;

	if (t->n < i + 3)
		return err_set(err, ERR_USAGE,
			       "an entry is: L2 TABLE[INDEX] DESCRIPTOR; a register: NAME=VALUE");
	if (lesson_walker(w, &at, &walker, err))
		return err->code;
	if (lesson_form_match("LEVEL", t->v[i], &at, err) ||
	    lesson_form_match("ENTRY", t->v[i + 1], &at, err))
		return ERR_USAGE;
	if (lesson_descriptor(&walker.r, at.level, t->v + i + 2, t->n - i - 2, &raw, err))
		return err->code;
	if (write_entries(w, &walker.r, &at, raw, repeat, err))
		return err->code;
	return have_table(w, &walker.r, at.level, raw, err);
}

enum err_code lesson_world_state(struct lesson_world *w, const char *statement, struct err *err)
{
	struct lesson_tokens t;
	const char *equals;

	if (lesson_tokens(statement, &t, err))
		return err->code;
	equals = t.n == 1 ? strchr(t.v[0], '=') : NULL;
	if (equals)
		return set_register(w, t.v[0], (size_t)(equals - t.v[0]), equals + 1, err);
	return set_entry(w, &t, err);
}

enum err_code lesson_world_change(struct lesson_world *w, const char *s, struct err *err)
{
	char one[LESSON_ANSWER_MAX + 1];

	for (unsigned i = 1; *s; i++) {
		size_t len = strcspn(s, ";");

		if (len >= sizeof(one))
			return err_set(err, ERR_USAGE, "more than %d characters: make it shorter",
				       LESSON_ANSWER_MAX);
		memcpy(one, s, len);
		one[len] = '\0';
		if (one[strspn(one, " \t")] && lesson_world_state(w, one, err)) {
			enum err_code st = err->code;

			err_wrap(err, "change %u", i);
			return st == ERR_NOMEM ? ERR_NOMEM : ERR_USAGE;
		}
		s += len + (s[len] == ';');
	}
	return ERR_NONE;
}

/* ---- The whole ---- */

static enum err_code at_line(const struct lesson_line *line, struct err *err)
{
	enum err_code st = err->code;

	err_wrap(err, "%zu", line->no);
	err->code = st == ERR_NOMEM ? ERR_NOMEM : ERR_MALFORMED;
	return err->code;
}

/* Each line of a word in the head, by what it does. */
static enum err_code
each(struct lesson_world *w, enum lesson_word word,
     enum err_code (*does)(struct lesson_world *w, const char *s, struct err *err), struct err *err)
{
	const struct lesson_line *line = NULL;

	while ((line = lesson_next(w->l, NULL, word, line)) != NULL)
		if (does(w, line->rest, err))
			return at_line(line, err);
	return ERR_NONE;
}

/* The root's pages are there, and zero. */
static enum err_code have_root(struct lesson_world *w, enum regime_id id, struct err *err)
{
	struct lesson_args a = {.regime = id};
	struct walker walker;
	enum err_code st = lesson_walker(w, &a, &walker, NULL);

	if (st || walker.r.nested)
		return ERR_NONE; /* who needs the registers says that they are missing */
	st = have_pages(lesson_world_mem(w), walker.r.root.v, walker.r.root_entries * UINT64_C(8));
	return st ? err_set(err, st, "%s", err_words(st)) : ERR_NONE;
}

enum err_code lesson_world_roots(struct lesson_world *w, struct err *err)
{
	enum err_code st = have_root(w, w->l->regime, err);

	return st ? st : have_root(w, REGIME_S2, err);
}

static enum err_code run_op(struct lesson_world *w, const char *s, struct err *err)
{
	return lesson_op_run(w, s, true, NULL, err);
}

enum err_code lesson_world_open(const struct lesson *l, struct lesson_world **out, struct err *err)
{
	struct err unasked = {0};
	struct lesson_world *w = calloc(1, sizeof(*w));
	enum err_code st;

	*out = NULL;
	err = err ? err : &unasked;
	if (!w || !(w->over = overlay_open(NULL))) {
		free(w);
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	}
	w->l = l;
	overlay_limit(w->over, PAGES_MAX);
	snprintf(w->over->kind, sizeof(w->over->kind), "lesson");
	st = each(w, LESSON_REG, lesson_world_state, err);
	st = st ? st : lesson_world_roots(w, err);
	st = st ? st : each(w, LESSON_ENTRY, lesson_world_state, err);
	st = st ? st : each(w, LESSON_OP, run_op, err);
	if (st)
		lesson_world_close(w);
	else
		*out = w;
	return st;
}

void lesson_world_close(struct lesson_world *w)
{
	if (!w)
		return;
	replay_close(w->run);
	replay_free(w->script);
	mem_close(w->over);
	free(w);
}

enum err_code lesson_can_be_shown(const struct lesson *l, struct err *err)
{
	struct lesson_args a = {.regime = l->regime};
	struct lesson_world *w;
	struct walker walker;
	enum err_code st = lesson_world_open(l, &w, err);

	if (st)
		return st;
	st = lesson_walker(w, &a, &walker, err);
	lesson_world_close(w);
	return st;
}
