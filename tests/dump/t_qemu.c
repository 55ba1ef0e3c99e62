/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A dump that the installed QEMU writes, and its live RAM file. Skipped where there is no QEMU. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dump/file.h"
#include "tests/dump/scratch.h"

enum { RAM_BASE = 0x40000000, RAM_SIZE = 64 << 20, WORDS = 512, TIMEOUT_MS = 20000 };

struct qemu {
	pid_t pid;
	int monitor;
	uint64_t table[WORDS]; /* what was put at RAM_BASE + 16 MiB + 8 */
};

static pid_t start(const char *socket_path, const char *table, const char *ram)
{
	char monitor[700], loader[700], backend[700];
	pid_t pid;

	snprintf(monitor, sizeof(monitor), "unix:%s,server=on,wait=off", socket_path);
	snprintf(loader, sizeof(loader), "loader,file=%s,addr=0x41000008,force-raw=on", table);
	snprintf(backend, sizeof(backend), "memory-backend-file,id=m,size=64M,mem-path=%s,share=on",
		 ram);
	pid = fork();
	if (pid)
		return pid;
	execlp("qemu-system-aarch64", "qemu-system-aarch64", "-machine",
	       "virt,virtualization=on,memory-backend=m", "-object", backend, "-cpu", "cortex-a57",
	       "-smp", "2", "-m", "64M", "-S", "-display", "none", "-nic", "none", "-serial",
	       "none", "-monitor", monitor, "-device", loader, (char *)NULL);
	_exit(127);
}

static bool ended(pid_t pid)
{
	siginfo_t info = {0};

	return !waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid;
}

/* Its monitor, or -1 where it has ended, which it said why, or does not listen in time. */
static int connect_to(const char *path, pid_t pid)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%.100s", path);
	for (int ms = 0; ms < TIMEOUT_MS && !ended(pid); ms += 50) {
		if (!connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
			return fd;
		usleep(50 * 1000);
	}
	close(fd);
	return -1;
}

/* Read the monitor up to its next prompt into out (cut to size). */
static int wait_prompt(int fd, char *out, size_t size)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	size_t n = 0;

	while (poll(&p, 1, TIMEOUT_MS) > 0) {
		char buf[256];
		ssize_t got = read(fd, buf, sizeof(buf));

		if (got <= 0)
			return -1;
		if (n + (size_t)got >= size)
			n = 0;
		memcpy(out + n, buf, (size_t)got);
		n += (size_t)got;
		out[n] = 0;
		if (n >= 7 && !memcmp(out + n - 7, "(qemu) ", 7))
			return 0;
	}
	return -1;
}

static void command(struct qemu *q, const char *line)
{
	char out[4096];

	assert_int_equal(write(q->monitor, line, strlen(line)), (ssize_t)strlen(line));
	assert_int_equal(wait_prompt(q->monitor, out, sizeof(out)), 0);
}

/* PTVIEW_LIVE=no leaves out what needs QEMU, here as in tests/live. */
static bool have_qemu(void)
{
	const char *live = getenv("PTVIEW_LIVE");

	if (live && !strcmp(live, "no"))
		return false;
	return !system("qemu-system-aarch64 --version >/dev/null 2>&1");
}

static int setup(void **state)
{
	static struct qemu q;
	char out[4096];

	if (scratch_setup(state))
		return -1;
	for (unsigned i = 0; i < WORDS; i++)
		q.table[i] = UINT64_C(0x0123456789abcdef) * (i + 1);
	*state = &q;
	q.pid = start(scratch_path("monitor"), scratch_write("table", q.table, sizeof(q.table)),
		      scratch_path("ram"));
	q.monitor = connect_to(scratch_path("monitor"), q.pid);
	return q.monitor < 0 ? -1 : wait_prompt(q.monitor, out, sizeof(out));
}

static int teardown(void **state)
{
	struct qemu *q = *state;

	if (q && q->pid) {
		close(q->monitor);
		kill(q->pid, SIGTERM);
		waitpid(q->pid, NULL, 0);
	}
	return scratch_teardown(state);
}

static struct mem *must_open(const char *spec)
{
	struct err err = {0};
	struct mem *m = NULL;

	if (file_open(spec, &m, &err))
		fail_msg("%s", err.text);
	return m;
}

static void check_content(struct mem *m, const struct qemu *q)
{
	uint64_t got[WORDS];

	assert_int_equal(mem_read(m, addr_pa(0x41000008), got, sizeof(got)), ERR_NONE);
	assert_memory_equal(got, q->table, sizeof(got));
}

static void check_table(struct mem *m, const struct qemu *q)
{
	uint64_t got[WORDS];
	const void *p;

	check_content(m, q);
	p = mem_peek(m, addr_pa(0x41000008), sizeof(got));
	assert_non_null(p);
	assert_memory_equal(p, q->table, sizeof(got));
}

static void dump_guest_memory(void **state)
{
	struct qemu *q = *state;
	const char *path = scratch_path("core");
	char line[700];
	struct mem *m;
	uint64_t got;

	snprintf(line, sizeof(line), "dump-guest-memory \"%s\"\n", path);
	command(q, line);
	m = must_open(path);
	assert_string_equal(m->kind, "ELF core");
	assert_int_equal(m->ncpus, 2);
	assert_true(m->regs_from_target);
	assert_true(sysreg_known(&m->cpus[0], SYSREG_PC));
	assert_true(sysreg_known(&m->cpus[1], SYSREG_PSTATE));
	check_table(m, q);
	assert_int_equal(mem_read(m, addr_pa(RAM_BASE + RAM_SIZE - 8), &got, 8), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(RAM_BASE + RAM_SIZE), &got, 8), ERR_NOT_RAM);
	assert_int_equal(mem_read(m, addr_pa(0x9000000), &got, 8), ERR_NOT_RAM);
	mem_close(m);
}

/* The block size is 64 KiB, whatever the pages; nearly all of the RAM is zero. */
static void compressed(struct qemu *q, const char *flag, const char *method)
{
	const char *path = scratch_path("kdump");
	struct mem_count count;
	char line[700];
	struct mem *m;
	uint64_t got;

	snprintf(line, sizeof(line), "dump-guest-memory %s \"%s\"\n", flag, path);
	command(q, line);
	m = must_open(path);
	assert_string_equal(m->kind, "kdump");
	assert_non_null(strstr(m->detail, method));
	assert_non_null(strstr(m->detail, "flattened, blocks of 64 KiB; 64 MiB of 64 MiB of RAM"));
	assert_int_equal(m->ncpus, 2);
	assert_true(sysreg_known(&m->cpus[1], SYSREG_PC));
	check_content(m, q);
	assert_int_equal(mem_read(m, addr_pa(RAM_BASE + RAM_SIZE - 8), &got, 8), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(RAM_BASE + RAM_SIZE), &got, 8), ERR_NOT_RAM);
	assert_true(mem_count(m, &count));
	assert_int_equal(count.present, RAM_SIZE);
	assert_true(count.zero_known && count.zero > RAM_SIZE / 2);
	mem_close(m);
}

static void compressed_dumps(void **state)
{
#ifdef HAVE_ZLIB
	compressed(*state, "-z", "zlib");
#else
	(void)state;
	(void)compressed;
	skip();
#endif
}

/* The shared RAM file is the guest's memory, now and not only at open. */
static void the_ram_file_is_live(void **state)
{
	struct qemu *q = *state;
	char spec[700];
	struct mem *m;

	snprintf(spec, sizeof(spec), "%s@0x40000000", scratch_path("ram"));
	m = must_open(spec);
	check_table(m, q);
	mem_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dump_guest_memory),
		cmocka_unit_test(compressed_dumps),
		cmocka_unit_test(the_ram_file_is_live),
	};

	if (!have_qemu()) {
		puts("SKIP: there is no QEMU to test with, or PTVIEW_LIVE=no");
		return 77;
	}
	return cmocka_run_group_tests(tests, setup, teardown);
}
