/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/names_note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/roots/roots_va.h"
#include "src/roots/roots_vmcoreinfo.h"
#include "src/vmcoreinfo.h"

/* Its lines, each with a key: what begins so and goes on as something else is no text of it. */
static bool is_text(const char *text, size_t len)
{
	bool equals = false;

	if (len < 10 || memcmp(text, "OSRELEASE=", 10) != 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n' ? !equals : text[i] < ' ' || text[i] > '~')
			return false;
		equals = text[i] != '\n' && (equals || text[i] == '=');
	}
	return !equals; /* the last line has its end */
}

/* The kernel that it tells of has the root of the regime. */
static bool is_of(const struct walker *w, const char *text, size_t len)
{
	unsigned page = w->r.geo->granule_shift;
	struct roots_vmcoreinfo v;

	return roots_vmcoreinfo_read(text, len, &v) && v.has_root &&
	       v.root >> page == w->r.root.v >> page;
}

/* A text where the kernel has it, as far as it is found. */
struct note {
	struct roots_va v;
	uint64_t at, size; /* of the text */
	char *text;	   /* size bytes and a NUL, for free() */
};

/* NULL, or why it is not there. */
static const char *find(struct note *n, const struct names_image *image)
{
	const struct symbol *data = symbols_find(image->s, "vmcoreinfo_data", 15);
	const struct symbol *size = symbols_find(image->s, "vmcoreinfo_size", 15);
	uint64_t shift = image->at.shift;

	if (!data || !size)
		return "has no symbols vmcoreinfo_data and vmcoreinfo_size";
	if (!roots_va_word(&n->v, data->va + shift, 8, &n->at) ||
	    !roots_va_word(&n->v, size->va + shift, 8, &n->size))
		return "vmcoreinfo_data and vmcoreinfo_size cannot be read";
	return n->size && n->size <= NAMES_NOTE_MOST ? NULL : "vmcoreinfo_size is that of no text";
}

static const char *take(struct note *n)
{
	size_t size = (size_t)n->size;

	n->text = malloc(size + 1);
	if (!n->text)
		return err_words(ERR_NOMEM);
	n->text[size] = '\0';
	if (!roots_va_read(&n->v, n->at, n->text, size))
		return "what vmcoreinfo_data points to cannot be read";
	if (!is_text(n->text, size))
		return "what vmcoreinfo_data points to is no VMCOREINFO";
	return is_of(&n->v.w, n->text, size)
		       ? NULL
		       : "what vmcoreinfo_data points to is VMCOREINFO of another kernel";
}

/* The image of a Linux that was found; NULL: none was. */
static const struct names_image *linux_of(const struct names *n)
{
	for (unsigned i = 0; i < n->n; i++)
		if (n->image[i].how && !strcmp(n->image[i].at.root, "swapper_pg_dir"))
			return &n->image[i];
	return NULL;
}

/* Nothing is to be read: no Linux of AArch64, or it is known already. */
static bool is_known(const struct walker *w)
{
	const struct mem *m = w->mem;

	return m->vmcoreinfo || (w->r.id != REGIME_EL1_1 && w->r.id != REGIME_EL2_1) ||
	       (m->found_vmcoreinfo && is_of(w, m->found_vmcoreinfo, m->found_vmcoreinfo_len));
}

bool names_note_read(const struct names *n, char words[NAMES_WORDS_MAX])
{
	const struct names_image *image = linux_of(n);
	const char *why, *release;
	struct note note = {.text = NULL};
	size_t len = 0;

	if (!image || is_known(n->w))
		return false;
	note.v = (struct roots_va){.m = n->w->mem, .w = *n->w, .through = n->w->has_s2};
	why = find(&note, image);
	why = why ? why : take(&note);
	if (why) {
		free(note.text);
		snprintf(words, NAMES_WORDS_MAX, "%.80s: %s: no region has a name by it",
			 image->s->file, why);
		return true;
	}
	free(n->w->mem->found_vmcoreinfo);
	n->w->mem->found_vmcoreinfo = note.text;
	n->w->mem->found_vmcoreinfo_len = (size_t)note.size;
	release = vmcoreinfo_value(note.text, (size_t)note.size, "OSRELEASE", &len);
	snprintf(words, NAMES_WORDS_MAX,
		 "regions are named by VMCOREINFO of Linux %.*s, read from its memory by "
		 "vmcoreinfo_data of %.80s",
		 (int)(len < 64 ? len : 64), release, image->s->file);
	return true;
}
