/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ELF cores of every shape that elfcore must open, clip or refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dump/elfcore.h"
#include "tests/dump/coregen.h"
#include "tests/dump/scratch.h"

enum { KIB = 1024, MAX_SEGS = 8 };

/* A core being put together by one test. */
struct rig {
	struct coregen core;
	struct coregen_seg segs[MAX_SEGS];
	unsigned char a[8 * KIB], b[8 * KIB], c[8 * KIB]; /* patterns, by pattern() */
	unsigned char notes[4 * KIB];
	struct err err;
};

/* Words that tell where they are, and whose they are. */
static void pattern(unsigned char *buf, size_t len, unsigned char key)
{
	for (size_t i = 0; i < len; i++)
		buf[i] = (unsigned char)(key + i / 8 + i / 2048 * 37);
}

static struct rig new_rig(void)
{
	struct rig r = {.core = {.type = ET_CORE, .machine = EM_AARCH64}};

	pattern(r.a, sizeof(r.a), 'a');
	pattern(r.b, sizeof(r.b), 'k');
	pattern(r.c, sizeof(r.c), 'u');
	return r;
}

static struct coregen_seg *add(struct rig *r, struct coregen_seg seg)
{
	r->core.segs = r->segs;
	r->segs[r->core.nsegs] = seg;
	return &r->segs[r->core.nsegs++];
}

static enum err_code open_rig(struct rig *r, struct mem **m)
{
	struct coregen_file file = coregen_make(&r->core);
	const char *path = scratch_write("core", file.data, file.len);

	free(file.data);
	r->err.text[0] = 0;
	return elfcore_open(path, m, &r->err);
}

static struct mem *must_open(struct rig *r)
{
	struct mem *m = NULL;

	if (open_rig(r, &m))
		fail_msg("%s", r->err.text);
	return m;
}

static void must_fail(struct rig *r, enum err_code code, const char *text)
{
	struct mem *m = NULL;

	assert_int_equal(open_rig(r, &m), code);
	assert_null(m);
	if (!strstr(r->err.text, text))
		fail_msg("\"%s\" is not in \"%s\"", text, r->err.text);
}

static void check_bytes(struct mem *m, uint64_t pa, const unsigned char *want, size_t len)
{
	unsigned char got[16 * KIB];

	assert_true(len <= sizeof(got));
	assert_int_equal(mem_read(m, addr_pa(pa), got, len), ERR_NONE);
	assert_memory_equal(got, want, len);
}

static enum err_code read_at(struct mem *m, uint64_t pa, size_t len)
{
	unsigned char got[64 * KIB];

	assert_true(len <= sizeof(got));
	return mem_read(m, addr_pa(pa), got, len);
}

static void check_detail(struct mem *m, const char *text)
{
	if (!strstr(m->detail, text))
		fail_msg("\"%s\" is not in \"%s\"", text, m->detail);
}

/* NT_PRSTATUS with a PC and a PSTATE, of AArch64 or Arm. */
static size_t put_prstatus(struct rig *r, size_t at, uint64_t pc, uint64_t pstate)
{
	bool arm = r->core.machine == EM_ARM;
	unsigned char desc[392] = {0};

	coregen_put(desc + (arm ? 132 : 368), pc, arm ? 4 : 8, r->core.big_endian);
	coregen_put(desc + (arm ? 136 : 376), pstate, arm ? 4 : 8, r->core.big_endian);
	return coregen_note(r->notes, at, r->core.big_endian, "CORE", NT_PRSTATUS, desc,
			    arm ? 148 : 392);
}

static void check_basic(bool is32, bool big_endian, uint16_t machine)
{
	struct rig r = new_rig();
	size_t len;
	struct mem *m;

	r.core.is32 = is32;
	r.core.big_endian = big_endian;
	r.core.machine = machine;
	len = put_prstatus(&r, 0, 0x40205030, 0x3c9);
	len = put_prstatus(&r, len, 0x40205044, 0x3c5);
	add(&r, coregen_notes(r.notes, len));
	add(&r, coregen_load(0x40000000, r.a, sizeof(r.a)))->off = 0x8b0;
	add(&r, coregen_load(0x40002000, r.b, sizeof(r.b)));
	add(&r, coregen_load(0x80000000, r.c, sizeof(r.c)));
	m = must_open(&r);

	assert_string_equal(m->kind, "ELF core");
	check_detail(m, machine == EM_ARM ? "Arm, 3 segments, 24 KiB" : "AArch64, 3 segments");
	check_bytes(m, 0x40000000, r.a, sizeof(r.a));
	check_bytes(m, 0x40002000, r.b, sizeof(r.b));
	check_bytes(m, 0x80001ff8, r.c + 0x1ff8, 8);
	assert_int_equal(read_at(m, 0x3fffffff, 1), ERR_NOT_RAM);
	assert_int_equal(read_at(m, 0x40003ff8, 16), ERR_NOT_RAM);
	assert_int_equal(read_at(m, 0x80002000, 8), ERR_NOT_RAM);

	assert_int_equal(m->nranges, 2); /* what touches is one range */
	assert_int_equal(m->ranges[0].start.v, 0x40000000);
	assert_int_equal(m->ranges[0].size, 0x4000);
	assert_int_equal(m->ranges[1].start.v, 0x80000000);
	assert_false(m->map_known);

	assert_int_equal(m->ncpus, 2);
	assert_true(m->regs_from_target);
	assert_int_equal(m->cpus[0].r[SYSREG_PC].v, 0x40205030);
	assert_int_equal(m->cpus[0].r[SYSREG_PC].origin, SYSREG_READ);
	assert_int_equal(m->cpus[1].r[SYSREG_PC].v, 0x40205044);
	assert_int_equal(m->cpus[1].r[SYSREG_PSTATE].v, 0x3c5);
	assert_false(sysreg_known(&m->cpus[0], SYSREG_TTBR0_EL2));
	mem_close(m);
}

static void every_class_and_byte_order(void **state)
{
	(void)state;
	check_basic(false, false, EM_AARCH64);
	check_basic(false, true, EM_AARCH64);
	check_basic(true, false, EM_ARM);
	check_basic(true, true, EM_ARM);
	check_basic(false, false, EM_ARM);
}

static void reads_span_segments_that_touch(void **state)
{
	struct rig r = new_rig();
	unsigned char want[16];
	struct mem *m;

	(void)state;
	add(&r, coregen_load(0x1000, r.a, 0x1000));
	add(&r, coregen_load(0x2000, r.b, 0x1000))->off = 0x5000;
	m = must_open(&r);
	memcpy(want, r.a + 0xff8, 8);
	memcpy(want + 8, r.b, 8);
	check_bytes(m, 0x1ff8, want, sizeof(want));
	assert_null(mem_peek(m, addr_pa(0x1ff8), 16)); /* apart in the file */
	mem_close(m);
	r.segs[1].off = 0;
	m = must_open(&r);
	assert_memory_equal(mem_peek(m, addr_pa(0x1ff8), 16), want, 16); /* together */
	assert_int_equal(read_at(m, 0x1ff8, 0), ERR_NONE);
	mem_close(m);
}

static void peek_gives_aligned_pointers(void **state)
{
	struct rig r = new_rig();
	const unsigned char *p;
	struct mem *m;

	(void)state;
	add(&r, coregen_load(0x1000, r.a, 0x2000))->off = 0x8b0;
	add(&r, coregen_load(0x8000, r.b, 0x1000))->off = 0x3003;
	m = must_open(&r);
	assert_true(mem_can_peek(m));
	p = mem_peek(m, addr_pa(0x1008), 0x1ff8);
	assert_non_null(p);
	assert_int_equal((uintptr_t)p % 8, 0);
	assert_memory_equal(p, r.a + 8, 0x1ff8);
	assert_null(mem_peek(m, addr_pa(0x1008), 0x1ff9));
	assert_null(mem_peek(m, addr_pa(0xff8), 8));
	assert_null(mem_peek(m, addr_pa(0x8000), 8)); /* 3 bytes off: only copies */
	check_bytes(m, 0x8000, r.b, 0x1000);
	mem_close(m);
}

static void what_was_not_dumped_is_not_zero(void **state)
{
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	add(&r, coregen_load(0x1000, r.a, 0x1000))->memsz = 0x3000;
	add(&r, coregen_load(0x10000, NULL, 0))->memsz = 0x100000;
	m = must_open(&r);
	check_bytes(m, 0x1000, r.a, 0x1000);
	assert_int_equal(read_at(m, 0x2000, 8), ERR_NOT_PRESENT);
	assert_int_equal(read_at(m, 0x1ff8, 16), ERR_NOT_PRESENT);
	assert_int_equal(read_at(m, 0x10000, 8), ERR_NOT_PRESENT);
	assert_null(mem_peek(m, addr_pa(0x1ff8), 16));
	assert_int_equal(m->nranges, 2); /* the machine has memory there */
	assert_int_equal(m->ranges[0].size, 0x3000);
	assert_int_equal(m->ranges[1].size, 0x100000);
	check_detail(m, "1 MiB left out by the dumper");
	mem_close(m);
}

static void overlaps_go_to_the_lower_segment(void **state)
{
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	add(&r, coregen_load(0x2000, r.b, 0x2000)); /* upper half is its own */
	add(&r, coregen_load(0x1000, r.a, 0x2000));
	add(&r, coregen_load(0x1800, r.c, 0x0800)); /* all of it covered */
	add(&r, coregen_load(0x8000, r.c, 0x0800)); /* starts together with a longer one */
	add(&r, coregen_load(0x8000, r.a, 0x1000));
	m = must_open(&r);
	check_bytes(m, 0x1000, r.a, 0x2000);
	check_bytes(m, 0x3000, r.b + 0x1000, 0x1000);
	check_bytes(m, 0x8000, r.a, 0x1000);
	assert_ptr_equal(mem_peek(m, addr_pa(0x2ff8), 16), NULL);
	check_detail(m, "overlapping segments: 3 ");
	assert_int_equal(m->nranges, 2);
	assert_int_equal(m->ranges[0].size, 0x3000);
	mem_close(m);
}

/* The part of a segment that is missing is served by another that has it. */
static void overlap_fills_what_is_missing(void **state)
{
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	add(&r, coregen_load(0x1000, r.a, 0x1000))->memsz = 0x2000;
	add(&r, coregen_load(0x2000, r.b, 0x1000));
	m = must_open(&r);
	check_bytes(m, 0x1000, r.a, 0x1000);
	check_bytes(m, 0x2000, r.b, 0x1000);
	mem_close(m);
}

static struct coregen_seg *many_segments(size_t n, const unsigned char *data)
{
	struct coregen_seg *segs = calloc(n, sizeof(*segs));

	for (size_t i = 0; i < n; i++) /* descending, each with other bytes */
		segs[i] = coregen_load(0x40000000 + (n - 1 - i) * 0x1000, data + i % 64 * 8, 16);
	return segs;
}

static void more_segments_than_fit_into_the_header(void **state)
{
	enum { N = 70000 };
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	r.core.segs = many_segments(N, r.a);
	r.core.nsegs = N;
	m = must_open(&r);
	check_detail(m, "70000 segments");
	assert_int_equal(m->nranges, N);
	for (size_t i = 0; i < N; i++)
		check_bytes(m, 0x40000000 + (N - 1 - i) * 0x1000, r.a + i % 64 * 8, 16);
	assert_int_equal(read_at(m, 0x40000010, 8), ERR_NOT_RAM);
	mem_close(m);
	r.core.shoff = UINT64_C(1) << 40;
	must_fail(&r, ERR_MALFORMED, "section header at file offset 0x10000000000");
	free(r.core.segs);
}

/* Headers cut anywhere: refused. Data cut anywhere: what is left is served, the rest is not
 * present. */
static void truncation_at_every_length(void **state)
{
	for (int variant = 0; variant < 8; variant++) {
		struct rig r = new_rig();
		struct coregen_file file;

		(void)state;
		r.core.is32 = variant & 1;
		r.core.big_endian = variant & 2;
		r.core.xnum = variant & 4;
		add(&r, coregen_load(0x1000, r.a, 64));
		add(&r, coregen_load(0x2000, r.b, 64));
		file = coregen_make(&r.core);
		for (size_t len = 1; len <= file.len; len++) {
			const char *path = scratch_write("cut", file.data, len);
			size_t kept = len > file.headers ? len - file.headers : 0;
			struct mem *m = NULL;
			enum err_code st = elfcore_open(path, &m, &r.err);

			if (len < file.headers) {
				assert_int_equal(st, ERR_MALFORMED);
				continue;
			}
			if (len + 128 <= file.len) {
				assert_int_equal(st, ERR_SOURCE);
				assert_non_null(strstr(r.err.text, "truncated: all of its 128"));
				continue;
			}
			assert_int_equal(st, ERR_NONE);
			kept = 128 - (file.len - len);
			if (kept < 128)
				check_detail(m, "truncated: ");
			check_bytes(m, 0x1000, r.a, kept < 64 ? kept : 64);
			assert_int_equal(read_at(m, 0x1000, 64),
					 kept < 64 ? ERR_DAMAGED : ERR_NONE);
			if (kept > 64)
				check_bytes(m, 0x2000, r.b, kept - 64);
			assert_int_equal(read_at(m, 0x2000, 64),
					 kept < 128 ? ERR_DAMAGED : ERR_NONE);
			mem_close(m);
		}
		free(file.data);
	}
}

static void truncation_is_told_in_bytes(void **state)
{
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	add(&r, coregen_load(0x40000000, r.a, 0x2000));
	r.segs[0].filesz = r.segs[0].memsz = UINT64_C(2) << 30;
	m = must_open(&r);
	check_detail(m, "truncated: 1.9 GiB of 2 GiB missing");
	check_bytes(m, 0x40000000, r.a, 0x2000);
	assert_int_equal(read_at(m, 0x40002000, 8), ERR_DAMAGED);
	assert_int_equal(m->ranges[0].size, UINT64_C(2) << 30);
	mem_close(m);
}

static void addresses_at_the_very_top(void **state)
{
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	add(&r, coregen_load(UINT64_MAX - 0xfff, r.a, 0x1000));
	add(&r, coregen_load(0, r.b, 0x1000));
	m = must_open(&r);
	check_bytes(m, UINT64_MAX - 0xfff, r.a, 0x1000);
	check_bytes(m, 0, r.b, 0x1000);
	assert_int_equal(read_at(m, UINT64_MAX - 7, 16), ERR_NOT_RAM); /* does not wrap */
	assert_null(mem_peek(m, addr_pa(UINT64_MAX - 7), 16));
	assert_int_equal(m->nranges, 2);
	mem_close(m);
	add(&r, coregen_load(UINT64_MAX - 0x7ff, r.c, 0x800));
	m = must_open(&r);
	check_bytes(m, UINT64_MAX - 0xfff, r.a, 0x1000);
	assert_int_equal(m->nranges, 2);
	assert_int_equal(m->ranges[1].size, 0x1000);
	mem_close(m);
}

static void lengths_that_overflow(void **state)
{
	struct rig r = new_rig();

	(void)state;
	add(&r, coregen_load(0x1000, r.a, 0x1000));
	add(&r, coregen_load(UINT64_MAX - 0xfff, r.b, 0x1001));
	must_fail(&r, ERR_MALFORMED, "program header 1 at file offset 0x78: its memory passes");
	r.segs[1] = coregen_load(0x8000, NULL, 0);
	r.segs[1].filesz = r.segs[1].memsz = UINT64_MAX - 0x100;
	must_fail(&r, ERR_MALFORMED, "its memory passes");
	r.segs[1].paddr = 0;
	r.segs[1].off = 0x1000;
	must_fail(&r, ERR_MALFORMED, "its file offset and size overflow");
}

static void segments_without_an_address_are_passed_over(void **state)
{
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	add(&r, coregen_load(UINT64_MAX, r.b, 0x1000)); /* as /proc/kcore has them */
	add(&r, coregen_load(0x1000, r.a, 0x1000));
	m = must_open(&r);
	check_bytes(m, 0x1000, r.a, 0x1000);
	check_detail(m, "1 segment without a physical address");
	mem_close(m);
}

static void not_the_core_of_a_machine(void **state)
{
	struct rig r = new_rig();

	(void)state;
	must_fail(&r, ERR_SOURCE, "an ELF core without memory in it (0 segments)");
	add(&r, coregen_load(0, r.a, 0x1000))->vaddr = 0x10000;
	add(&r, coregen_load(0, r.b, 0x1000))->vaddr = 0x20000;
	must_fail(&r, ERR_SOURCE, "core: the core of a process, not of a machine");
	r.core.machine = EM_X86_64;
	must_fail(&r, ERR_SOURCE, "core: an ELF core of x86-64 (machine 62)");
	r.core.machine = 4711;
	must_fail(&r, ERR_SOURCE, "an ELF core of an unknown machine (machine 4711)");
	r.core.type = ET_EXEC;
	r.core.machine = EM_X86_64;
	must_fail(&r, ERR_SOURCE, "not a memory dump (ELF executable for x86-64)");
	r.core.machine = EM_AARCH64;
	must_fail(&r, ERR_SOURCE, "(ELF executable for AArch64); to use its symbols");
	r.core.type = ET_DYN;
	must_fail(&r, ERR_SOURCE, "(ELF shared object or position-independent");
	r.core.type = ET_REL;
	must_fail(&r, ERR_SOURCE, "(ELF object file for AArch64)");
	r.core.type = 0xff77;
	must_fail(&r, ERR_SOURCE, "(ELF file of unknown type");
}

/* An ELF header with nsections section headers after the names, of which the last is called `name`.
 */
static size_t put_sections(unsigned char *at, const struct coregen_file *file, const char *name,
			   unsigned nsections)
{
	enum { NAMES = 64, HEADERS = 128, SHDR = 64 };

	memcpy(at, file->data, 64);
	memcpy(at + NAMES + 1, name, strlen(name) + 1);
	for (unsigned i = 1; i < nsections; i++) {
		unsigned char *sh = at + HEADERS + i * SHDR;

		coregen_put(sh, 1, 4, false);		   /* sh_name */
		coregen_put(sh + 4, SHT_STRTAB, 4, false); /* sh_type */
		coregen_put(sh + 24, NAMES, 8, false);	   /* sh_offset */
		coregen_put(sh + 32, 32, 8, false);	   /* sh_size */
	}
	coregen_put(at + 40, HEADERS, 8, false); /* e_shoff */
	coregen_put(at + 58, SHDR, 2, false);
	coregen_put(at + 60, nsections, 2, false);
	coregen_put(at + 62, 1, 2, false); /* e_shstrndx */
	return HEADERS + nsections * SHDR;
}

static void the_core_of_a_xen_domain(void **state)
{
	struct rig r = new_rig();
	struct coregen_file file = coregen_make(&r.core);
	unsigned char image[1024] = {0};
	size_t len = put_sections(image, &file, ".xen_pages", 3);
	struct mem *m;

	(void)state;
	assert_int_equal(elfcore_open(scratch_write("xen", image, len), &m, &r.err), ERR_MALFORMED);
	assert_non_null(strstr(r.err.text, "a Xen domain core (xl dump-core): no header note"));
	put_sections(image, &file, ".text", 3);
	assert_int_equal(elfcore_open(scratch_write("xen", image, len), &m, &r.err), ERR_SOURCE);
	/* e_shnum 0: the number is in section header 0, and is a lie that must not be looped over.
	 */
	coregen_put(image + 60, 0, 2, false);
	coregen_put(image + 128 + 32, 0xfffffff0, 8, false);
	assert_true(elfcore_open(scratch_write("xen", image, len), &m, &r.err));
	free(file.data);
}

static void headers_of_a_wrong_size(void **state)
{
	struct rig r = new_rig();

	(void)state;
	add(&r, coregen_load(0x1000, r.a, 0x1000));
	r.core.phentsize = 64;
	must_fail(&r, ERR_MALFORMED,
		  "program headers of 64 bytes (e_phentsize at file offset 0x36)");
	r.core.is32 = true;
	must_fail(&r, ERR_MALFORMED, "offset 0x2a); they have 32");
}

/* Notes are an extra: without them the memory is still worth opening. */
static void broken_notes(void **state)
{
	struct rig r = new_rig();
	size_t len = put_prstatus(&r, 0, 0x1234, 0x3c9), second = len;
	struct mem *m;

	(void)state;
	len = put_prstatus(&r, len, 0x5678, 0x3c9);
	coregen_put(r.notes + second + 4, 0xfffffff0, 4, false);
	add(&r, coregen_load(0x1000, r.a, 0x1000));
	add(&r, coregen_notes(r.notes, len));
	m = must_open(&r);
	assert_int_equal(m->ncpus, 1);
	assert_int_equal(m->cpus[0].r[SYSREG_PC].v, 0x1234);
	check_detail(m, "notes broken at file offset 0x12");
	check_bytes(m, 0x1000, r.a, 0x1000);
	mem_close(m);

	/* The file ends within the second note: the first is still read. */
	coregen_put(r.notes + second + 4, 392, 4, false);
	r.segs[1] = coregen_notes(r.notes, len - 8);
	r.segs[1].filesz = len;
	m = must_open(&r);
	assert_int_equal(m->ncpus, 1);
	check_detail(m, "notes broken at file offset 0x13e0"); /* its end */
	mem_close(m);

	/* A note of a size that is no known machine's says nothing; one CPU is the least. */
	len = coregen_note(r.notes, 0, false, "CORE", NT_PRSTATUS, r.a, 336);
	r.segs[1] = coregen_notes(r.notes, len);
	m = must_open(&r);
	assert_int_equal(m->ncpus, 1);
	assert_false(m->regs_from_target);
	assert_false(sysreg_known(&m->cpus[0], SYSREG_PC));
	mem_close(m);
}

/* Many PT_NOTEs over the same bytes would otherwise cost their product. */
/* What a kernel tells of itself comes as it stands in the note; of several the first is meant. */
static void vmcoreinfo_is_handed_over(void **state)
{
	static const char text[] = "OSRELEASE=6.1.0\nPAGESIZE=4096\n";
	struct rig r = new_rig();
	struct mem *m;
	size_t len;

	(void)state;
	add(&r, coregen_load(0x1000, r.a, 8));
	m = must_open(&r);
	assert_null(m->vmcoreinfo);
	mem_close(m);
	len = coregen_note(r.notes, 0, false, "VMCOREINFO", 0, text, sizeof(text) - 1);
	len = coregen_note(r.notes, len, false, "VMCOREINFO", 0, "another", 7);
	add(&r, coregen_notes(r.notes, len));
	m = must_open(&r);
	assert_string_equal(m->vmcoreinfo, text);
	assert_int_equal(m->vmcoreinfo_len, sizeof(text) - 1);
	mem_close(m);
}

static void too_many_notes(void **state)
{
	enum { N = 70 };
	struct rig r = new_rig();
	struct coregen_seg *segs = calloc(N + 1, sizeof(*segs));
	unsigned char *zeros = calloc(1, 1 << 20);

	(void)state;
	segs[0] = coregen_load(0x1000, zeros, 1 << 20);
	segs[0].off = 0x10000;
	for (int i = 1; i <= N; i++) {
		segs[i] = coregen_notes(NULL, 1 << 20);
		segs[i].off = 0x10000;
	}
	r.core.segs = segs;
	r.core.nsegs = N + 1;
	must_fail(&r, ERR_MALFORMED, "more than 64 MiB of notes");
	r.core.nsegs = 10;
	mem_close(must_open(&r));
	free(segs);
	free(zeros);
}

static void a_file_that_shrinks_is_not_touched(void **state)
{
	struct timespec two_ticks = {.tv_nsec = 25 * 1000 * 1000};
	struct rig r = new_rig();
	struct mem *m;

	(void)state;
	add(&r, coregen_load(0x1000, r.a, sizeof(r.a)));
	m = must_open(&r);
	assert_non_null(mem_peek(m, addr_pa(0x1000), 8));
	assert_int_equal(truncate(scratch_path("core"), 64), 0);
	nanosleep(&two_ticks, NULL);
	assert_null(mem_peek(m, addr_pa(0x2000), 8));
	assert_int_equal(read_at(m, 0x2000, 8), ERR_SOURCE);
	mem_close(m);
}

/* A small generator of its own: the same mutations on every machine. */
static uint32_t random_next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void read_everything(struct mem *m)
{
	for (size_t i = 0; i < m->nranges; i++) {
		(void)read_at(m, m->ranges[i].start.v, 16);
		(void)read_at(m, m->ranges[i].start.v + m->ranges[i].size - 8, 16);
		(void)mem_peek(m, m->ranges[i].start, 4096);
	}
}

static void mutations_never_crash(void **state)
{
	struct rig r = new_rig();
	size_t notes = put_prstatus(&r, 0, 0x1234, 0x3c9);
	struct coregen_file file;
	uint32_t seed = 1;
	unsigned opened = 0;

	(void)state;
	add(&r, coregen_notes(r.notes, notes));
	add(&r, coregen_load(0x1000, r.a, 0x100));
	add(&r, coregen_load(0x2000, r.b, 0x100));
	for (int i = 0; i < 6000; i++) {
		struct mem *m = NULL;
		size_t len;

		r.core.is32 = i & 1;
		r.core.big_endian = i & 2;
		r.core.xnum = i & 4;
		file = coregen_make(&r.core);
		for (uint32_t k = random_next(&seed) % 4 + 1; k > 0; k--)
			file.data[random_next(&seed) % (i % 3 ? file.headers : file.len)] =
				(unsigned char)random_next(&seed);
		len = i % 5 ? file.len : 1 + random_next(&seed) % file.len;
		if (!elfcore_open(scratch_write("mutant", file.data, len), &m, &r.err)) {
			opened++;
			read_everything(m);
			mem_close(m);
		} else {
			assert_null(m);
			assert_true(r.err.text[0]);
		}
		free(file.data);
	}
	assert_true(opened >= 500 && opened <= 5500); /* both ways are taken */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_class_and_byte_order),
		cmocka_unit_test(reads_span_segments_that_touch),
		cmocka_unit_test(peek_gives_aligned_pointers),
		cmocka_unit_test(what_was_not_dumped_is_not_zero),
		cmocka_unit_test(overlaps_go_to_the_lower_segment),
		cmocka_unit_test(overlap_fills_what_is_missing),
		cmocka_unit_test(more_segments_than_fit_into_the_header),
		cmocka_unit_test(truncation_at_every_length),
		cmocka_unit_test(truncation_is_told_in_bytes),
		cmocka_unit_test(addresses_at_the_very_top),
		cmocka_unit_test(lengths_that_overflow),
		cmocka_unit_test(segments_without_an_address_are_passed_over),
		cmocka_unit_test(not_the_core_of_a_machine),
		cmocka_unit_test(the_core_of_a_xen_domain),
		cmocka_unit_test(headers_of_a_wrong_size),
		cmocka_unit_test(broken_notes),
		cmocka_unit_test(vmcoreinfo_is_handed_over),
		cmocka_unit_test(too_many_notes),
		cmocka_unit_test(a_file_that_shrinks_is_not_touched),
		cmocka_unit_test(mutations_never_crash),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
