/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stub that goes after any byte of a session of a command: each ends, with status 3 and a line,
 * or with the whole answer. A sample of cuts; PTVIEW_CUTS=all: every one. tests/stub/t_stub.c has
 * those of attaching, t_share.c those of a share.
 */
#include "tests/core/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/export/cmd_export.h"
#include "tests/cli/xenstub.h"

enum { SAMPLE = 16 /* cuts */ };

/* So that the table begins at level 1, with a block of 1G. The recorder takes 48 bits and none. */
#define BITS_39                                           \
	{                                                 \
		.id = SYSREG_TCR_EL2, .value = 0x80843519 \
	}
#define BLOCK 0x40000741

/* What a command said. */
struct answer {
	int status;
	char out[1 << 16], line[4096]; /* standard output, and error */
	size_t sent;		       /* bytes, by the stub */
};

static char symbols[64], output[64]; /* files */

/* ---- A session ---- */

static void read_back(FILE *f, char *text, size_t size)
{
	rewind(f);
	text[fread(text, 1, size - 1, f)] = '\0';
	fclose(f);
}

/* Run a command with its standard output and error caught. */
static void caught(int (*command)(const struct args *), const struct args *a, struct answer *got)
{
	FILE *to[2] = {tmpfile(), tmpfile()};
	int keep[2];

	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		assert_non_null(to[i]);
		keep[i] = dup(STDOUT_FILENO + i);
		dup2(fileno(to[i]), STDOUT_FILENO + i);
	}
	got->status = command(a);
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		dup2(keep[i], STDOUT_FILENO + i);
		close(keep[i]);
	}
	read_back(to[0], got->out, sizeof(got->out));
	read_back(to[1], got->line, sizeof(got->line));
}

struct session {
	const char *name;
	int (*command)(const struct args *);
	const char *answer; /* a part of it, of a stub that stays */
	struct args args;
};

/* cut 0: it stays. */
static void run(const struct session *s, size_t cut, struct answer *got)
{
	struct fake *fake = xenstub_new();
	struct args a = s->args;

	fake->cut = cut;
	fake->clients = (int)a.count; /* looks */
	fake->page[0] = s->args.nregs ? BLOCK : 0;
	fake_start(fake);
	a.source = fake->where;
	caught(s->command, &a, got);
	shutdown(fake->listener, SHUT_RDWR); /* of looks that nobody took any more */
	fake_stop(fake);
	got->sent = fake->sent;
	free(fake);
}

/* One letter in the place of what is from `from` to `to`; where it then ends. */
static char *squeeze(char *from, char *to)
{
	*from = 'N';
	memmove(from + 1, to, strlen(to) + 1);
	return from + 1;
}

/* Times, and the name of the stub, are of one run. */
static void mask(char *text)
{
	static const char *const units[] = {" ms", " s)"};

	for (char *at = text; (at = strstr(at, "ptview-fake-")) != NULL;)
		at = squeeze(at, at + strcspn(at, ": \n"));
	for (int i = 0; i < 2; i++)
		for (char *at = text; (at = strstr(at, units[i])) != NULL; at++) {
			char *from = at;

			while (from > text && strchr("0123456789.", from[-1]))
				from--;
			if (from < at)
				at = squeeze(from, at);
		}
}

static void check(const struct answer *got, const struct answer *whole, size_t cut)
{
	bool failed = got->status == EXIT_SOURCE && strstr(got->line, "ptview: ");
	bool same = got->status == whole->status && !strcmp(got->out, whole->out);

	if (!failed && !same)
		print_error("cut after %zu of %zu bytes: status %d\n%s%s", cut, whole->sent,
			    got->status, got->out, got->line);
	assert_true(failed || same);
}

static void cut(const struct session *s, const struct answer *whole)
{
	static struct answer got;
	size_t step = getenv("PTVIEW_CUTS") ? 1 : whole->sent / SAMPLE, n = 0, failed = 0;

	assert_true(whole->sent > 1000);
	for (size_t at = 1; at < whole->sent; at += step, n++) {
		run(s, at, &got);
		mask(got.out);
		check(&got, whole, at);
		failed += got.status == EXIT_SOURCE;
	}
	assert_true(failed > n / 2);
}

/* ---- Commands ---- */

/* Of EL2, whose table begins at level 1. */
#define EL2                                                                            \
	.nregimes = 1, .regimes = {{.id = REGIME_EL2}}, .nregs = 1, .regs = {BITS_39}, \
	.fail_on = ARGS_FAIL_ERROR, .timeout_ms = 60000

static char *address[] = {(char[]){"0x1234"}};

static const struct session sessions[] = {
	{"info", cmd_info, "TTBR0_EL2", {EL2}},
	{"walk", cmd_walk, "PA 0x40001234", {EL2, .operands = address, .noperands = 1}},
	{"map", cmd_map, "0x0000000000000000-0x000000003fffffff", {EL2}},
	{"read", cmd_read, "", {EL2, .operands = address, .noperands = 1}},
	{"lint", cmd_lint, "", {EL2}},
	{"snapshot", cmd_snapshot, "", {EL2, .output = output}},
	{"export",
	 cmd_export,
	 "",
	 {EL2, .output = output, .format_given = true, .format = EXPORT_JSON}},
	{"watch", cmd_watch, "2 looks in ", {EL2, .interval_ms = 1, .count = 2}},
	{"record",
	 cmd_record,
	 "2 calls, 2 predicted exactly",
	 {.symbols = {symbols},
	  .nsymbols = 1,
	  .output = output,
	  .max = XENSTUB_CALLS,
	  .verify = true,
	  .timeout_ms = 60000}},
};

static void cut_anywhere(void **state)
{
	static struct answer whole;
	const struct session *s = *state;

	run(s, 0, &whole);
	mask(whole.out);
	if (whole.status != EXIT_DONE || !strstr(whole.out, s->answer))
		print_error("%d\n%s%s", whole.status, whole.out, whole.line);
	assert_int_equal(whole.status, EXIT_DONE);
	assert_non_null(strstr(whole.out, s->answer));
	cut(s, &whole);
}

int main(void)
{
	enum { N = sizeof(sessions) / sizeof(sessions[0]) };
	struct CMUnitTest tests[N];
	int failed;

	snprintf(symbols, sizeof(symbols), "/tmp/ptview-cuts-%d.elf", (int)getpid());
	snprintf(output, sizeof(output), "/tmp/ptview-cuts-%d.out", (int)getpid());
	xenstub_symbols(symbols);
	for (size_t i = 0; i < N; i++)
		tests[i] = (struct CMUnitTest){.name = sessions[i].name,
					       .test_func = cut_anywhere,
					       .initial_state = (void *)(uintptr_t)&sessions[i]};
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(symbols);
	unlink(output);
	return failed;
}
