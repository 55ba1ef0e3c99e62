/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe: what a gdbstub costs, and a client to interrupt.
 *
 *     probe WHERE info               what stub_open() found
 *     probe WHERE time [N [ROUNDS]]  time to open, and of one 4 KiB table when N are read at once
 *     probe WHERE read ADDR LEN      bytes at a physical address, in hex
 *     probe WHERE hold|spin|crash    open; then wait, read without end, or crash
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gdbstub/rescue.h"
#include "gdbstub/stub.h"

#define TABLE 4096

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct mem *open_or_exit(const char *where)
{
	struct stub_options opt = {.read_map = !getenv("PROBE_NO_MAP")};
	const char *timeout = getenv("PROBE_TIMEOUT_MS");
	struct mem *m;
	struct err err;

	if (timeout)
		opt.timeout_ms = atoi(timeout);
	if (!stub_open(where, &opt, &m, &err))
		return m;
	fprintf(stderr, "probe: %s\n", err.text);
	exit(3);
}

static void print_registers(const struct mem *m, unsigned cpu)
{
	for (int id = 0; id < SYSREG_COUNT; id++) {
		const struct sysreg_value *r = &m->cpus[cpu].r[id];

		printf("cpu %u %-18s %016" PRIx64 " %s\n", cpu, sysreg_name((enum sysreg)id), r->v,
		       sysreg_origin_name(r->origin));
	}
}

static void info(const struct mem *m)
{
	printf("%s: %s\n", m->kind, m->detail);
	for (unsigned cpu = 0; cpu < m->ncpus; cpu++)
		print_registers(m, cpu);
	for (size_t i = 0; i < m->nranges; i++)
		printf("%016" PRIx64 " +%" PRIx64 " %s %s\n", m->ranges[i].start.v,
		       m->ranges[i].size, mem_kind_name(m->ranges[i].kind), m->ranges[i].name);
}

static struct pa ram_base(const struct mem *m)
{
	for (size_t i = 0; i < m->nranges; i++)
		if (m->ranges[i].kind == MEM_RAM)
			return m->ranges[i].start;
	return addr_pa(0x40000000);
}

/* Read n tables at once; false where one of them could not be read. */
static bool read_tables(struct mem *m, size_t n)
{
	struct mem_req *reqs = calloc(n, sizeof(*reqs));
	uint8_t *buf = malloc(n * TABLE);
	struct pa base = ram_base(m);
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		reqs[i].pa = addr_pa(base.v + i * TABLE);
		reqs[i].buf = buf + i * TABLE;
		reqs[i].len = TABLE;
	}
	mem_read_many(m, reqs, n);
	for (size_t i = 0; i < n; i++)
		good &= reqs[i].st == ERR_NONE;
	free(reqs);
	free(buf);
	return good;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(const char *what, double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	printf("%-14s median %8.1f us, least %8.1f us\n", what, v[n / 2], v[0]);
}

static void measure(const char *where, size_t tables, size_t rounds)
{
	double *open_us = calloc(rounds, sizeof(double)), *read_us = calloc(rounds, sizeof(double));
	double *close_us = calloc(rounds, sizeof(double));

	for (size_t i = 0; i < rounds; i++) {
		double t0 = now_us(), t1, t2;
		struct mem *m = open_or_exit(where);

		t1 = now_us();
		if (!read_tables(m, tables))
			fprintf(stderr, "probe: %s\n", stub_trouble(m) ? stub_trouble(m) : "?");
		t2 = now_us();
		mem_close(m);
		open_us[i] = t1 - t0;
		read_us[i] = (t2 - t1) / (double)tables;
		close_us[i] = now_us() - t2;
	}
	report("open", open_us, rounds);
	report("a table", read_us, rounds);
	report("close", close_us, rounds);
	free(open_us);
	free(read_us);
	free(close_us);
}

static int print_bytes(struct mem *m, const char *addr, const char *len)
{
	size_t n = strtoul(len, NULL, 0);
	uint8_t *buf = calloc(n + 1, 1);
	enum err_code st = mem_read(m, addr_pa(strtoull(addr, NULL, 0)), buf, n);

	for (size_t i = 0; i < n && !st; i++)
		printf("%02x", buf[i]);
	printf("%s%s\n", st ? err_words(st) : "", stub_trouble(m) ? stub_trouble(m) : "");
	free(buf);
	return st ? 4 : 0;
}

static bool bell(void)
{
	static const char text[] = "hook\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(99);
	return false;
}

static void go_on(struct mem *m, const char *how)
{
	printf("open\n");
	fflush(stdout);
	if (!strcmp(how, "crash"))
		raise(SIGSEGV);
	if (!strcmp(how, "exit"))
		exit(5);
	while (!strcmp(how, "spin") && read_tables(m, 300))
		;
	while (!strcmp(how, "hold"))
		pause();
	fprintf(stderr, "probe: %s\n", stub_trouble(m) ? stub_trouble(m) : "unreadable");
}

int main(int argc, char **argv)
{
	struct mem *m;
	int status = 0;

	if (argc < 3)
		return 2;
	rescue_install(bell);
	if (!strcmp(argv[2], "time")) {
		measure(argv[1], argc > 3 ? strtoul(argv[3], NULL, 0) : 256,
			argc > 4 ? strtoul(argv[4], NULL, 0) : 15);
		return 0;
	}
	m = open_or_exit(argv[1]);
	if (!strcmp(argv[2], "info"))
		info(m);
	else if (!strcmp(argv[2], "read") && argc > 4)
		status = print_bytes(m, argv[3], argv[4]);
	else
		go_on(m, argv[2]);
	mem_close(m);
	return status;
}
