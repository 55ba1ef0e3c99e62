/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of src/lesson/ ask of each other. */
#ifndef PTVIEW_LESSON_INT_H
#define PTVIEW_LESSON_INT_H

#include "src/lesson/lesson.h"
#include "src/overlay.h"
#include "src/walk/walk.h"

struct replay;
struct replay_run;
struct xenpt_event;
struct p2m_event;

enum { LESSON_TOKENS_MAX = 24, LESSON_VALUE_MAX = 64 };

/* A line cut at its blanks. */
struct lesson_tokens {
	char buf[LESSON_ANSWER_MAX + 1];
	char *v[LESSON_TOKENS_MAX];
	unsigned n;
};

/* ERR_MALFORMED: it is too long, or has too many words. */
enum err_code lesson_tokens(const char *s, struct lesson_tokens *t, struct err *err);

/* Equal but for case, and for '-', '_' and blanks, which are one. */
bool lesson_same_words(const char *a, const char *b);

/*
 * Match words against a form: "index LEVEL of ADDRESS". Small words must be there; capital ones are
 * rows of lesson_form.c and go into *a. False without words where the first word is another;
 * otherwise ERR_MALFORMED, with what is wrong.
 */
enum err_code lesson_form_match(const char *form, const char *line, struct lesson_args *a,
				struct err *err);
bool lesson_form_is(const char *form, const char *line);

/*
 * The form whose first word a line's first word is most like: its words in *len bytes, NULL where
 * none is near. form: the i-th, NULL behind the last.
 */
const char *lesson_form_like(const char *(*form)(unsigned i), const char *line, size_t *len);

/* "el1.0+s2". False for no such regime. */
bool lesson_regime(const char *name, enum regime_id *id, bool *through);

/* "0x80001000[0x1f]" */
enum err_code lesson_place(const char *s, uint64_t *table, unsigned *index, struct err *err);

/* ---- Descriptors in words ---- */

/*
 * A descriptor of a level: a number, or "block 0x40000000 AF SH=3", of which the fields are those
 * of desc.c. ERR_USAGE with what is wrong: no such field, an address that has no place in it.
 */
enum err_code lesson_descriptor(const struct regime *r, int level, char *const *words, unsigned n,
				uint64_t *raw, struct err *err);

/* ---- The world ---- */

struct lesson_world {
	const struct lesson *l;
	struct mem *over;
	struct replay *script; /* NULL: the lesson has no operation */
	struct replay_run *run;
};

/* One entry or register: "L2 0x80001000[3] block 0x40000000 AF", "TCR_EL1=0x...". */
enum err_code lesson_world_state(struct lesson_world *w, const char *statement, struct err *err);

/* The pages of the root tables of its regimes are there: zero, where they were not. */
enum err_code lesson_world_roots(struct lesson_world *w, struct err *err);

/* The entry at a->table, a->index. ERR_USAGE: nothing was ever written there. */
enum err_code lesson_entry_read(struct lesson_world *w, const struct lesson_args *a, uint64_t *raw,
				struct err *err);

enum err_code lesson_walker(const struct lesson_world *w, const struct lesson_args *a,
			    struct walker *out, struct err *err);

/* An address that a regime does not translate: ERR_USAGE, with what it does. */
enum err_code lesson_outside(const struct regime *r, uint64_t address, struct err *err);

/* ---- Xen's operations ---- */

/* What was seen of an operation. */
struct lesson_op {
	unsigned wanted; /* of which step `order`, `contig` and `left` are, from 1 */
	unsigned steps, flushes;
	bool has, contig;
	unsigned order;
	uint64_t input, output, left; /* frames */
	int rc;
};

/* Run an operation on the world's tables: they stay changed where `keep`. Errors as
 * replay_type_op() and replay_do(). */
enum err_code lesson_op_run(struct lesson_world *w, const char *op, bool keep,
			    struct lesson_op *seen, struct err *err);

/* ---- Facts ---- */

/* What a fact says, or an answer. */
struct lesson_value {
	bool is_text;
	uint64_t n;
	char text[LESSON_VALUE_MAX];
};

/* How the number of an answer is read and written. */
enum lesson_number { LESSON_TEXT, LESSON_HEX, LESSON_DECIMAL, LESSON_BYTES };

/* A row: something that tables, registers or Xen's updates say. */
struct lesson_fact {
	const char *form; /* as lesson_form_match() takes it */
	enum lesson_number number;
	const char *answer;  /* what an answer looks like */
	const char *meaning; /* one line for docs/lessons.md */
	const char *rule;    /* said of a wrong answer where `why` has nothing better */
	enum err_code (*find)(struct lesson_world *w, const struct lesson_args *a,
			      struct lesson_value *v, struct err *err);
	/* Why `answer` is wrong; false: nothing to say. NULL: nothing ever. */
	bool (*why)(struct lesson_world *w, const struct lesson_args *a,
		    const struct lesson_value *right, const struct lesson_value *answer, char *buf,
		    size_t len);
};

/* The i-th, or NULL; and its form. */
const struct lesson_fact *lesson_fact_row(unsigned i);
const char *lesson_fact_form(unsigned i);

/* "index 2 of 0x1000 in s2": the row, and its arguments. ERR_MALFORMED. */
enum err_code lesson_fact_parse(const struct lesson *l, const char *line,
				const struct lesson_fact **fact, struct lesson_args *a,
				struct err *err);

/* "FACT is VALUE": the same, and where the value begins. */
enum err_code lesson_want_parse(const struct lesson *l, const char *line,
				const struct lesson_fact **fact, struct lesson_args *a,
				struct lesson_value *value, struct err *err);

/* Read an answer; ERR_USAGE, with words. */
enum err_code lesson_value_read(const struct lesson_fact *f, const char *s, struct lesson_value *v,
				struct err *err);
bool lesson_value_same(const struct lesson_value *a, const struct lesson_value *b);
const char *lesson_value_text(const struct lesson_fact *f, const struct lesson_value *v,
			      char buf[LESSON_VALUE_MAX]);

/* Reasons, by row of lesson_facts.c: see struct lesson_fact. */
typedef bool lesson_why(struct lesson_world *w, const struct lesson_args *a,
			const struct lesson_value *right, const struct lesson_value *answer,
			char *buf, size_t len);
lesson_why lesson_why_index, lesson_why_output, lesson_why_perms, lesson_why_type, lesson_why_size,
	lesson_why_fault, lesson_why_kind, lesson_why_step;

#endif
