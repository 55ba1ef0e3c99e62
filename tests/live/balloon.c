/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first program of a dom0 that gives memory back to Xen, and takes it again: its balloon's
 * target goes down by 1 MiB, and up, as often as ROUNDS says. Each page is one call of
 * p2m_set_entry. Then it ends, and the kernel panics as without it.
 */
#include "first.h"

#ifndef ROUNDS
#define ROUNDS 1
#endif

#define SYSFS "/sys/devices/system/xen_memory/xen_memory0/"

enum { WRONLY = 1, LESS_KB = 1024 };

static long read_kb(const char *path)
{
	char buf[32];
	long fd = call(OPENAT, CWD, (long)path, 0, 0, 0), kb = 0;
	long n = call(READ, fd, (long)buf, sizeof(buf), 0, 0);

	for (long i = 0; i < n && buf[i] >= '0' && buf[i] <= '9'; i++)
		kb = kb * 10 + (buf[i] - '0');
	call(CLOSE, fd, 0, 0, 0, 0);
	return kb;
}

static void write_kb(const char *path, long kb)
{
	char buf[32], *p = buf + sizeof(buf);
	long fd = call(OPENAT, CWD, (long)path, WRONLY, 0, 0);

	do
		*--p = (char)('0' + kb % 10);
	while (kb /= 10);
	call(WRITE, fd, (long)p, buf + sizeof(buf) - p, 0, 0);
	call(CLOSE, fd, 0, 0, 0, 0);
}

/* Until the balloon is as large as wanted, a minute at most. */
static void await_kb(long kb)
{
	static const long tenth[2] = {0, 100000000};

	for (int i = 0; i < 600 && read_kb(SYSFS "info/current_kb") != kb; i++)
		call(NANOSLEEP, (long)tenth, 0, 0, 0, 0);
}

void _start(void)
{
	static const char begins[] = "balloon: begins\n";
	long kb;

	call(MKDIRAT, CWD, (long)"/sys", 0755, 0, 0);
	call(MOUNT, (long)"sysfs", (long)"/sys", (long)"sysfs", 0, 0);
	kb = read_kb(SYSFS "info/current_kb");
	call(WRITE, 1, (long)begins, sizeof(begins) - 1, 0, 0);
	for (int i = 0; i < ROUNDS; i++) {
		write_kb(SYSFS "target_kb", kb - LESS_KB);
		await_kb(kb - LESS_KB);
		write_kb(SYSFS "target_kb", kb);
		await_kb(kb);
	}
	call(EXIT, 0, 0, 0, 0, 0);
}
