/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes by name: BTF and tasks in memory made up, whole and broken. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/bits.h"
#include "src/roots/roots_btf.h"
#include "src/roots/roots_tasks.h"
#include "tests/roots/mem.h"

#define KERNEL (RAM + 0x1000000)
#define NEXT   (RAM + 0x1100000)

/* Text and data of the kernel, and RAM as its linear map has it. */
#define TEXT_PA	  (RAM + 0x200000)
#define DATA_PA	  (RAM + 0x400000)
#define TEXT_VA	  UINT64_C(0xffff800008000000)
#define DATA_VA	  UINT64_C(0xffff800008200000)
#define LINEAR_VA UINT64_C(0xffff001000000000)

/* Of the structures that the BTF below describes. */
enum { TASKS = 0x40, COMM = 0x60, PID = 0x74, MM = 0x80, PGD = 0x18, TASK = 0x100 };

static const char strings[] = "\0task_struct\0tasks\0comm\0pid\0mm\0mm_struct\0pgd";
enum { S_TASK = 1, S_TASKS = 13, S_COMM = 19, S_PID = 24, S_MM = 28, S_MM_STRUCT = 31, S_PGD = 41 };

/* An integer, struct task_struct, and struct mm_struct with its pgd in one without a name. */
static const uint32_t types[] = {
	0,	     1 << 24,	   4,	 32, /* int */
	S_TASK,	     4 << 24 | 4,  TASK, S_TASKS, 1,	TASKS * 8, S_COMM, 1,
	COMM * 8,    S_PID,	   1,	 PID * 8, S_MM, 1,	   MM * 8, /* 1 */
	S_MM_STRUCT, 4 << 24 | 1,  0x40, 0,	  4,	0x10 * 8,	   /* 2 */
	0,	     4u << 24 | 1, 0x20, S_PGD,	  1,	8 * 8,		   /* 3 */
};

static void put_bytes(struct fakemem *f, uint64_t pa, const void *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint64_t *w = fakemem_at(f, (pa + i) & ~UINT64_C(7));

		*w |= (uint64_t)((const unsigned char *)bytes)[i] << 8 * ((pa + i) & 7);
	}
}

static size_t make_btf(unsigned char *p)
{
	const uint32_t header[] = {0x1eb9f, 24, 0, sizeof(types), sizeof(types), sizeof(strings)};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(header) / 4; i++)
		for (int b = 0; b < 32; b += 8)
			p[n++] = (unsigned char)(header[i] >> b);
	for (size_t i = 0; i < sizeof(types) / 4; i++)
		for (int b = 0; b < 32; b += 8)
			p[n++] = (unsigned char)(types[i] >> b);
	memcpy(p + n, strings, sizeof(strings));
	return n + sizeof(strings);
}

static void put_task(struct fakemem *f, unsigned i, unsigned next, const char *comm, uint64_t pid,
		     uint64_t mm)
{
	uint64_t at = DATA_PA + i * TASK;

	*fakemem_at(f, at + TASKS) = DATA_VA + next * TASK + TASKS;
	*fakemem_at(f, DATA_PA + next * TASK + TASKS + 8) = DATA_VA + i * TASK + TASKS;
	put_bytes(f, at + COMM, comm, strlen(comm));
	*fakemem_at(f, at + (PID & ~7)) = pid << 32;
	*fakemem_at(f, at + MM) = mm;
}

static void put_kernel(struct fakemem *f, struct tree *t)
{
	unsigned char btf[512];
	size_t n = make_btf(btf);

	tree_init(t, f, KERNEL, 0, 512, NEXT);
	rmem_map(t, TEXT_VA & bits_mask(47, 0), TEXT_PA, 256, KERNEL_TEXT);
	rmem_map(t, DATA_VA & bits_mask(47, 0), DATA_PA, 256, KERNEL_DATA);
	rmem_map(t, LINEAR_VA & bits_mask(47, 0), RAM, 2048, KERNEL_DATA);
	put_bytes(f, TEXT_PA + 0x5f4c, btf, n);
	put_task(f, 0, 2, "swapper/0", 0, 0);
	put_task(f, 2, 1, "in\033it", 1, LINEAR_VA + 0x600000);
	put_task(f, 1, 0, "kthreadd", 2, 0);
	*fakemem_at(f, RAM + 0x600000 + PGD) = LINEAR_VA + 0x712000;
	/* The name alone is no task. */
	put_bytes(f, DATA_PA + 0x8000 + COMM, "swapper/0", 9);
}

static enum err_code list(struct fakemem *f, struct roots_tasks *out, struct err *err)
{
	const struct roots_options o = {.tick = NULL};
	struct roots *r = rmem_find(f);
	enum err_code st = roots_tasks_find(&f->mem, r, rmem_first(r, REGIME_EL1_1), &o, out, err);

	roots_free(r);
	return st;
}

static void processes(void **state)
{
	struct roots_tasks tasks;
	struct fakemem f;
	struct err err;
	struct tree t;

	(void)state;
	rmem_init(&f);
	put_kernel(&f, &t);
	assert_int_equal(list(&f, &tasks, &err), ERR_NONE);
	assert_int_equal(tasks.n, 3);
	assert_false(tasks.cut);
	assert_int_equal(tasks.btf, TEXT_PA + 0x5f4c);
	assert_string_equal(tasks.v[0].comm, "swapper/0");
	assert_false(tasks.v[0].user);
	assert_string_equal(tasks.v[1].comm, "in?it");
	assert_int_equal(tasks.v[1].pid, 1);
	assert_true(tasks.v[1].user && tasks.v[1].known);
	assert_int_equal(tasks.v[1].root, RAM + 0x712000);
	assert_int_equal(tasks.v[2].pid, 2);
	roots_tasks_free(&tasks);
	fakemem_free(&f);
}

/* A list that leads elsewhere is cut there, and so is one that turns back into itself. */
static void broken_list(void **state)
{
	const uint64_t to[] = {LINEAR_VA + UINT64_C(0x123456789000), DATA_VA + 1 * TASK + TASKS};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct roots_tasks tasks;
		struct fakemem f;
		struct err err;
		struct tree t;

		rmem_init(&f);
		put_kernel(&f, &t);
		*fakemem_at(&f, DATA_PA + 1 * TASK + TASKS) = to[i];
		assert_int_equal(list(&f, &tasks, &err), ERR_NONE);
		assert_true(tasks.cut);
		assert_int_equal(tasks.n, 3);
		roots_tasks_free(&tasks);
		fakemem_free(&f);
	}
}

/* Without BTF, or without the first task, it says which. */
static void not_there(void **state)
{
	struct roots_tasks tasks;
	struct fakemem f;
	struct err err;
	struct tree t;

	(void)state;
	rmem_init(&f);
	put_kernel(&f, &t);
	*fakemem_at(&f, DATA_PA + 2 * TASK + TASKS + 8) ^= 0x1000;
	assert_int_equal(list(&f, &tasks, &err), ERR_NOT_PRESENT);
	assert_non_null(strstr(err.text, "swapper/0"));
	*fakemem_at(&f, TEXT_PA + 0x5f48) = 0;
	assert_int_equal(list(&f, &tasks, &err), ERR_NOT_PRESENT);
	assert_non_null(strstr(err.text, "BTF"));
	fakemem_free(&f);
}

/* Whatever is changed in it, its end is not passed (the sanitizers look), and it comes to an end.
 */
static void mangled_btf(void **state)
{
	unsigned char btf[512], copy[512];
	size_t n = make_btf(btf);
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct roots_btf b;
		uint64_t at;
		size_t size;

		memcpy(copy, btf, n);
		for (int i = 0; i < 3; i++) {
			seed = seed * 1664525 + 1013904223;
			copy[(seed >> 8) % n] = (unsigned char)(seed >> 24);
		}
		size = roots_btf_size(copy);
		if (!size || size > n || roots_btf_open(copy, size, &b))
			continue;
		roots_btf_offset(&b, "mm_struct", "pgd", &at);
		roots_btf_free(&b);
	}
}

/* A structure whose 64 members are all itself: 64^8 of them, of which few are looked at. */
static void btf_that_contains_itself(void **state)
{
	enum { MEMBERS = 64, WORDS = 3 + 3 * MEMBERS };
	static const char names[] = "\0mm_struct";
	uint32_t type[WORDS] = {1, 4 << 24 | MEMBERS, 8};
	unsigned char btf[24 + 4 * WORDS + sizeof(names)] = {0x9f, 0xeb, 1, [4] = 24};
	struct roots_btf b;
	uint64_t at;

	(void)state;
	for (unsigned i = 0; i < MEMBERS; i++)
		type[3 + 3 * i + 1] = 1;
	btf[12] = btf[16] = (4 * WORDS) & 0xff;
	btf[13] = btf[17] = (4 * WORDS) >> 8;
	btf[20] = sizeof(names);
	for (unsigned i = 0; i < 4 * WORDS; i++)
		btf[24 + i] = (unsigned char)(type[i / 4] >> 8 * (i % 4));
	memcpy(btf + 24 + 4 * WORDS, names, sizeof(names));
	assert_int_equal(roots_btf_size(btf), sizeof(btf));
	assert_int_equal(roots_btf_open(btf, sizeof(btf), &b), ERR_NONE);
	assert_false(roots_btf_offset(&b, "mm_struct", "pgd", &at));
	roots_btf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes),
		cmocka_unit_test(broken_list),
		cmocka_unit_test(not_there),
		cmocka_unit_test(mangled_btf),
		cmocka_unit_test(btf_that_contains_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
