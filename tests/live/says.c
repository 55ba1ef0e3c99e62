/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first program of a Linux that says on the console what the kernel tells of its own address
 * space: where VMCOREINFO is (/sys/kernel/vmcoreinfo), each segment of /proc/kcore, lines of
 * /proc/kallsyms with the few symbols that lead to VMCOREINFO, and the page tables by ptdump
 * (tests/ptdump), with /module.ko loaded, as far as there are any. Then it ends, and the kernel
 * panics.
 */

#include "first.h"

enum { SEGMENTS = 32 };

static void say(const char *s, unsigned long n)
{
	call(WRITE, 1, (long)s, (long)n, 0, 0);
}

static void say_hex(unsigned long v)
{
	char buf[17];

	buf[0] = ' ';
	for (int i = 16; i; i--, v >>= 4)
		buf[i] = "0123456789abcdef"[v & 15];
	say(buf, sizeof(buf));
}

static long open_file(const char *path)
{
	return call(OPENAT, CWD, (long)path, 0, 0, 0);
}

static long read_file(const char *path, void *buf, unsigned long n)
{
	return call(READ, open_file(path), (long)buf, (long)n, 0, 0);
}

/* ELF-64: the file's header of 64 bytes, then segments of 56 (gABI, program header). */
static void say_segments(void)
{
	static unsigned long file[(64 + SEGMENTS * 56) / 8];
	long n = read_file("/proc/kcore", file, sizeof(file));
	unsigned long count = file[7] & 0xffff; /* e_phnum, at 56 */

	for (unsigned long i = 0; i < count && (long)(64 + (i + 1) * 56) <= n; i++) {
		const unsigned long *p = &file[8 + i * 7];

		if ((p[0] & 0xffffffff) != 1) /* PT_LOAD */
			continue;
		say("kcore", 5);
		say_hex(p[2]); /* p_vaddr */
		say_hex(p[5]); /* p_memsz */
		say_hex(p[3]); /* p_paddr */
		say("\n", 1);
	}
}

static _Bool is_same(const char *a, const char *b, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		if (a[i] != b[i])
			return 0;
	return b[n] == '\0';
}

/* "ffff800008000000 T _text" */
static void say_symbol(const char *line, unsigned long n)
{
	static const char *const wanted[] = {"_text",	       "_stext",       "_end",
					     "swapper_pg_dir", "linux_banner", "vmcoreinfo_data",
					     "vmcoreinfo_size"};

	for (unsigned long i = 0; n > 19 && i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!is_same(line + 19, wanted[i], n - 19))
			continue;
		say("symbol ", 7);
		say(line, n);
		say("\n", 1);
	}
}

static void say_symbols(void)
{
	static char piece[4096], line[512];
	long file = open_file("/proc/kallsyms"), got;
	unsigned long n = 0;

	while ((got = call(READ, file, (long)piece, sizeof(piece), 0, 0)) > 0) {
		for (long i = 0; i < got; i++) {
			if (piece[i] == '\n') {
				say_symbol(line, n);
				n = 0;
			} else if (n < sizeof(line)) {
				line[n++] = piece[i];
			}
		}
	}
}

/*
 * A copy in pieces of a page is of one moment: the kernel makes the text at the first read. What a
 * module has for its start is freed a little later.
 */
static void say_tables(void)
{
	static const long two_seconds[2] = {2, 0}; /* struct timespec */
	static char piece[4096];
	long file, got;

	call(MOUNT, (long)"debugfs", (long)"/sys/kernel/debug", (long)"debugfs", 0, 0);
	file = open_file("/sys/kernel/debug/kernel_page_tables");
	if (file < 0)
		return;
	call(FINIT_MODULE, open_file("/module.ko"), (long)"", 0, 0, 0);
	call(NANOSLEEP, (long)two_seconds, 0, 0, 0, 0);
	say("\nptdump\n", 8);
	while ((got = call(READ, file, (long)piece, sizeof(piece), 0, 0)) > 0)
		say(piece, (unsigned long)got);
	say("end of ptdump\n", 14);
}

void _start(void)
{
	char buf[64];
	long n;

	call(MKDIRAT, CWD, (long)"/sys", 0755, 0, 0);
	call(MKDIRAT, CWD, (long)"/proc", 0755, 0, 0);
	call(MOUNT, (long)"sysfs", (long)"/sys", (long)"sysfs", 0, 0);
	call(MOUNT, (long)"proc", (long)"/proc", (long)"proc", 0, 0);
	say("\nvmcoreinfo ", 12);
	n = read_file("/sys/kernel/vmcoreinfo", buf, sizeof(buf));
	if (n > 0)
		say(buf, (unsigned long)n);
	say_segments();
	say_symbols();
	say_tables();
	call(EXIT, 0, 0, 0, 0, 0);
}
