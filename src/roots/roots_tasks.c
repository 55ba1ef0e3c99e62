/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The layout of struct task_struct is in the kernel's BTF, among what it maps read-only. The first
 * task is the one that is called swapper/0 and whose neighbour in the list of tasks points back to
 * it through the kernel's own tables, which nothing else does. From there on the list is followed.
 */
#include "src/roots/roots_tasks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/bits.h"
#include "src/roots/roots_btf.h"
#include "src/roots/roots_ram.h"
#include "src/roots/roots_va.h"
#include "src/walk/range.h"

enum { PAGE = 4096 };

/* Memory that was made to look like BTF over and over has an end. */
#define TRIED_MAX (UINT64_C(256) << 20)

struct layout {
	uint64_t tasks, comm, pid, mm; /* struct task_struct */
	uint64_t pgd;		       /* struct mm_struct */
};

struct search {
	const struct roots_options *o;
	struct roots_ram ram;
	struct roots_va kernel;
	struct layout at;
	struct roots_tasks *out;
	uint64_t first; /* VA of swapper's list_head; 0: not found yet */
	bool has_layout;
	uint64_t tried; /* bytes of what began as BTF */
	enum err_code st;
};

/* ---- BTF ---- */

static bool read_layout(const struct roots_btf *b, struct layout *at)
{
	return roots_btf_offset(b, "task_struct", "tasks", &at->tasks) &&
	       roots_btf_offset(b, "task_struct", "comm", &at->comm) &&
	       roots_btf_offset(b, "task_struct", "pid", &at->pid) &&
	       roots_btf_offset(b, "task_struct", "mm", &at->mm) &&
	       roots_btf_offset(b, "mm_struct", "pgd", &at->pgd);
}

/* What begins as BTF at pa, with `left` bytes behind it that lie together. */
static void try_btf(struct search *s, uint64_t pa, uint64_t left)
{
	unsigned char header[ROOTS_BTF_HEADER], *p;
	struct roots_btf b = {.n = 0};
	size_t size = 0;

	if (left >= sizeof(header) && !mem_read(s->kernel.m, addr_pa(pa), header, sizeof(header)))
		size = roots_btf_size(header);
	s->tried += size;
	if (!size || size > left || s->tried > TRIED_MAX)
		return;
	p = malloc(size);
	if (!p)
		s->st = ERR_NOMEM;
	else if (!mem_read(s->kernel.m, addr_pa(pa), p, size) && !roots_btf_open(p, size, &b)) {
		s->has_layout = read_layout(&b, &s->at);
		s->out->btf = pa;
		roots_btf_free(&b);
	}
	free(p);
}

/* Magic, version 1, flags 0, as it stands in memory; it is aligned to 4. */
static void on_range(void *arg, const struct range *r)
{
	enum { WORD = 0x0001eb9f };
	struct search *s = arg;
	uint64_t words[PAGE / 8];

	if (r->attr.perms & ATTR_W || !roots_ram_has(&s->ram, r->out) || r->out % PAGE)
		return;
	for (uint64_t at = 0; at + PAGE <= r->size && !s->has_layout && !s->st; at += PAGE) {
		if (mem_read(s->kernel.m, addr_pa(r->out + at), words, PAGE))
			continue;
		for (unsigned i = 0; i < PAGE / 4 && !s->has_layout; i++)
			if ((uint32_t)(bits_le64(words[i / 2]) >> 32 * (i & 1)) == WORD)
				try_btf(s, r->out + at + i * 4, r->size - at - i * 4);
	}
}

/* ---- Tasks ---- */

/* The first task, if its name is at pa. */
static bool is_first(struct search *s, uint64_t pa)
{
	uint64_t head = pa - s->at.comm + s->at.tasks, next, self;
	struct walk_result res;

	if (mem_read(s->kernel.m, addr_pa(head), &next, sizeof(next)) ||
	    !roots_va_word(&s->kernel, bits_le64(next) + 8, 8, &self))
		return false;
	walk_addr(&s->kernel.w, addr_ia(self), s->kernel.through, &res);
	if (res.fault || !res.has_pa || res.pa.v != head)
		return false;
	s->first = self;
	return true;
}

/* "swapper/0", which the CPU that booted idles as (init/init_task.c). */
static bool on_stretch(void *arg, uint64_t pa, const uint64_t *words, size_t size)
{
	static const char name[ROOTS_TASK_COMM] = "swapper/0";
	struct search *s = arg;

	for (size_t i = 0; i + 1 < size / 8; i++)
		if (!memcmp(words + i, name, sizeof(name)) && is_first(s, pa + i * 8))
			return false;
	return !s->o->tick || s->o->tick(s->o->arg, s->ram.bytes, s->ram.bytes);
}

static void read_root(struct search *s, uint64_t mm, struct roots_task *t)
{
	struct walk_result res;
	uint64_t pgd;

	t->user = mm != 0;
	if (!mm || !roots_va_word(&s->kernel, mm + s->at.pgd, 8, &pgd))
		return;
	walk_addr(&s->kernel.w, addr_ia(pgd), false, &res);
	t->known = !res.fault;
	t->root = res.oa.v;
}

static bool read_task(struct search *s, uint64_t va, struct roots_task *t)
{
	uint64_t mm, pid = 0;

	*t = (struct roots_task){.va = va};
	if (!roots_va_read(&s->kernel, va + s->at.comm, t->comm, ROOTS_TASK_COMM) ||
	    !roots_va_read(&s->kernel, va + s->at.pid, &pid, sizeof(uint32_t)) ||
	    !roots_va_word(&s->kernel, va + s->at.mm, 8, &mm))
		return false;
	t->pid = (int)(uint32_t)bits_le64(pid);
	for (char *c = t->comm; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	read_root(s, mm, t);
	return true;
}

static bool add(struct search *s, const struct roots_task *t)
{
	struct roots_tasks *out = s->out;
	struct roots_task *v = array_grow(out->v, out->n, &out->cap, sizeof(*v));

	if (!v) {
		s->st = ERR_NOMEM;
		return false;
	}
	out->v = v;
	v[out->n++] = *t;
	return true;
}

/* The neighbour of a list_head, which points back to it; so a list cannot turn in a ring of its
 * own. */
static bool step(struct search *s, uint64_t *at)
{
	uint64_t next, back;

	if (!roots_va_word(&s->kernel, *at, 8, &next) ||
	    !roots_va_word(&s->kernel, next + 8, 8, &back) || back != *at)
		return false;
	*at = next;
	return true;
}

/* From swapper around to it. */
static void follow(struct search *s)
{
	uint64_t at = s->first;
	struct roots_task t;

	do {
		if (s->out->n == ROOTS_TASKS_MAX || !read_task(s, at - s->at.tasks, &t)) {
			s->out->cut = true;
			return;
		}
		if (!add(s, &t))
			return;
		if (!step(s, &at)) {
			s->out->cut = true;
			return;
		}
	} while (at != s->first);
}

static enum err_code find(struct search *s, struct err *err)
{
	enum err_code st =
		range_visit(&s->kernel.w, regime_first(&s->kernel.w.r), regime_last(&s->kernel.w.r),
			    s->kernel.through, on_range, s, NULL, NULL);

	if (s->st == ERR_NOMEM || st == ERR_NOMEM)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (!s->has_layout)
		return err_set(err, ERR_NOT_PRESENT,
			       "no BTF with struct task_struct is in what the kernel maps: it was "
			       "built without CONFIG_DEBUG_INFO_BTF, or the dump leaves it out");
	st = roots_ram_each(&s->ram, on_stretch, s);
	if (!s->first && st)
		return err_set(err, st, "%s", err_words(st));
	if (!s->first)
		return err_set(err, ERR_NOT_PRESENT,
			       "its first task, swapper/0, is not among what was read");
	follow(s);
	return s->st ? err_set(err, s->st, "%s", err_words(s->st)) : ERR_NONE;
}

enum err_code roots_tasks_find(struct mem *m, const struct roots *r,
			       const struct roots_candidate *kernel, const struct roots_options *o,
			       struct roots_tasks *out, struct err *err)
{
	struct search s = {.o = o, .out = out};
	enum err_code st;

	*out = (struct roots_tasks){.n = 0};
	roots_ram_init(&s.ram, m);
	roots_va_init(&s.kernel, m, r, kernel);
	st = find(&s, err);
	roots_ram_free(&s.ram);
	if (st)
		roots_tasks_free(out);
	return st;
}

void roots_tasks_free(struct roots_tasks *t)
{
	free(t->v);
	t->v = NULL;
	t->n = 0;
}
