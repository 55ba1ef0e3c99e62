/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gdbstub/live.h"
#include "gdbstub/rescue.h"
#include "gdbstub/session.h"
#include "gdbstub/stub.h"
#include "gdbstub/trace.h"
#include "tests/stub/fake.h"

#define RAN "$T02thread:01;#04"

static struct fake *fake;
static struct mem *m;
static struct err err;

/* A machine under load answers late: nothing ends by the first, and the second ends what waits. */
static const struct stub_options with_map = {.timeout_ms = 60000, .read_map = true};
static const struct stub_options impatient = {.timeout_ms = 3000, .read_map = true};

static struct fake *new_fake(const struct fake_rule *rules, const char *greeting)
{
	struct fake *f = calloc(1, sizeof(*f));

	f->rules = rules;
	f->greeting = greeting;
	return f;
}

static enum err_code try_open(const struct stub_options *opt)
{
	m = NULL;
	return stub_open(fake->where, opt, &m, &err);
}

static void begin_by(const struct stub_options *opt, const struct fake_rule *rules,
		     const char *greeting)
{
	fake = new_fake(rules, greeting);
	fake_start(fake);
	assert_int_equal(try_open(opt), ERR_NONE);
}

static void begin(const struct fake_rule *rules, const char *greeting)
{
	begin_by(&with_map, rules, greeting);
}

static void end(void)
{
	mem_close(m);
	fake_stop(fake);
}

/* What the fake received ends with this. */
static void assert_last(const char *want)
{
	size_t n = strlen(want);

	assert_true(fake->logged >= n);
	assert_string_equal(fake->log + fake->logged - n, want);
}

static bool received(const char *packet)
{
	char line[64];

	snprintf(line, sizeof(line), "\n%s\n", packet);
	return strstr(fake->log, line) != NULL;
}

static void what_is_told_is_known(void **state)
{
	(void)state;
	begin(NULL, RAN);
	assert_string_equal(m->kind, "gdbstub");
	assert_string_equal(m->detail, "QEMU 7.2.22, aarch64, 2 vCPUs, found running");
	assert_int_equal(m->ncpus, 2);
	assert_true(m->regs_from_target);
	assert_int_equal(m->cpus[1].r[SYSREG_TTBR0_EL2].origin, SYSREG_READ);
	assert_int_equal(m->cpus[1].r[SYSREG_TTBR0_EL2].v, 0x7060504030201001);
	assert_int_equal(m->cpus[0].r[SYSREG_VTTBR_EL2].origin, SYSREG_ABSENT);
	assert_true(received("p4e")); /* TCR_EL2: one after 77 */
	assert_true(received("Hgp02.02"));
	assert_true(m->map_known);
	assert_int_equal(m->nranges, 3);
	end();
	free(fake);
}

static void a_running_guest_runs_on(void **state)
{
	(void)state;
	begin(NULL, RAN);
	assert_int_equal(fake->mode, 1);
	end();
	assert_int_equal(fake->mode, 0);
	assert_last("Qqemu.PhyMemMode:0\nqC\nD;2\n"); /* process 2: the threads are p02.NN */
	free(fake);
}

static void a_stopped_guest_stays_so(void **state)
{
	(void)state;
	begin(NULL, NULL);
	assert_non_null(strstr(m->detail, "found stopped"));
	end();
	assert_last("Qqemu.PhyMemMode:0\nqC\n");
	assert_false(received("D;2"));
	free(fake);
}

static void physical_mode_found_stays(void **state)
{
	(void)state;
	fake = new_fake(NULL, NULL);
	fake->mode = 1;
	fake_start(fake);
	assert_int_equal(try_open(&with_map), ERR_NONE);
	end();
	assert_int_equal(fake->mode, 1);
	assert_false(received("Qqemu.PhyMemMode:0"));
	free(fake);
}

static void assert_found(const char *version, const char *status, const char *detail, bool detached)
{
	fake = new_fake(NULL, NULL);
	fake->version = version;
	fake->status = status;
	fake_start(fake);
	assert_int_equal(try_open(&with_map), ERR_NONE);
	assert_non_null(strstr(m->detail, detail));
	end();
	assert_int_equal(received("D;2"), detached);
	free(fake);
}

/* From 8.1 on no stop is reported that nobody asked for; here nobody else tells. */
static void newer_versions_do_not_report_the_stop(void **state)
{
	(void)state;
	assert_found("8.0.4Debian", "VM status: paused", "found stopped", false);
	assert_found("8.1.0", "VM status: paused", "found running or paused", false);
	assert_found("10.0.2", "VM status: paused", "found running or paused", false);
	assert_found("10.0.2", "VM status: paused (prelaunch)", "found stopped", false);
	assert_found("10.0.2", "VM status: paused (debug)", "found stopped", false);
	assert_found("x", "VM status: paused", "found running or paused", false);
}

static void the_user_may_say_how_to_leave(void **state)
{
	struct stub_options opt = with_map;

	(void)state;
	fake = new_fake(NULL, RAN);
	fake_start(fake);
	opt.leave = STUB_LEAVE_STOPPED;
	assert_int_equal(try_open(&opt), ERR_NONE);
	end();
	assert_false(received("D;2"));
	free(fake);
	fake = new_fake(NULL, NULL);
	fake_start(fake);
	opt.leave = STUB_LEAVE_RUNNING;
	assert_int_equal(try_open(&opt), ERR_NONE);
	end();
	assert_true(received("D;2"));
	free(fake);
}

static void memory_is_read_in_pieces(void **state)
{
	static uint8_t buf[3][10000];
	struct mem_req reqs[] = {
		{.pa = addr_pa(0x40000003), .buf = buf[0], .len = 10000},
		{.pa = addr_pa(0x40123450), .buf = buf[1], .len = 8},
		{.pa = addr_pa(0x50000000), .buf = NULL, .len = 0},
		{.pa = addr_pa(0x50000000), .buf = buf[2], .len = 4096},
	};

	(void)state;
	begin(NULL, NULL);
	mem_read_many(m, reqs, 4);
	for (size_t r = 0; r < 4; r++) {
		assert_int_equal(reqs[r].st, ERR_NONE);
		for (size_t i = 0; i < reqs[r].len; i++)
			assert_int_equal(((uint8_t *)reqs[r].buf)[i], fake_byte(reqs[r].pa.v + i));
	}
	end();
	free(fake);
}

/* By 'x', where it is offered; the fake escapes what must be. Less than asked for is nothing. */
static void memory_may_come_as_it_is(void **state)
{
	static const struct fake_rule rules[] = {
		{"qSupported", "PacketSize=1000;binary-upload+;multiprocess+", 0, 0},
		{"x40001000,8", "b1234", 0, 0},
		{"x40002000,8", "E14", 0, 0},
		{"x40003000,8", "b*}#$5678", 0, 0},
		{NULL, NULL, 0, 0},
	};
	uint8_t buf[8];

	(void)state;
	begin(rules, NULL);
	assert_int_equal(mem_read(m, addr_pa(0x40003000), buf, 8), ERR_NONE);
	assert_memory_equal(buf, "*}#$5678", 8);
	assert_int_equal(mem_read(m, addr_pa(0x40001000), buf, 8), ERR_IO);
	assert_int_equal(mem_read(m, addr_pa(0x40002000), buf, 8), ERR_IO);
	end();
	free(fake);
}

static void holes_and_devices_are_not_asked_for(void **state)
{
	uint8_t buf[16];
	struct mem_req reqs[] = {
		{.pa = addr_pa(0x9000000), .buf = buf, .len = 8},  /* uart */
		{.pa = addr_pa(0x20000000), .buf = buf, .len = 8}, /* nothing */
		{.pa = addr_pa(0x1000), .buf = buf, .len = 8},	   /* ROM */
		{.pa = addr_pa(0x7ffffffc), .buf = buf, .len = 8}, /* over the end */
		{.pa = addr_pa(UINT64_MAX), .buf = buf, .len = 8}, /* wraps */
	};

	(void)state;
	begin(NULL, NULL);
	mem_read_many(m, reqs, 5);
	assert_int_equal(reqs[0].st, ERR_DEVICE);
	assert_int_equal(reqs[1].st, ERR_HOLE);
	assert_int_equal(reqs[2].st, ERR_NONE);
	assert_int_equal(reqs[3].st, ERR_HOLE);
	assert_int_equal(reqs[4].st, ERR_HOLE);
	end();
	assert_true(received("m1000,8"));
	assert_false(received("m9000000,8"));
	assert_false(received("m20000000,8"));
	free(fake);
}

static void without_a_map_all_is_asked_for(void **state)
{
	static const struct fake_rule rules[] = {
		/* "info mtree -f" */
		{.starts = "qRcmd,696e666f206d74", .answer = "", .times = 0, .after = 0},
		{.starts = "m9000000,", .answer = "E14", .times = 0, .after = 0},
		{.starts = "m9001000,", .answer = "0011", .times = 0, .after = 0},
		{.starts = NULL},
	};
	uint8_t buf[8];

	(void)state;
	begin(rules, NULL);
	assert_false(m->map_known);
	assert_int_equal(mem_read(m, addr_pa(0x9000000), buf, 8), ERR_IO);
	assert_int_equal(mem_read(m, addr_pa(0x9001000), buf, 8), ERR_IO); /* too short */
	assert_int_equal(mem_read(m, addr_pa(0x20000000), buf, 8), ERR_NONE);
	assert_null(stub_trouble(m));
	end();
	free(fake);
}

static void refused_reads_are_repeated_in_place(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "m40002000,", .answer = "!nak", .times = 1, .after = 0},
		{.starts = "m40005800,", .answer = "!nak", .times = 2, .after = 0},
		{.starts = NULL},
	};
	static uint8_t buf[300][4096];
	struct mem_req reqs[300];

	(void)state;
	begin(rules, NULL);
	for (size_t i = 0; i < 300; i++)
		reqs[i] = (struct mem_req){
			.pa = addr_pa(0x40000000 + i * 4096), .buf = buf[i], .len = 4096};
	mem_read_many(m, reqs, 300);
	for (size_t i = 0; i < 300; i++) {
		assert_int_equal(reqs[i].st, ERR_NONE);
		for (size_t k = 0; k < 4096; k++)
			assert_int_equal(buf[i][k], fake_byte(reqs[i].pa.v + k));
	}
	end();
	free(fake);
}

static void assert_dies_reading(const char *how, enum err_code before, const char *why)
{
	struct fake_rule rules[] = {{"m40100000,", how, 0, 0}, {NULL, NULL, 0, 0}};
	static uint8_t buf[300][4096];
	struct mem_req reqs[300];

	begin_by(before ? &impatient : &with_map, rules, RAN);
	for (size_t i = 0; i < 300; i++)
		reqs[i] = (struct mem_req){
			.pa = addr_pa(0x40000000 + i * 0x2000), .buf = buf[i], .len = 4096};
	mem_read_many(m, reqs, 300);
	assert_int_equal(reqs[0].st, before);
	assert_int_equal(reqs[127].st, before);
	for (size_t i = 128; i < 300; i++)
		assert_int_equal(reqs[i].st, ERR_SOURCE);
	assert_int_equal(mem_read(m, addr_pa(0x40000000), buf[0], 8), ERR_SOURCE);
	assert_non_null(strstr(stub_trouble(m), why));
	assert_int_equal(strncmp(stub_trouble(m), fake->where, strlen(fake->where)), 0);
	end();
	free(fake);
}

static void a_stub_that_dies_while_reading(void **state)
{
	(void)state;
	assert_dies_reading("!close", ERR_NONE, "the gdbstub has gone");
	assert_dies_reading("!mute", ERR_SOURCE, "did not answer for 3000 ms");
}

/* The target fell silent after it had been found running: it is resumed blindly. */
static void a_silent_stub_is_still_left_running(void **state)
{
	struct fake_rule rules[] = {{"m40100000,", "!mute", 0, 0}, {NULL, NULL, 0, 0}};
	uint8_t buf[8];

	(void)state;
	begin_by(&impatient, rules, RAN);
	assert_int_equal(mem_read(m, addr_pa(0x40100000), buf, 8), ERR_SOURCE);
	end();
	assert_last("m40100000,8\nQqemu.PhyMemMode:0\nqC\nD;2\n");
	free(fake);
}

static void assert_refused_by(const struct stub_options *opt, enum err_code code, const char *why)
{
	enum err_code st = try_open(opt);

	assert_int_equal(st, code);
	assert_null(m);
	assert_int_equal(err.code, code);
	assert_non_null(strstr(err.text, why));
	assert_null(strchr(err.text, '\n'));
	assert_int_equal(strncmp(err.text, fake->where, strlen(fake->where)), 0);
}

static void assert_refused(enum err_code code, const char *why)
{
	assert_refused_by(&with_map, code, why);
}

/*
 * It is connected by the kernel, and read from when the other client leaves. By then we are gone,
 * and the guest would stay stopped without the detach that we left behind.
 */
static void a_busy_stub_is_given_up(void **state)
{
	char queued[1024] = "";
	int fd;

	(void)state;
	fake = new_fake(NULL, NULL);
	fake->never_accept = true;
	fake_start(fake);
	assert_refused_by(&impatient, ERR_SOURCE, "another debugger may be attached");
	fd = accept(fake->listener, NULL, NULL);
	assert_true(read(fd, queued, sizeof(queued) - 1) > 0);
	assert_non_null(strstr(queued, "$qqemu.PhyMemMode#"));
	assert_string_equal(queued + strlen(queued) - 7, "$D;1#b0");
	close(fd);
	fake_stop(fake);
	free(fake);
}

static void what_is_no_stub_is_refused(void **state)
{
	static const struct fake_rule other[] = {{"qqemu", "", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule closes[] = {{"qqemu", "!close", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule mode[] = {{"Qqemu", "E22", 0, 0}, {NULL, NULL, 0, 0}};

	(void)state;
	fake = new_fake(NULL, "SSH-2.0-OpenSSH_9.2\r\n");
	fake_start(fake);
	assert_refused(ERR_SOURCE, "this is no gdbstub; it sent \"SSH-2.0-OpenSSH_9.2\"");
	fake_stop(fake);
	assert_null(strstr(fake->log, "qC")); /* and is told nothing more */
	free(fake);
	fake = new_fake(other, NULL);
	fake->strict = true;
	fake_start(fake);
	assert_refused_by(&impatient, ERR_SOURCE, "cannot read physical memory");
	fake_stop(fake);
	free(fake);
	fake = new_fake(closes, NULL);
	fake_start(fake);
	assert_refused(ERR_SOURCE, "hung up without a word");
	fake_stop(fake);
	free(fake);
	fake = new_fake(mode, RAN);
	fake_start(fake);
	assert_refused(ERR_SOURCE, "refuses to read physical memory");
	fake_stop(fake);
	assert_true(received("D;2"));
	free(fake);
}

static void addresses_that_lead_nowhere(void **state)
{
	(void)state;
	fake = new_fake(NULL, NULL);
	strcpy(fake->where, "127.0.0.1:1");
	assert_refused(ERR_SOURCE, "Connection refused; start QEMU with -gdb");
	strcpy(fake->where, "unix:/nonexistent/socket");
	assert_refused(ERR_SOURCE, "No such file");
	strcpy(fake->where, "127.0.0.1");
	assert_refused(ERR_USAGE, "HOST:PORT");
	strcpy(fake->where, "::1:1234");
	assert_refused(ERR_USAGE, "HOST:PORT");
	strcpy(fake->where, "unix:");
	assert_refused(ERR_USAGE, "path");
	strcpy(fake->where, "127.0.0.1:nonsense");
	assert_refused(ERR_SOURCE, "no such address");
	free(fake);
}

static void no_description_is_no_failure(void **state)
{
	static const struct fake_rule none[] = {{"qXfer", "E00", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule junk[] = {{"qXfer", "l<target><reg", 0, 0},
						{NULL, NULL, 0, 0}};
	uint8_t buf[8];

	(void)state;
	begin(none, NULL);
	assert_false(m->regs_from_target);
	assert_int_equal(m->ncpus, 2);
	assert_int_equal(m->cpus[0].r[SYSREG_TTBR0_EL2].origin, SYSREG_UNKNOWN);
	assert_non_null(strstr(m->detail, "no registers: the stub does not send target.xml"));
	assert_int_equal(mem_read(m, addr_pa(0x40000000), buf, 8), ERR_NONE);
	end();
	free(fake);
	begin(junk, NULL);
	assert_non_null(strstr(m->detail, "no registers: target.xml, line 1"));
	end();
	free(fake);
}

/* Less than was asked for: what was asked for beyond it at the same time does not fit. */
static void a_description_in_small_pieces(void **state)
{
	(void)state;
	fake = new_fake(NULL, NULL);
	fake->chunk = 37;
	fake_start(fake);
	assert_int_equal(try_open(&with_map), ERR_NONE);
	assert_true(m->regs_from_target);
	assert_int_equal(m->cpus[0].r[SYSREG_TCR_EL2].origin, SYSREG_READ);
	end();
	free(fake);
}

static void registers_that_cannot_be_read_are_unknown(void **state)
{
	static const struct fake_rule rules[] = {
		{"Hgp02.02", "E22", 0, 0}, {"p4d", "E14", 0, 0}, {"p4e", "xxxxxxxx", 0, 0},
		{"p1", "0102", 0, 0},	   {NULL, NULL, 0, 0},
	};

	(void)state;
	begin(rules, NULL);
	assert_int_equal(m->cpus[0].r[SYSREG_TTBR0_EL2].origin, SYSREG_UNKNOWN);
	assert_int_equal(m->cpus[0].r[SYSREG_TCR_EL2].origin, SYSREG_UNKNOWN);
	assert_int_equal(m->cpus[0].r[SYSREG_PSTATE].origin, SYSREG_UNKNOWN); /* half of it */
	assert_int_equal(m->cpus[1].r[SYSREG_PSTATE].origin, SYSREG_UNKNOWN); /* not its own */
	end();
	free(fake);
}

/* "01" n times; as a reply a register of n bytes, but for an odd digit at the end. */
static const char *digits(unsigned n, char *text)
{
	for (unsigned i = 0; i < n; i++)
		text[i] = i & 1 ? '1' : '0';
	text[n] = '\0';
	return text;
}

/* TTBR0_EL2 (77) and register 2 have 64 bits, PSTATE (1) has 32: every other length is no value. */
static void a_reply_of_another_length_is_no_value(void **state)
{
	static const unsigned nums[] = {2, 77, 1}, right[] = {16, 16, 8};
	char text[32], packet[3][8];

	(void)state;
	for (unsigned n = 0; n <= 24; n++) {
		struct fake_rule rules[4] = {{NULL, NULL, 0, 0}};
		struct trace *t;
		uint64_t v;

		digits(n, text);
		for (size_t i = 0; i < 3; i++) {
			snprintf(packet[i], sizeof(packet[i]), "p%x", nums[i]);
			rules[i] = (struct fake_rule){packet[i], text, 0, 0};
		}
		begin(rules, NULL);
		assert_int_equal(m->cpus[0].r[SYSREG_TTBR0_EL2].origin,
				 n == 16 ? SYSREG_READ : SYSREG_UNKNOWN);
		assert_int_equal(m->cpus[0].r[SYSREG_PSTATE].origin,
				 n == 8 ? SYSREG_READ : SYSREG_UNKNOWN);
		assert_int_equal(trace_open(m, STUB_LEAVE_AS_FOUND, &t, &err), ERR_NONE);
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(trace_regs(t, 0, &nums[i], 1, &v, &err),
					 n == right[i] ? ERR_NONE : ERR_SOURCE);
		trace_close(t);
		end();
		free(fake);
	}
}

/* Descriptions as QEMU 11.1 has them, cut down to what tells. */
static void other_machines_are_refused_by_name(void **state)
{
	static const struct {
		const char *description, *why;
	} rows[] = {
		{"l<target><architecture>i386:x86-64</architecture></target>",
		 "i386:x86-64: its CPUs are no Arm CPUs"},
		{"l<target><architecture>riscv:rv64</architecture></target>",
		 "riscv:rv64: its CPUs are no Arm CPUs"},
		{"l<target><architecture>arm</architecture><feature "
		 "name=\"org.gnu.gdb.arm.m-profile\"></feature></target>",
		 "profile M"},
		{"l<target><architecture>arm</architecture><feature name=\"f\"><reg name=\"MPUIR\" "
		 "bitsize=\"32\"/></feature></target>",
		 "PMSA"},
		{"l<target><architecture>aarch64</architecture><feature name=\"f\"><reg "
		 "name=\"ID_AA64MMFR0_EL1\" bitsize=\"64\"/></feature></target>",
		 "PMSA"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_rule rules[] = {{"qXfer", rows[i].description, 0, 0},
					    {"p0", "0000000000000f00", 0, 0}, /* MSA: bits 51:48 */
					    {NULL, NULL, 0, 0}};

		fake = new_fake(rules, RAN);
		fake_start(fake);
		assert_refused(ERR_UNSUPPORTED, rows[i].why);
		fake_stop(fake);
		assert_true(received("D;2")); /* and runs on */
		free(fake);
	}
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

/* What is ignored stays so in a child (nohup, a runner of CI), and then does not end it. */
static void heed_signals(void)
{
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		signal(ending[i], SIG_DFL);
}

/* A child opens the fake that listens, says so, and does act; then it is sent sig, if any. Its wait
 * status. */
static int child(int sig, void (*act)(struct mem *))
{
	int ready[2], status;
	char c;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		struct mem *mine;

		heed_signals();
		alarm(600); /* where the parent has failed nobody else ends it */
		rescue_install(NULL);
		if (stub_open(fake->where, &with_map, &mine, &err) || write(ready[1], "", 1) != 1)
			_exit(50);
		act(mine);
		_exit(51);
	}
	fake_accept(fake);
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	if (sig)
		kill(pid, sig);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void act_wait(struct mem *mine)
{
	(void)mine;
	for (;;)
		pause();
}

static void act_read(struct mem *mine)
{
	static uint8_t buf[300][4096];
	struct mem_req reqs[300];

	for (;;) {
		for (size_t i = 0; i < 300; i++)
			reqs[i] = (struct mem_req){
				.pa = addr_pa(0x40000000 + i * 4096), .buf = buf[i], .len = 4096};
		mem_read_many(mine, reqs, 300);
	}
}

static void act_abort(struct mem *mine)
{
	(void)mine;
	abort();
}

static void act_exit(struct mem *mine)
{
	(void)mine;
	exit(7);
}

static int last_child(const char *greeting, int sig, void (*act)(struct mem *))
{
	int status;

	fake = new_fake(NULL, greeting);
	fake_listen(fake);
	status = child(sig, act);
	fake_stop(fake);
	assert_int_equal(fake->mode, 0);
	if (greeting)
		assert_last("Qqemu.PhyMemMode:0\nqC\nD;2\n");
	else
		assert_last("Qqemu.PhyMemMode:0\nqC\n");
	free(fake);
	return status;
}

static void signals_leave_the_guest_as_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		int status = last_child(RAN, ending[i], act_wait);

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), ending[i]);
	}
	assert_int_equal(WTERMSIG(last_child(NULL, SIGTERM, act_wait)), SIGTERM);
	for (int i = 0; i < 10; i++) /* amid replies */
		assert_int_equal(WTERMSIG(last_child(RAN, SIGINT, act_read)), SIGINT);
}

static void crashes_leave_the_guest_as_found(void **state)
{
	int status = last_child(RAN, 0, act_abort);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_int_equal(WEXITSTATUS(last_child(RAN, 0, act_exit)), 7);
}

/* Whatever is sent, opening and reading end in time, one way or another. */
static void damage_is_survived(void **state)
{
	static uint8_t buf[64][4096];
	struct stub_options opt = {.timeout_ms = 30, .read_map = true};

	(void)state;
	for (unsigned seed = 1; seed <= 100; seed++) {
		fake = new_fake(NULL, seed % 2 ? RAN : NULL);
		fake->noise = seed;
		fake_start(fake);
		if (try_open(&opt)) {
			assert_null(m);
			assert_true(err.text[0] && !strchr(err.text, '\n'));
		} else {
			struct mem_req reqs[64];

			for (size_t i = 0; i < 64; i++)
				reqs[i] = (struct mem_req){.pa = addr_pa(0x40000000 + i * 4096),
							   .buf = buf[i],
							   .len = 4096};
			mem_read_many(m, reqs, 64);
			mem_close(m);
		}
		fake_stop(fake);
		free(fake);
	}
}

/* One session: opened, read, closed. How many bytes the fake sent; *whole: nothing went wrong. */
static size_t session_cut_after(size_t cut, bool *whole)
{
	uint8_t buf[64];
	size_t sent;

	fake = new_fake(NULL, RAN);
	fake->cut = cut;
	fake_start(fake);
	*whole = !try_open(&with_map);
	if (*whole) {
		*whole = !mem_read(m, addr_pa(0x40000000), buf, sizeof(buf));
		mem_close(m);
	} else {
		assert_null(m);
		assert_true(err.code == ERR_SOURCE && strstr(err.text, fake->where) == err.text);
	}
	fake_stop(fake);
	sent = fake->sent;
	free(fake);
	return sent;
}

/*
 * A stub that goes, after any byte: what was not answered has failed, and nothing waits for it.
 * Every fourth byte, since each session forks; PTVIEW_CUTS=all: every one.
 */
static void cut_after_any_byte(void **state)
{
	bool whole;
	size_t all = session_cut_after(0, &whole), failed = 0, step = getenv("PTVIEW_CUTS") ? 1 : 4;

	(void)state;
	assert_true(whole && all > 1000);
	for (size_t cut = 1; cut < all; cut += step) {
		session_cut_after(cut, &whole);
		failed += !whole;
	}
	assert_true(failed >
		    all / step / 2); /* registers and map may be missing, and are then unknown */
}

/* ---- A guest that is let run ---- */

static struct live *l;

static void begin_live(const struct fake_rule *rules, const char *greeting)
{
	fake = new_fake(rules, greeting);
	fake->runs = true;
	fake_start(fake);
	assert_int_equal(try_open(&with_map), ERR_NONE);
	assert_int_equal(live_stub_new(m, &l, &err), ERR_NONE);
}

static void end_live(void)
{
	live_stub_free(l);
	end();
	free(fake);
}

/* An answer may come in pieces, each of which ends a poll. */
static void leaves(enum live_state s)
{
	for (int i = 0; i < 100 && l->state == s; i++)
		live_poll(l, 60000);
}

static enum err_code read_word(void)
{
	unsigned char word[8];

	return mem_read(m, addr_pa(0x40000000), word, sizeof(word));
}

/* It runs until it is stopped; nothing is asked meanwhile, and it is left as it was found. */
static void a_guest_is_let_run_and_stopped(void **state)
{
	(void)state;
	for (int ran = 0; ran < 2; ran++) {
		begin_live(NULL, ran ? RAN : NULL);
		assert_int_equal(l->found_running, ran);
		assert_int_equal(live_run(l, &(struct live_order){.cpu = 1}, &err), ERR_NONE);
		live_poll(l, 20);
		assert_int_equal(l->state, LIVE_RUNNING);
		assert_int_equal(read_word(), ERR_RUNNING);
		live_halt(l);
		assert_int_equal(l->state, LIVE_STOPPED);
		assert_int_equal(l->why, LIVE_ASKED);
		assert_int_equal(read_word(), ERR_NONE);
		assert_int_equal(live_stub_registers(m, &err), ERR_NONE);
		assert_int_equal(m->cpus[1].r[SYSREG_TTBR0_EL2].v, 0x7060504030201001);
		live_run(l, &(struct live_order){0}, &err); /* left while it runs */
		live_stub_free(l);
		end();
		assert_last(ran ? "Qqemu.PhyMemMode:0\nqC\nD;2\n" : "Qqemu.PhyMemMode:0\nqC\n");
		free(fake);
	}
}

/* A breakpoint that stops it is taken away again; the CPU is the one that came there. */
static void a_guest_runs_to_an_address(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "vCont;c", .answer = "T05thread:p02.02;"}, {.starts = NULL}};

	(void)state;
	begin_live(rules, RAN);
	assert_int_equal(live_run(l, &(struct live_order){.to = true, .address = 0x200000}, &err),
			 ERR_NONE);
	leaves(LIVE_RUNNING);
	assert_int_equal(l->state, LIVE_STOPPED);
	assert_int_equal(l->why, LIVE_ARRIVED);
	assert_int_equal(l->cpu, 1);
	assert_true(received("Z1,200000,4"));
	assert_true(received("z1,200000,4"));
	end_live();
}

static void one_cpu_steps(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "vCont;s:p02.02", .answer = "T05thread:p02.02;"}, {.starts = NULL}};

	(void)state;
	begin_live(rules, NULL);
	assert_int_equal(live_run(l, &(struct live_order){.step = true, .cpu = 1}, &err), ERR_NONE);
	leaves(LIVE_RUNNING);
	assert_int_equal(l->why, LIVE_ARRIVED);
	assert_int_equal(l->cpu, 1);
	assert_int_equal(live_run(l, &(struct live_order){.step = true, .cpu = TRACE_CPUS}, &err),
			 ERR_UNSUPPORTED);
	end_live();
}

/* The stop before a store names what is watched; what is watched at the end is taken away. */
static void stores_are_watched(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "vCont;c", .answer = "T05thread:p02.02;watch:ffff000000345000;"},
		{.starts = "Z2,dead", .answer = ""},
		{.starts = NULL}};

	(void)state;
	begin_live(rules, RAN);
	assert_int_equal(live_watch(l, 0xffff000000345000, 4096, true, &err), ERR_NONE);
	assert_int_equal(live_watch(l, 0xdead000, 4096, true, &err), ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "sets no watchpoint of 4096 bytes at 0xdead000"));
	live_run(l, &(struct live_order){0}, &err);
	leaves(LIVE_RUNNING);
	assert_int_equal(l->why, LIVE_STORE);
	assert_int_equal(l->cpu, 1);
	assert_int_equal(l->stored, 0xffff000000345000);
	assert_int_equal(live_watch(l, 0xffff000000345000, 4096, false, &err), ERR_NONE);
	for (unsigned i = 0; i < LIVE_WATCHES; i++)
		assert_int_equal(live_watch(l, 0x1000 * i, 64, true, &err), ERR_NONE);
	assert_int_equal(live_watch(l, 0x800000, 64, true, &err), ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "too many watchpoints: at most 256"));
	live_stub_free(l);
	l = NULL;
	assert_int_equal(stub_session(m)->state->nwatches, 0);
	assert_true(received("z2,ffff000000345000,1000"));
	assert_true(received("z2,ff000,40"));
	end_live();
}

/* Whoever ends without taking them away: the session's end does. */
static void watchpoints_do_not_outlive_the_session(void **state)
{
	struct trace *t;

	(void)state;
	begin(NULL, NULL);
	assert_int_equal(trace_open(m, STUB_LEAVE_STOPPED, &t, &err), ERR_NONE);
	fake->runs = true;
	for (unsigned i = 0; i < TRACE_WATCHES; i++)
		assert_int_equal(trace_watch(t, 0xfffff00000000000 + 0x1000 * i, 4096, &err),
				 ERR_NONE);
	end();
	assert_true(received("z2,fffff00000000000,1000"));
	assert_last("z2,fffff000000ff000,1000\nqC\n");
	free(t); /* what it is of is gone */
	free(fake);
}

/* What is not resumed is not running: another client of a share has the say. */
static void a_refused_guest_stands_still(void **state)
{
	static const struct fake_rule rules[] = {{.starts = "vCont", .answer = "E16"},
						 {.starts = NULL}};

	(void)state;
	begin_live(rules, NULL);
	live_run(l, &(struct live_order){0}, &err);
	leaves(LIVE_RUNNING);
	assert_int_equal(l->state, LIVE_STOPPED);
	assert_int_equal(l->why, LIVE_REFUSED);
	end_live();
}

/* The stub ends while the guest runs, and while it stands still. */
static void a_stub_that_dies_is_gone(void **state)
{
	static const struct fake_rule rules[][2] = {{{.starts = "vCont", .answer = "!close"}},
						    {{.starts = "vCont", .answer = "!mute"}}};

	(void)state;
	for (int i = 0; i < 2; i++) {
		begin_live(rules[i], NULL);
		stub_session(m)->timeout_ms = i ? 200 : 60000;
		assert_true(l->fd >= 0);
		live_run(l, &(struct live_order){0}, &err);
		if (!i)
			leaves(LIVE_RUNNING);
		live_halt(l); /* of a stub that does not answer */
		assert_int_equal(l->state, LIVE_GONE);
		assert_int_equal(l->fd, -1);
		assert_non_null(strstr(l->gone.text, i ? "did not answer" : "has gone"));
		assert_int_equal(read_word(), ERR_SOURCE);
		assert_int_equal(live_run(l, &(struct live_order){0}, &err), ERR_SOURCE);
		end_live();
	}
}

static void a_stub_that_hangs_up_is_noticed(void **state)
{
	(void)state;
	begin_live(NULL, NULL);
	live_poll(l, 0);
	assert_int_equal(l->state, LIVE_STOPPED);
	shutdown(fake->fd, SHUT_RDWR);
	leaves(LIVE_STOPPED);
	assert_int_equal(l->state, LIVE_GONE);
	end_live();
}

static void a_list_of_threads_without_end(void **state)
{
	static const struct fake_rule more[] = {{"qsThreadInfo", "mp02.02,p02.03", 0, 0},
						{NULL, NULL, 0, 0}};

	(void)state;
	begin(more, NULL);
	assert_true(m->ncpus >= 1 && m->ncpus <= 512);
	end();
	free(fake);
}

/* Ctrl-C while a stub says everything but an answer: before it is known whether the guest ran. */
static void a_signal_ends_notifications_without_end(void **state)
{
	static const struct fake_rule notes[] = {{"q", "!notes", 0, 0}, {NULL, NULL, 0, 0}};
	int status;
	pid_t pid;

	(void)state;
	fake = new_fake(notes, NULL);
	fake_listen(fake);
	pid = fork();
	if (!pid) {
		struct mem *mine;

		heed_signals();
		alarm(600);
		rescue_install(NULL);
		stub_open(fake->where, &impatient, &mine, &err);
		_exit(50);
	}
	fake_accept(fake);
	while (!fake->logged) /* tests/watchdog has the bound */
		usleep(1000);
	kill(pid, SIGINT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
	fake_stop(fake);
	free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_is_known),
		cmocka_unit_test(a_running_guest_runs_on),
		cmocka_unit_test(a_stopped_guest_stays_so),
		cmocka_unit_test(physical_mode_found_stays),
		cmocka_unit_test(newer_versions_do_not_report_the_stop),
		cmocka_unit_test(the_user_may_say_how_to_leave),
		cmocka_unit_test(memory_is_read_in_pieces),
		cmocka_unit_test(memory_may_come_as_it_is),
		cmocka_unit_test(holes_and_devices_are_not_asked_for),
		cmocka_unit_test(without_a_map_all_is_asked_for),
		cmocka_unit_test(refused_reads_are_repeated_in_place),
		cmocka_unit_test(a_stub_that_dies_while_reading),
		cmocka_unit_test(a_silent_stub_is_still_left_running),
		cmocka_unit_test(a_busy_stub_is_given_up),
		cmocka_unit_test(what_is_no_stub_is_refused),
		cmocka_unit_test(addresses_that_lead_nowhere),
		cmocka_unit_test(no_description_is_no_failure),
		cmocka_unit_test(a_description_in_small_pieces),
		cmocka_unit_test(registers_that_cannot_be_read_are_unknown),
		cmocka_unit_test(a_reply_of_another_length_is_no_value),
		cmocka_unit_test(other_machines_are_refused_by_name),
		cmocka_unit_test(damage_is_survived),
		cmocka_unit_test(cut_after_any_byte),
		cmocka_unit_test(a_list_of_threads_without_end),
		cmocka_unit_test(a_guest_is_let_run_and_stopped),
		cmocka_unit_test(a_guest_runs_to_an_address),
		cmocka_unit_test(one_cpu_steps),
		cmocka_unit_test(stores_are_watched),
		cmocka_unit_test(watchpoints_do_not_outlive_the_session),
		cmocka_unit_test(a_refused_guest_stands_still),
		cmocka_unit_test(a_stub_that_dies_is_gone),
		cmocka_unit_test(a_stub_that_hangs_up_is_noticed),
		cmocka_unit_test(a_signal_ends_notifications_without_end),
		cmocka_unit_test(signals_leave_the_guest_as_found),
		cmocka_unit_test(crashes_leave_the_guest_as_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
