/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/replay/ask.h"

#include <inttypes.h>
#include <string.h>

#include "report/replay/replay_words.h"
#include "ui/kit/complete.h"

/* ---- What is being typed ---- */

/* Where the cursor is. */
struct spot {
	unsigned word;	   /* the number of the word, from 0: the operation's name */
	const char *start; /* of the word; of a flag: behind the last '|' */
	size_t len;	   /* up to the cursor */
};

static struct spot spot_of(const struct prompt *p)
{
	struct spot s = {.word = 0, .start = p->line};
	bool blank = true, any = false;

	for (size_t i = 0; i < p->caret; i++) {
		bool now = p->line[i] == ' ' || p->line[i] == '\t';

		if (blank && !now) {
			s.word += any;
			any = true;
			s.start = p->line + i;
		} else if (p->line[i] == '|') {
			s.start = p->line + i + 1;
		}
		blank = now;
	}
	if (blank) {
		s.word += any;
		s.start = p->line + p->caret;
	}
	s.len = p->caret - (size_t)(s.start - p->line);
	return s;
}

/* The form whose name the line begins with; NULL for none. */
static const char *form_of(const struct replay_updater *u, const struct prompt *p)
{
	const char *line = p->line + strspn(p->line, " \t"), *form;
	size_t len = strcspn(line, " \t");

	for (size_t i = 0; (form = replay_updater_form(u, i)) != NULL; i++)
		if (len && strcspn(form, " ") == len && !strncmp(form, line, len))
			return form;
	return NULL;
}

/* The n-th word of a form; *len is 0 where it has fewer. */
static const char *word_of(const char *form, unsigned n, size_t *len)
{
	for (; n && *form; n--) {
		form += strcspn(form, " ");
		form += strspn(form, " ");
	}
	*len = strcspn(form, " ");
	return form;
}

static const char *meaning_of(const char *operand, size_t len)
{
	static const struct {
		const char *name, *meaning;
	} rows[] = {
		{"VIRT", "virtual address"},
		{"START", "virtual address"},
		{"END", "address behind the last one, or +SIZE"},
		{"MFN", "frame number: physical address without 3 hex digits; none"},
		{"NR", "frames, or a size: 4K, 2M+4K"},
		{"FLAGS", "Xen's names, joined by |; Tab completes"},
		{"LEVEL", "0 to 3"},
		{"VALUE", "the descriptor"},
		{"GFN", "guest frame number: IPA without 3 hex digits"},
		{"GFN|all", "guest frame number: IPA without 3 hex digits; all: the default"},
		{"TYPE", "ram_rw, mmio_dev, ...; Tab completes"},
		{"ACCESS", "rwx, rw, r, n, ...; Tab completes"},
		{"N", "table pages"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strlen(rows[i].name) == len && !strncmp(rows[i].name, operand, len))
			return rows[i].meaning;
	return NULL;
}

static void put_names(const struct replay_updater *u, struct text *t)
{
	const char *form;

	for (size_t i = 0; (form = replay_updater_form(u, i)) != NULL; i++)
		text_put(t, TEXT_PLAIN, "%s%.*s", i ? ", " : "", (int)strcspn(form, " "), form);
	text_put(t, TEXT_DIM, "  Enter tries, Esc leaves it");
}

void ask_hint(const struct replay_updater *u, const struct prompt *p, struct text *t)
{
	const char *form = form_of(u, p), *word, *meaning;
	struct spot s = spot_of(p);
	size_t len;

	if (!form || !s.word) {
		put_names(u, t);
		return;
	}
	for (unsigned i = 0; word = word_of(form, i, &len), len; i++)
		text_put(t, i == s.word ? TEXT_HEAD : TEXT_DIM, "%s%.*s", i ? " " : "", (int)len,
			 word);
	word = word_of(form, s.word, &len);
	meaning = meaning_of(word, len);
	if (meaning)
		text_put(t, TEXT_PLAIN, "  %.*s: %s", (int)len, word, meaning);
	else if (!len)
		text_put(t, TEXT_DIM, "  Enter tries it, Esc leaves it");
}

/* ---- Completing ---- */

/* What stands at the cursor, and by what its line begins. */
struct asked {
	const struct replay_updater *u;
	const char *form;
	unsigned word;
};

/* The i-th name that may stand there. */
static const char *candidate(const void *of, size_t i)
{
	const struct asked *a = of;
	const char *word;
	size_t len;

	if (!a->word)
		return replay_updater_form(a->u, i);
	if (!a->form)
		return NULL;
	word = word_of(a->form, a->word, &len);
	return replay_updater_word(a->u, word, len, i);
}

void ask_complete(const struct replay_updater *u, struct prompt *p, const char *only)
{
	struct spot s = spot_of(p);
	struct asked a = {u, form_of(u, p), s.word};

	complete_word(p, s.len, !s.word, only, candidate, &a);
}

void ask_point(struct prompt *p, size_t column)
{
	if (column)
		p->caret = column - 1 < p->len ? column - 1 : p->len;
}

/* ---- What to begin with ---- */

enum { LARGEST = 1 << 30 }; /* a block of 1G is the largest entry that maps */

/* The first RAM where a block of so many bytes fits. */
static bool some_ram(const struct mem *m, const struct physmap *map, uint64_t bytes, uint64_t *pa)
{
	size_t n = map ? map->nranges : m->nranges;

	for (size_t i = 0; i < n; i++) {
		bool ram = map ? map->ranges[i].kind == PHYSMAP_RAM : m->ranges[i].kind == MEM_RAM;
		uint64_t first = map ? map->ranges[i].first.v : m->ranges[i].start.v;
		uint64_t last = map ? map->ranges[i].last.v : first + (m->ranges[i].size - 1);
		uint64_t at = (first + (bytes - 1)) & ~(bytes - 1);

		if (!ram || at < first || at > last || last - at < bytes - 1)
			continue;
		*pa = at;
		return true;
	}
	return false;
}

/* To remove, or to map: by frames of the guest, and by addresses of Xen's. */
static void put_p2m(const struct ask_place *at, uint64_t bytes, uint64_t pa, char *buf)
{
	unsigned long long gfn = at->ia >> XENPT_FRAME_SHIFT, mfn = pa >> XENPT_FRAME_SHIFT;
	char size[REPLAY_SIZE_MAX];

	replay_words_size(bytes >> XENPT_FRAME_SHIFT, size);
	if (at->leaf)
		snprintf(buf, ASK_DEFAULT_MAX, "remove 0x%llx %s 0x%" PRIx64, gfn, size,
			 at->oa >> XENPT_FRAME_SHIFT);
	else
		snprintf(buf, ASK_DEFAULT_MAX, "insert 0x%llx %s 0x%llx ram_rw", gfn, size, mfn);
}

static void put_xenpt(const struct ask_place *at, uint64_t bytes, uint64_t pa, char *buf)
{
	char size[REPLAY_SIZE_MAX];

	replay_words_size(bytes >> XENPT_FRAME_SHIFT, size);
	if (at->leaf)
		snprintf(buf, ASK_DEFAULT_MAX, "destroy 0x%" PRIx64 " +%s", at->ia, size);
	else
		snprintf(buf, ASK_DEFAULT_MAX,
			 "map 0x%" PRIx64 " 0x%" PRIx64 " %s PAGE_HYPERVISOR_RW%s", at->ia,
			 pa >> XENPT_FRAME_SHIFT, size,
			 bytes > 1 << XENPT_FRAME_SHIFT ? "|_PAGE_BLOCK" : "");
}

void ask_default(const struct replay_updater *u, const struct ask_place *at, const struct mem *m,
		 const struct physmap *map, char buf[ASK_DEFAULT_MAX])
{
	uint64_t page = UINT64_C(1) << XENPT_FRAME_SHIFT, bytes = at->bytes, pa = 0;

	if (!at->leaf) {
		bytes = bytes > LARGEST ? LARGEST : bytes < page ? page : bytes;
		while (!some_ram(m, map, bytes, &pa) && bytes > page)
			bytes >>= XENPT_ORDER_STEP;
	}
	if (u == replay_updater("p2m"))
		put_p2m(at, bytes, pa, buf);
	else
		put_xenpt(at, bytes, pa, buf);
}
