/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots: what is written reads back the same, and what is broken is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/bytes.h"
#include "dump/elfcore.h"
#include "dump/snapshot.h"
#include "tests/dump/fakemem.h"
#include "tests/dump/scratch.h"

#define TOP_PAGE (UINT64_MAX - 0xfff)

static const struct fakemem_page pages[] = {
	{0x40000000, ERR_NONE, 'a'}, {0x40001000, ERR_NONE, 0}, /* zeros are content too */
	{0x40002000, ERR_IO, 0},     {0x40003000, ERR_NONE, 'c'}, {0x40004000, ERR_NOT_PRESENT, 0},
	{0x9000000, ERR_DEVICE, 0},  {0x9001000, ERR_DEVICE, 0},  {0x9002000, ERR_HOLE, 0},
	{TOP_PAGE, ERR_NONE, 't'},
};

enum { PAGES = sizeof(pages) / sizeof(pages[0]) };

static void give(struct sysregs *regs, enum sysreg id, uint64_t v, enum sysreg_origin origin)
{
	regs->r[id] = (struct sysreg_value){v, origin};
}

/* A target with something of everything. */
static void make_target(struct fakemem *f)
{
	fakemem_init(f, pages, PAGES);
	snprintf(f->mem.detail, sizeof(f->mem.detail), "a \x1b[31mtarget");
	fakemem_range(f, 0, 0x8000000, MEM_ROM, "virt.flash0");
	fakemem_range(f, 0x9000000, 0x2000, MEM_DEVICE, "pl011");
	fakemem_range(f, 0x40000000, 0x10000000, MEM_RAM, "mach-virt.ram");
	fakemem_range(f, 0xfffffffffff00000, 0x100000, MEM_RAM, "");
	f->mem.map_known = true;
	f->mem.regs_from_target = true;
	f->mem.ncpus = 3;
	give(&f->regs[0], SYSREG_TTBR0_EL2, 0x4032b000, SYSREG_READ);
	give(&f->regs[0], SYSREG_TCR_EL2, UINT64_MAX, SYSREG_GIVEN);
	give(&f->regs[0], SYSREG_VTTBR_EL2, 0, SYSREG_INFERRED);
	give(&f->regs[0], SYSREG_TTBR1_EL2, 0, SYSREG_ABSENT);
	give(&f->regs[1], SYSREG_PC, 0x264044, SYSREG_READ);
	give(&f->regs[1], SYSREG_PSTATE, 0x3c9, SYSREG_READ);
}

/* All pages of the target, in no order, one of them twice. */
static size_t ask(struct pa *list)
{
	for (size_t i = 0; i < PAGES; i++)
		list[i] = addr_pa(pages[(i * 4 + 2) % PAGES].pa);
	list[PAGES] = addr_pa(0x40000000);
	return PAGES + 1;
}

static void must_write(const char *path, struct mem *from, const struct pa *list, size_t n)
{
	struct err err = {0};

	if (snapshot_write_comment(path, from, list, n, "for the test", &err))
		fail_msg("%s", err.text);
}

static struct mem *must_open(const char *path)
{
	struct err err = {0};
	struct mem *m = NULL;

	if (elfcore_open(path, &m, &err))
		fail_msg("%s", err.text);
	return m;
}

static const char *write_target(const char *name)
{
	struct pa list[PAGES + 1];
	const char *path = scratch_path(name);
	struct fakemem f;

	make_target(&f);
	must_write(path, &f.mem, list, ask(list));
	return path;
}

static void memory_reads_back(void **state)
{
	struct mem *m = must_open(write_target("snap"));
	unsigned char got[4096], want[4096];

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		assert_int_equal(mem_read(m, addr_pa(pages[i].pa), got, 4096), pages[i].st);
		assert_int_equal(mem_read(m, addr_pa(pages[i].pa + 4088), got + 4088, 8),
				 pages[i].st);
		if (pages[i].st)
			continue;
		fakemem_fill(want, pages[i].fill);
		assert_memory_equal(got, want, 4096);
		assert_memory_equal(mem_peek(m, addr_pa(pages[i].pa), 4096), want, 4096);
	}
	assert_int_equal(mem_read(m, addr_pa(0x40005000), got, 8), ERR_NOT_PRESENT);
	assert_int_equal(mem_read(m, addr_pa(0x9003000), got, 8), ERR_NOT_PRESENT);
	assert_non_null(mem_peek(m, addr_pa(0x40000000), 8192)); /* neighbours are one run */
	mem_close(m);
}

static void registers_read_back(void **state)
{
	struct mem *m = must_open(write_target("snap"));
	struct fakemem f;

	(void)state;
	make_target(&f);
	assert_int_equal(m->ncpus, 3);
	assert_true(m->regs_from_target);
	for (unsigned cpu = 0; cpu < 3; cpu++) {
		for (int i = 0; i < SYSREG_COUNT; i++) {
			assert_int_equal(m->cpus[cpu].r[i].v, f.regs[cpu].r[i].v);
			assert_int_equal(m->cpus[cpu].r[i].origin, f.regs[cpu].r[i].origin);
		}
	}
	mem_close(m);
}

static void the_rest_reads_back(void **state)
{
	struct mem *m = must_open(write_target("snap"));
	struct fakemem f;

	(void)state;
	make_target(&f);
	assert_string_equal(m->kind, "snapshot");
	assert_non_null(strstr(m->detail, "of fake, by ptview "));
	assert_non_null(strstr(m->detail, "; for the test; a ?[31mtarget"));
	assert_true(m->map_known);
	assert_int_equal(m->nranges, f.mem.nranges);
	for (size_t i = 0; i < m->nranges; i++) {
		assert_int_equal(m->ranges[i].start.v, f.map[i].start.v);
		assert_int_equal(m->ranges[i].size, f.map[i].size);
		assert_int_equal(m->ranges[i].kind, f.map[i].kind);
		assert_string_equal(m->ranges[i].name, f.map[i].name);
	}
	mem_close(m);
}

static void nothing_known_stays_unknown(void **state)
{
	const char *path = scratch_path("bare");
	struct fakemem f;
	struct mem *m;

	(void)state;
	fakemem_init(&f, NULL, 0);
	assert_int_equal(snapshot_write(path, &f.mem, NULL, 0, NULL), ERR_NONE);
	m = must_open(path);
	assert_int_equal(m->ncpus, 1);
	assert_false(m->map_known);
	assert_false(m->regs_from_target);
	assert_int_equal(m->nranges, 0);
	assert_int_equal(m->cpus[0].r[SYSREG_PC].origin, SYSREG_UNKNOWN);
	mem_close(m);
}

static bool same_bytes(const char *a, const char *b)
{
	size_t alen, blen;
	unsigned char *adata = scratch_read(a, &alen), *bdata = scratch_read(b, &blen);
	bool same = alen == blen && !memcmp(adata, bdata, alen);

	free(adata);
	free(bdata);
	return same;
}

static void same_content_same_bytes(void **state)
{
	struct pa list[PAGES];
	const char *one = write_target("one"), *two = write_target("two");
	struct fakemem f;

	(void)state;
	assert_true(same_bytes(one, two));
	for (size_t i = 0; i < PAGES; i++) /* another order, no page twice */
		list[i] = addr_pa(pages[PAGES - 1 - i].pa);
	make_target(&f);
	must_write(two, &f.mem, list, PAGES);
	assert_true(same_bytes(one, two));
	give(&f.regs[0], SYSREG_VTTBR_EL2, 0, SYSREG_READ);
	must_write(two, &f.mem, list, PAGES);
	assert_false(same_bytes(one, two));
}

/* A snapshot of a snapshot says the same of every address and register. */
static void a_snapshot_of_a_snapshot(void **state)
{
	struct pa list[PAGES + 1];
	size_t n = ask(list);
	struct mem *first = must_open(write_target("first")), *m;
	unsigned char got[8];

	(void)state;
	must_write(scratch_path("second"), first, list, n);
	m = must_open(scratch_path("second"));
	for (size_t i = 0; i < PAGES; i++)
		assert_int_equal(mem_read(m, addr_pa(pages[i].pa), got, 8), pages[i].st);
	assert_memory_equal(m->cpus, first->cpus, 3 * sizeof(*m->cpus));
	assert_null(m->vmcoreinfo);
	mem_close(m);
	mem_close(first);
}

/* What Linux says of itself is kept, of whatever length, and from one snapshot to the next. */
static void vmcoreinfo_reads_back(void **state)
{
	static char text[] = "OSRELEASE=6.1\nPAGESIZE=4096\n";
	struct pa list[PAGES + 1];
	size_t n = ask(list);
	struct mem *m = must_open(write_target("plain"));

	(void)state;
	m->vmcoreinfo = text;
	m->vmcoreinfo_len = strlen(text);
	must_write(scratch_path("told"), m, list, n);
	mem_close(m);
	m = must_open(scratch_path("told"));
	assert_non_null(m->vmcoreinfo);
	assert_string_equal(m->vmcoreinfo, text);
	assert_int_equal(m->ncpus, 3);
	mem_close(m);
}

static uint64_t get(const unsigned char *p, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = n; i > 0; i--)
		v = v << 8 | p[i - 1];
	return v;
}

/* The content of the n-th note of that type, by the layout that docs/snapshot.md gives. */
static unsigned char *find_note(unsigned char *file, uint32_t type, unsigned n)
{
	unsigned char *ph = file + get(file + 32, 8);
	unsigned char *p = file + get(ph + 8, 8), *end = p + get(ph + 32, 8);

	assert_int_equal(get(ph, 4), PT_NOTE);
	while (p < end) {
		uint64_t name = (get(p, 4) + 3) / 4 * 4, desc = (get(p + 4, 4) + 3) / 4 * 4;

		if (get(p + 8, 4) == type && n-- == 0)
			return p + 12 + name;
		p += 12 + name + desc;
	}
	fail();
	return NULL;
}

/* Against the bytes that docs/snapshot.md promises, not against our own reader. */
static void bytes_are_as_documented(void **state)
{
	size_t len;
	unsigned char *file = scratch_read(write_target("snap"), &len), *p;

	(void)state;
	assert_memory_equal(file, "\177ELF\2\1\1", 7);
	assert_int_equal(get(file + 18, 2), EM_AARCH64);
	assert_int_equal(get(file + 56, 2), 4); /* notes and three runs */
	p = file + get(file + 32, 8) + 56;	/* the first PT_LOAD */
	assert_int_equal(get(p + 8, 8), 4096);
	assert_int_equal(get(p + 24, 8), 0x40000000);
	assert_int_equal(get(p + 32, 8), 8192);
	assert_int_equal(file[4096], 'a');

	p = find_note(file, 0x50545601, 0);
	assert_memory_equal(p - 8, "PTVIEW\0", 8);
	assert_int_equal(get(p, 4), 1);
	assert_int_equal(get(p + 4, 4), 3);
	assert_int_equal(get(p + 8, 4), 3);
	assert_memory_equal(p + 14, "ptview ", 7);

	p = find_note(file, 0x50545602, 0);
	assert_memory_equal(p, "\0\0\0\0\4\0\0\0", 8);
	p += 8; /* TTBR1_EL2 comes after TTBR0_EL2: the order of sysreg.h */
	assert_memory_equal(p, "\0\xb0\x32\x40\0\0\0\0\2\11TTBR0_EL2", 19);
	assert_memory_equal(p + 19, "\0\0\0\0\0\0\0\0\1\11TTBR1_EL2", 19);
	assert_memory_equal(find_note(file, 0x50545602, 2), "\2\0\0\0\0\0\0\0", 8);

	p = find_note(file, 0x50545603, 0);
	assert_memory_equal(p, "\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\10\0\0\0\0\2\13virt.flash0", 33);

	p = find_note(file, 0x50545604, 0);
	assert_memory_equal(p, "\4\0\0\0\0\0\0\11\0\0\0\0\0\40\0\0\0\0\0\0\3", 21);
	assert_int_equal(p[4 + 17 + 16], 2);
	assert_int_equal(p[4 + 17 * 2 + 16], 4);
	assert_int_equal(p[4 + 17 * 3 + 16], 1);

	p = find_note(file, NT_PRSTATUS, 1);
	assert_int_equal(get(p + 32, 4), 2);
	assert_int_equal(get(p + 368, 8), 0x264044);
	free(file);
}

static void a_32_bit_target_is_called_arm(void **state)
{
	const char *path = scratch_path("arm");
	unsigned char *file;
	struct fakemem f;
	size_t len;

	(void)state;
	fakemem_init(&f, NULL, 0);
	give(&f.regs[0], SYSREG_PSTATE, 0x600001da, SYSREG_READ);
	must_write(path, &f.mem, NULL, 0);
	file = scratch_read(path, &len);
	assert_int_equal(get(file + 18, 2), EM_ARM);
	assert_int_equal(get(find_note(file, NT_PRSTATUS, 0) + 136, 4), 0x600001da);
	free(file);
	mem_close(must_open(path));
	give(&f.regs[0], SYSREG_ID_AA64MMFR0_EL1, 0x1124, SYSREG_READ); /* running a 32-bit guest */
	must_write(path, &f.mem, NULL, 0);
	file = scratch_read(path, &len);
	assert_int_equal(get(file + 18, 2), EM_AARCH64);
	free(file);
}

/* A file of 256 MiB; the only way to more program headers than e_phnum can count. */
static void more_runs_than_fit_into_the_header(void **state)
{
	enum { N = 65535 };
	static const struct fakemem_page last = {(N - 1) * UINT64_C(0x2000), ERR_NONE, 'z'};
	struct pa *list = calloc(N, sizeof(*list));
	const char *path = scratch_path("wide");
	unsigned char got[8], *file;
	struct fakemem f;
	struct mem *m;
	size_t len;

	(void)state;
	for (size_t i = 0; i < N; i++)
		list[i] = addr_pa(i * 0x2000);
	fakemem_init(&f, &last, 1);
	f.endless = true;
	must_write(path, &f.mem, list, N);
	m = must_open(path);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(mem_read(m, list[i], got, 8), ERR_NONE);
	assert_int_equal(got[0], 'z');
	assert_int_equal(mem_read(m, addr_pa(0x1000), got, 8), ERR_NOT_PRESENT);
	mem_close(m);
	file = scratch_read(path, &len);
	assert_int_equal(get(file + 56, 2), PN_XNUM);
	assert_int_equal(get(file + get(file + 40, 8) + 44, 4), N + 1);
	assert_int_equal(get(file + 40, 8) + 64, len);
	free(file);
	free(list);
	remove(path);
}

/* Half a million pages that are all the same one, or all unreadable, take no room. */
static void pages_that_repeat_take_no_room(void **state)
{
	enum { N = 500000 };
	static const struct fakemem_page one = {0, ERR_NONE, 'o'};
	struct pa *list = calloc(N, sizeof(*list));
	const char *path = scratch_path("narrow");
	struct fakemem f;
	struct stat st;

	(void)state;
	fakemem_init(&f, &one, 1);
	must_write(path, &f.mem, list, N);
	assert_int_equal(f.reads, 1);
	for (size_t i = 0; i < N; i++)
		list[i] = addr_pa(i * 0x1000);
	must_write(path, &f.mem, list, N);
	assert_true(f.calls < N / 100); /* asked in batches */
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size < 3 * 4096);
	free(list);
}

static void errors_leave_nothing_behind(void **state)
{
	const struct fakemem_page dead[] = {{0x1000, ERR_NONE, 'x'}, {0x2000, ERR_SOURCE, 0}};
	const struct pa list[] = {{0x1000}, {0x2000}}, odd = {0x1008};
	const char *path = write_target("kept"), *copy = write_target("copy");
	unsigned before = scratch_count();
	struct err err = {0};
	struct fakemem f;

	(void)state;
	fakemem_init(&f, dead, 2);
	assert_int_equal(snapshot_write(path, &f.mem, list, 2, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "reading 0x2000"));
	assert_int_equal(snapshot_write(path, &f.mem, &odd, 1, &err), ERR_USAGE);
	assert_int_equal(scratch_count(), before);
	assert_true(same_bytes(path, copy));

	assert_int_equal(snapshot_write("/nonexistent/snap", &f.mem, list, 1, &err), ERR_SOURCE);
	assert_string_equal(err.text,
			    "/nonexistent/snap: cannot be written: No such file or directory");
	assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
	assert_int_equal(snapshot_write(scratch_path("pipe"), &f.mem, list, 1, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "nobody reads from it"));
	assert_int_equal(snapshot_write("/tmp", &f.mem, list, 1, &err), ERR_SOURCE);
}

static const char *in_the_way;

/* A source during whose reading a folder appears where the file is to go. */
static void read_and_obstruct(struct mem *m, struct mem_req *reqs, size_t n)
{
	(void)m;
	assert_int_equal(mkdir(in_the_way, 0700), 0);
	for (size_t i = 0; i < n; i++) {
		memset(reqs[i].buf, 0, reqs[i].len);
		reqs[i].st = ERR_NONE;
	}
}

static void a_name_that_cannot_be_taken(void **state)
{
	static const struct mem_ops ops = {.read = read_and_obstruct};
	const struct pa page = {0x1000};
	unsigned before = scratch_count();
	struct err err = {0};
	struct fakemem f;

	(void)state;
	in_the_way = scratch_path("taken");
	fakemem_init(&f, NULL, 0);
	f.mem.ops = &ops;
	assert_int_equal(snapshot_write(in_the_way, &f.mem, &page, 1, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "taken: cannot be replaced: Is a directory"));
	assert_int_equal(scratch_count(), before + 1); /* the folder, and no temporary file */
}

/* As a full disk, but without one. */
static void a_disk_that_is_full(void **state)
{
	struct rlimit old, small;
	struct pa list[PAGES + 1];
	const char *path = scratch_path("full");
	unsigned before = scratch_count();
	struct err err = {0};
	struct fakemem f;

	(void)state;
	make_target(&f);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	for (rlim_t kib = 0; kib <= 20; kib += 2) {
		small.rlim_cur = kib * 1024;
		setrlimit(RLIMIT_FSIZE, &small);
		assert_int_equal(snapshot_write(path, &f.mem, list, ask(list), &err), ERR_SOURCE);
		assert_non_null(strstr(err.text, "full: cannot be written: File too large"));
		assert_int_equal(scratch_count(), before);
	}
	setrlimit(RLIMIT_FSIZE, &old);
}

static void an_old_file_is_replaced(void **state)
{
	const char *path = write_target("old"), *link = scratch_path("link");
	struct mem *before = must_open(path), *m;
	unsigned char got[8];
	struct fakemem f;
	struct stat st;

	(void)state;
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(symlink("old", link), 0);
	fakemem_init(&f, NULL, 0);
	assert_int_equal(snapshot_write(link, &f.mem, NULL, 0, NULL), ERR_NONE);
	m = must_open(path);
	assert_int_equal(m->ncpus, 1);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	/* Who has the old one open keeps it. */
	assert_int_equal(mem_read(before, addr_pa(0x40000000), got, 8), ERR_NONE);
	mem_close(before);
	mem_close(m);
}

/* One byte of a note is set, and opening must fail so. */
static void broken(const unsigned char *file, size_t len, uint32_t type, int at, uint64_t value,
		   unsigned n, const char *text)
{
	unsigned char *copy = malloc(len), *p;
	struct err err = {0};
	struct mem *m = NULL;
	enum err_code st;

	memcpy(copy, file, len);
	p = find_note(copy, type, 0) + at;
	for (unsigned i = 0; i < n; i++)
		p[i] = (unsigned char)(value >> 8 * i);
	st = elfcore_open(scratch_write("broken", copy, len), &m, &err);
	if (!st || !strstr(err.text, text))
		fail_msg("note %x%+d: %d, \"%s\" is not in \"%s\"", type, at, st, text, err.text);
	assert_null(m);
	free(copy);
}

static void notes_are_not_trusted(void **state)
{
	enum { INFO = 0x50545601, CPU, MAP, UNREADABLE };
	size_t len;
	unsigned char *file = scratch_read(write_target("snap"), &len);

	(void)state;
	broken(file, len, INFO, 0, 2, 4, "snapshot of format 2; this version reads format 1");
	broken(file, len, INFO, 4, 4, 4, "unknown flags");
	broken(file, len, INFO, 8, 4, 4, "not as many CPU notes as CPUs");
	broken(file, len, INFO, 8, 0, 4, "not as many CPU notes as CPUs");
	broken(file, len, INFO, 12, 0xffff, 2, "cut short");
	broken(file, len, INFO, 12, 11, 2, ""); /* one short: what follows is out of step */
	broken(file, len, INFO, 14, 0x1b, 1, "a name that is not text");
	broken(file, len, INFO, 14, 0, 1, "a name that is not text");
	broken(file, len, INFO, -12, CPU, 4, "");
	broken(file, len, INFO, -12, 0x50545699, 4, "without its note 0x50545601");
	broken(file, len, MAP, -12, UNREADABLE, 4, "");
	broken(file, len, CPU, 0, 3, 4, "CPU number out of range, or a second time");
	broken(file, len, CPU, 0, 1, 4, "CPU number out of range, or a second time");
	broken(file, len, CPU, 4, 3, 4, "bytes left over");
	broken(file, len, CPU, 4, 5, 4, "cut short");
	broken(file, len, CPU, 4, UINT32_MAX, 4, "cut short");
	broken(file, len, CPU, 16, 0, 1, "unknown origin");
	broken(file, len, CPU, 16, 9, 1, "unknown origin");
	broken(file, len, CPU, 17, 40, 1, "cut short");
	broken(file, len, CPU, 17, 255, 1, "cut short");
	broken(file, len, CPU, 18 + 19 + 4, '0', 1, "a register a second time");
	broken(file, len, MAP, 0, UINT32_MAX, 4, "cut short");
	broken(file, len, MAP, 0, 3, 4, "bytes left over");
	broken(file, len, MAP, 4, 0x9000000, 8, "out of order");
	broken(file, len, MAP, 4, UINT64_MAX, 8, "no such range");
	broken(file, len, MAP, 12, 0, 8, "no such range");
	broken(file, len, MAP, 12, UINT64_MAX, 8, "out of order");
	broken(file, len, MAP, 20, 0, 1, "no such range");
	broken(file, len, MAP, 20, 4, 1, "no such range");
	broken(file, len, UNREADABLE, 0, UINT32_MAX, 4, "cut short");
	broken(file, len, UNREADABLE, 20, 0, 1, "no such reason");
	broken(file, len, UNREADABLE, 20, 99, 1, "no such reason");
	broken(file, len, UNREADABLE, 12, 0x3000, 8, "out of order");
	free(file);
}

/* Nothing follows that could fail in its stead. */
static void a_record_of_no_size(void **state)
{
	const char *path = scratch_path("one");
	unsigned char *file;
	struct fakemem f;
	size_t len;

	(void)state;
	fakemem_init(&f, NULL, 0);
	fakemem_range(&f, 0, 0x1000, MEM_RAM, "ram");
	must_write(path, &f.mem, NULL, 0);
	file = scratch_read(path, &len);
	broken(file, len, 0x50545603, 12, 0, 8, "no such range");
	free(file);
}

static void texts_fit_their_buffers(void **state)
{
	struct bytes out = {0};
	struct bytes_in in;
	char buf[40];

	(void)state;
	bytes_text(&out, "twelve bytes and thirty-nine together..", 1, 100);
	bytes_text(&out, "forty bytes, one too many for the buffer", 1, 100);
	bytes_text(&out, "cut to this length", 1, 3);
	in = (struct bytes_in){.p = out.data, .left = out.len};
	bytes_get_text(&in, 1, buf, sizeof(buf));
	assert_string_equal(buf, "twelve bytes and thirty-nine together..");
	bytes_get_text(&in, 1, buf, sizeof(buf));
	assert_true(in.bad);
	assert_string_equal(buf, "");
	in = (struct bytes_in){.p = out.data + out.len - 4, .left = 4};
	bytes_get_text(&in, 1, buf, sizeof(buf));
	assert_string_equal(buf, "cut");
	assert_int_equal(in.left, 0);
	assert_int_equal(bytes_get(&in, 1), 0);
	assert_true(in.bad);
	bytes_free(&out);
}

/* Names of a later version are passed over, and said. */
static void unknown_registers_are_passed_over(void **state)
{
	size_t len;
	unsigned char *file = scratch_read(write_target("snap"), &len);
	unsigned char *name = find_note(file, 0x50545602, 0) + 18;
	struct mem *m;

	(void)state;
	assert_memory_equal(name, "TTBR0_EL2", 9);
	name[0] = 'X';
	m = must_open(scratch_write("later", file, len));
	assert_int_equal(m->cpus[0].r[SYSREG_TTBR0_EL2].origin, SYSREG_UNKNOWN);
	assert_int_equal(m->cpus[0].r[SYSREG_TCR_EL2].v, UINT64_MAX);
	assert_non_null(strstr(m->detail, "1 register that this version does not know"));
	mem_close(m);
	free(file);
}

static uint32_t random_next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void try_mutant(const unsigned char *data, size_t len, unsigned *opened)
{
	unsigned char got[64];
	struct err err = {0};
	struct mem *m = NULL;

	if (elfcore_open(scratch_write("mutant", data, len), &m, &err)) {
		assert_null(m);
		assert_true(err.text[0]);
		return;
	}
	++*opened;
	assert_true(m->ncpus >= 1);
	for (size_t i = 0; i < m->nranges; i++)
		(void)mem_read(m, m->ranges[i].start, got, sizeof(got));
	for (size_t i = 0; i < PAGES; i++)
		(void)mem_read(m, addr_pa(pages[i].pa + 4064), got, sizeof(got));
	mem_close(m);
}

static void mutations_never_crash(void **state)
{
	size_t len, tail = 4096 * 5, cut;
	unsigned char *file = scratch_read(write_target("snap"), &len), *copy = malloc(len);
	unsigned opened = 0;
	uint32_t seed = 7;

	(void)state;
	for (int i = 0; i < 6000; i++) {
		memcpy(copy, file, len);
		cut = i % 8 ? len : tail + random_next(&seed) % (len - tail);
		for (uint32_t k = random_next(&seed) % 3 + 1; k > 0; k--) {
			size_t at = i % 16 ? tail + random_next(&seed) % (len - tail)
					   : random_next(&seed) % 64;
			static const unsigned char nasty[] = {0, 1, 0x7f, 0x80, 0xff};
			uint32_t how = random_next(&seed);

			copy[at] = how % 2 ? nasty[how / 2 % 5] : (unsigned char)(how >> 4);
		}
		try_mutant(copy, cut, &opened);
	}
	assert_true(opened >= 300 && opened <= 5700); /* both ways are taken */
	free(copy);
	free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_reads_back),
		cmocka_unit_test(registers_read_back),
		cmocka_unit_test(the_rest_reads_back),
		cmocka_unit_test(nothing_known_stays_unknown),
		cmocka_unit_test(same_content_same_bytes),
		cmocka_unit_test(a_snapshot_of_a_snapshot),
		cmocka_unit_test(vmcoreinfo_reads_back),
		cmocka_unit_test(bytes_are_as_documented),
		cmocka_unit_test(a_32_bit_target_is_called_arm),
		cmocka_unit_test(more_runs_than_fit_into_the_header),
		cmocka_unit_test(pages_that_repeat_take_no_room),
		cmocka_unit_test(errors_leave_nothing_behind),
		cmocka_unit_test(a_name_that_cannot_be_taken),
		cmocka_unit_test(a_disk_that_is_full),
		cmocka_unit_test(an_old_file_is_replaced),
		cmocka_unit_test(notes_are_not_trusted),
		cmocka_unit_test(a_record_of_no_size),
		cmocka_unit_test(texts_fit_their_buffers),
		cmocka_unit_test(unknown_registers_are_passed_over),
		cmocka_unit_test(mutations_never_crash),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
