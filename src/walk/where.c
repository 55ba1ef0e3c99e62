/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/where.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "src/number.h"

enum { WORD_MAX = 48, DEPTH_MAX = 16 };

/* What a word asks, given a and b of its row or of its number. */
typedef bool (*test_fn)(const struct where_item *i, uint64_t a, uint64_t b);

static bool all_perms(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->maps && ((i->attr->perms | i->attr->perms_user) & a) == a;
}

static bool user_perms(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->maps && i->attr->perms_user && (i->attr->perms_user & a) == a;
}

static bool read_only(const struct where_item *i, uint64_t a, uint64_t b)
{
	return all_perms(i, ATTR_R, b) && !((i->attr->perms | i->attr->perms_user) & a);
}

static bool is_kind(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->kinds & a;
}

static bool is_kept(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)a;
	(void)b;
	return i->kept;
}

/* MAIR's encoding: the high nibble is 0 of device memory only (DDI 0487, MAIR_ELx). */
static bool is_device(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->maps && i->attr->type_known && (i->attr->type < 0x10) == a;
}

static bool is_type(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->maps && i->attr->type_known && i->attr->type == a;
}

static bool has_flag(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return a & ATTR_CONTIGUOUS ? i->contiguous : i->maps && (i->attr->flags & a);
}

static bool at_level(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->levels >> a & 1;
}

static bool has_leaf(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->leaf_sizes & a;
}

/* 0 stands for 2^64. */
static bool size_within(const struct where_item *i, uint64_t a, uint64_t b)
{
	return i->size - 1 >= a - 1 && i->size - 1 <= b - 1;
}

static bool overlaps(uint64_t start, uint64_t size, uint64_t a, uint64_t b)
{
	return start <= b && start + (size - 1) >= a;
}

static bool input_within(const struct where_item *i, uint64_t a, uint64_t b)
{
	return overlaps(i->ia.v, i->size, a, b);
}

static bool output_within(const struct where_item *i, uint64_t a, uint64_t b)
{
	return i->maps && overlaps(i->out, i->size, a, b);
}

static bool raw_is(const struct where_item *i, uint64_t a, uint64_t b)
{
	(void)b;
	return i->has_raw && i->raw == a;
}

/* What stands behind a word. */
enum operand { NONE, LEVEL, SIZE, LIMIT, ADDRESSES, VALUE };

#define KIND(k) (UINT64_C(1) << DESC_##k)

static const struct row {
	const char *word; /* as typed; with an operand, what stands in front of it */
	enum operand operand;
	test_fn test;
	uint64_t a;
	const char *meaning;
} rows[] = {
	{"r", NONE, all_perms, ATTR_R, "can be read, at any Exception level"},
	{"w", NONE, all_perms, ATTR_W, "can be written"},
	{"x", NONE, all_perms, ATTR_X, "can be executed"},
	{"rw", NONE, all_perms, ATTR_R | ATTR_W, NULL},
	{"rx", NONE, all_perms, ATTR_R | ATTR_X, NULL},
	{"wx", NONE, all_perms, ATTR_W | ATTR_X, "can be written and executed"},
	{"rwx", NONE, all_perms, ATTR_R | ATTR_W | ATTR_X, NULL},
	{"ro", NONE, read_only, ATTR_W, "can be read, not written"},
	{"user", NONE, user_perms, 0, "EL0 can use it; behind a permission: EL0 has it"},
	{"table", NONE, is_kind, KIND(TABLE), "the kind of descriptor; leaf: block or page"},
	{"block", NONE, is_kind, KIND(BLOCK), NULL},
	{"page", NONE, is_kind, KIND(PAGE), NULL},
	{"leaf", NONE, is_kind, KIND(BLOCK) | KIND(PAGE), NULL},
	{"invalid", NONE, is_kind, KIND(INVALID), NULL},
	{"reserved", NONE, is_kind, KIND(RESERVED), NULL},
	{"kept", NONE, is_kept, 0, "not valid, but its owner keeps something there"},
	{"device", NONE, is_device, 1, "the memory type; also nGnRE, nGnRnE, wb, wt, nc"},
	{"normal", NONE, is_device, 0, NULL},
	{"nGnRnE", NONE, is_type, ATTR_DEVICE_NGNRNE, NULL},
	{"nGnRE", NONE, is_type, ATTR_DEVICE_NGNRE, NULL},
	{"nGRE", NONE, is_type, ATTR_DEVICE_NGRE, NULL},
	{"GRE", NONE, is_type, ATTR_DEVICE_GRE, NULL},
	{"wb", NONE, is_type, ATTR_NORMAL_WB, NULL},
	{"wt", NONE, is_type, ATTR_NORMAL_WT, NULL},
	{"nc", NONE, is_type, ATTR_NORMAL_NC, NULL},
	{"contiguous", NONE, has_flag, ATTR_CONTIGUOUS, "has the hint; also nG, AF0, DBM"},
	{"nG", NONE, has_flag, ATTR_NOT_GLOBAL, NULL},
	{"AF0", NONE, has_flag, ATTR_NO_ACCESS_FLAG | ATTR_AF_BY_HARDWARE, NULL},
	{"DBM", NONE, has_flag, ATTR_DBM, NULL},
	{"L", LEVEL, at_level, 0, "at level 0 to 3: L2"},
	{"size", LIMIT, size_within, 0, "of all of it: size>=2M, size<1G, size=64K"},
	{"", SIZE, has_leaf, 0, "2M, 4K, 1G: mapped by leaves of that size"},
	{"in=", ADDRESSES, input_within, 0, "input: in=0x275000, in=0x200000-0x3fffff"},
	{"out=", ADDRESSES, output_within, 0, "output, likewise"},
	{"raw=", VALUE, raw_is, 0, "the descriptor: raw=0x40004a2f7f"},
	{"0x", ADDRESSES, input_within, 0, "0x275000: as in=0x275000"},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), AND = 1000, OR, NOT };

const char *where_help(unsigned i, const char **meaning)
{
	for (size_t at = 0; at < ROWS; at++) {
		if (!rows[at].meaning || i--)
			continue;
		*meaning = rows[at].meaning;
		return rows[at].operand == SIZE ? "2M" : rows[at].word;
	}
	return NULL;
}

/* ---- Parsing ---- */

struct parse {
	const char *s;
	char word[WORD_MAX];
	unsigned depth; /* of () and ! */
	struct where *out;
	struct err *err;
};

static void skip_blanks(struct parse *p)
{
	while (isspace((unsigned char)*p->s))
		p->s++;
}

static bool emit(struct parse *p, unsigned row, uint64_t a, uint64_t b)
{
	if (p->out->n == WHERE_MOST) {
		err_set(p->err, ERR_USAGE, "too long: at most %d words", WHERE_MOST);
		return false;
	}
	p->out->word[p->out->n++] = (struct where_word){row, a, b};
	return true;
}

/* "2M", "64K": a power of two, as sizes of leaves are, or any for a limit. */
static bool parse_size(const char *s, uint64_t *v)
{
	static const char units[] = "KMGT";
	const char *unit;
	uint64_t n = 0;

	if (!isdigit((unsigned char)*s))
		return false;
	for (; isdigit((unsigned char)*s) && n < 100000; s++)
		n = n * 10 + (uint64_t)(*s - '0');
	unit = *s ? strchr(units, toupper((unsigned char)*s)) : NULL;
	if (!unit || s[1] || !n || n >= 100000)
		return false;
	*v = n << (10 * (unit - units + 1));
	return true;
}

/* ">=2M": from a to b, both of them inclusive; 0 for b stands for 2^64. */
static bool parse_limit(const char *s, uint64_t *a, uint64_t *b)
{
	bool less = *s == '<', more = *s == '>', equal = s[less || more] == '=';
	uint64_t v;

	if ((!less && !more && !equal) || !parse_size(s + (less || more) + equal, &v))
		return false;
	*a = less ? 1 : v + (more && !equal);
	*b = more ? 0 : v - (less && !equal);
	return true;
}

/* "0x1000" or "0x1000-0x1fff". */
static bool parse_addresses(const char *s, uint64_t *a, uint64_t *b)
{
	size_t len = strcspn(s, "-");
	bool dash = s[len];

	if (number_address(s, len, a, NULL) ||
	    (dash && number_address(s + len + 1, strlen(s + len + 1), b, NULL)))
		return false;
	*b = dash ? *b : *a;
	return *a <= *b;
}

static bool parse_operand(const struct row *r, const char *s, uint64_t *a, uint64_t *b)
{
	const char *rest = s + strlen(r->word);

	switch (r->operand) {
	case NONE: *a = r->a; return !*rest;
	case LEVEL: *a = (uint64_t)(*rest - '0'); return *rest >= '0' && *rest <= '3' && !rest[1];
	case SIZE: return parse_size(rest, a);
	case LIMIT: return parse_limit(rest, a, b);
	case ADDRESSES: return parse_addresses(strcmp(r->word, "0x") ? rest : s, a, b);
	case VALUE: return !number_address(rest, strlen(rest), a, NULL);
	}
	return false;
}

static bool is_operator(char ch)
{
	return ch && strchr("|!()", ch);
}

/* "rw user" is one word: EL0 can do both. */
static bool takes_user(struct parse *p, const struct row *r)
{
	const char *s = p->s;

	while (isspace((unsigned char)*s))
		s++;
	if (r->test != all_perms || strncmp(s, "user", 4) != 0 ||
	    (s[4] && !isspace((unsigned char)s[4]) && !is_operator(s[4])))
		return false;
	p->s = s + 4;
	return true;
}

static unsigned row_of(test_fn test)
{
	unsigned i = 0;

	while (rows[i].test != test)
		i++;
	return i;
}

static bool parse_word(struct parse *p)
{
	size_t len = 0;
	uint64_t a = 0, b = 0;

	while (p->s[len] && !isspace((unsigned char)p->s[len]) && !is_operator(p->s[len]))
		len++;
	snprintf(p->word, sizeof(p->word), "%.*s", (int)(len < WORD_MAX ? len : WORD_MAX - 1),
		 p->s);
	p->s += len;
	for (unsigned i = 0; i < ROWS && len && len < WORD_MAX; i++) {
		if (strncasecmp(p->word, rows[i].word, strlen(rows[i].word)) != 0 ||
		    !parse_operand(&rows[i], p->word, &a, &b))
			continue;
		return emit(p, takes_user(p, &rows[i]) ? row_of(user_perms) : i, a, b);
	}
	err_set(p->err, ERR_USAGE,
		len ? "'%s' is no word of a filter: wx, ro, user, device, block, 2M, size>1G, "
		      "out=0x..."
		    : "a word is missing%s",
		p->word);
	return false;
}

static bool parse_or(struct parse *p);

static bool parse_not(struct parse *p)
{
	bool ok;

	skip_blanks(p);
	if (*p->s != '!' && *p->s != '(')
		return parse_word(p);
	if (++p->depth > DEPTH_MAX) {
		err_set(p->err, ERR_USAGE, "too deep: at most %d of ( and !", DEPTH_MAX);
		return false;
	}
	if (*p->s++ == '!')
		return parse_not(p) && emit(p, NOT, 0, 0);
	ok = parse_or(p);
	if (ok && *p->s != ')')
		err_set(p->err, ERR_USAGE, "a ) is missing");
	return ok && *p->s++ == ')';
}

static bool parse_and(struct parse *p)
{
	if (!parse_not(p))
		return false;
	for (skip_blanks(p); *p->s && *p->s != '|' && *p->s != ')'; skip_blanks(p)) {
		if (!parse_not(p) || !emit(p, AND, 0, 0))
			return false;
	}
	return true;
}

static bool parse_or(struct parse *p)
{
	if (!parse_and(p))
		return false;
	while (*p->s == '|') {
		p->s++;
		if (!parse_and(p) || !emit(p, OR, 0, 0))
			return false;
	}
	return true;
}

enum err_code where_parse(const char *s, struct where *out, struct err *err)
{
	struct parse p = {.s = s, .out = out, .err = err};

	out->n = 0;
	skip_blanks(&p);
	if (!*p.s)
		return ERR_NONE;
	if (!parse_or(&p))
		return ERR_USAGE;
	if (*p.s)
		return err_set(err, ERR_USAGE, "a ) too many");
	return ERR_NONE;
}

/* Whether a word asks for what only descriptors have: a raw value, or to be no leaf. */
static bool is_of_descriptors(const struct where_word *x, enum where_of of)
{
	const struct row *r = &rows[x->row];

	return (r->test == raw_is && of == WHERE_RANGES) ||
	       (r->test == is_kept && of == WHERE_LEAVES) ||
	       (r->test == is_kind && !(x->a & (KIND(BLOCK) | KIND(PAGE))));
}

enum err_code where_check(const struct where *w, enum where_of of, struct err *err)
{
	for (unsigned i = 0; i < w->n && of != WHERE_DESCRIPTORS; i++) {
		const struct where_word *x = &w->word[i];

		if (x->row >= ROWS || !is_of_descriptors(x, of))
			continue;
		return err_set(err, ERR_USAGE, "'%s' asks of descriptors: see `ptview tree`",
			       rows[x->row].word);
	}
	return ERR_NONE;
}

bool where_names(const struct where *w, enum desc_kind kind)
{
	for (unsigned i = 0; i < w->n; i++)
		if (w->word[i].row < ROWS && rows[w->word[i].row].test == is_kind &&
		    w->word[i].a == UINT64_C(1) << kind)
			return true;
	return false;
}

/* ---- Asking ---- */

/* As many values as words at most; the parser leaves one. */
bool where_match(const struct where *w, const struct where_item *i)
{
	bool stack[WHERE_MOST + 1];
	unsigned n = 0;

	for (unsigned at = 0; at < w->n; at++) {
		const struct where_word *x = &w->word[at];

		if (x->row < ROWS) {
			stack[n++] = rows[x->row].test(i, x->a, x->b);
		} else if (x->row == NOT) {
			stack[n - 1] = !stack[n - 1];
		} else {
			n--;
			stack[n - 1] =
				x->row == AND ? stack[n - 1] && stack[n] : stack[n - 1] || stack[n];
		}
	}
	return !n || stack[0];
}

/* A block or a page, by its level, as a bit. */
static unsigned leaf_kind(int level)
{
	return 1u << (level < REGIME_MAX_LEVEL ? DESC_BLOCK : DESC_PAGE);
}

struct where_item where_run(const struct walk_run *run)
{
	bool maps = run->kind == DESC_BLOCK || run->kind == DESC_PAGE || walk_keeps_leaf(run);
	int level = run->table->level;

	return (struct where_item){.ia = run->ia,
				   .size = run->count * run->entry_size,
				   .kinds = 1u << run->kind | (run->kept ? 1u << run->keeps : 0),
				   .levels = level < 0 ? 0 : 1u << level,
				   .leaf_sizes = maps ? run->entry_size : 0,
				   .maps = maps,
				   .kept = run->kept,
				   .out = run->oa.v,
				   .attr = &run->attr,
				   .contiguous = maps && (run->attr.flags & ATTR_CONTIGUOUS),
				   .has_raw = true,
				   .raw = run->raw};
}

struct where_item where_range(const struct regime *r, const struct range *range)
{
	struct where_item i = {.ia = range->start,
			       .size = range->size,
			       .levels = range->levels,
			       .maps = true,
			       .kept = range->kept,
			       .out = range->out,
			       .attr = &range->attr,
			       .contiguous = range->contiguous};

	for (int l = 0; l <= REGIME_MAX_LEVEL; l++) {
		if (!(range->levels >> l & 1))
			continue;
		i.leaf_sizes |= regime_entry_size(r, l);
		i.kinds |= leaf_kind(l);
	}
	return i;
}

struct where_item where_hit(const struct find_hit *h)
{
	return (struct where_item){.ia = h->ia,
				   .size = h->length,
				   .kinds = leaf_kind(h->level),
				   .levels = 1u << h->level,
				   .leaf_sizes = h->size,
				   .maps = true,
				   .kept = h->kept,
				   .out = h->out,
				   .attr = &h->attr,
				   .contiguous = h->attr.flags & ATTR_CONTIGUOUS};
}
