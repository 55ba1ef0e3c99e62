/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why an answer is wrong, where it tells what was taken for what. Nothing here gives the answer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/lesson/lesson_int.h"
#include "src/number.h"

/* The answer is the index of another level, or is not of the right width. */
bool lesson_why_index(struct lesson_world *w, const struct lesson_args *a,
		      const struct lesson_value *right, const struct lesson_value *answer,
		      char *buf, size_t len)
{
	struct walker walker;
	struct err err;
	struct ia in;
	unsigned lo;

	(void)right;
	if (answer->is_text || lesson_walker(w, a, &walker, &err) ||
	    !regime_contains(&walker.r, addr_ia(a->address), &in))
		return false;
	lo = regime_level_shift(&walker.r, a->level);
	for (int level = walker.r.start_level; level <= REGIME_MAX_LEVEL; level++) {
		if (level == a->level || regime_index(&walker.r, level, in) != answer->n)
			continue;
		snprintf(buf, len, "that is the index of level %d; of level %d it begins at bit %u",
			 level, a->level, lo);
		return true;
	}
	snprintf(buf, len, "the index of level %d begins at bit %u of the address", a->level, lo);
	return true;
}

bool lesson_why_output(struct lesson_world *w, const struct lesson_args *a,
		       const struct lesson_value *right, const struct lesson_value *answer,
		       char *buf, size_t len)
{
	struct walk_result res;
	struct walker walker;
	struct err err;
	char size[24];

	if (lesson_walker(w, a, &walker, &err))
		return false;
	if (right->is_text && !answer->is_text) {
		walk_addr(&walker, addr_ia(a->address), a->through, &res);
		snprintf(buf, len, "the walk does not get that far: it ends at level %d",
			 res.level);
		return true;
	}
	if (answer->is_text) {
		snprintf(buf, len, "every entry on the way is valid: follow them to the leaf");
		return true;
	}
	walk_addr(&walker, addr_ia(a->address), a->through, &res);
	if (answer->n == (right->n & ~(res.size - 1)))
		snprintf(buf, len,
			 "that is where the leaf's %s begin: what is below that size of the input "
			 "address is added",
			 number_size_text(res.size, size));
	else if ((answer->n ^ right->n) < res.size)
		snprintf(buf, len,
			 "the right leaf, but its offset is the input address's own, "
			 "below %s",
			 number_size_text(res.size, size));
	else
		snprintf(buf, len, "another entry leads there: the leaf is at level %d", res.level);
	return true;
}

bool lesson_why_perms(struct lesson_world *w, const struct lesson_args *a,
		      const struct lesson_value *right, const struct lesson_value *answer,
		      char *buf, size_t len)
{
	static const char *const words[] = {"read", "write", "execute"};

	(void)w;
	if (strlen(answer->text) != strlen(right->text)) {
		snprintf(buf, len, "it has %zu characters, as %s", strlen(right->text),
			 strlen(right->text) > 3 ? "RW-/R--" : "RW-");
		return true;
	}
	for (size_t i = 0; right->text[i]; i++) {
		if ((right->text[i] | 32) == (answer->text[i] | 32) ||
		    right->text[i] == answer->text[i])
			continue;
		snprintf(buf, len, "look again at whether %s may %s",
			 i > 3			  ? "EL0"
			 : a->regime == REGIME_S2 ? "the guest"
						  : "the privileged level",
			 words[(i > 3 ? i - 4 : i) % 3]);
		return true;
	}
	return false;
}

/* Stage 2 has no MAIR: its descriptors say the type themselves (D8.6.5). */
bool lesson_why_type(struct lesson_world *w, const struct lesson_args *a,
		     const struct lesson_value *right, const struct lesson_value *answer, char *buf,
		     size_t len)
{
	(void)w, (void)right, (void)answer;
	if (a->through)
		snprintf(buf, len,
			 "both stages say a type, by AttrIndx and MAIR and by MemAttr: what comes "
			 "of the two is asked");
	else if (a->regime == REGIME_S2)
		snprintf(buf, len, "MemAttr of the leaf is the type: stage 2 has no MAIR");
	return a->through || a->regime == REGIME_S2;
}

bool lesson_why_size(struct lesson_world *w, const struct lesson_args *a,
		     const struct lesson_value *right, const struct lesson_value *answer, char *buf,
		     size_t len)
{
	struct walker walker;
	struct err err;

	if (right->is_text || answer->is_text || lesson_walker(w, a, &walker, &err))
		return false;
	for (int level = walker.r.start_level; level <= REGIME_MAX_LEVEL; level++) {
		if (regime_entry_size(&walker.r, level) != answer->n)
			continue;
		snprintf(buf, len,
			 "that is what an entry of level %d covers: the walk ends elsewhere",
			 level);
		return true;
	}
	snprintf(buf, len, "no level of this granule has entries of that size");
	return true;
}

/* The kind is right and the level is not, or the other way round. */
bool lesson_why_fault(struct lesson_world *w, const struct lesson_args *a,
		      const struct lesson_value *right, const struct lesson_value *answer,
		      char *buf, size_t len)
{
	size_t n = strcspn(right->text, "0123456789"), m = strcspn(answer->text, "0123456789");

	(void)w, (void)a;
	if (!strcmp(right->text, "none"))
		snprintf(buf, len, "every entry on the way is valid, AF is set, and it is allowed");
	else if (lesson_same_words(answer->text, "none"))
		snprintf(buf, len,
			 "the access is stopped: follow the walk, and look at what stops it");
	else if (n == m && !memcmp(right->text, answer->text, n - 1))
		snprintf(buf, len, "that fault it is, but at another level");
	else
		snprintf(buf, len,
			 "it is stopped by something else: first by what is not valid, "
			 "then by AF, then by permissions");
	return true;
}

bool lesson_why_kind(struct lesson_world *w, const struct lesson_args *a,
		     const struct lesson_value *right, const struct lesson_value *answer, char *buf,
		     size_t len)
{
	static const struct {
		const char *kind, *rule;
	} rows[] = {
		{"invalid", "bit 0 is 0: whatever else is in it means nothing to the hardware"},
		{"table", "bits 1:0 are 0b11, and this is not the last level"},
		{"block", "bits 1:0 are 0b01, at a level that has blocks"},
		{"page", "bits 1:0 are 0b11, and this is the last level"},
		{"reserved", "bits 1:0 are 0b01, at a level that has no blocks"},
	};

	(void)w, (void)a, (void)answer;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(right->text, rows[i].kind))
			snprintf(buf, len, "%s", rows[i].rule);
	return true;
}

/* Which number stops the next larger size, or does not stop this one. */
bool lesson_why_step(struct lesson_world *w, const struct lesson_args *a,
		     const struct lesson_value *right, const struct lesson_value *answer, char *buf,
		     size_t len)
{
	struct lesson_op seen = {.wanted = (unsigned)a->number};
	struct err err = {0};
	uint64_t size;
	bool block;

	(void)right;
	if (lesson_op_run(w, a->rest, false, &seen, &err) || !seen.has)
		return false;
	block = number_size(answer->text, strlen(answer->text), &size) && size >= 4096;
	size = block ? size / 4096 : 0;
	if (!block || size <= UINT64_C(1) << seen.order) {
		snprintf(buf, len, "%s",
			 block ? "a larger one is aligned, and enough is left for it"
			       : "it is one of 4K, 2M, 1G, 16x4K, 16x2M");
		return true;
	}
	snprintf(buf, len,
		 "input frame 0x%" PRIx64 ", output frame 0x%" PRIx64 ", 0x%" PRIx64
		 " left: 0x%" PRIx64
		 " frames need both to be multiples of that, and that many left",
		 seen.input, seen.output, seen.left, size);
	return true;
}
