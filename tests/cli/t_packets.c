/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is sent to a stub is what ptview(1) says, read from there: every packet of a session is
 * listed for what sent it, and every packet that is listed is sent by something.
 */
#include "tests/core/cm.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "gdbstub/rsp.h"
#include "tests/cli/xenstub.h"

/* ---- The manual ---- */

enum { ROWS = 48 };

static struct row {
	char packet[48], who[32];
	bool sent;
} rows[ROWS];

static size_t nrows;

/* ".It Li qC Ta all Ta the CPU it is at": a backslash is of mdoc(7). */
static void read_row(const char *line)
{
	struct row *r = &rows[nrows];
	char *to = r->packet;

	if (strncmp(line, ".It Li ", 7))
		return;
	assert_true(nrows < ROWS);
	for (const char *p = line + 7; strncmp(p, " Ta ", 4); p++) {
		assert_true(*p && to < r->packet + sizeof(r->packet) - 1);
		if (*p == '\\')
			p++;
		*to++ = *p;
	}
	assert_int_equal(sscanf(strstr(line, " Ta ") + 4, "%31[^T]Ta", r->who), 1);
	nrows++;
}

static int read_manual(void **state)
{
	const char *srcdir = getenv("srcdir");
	char path[512], line[512];
	bool there = false;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/man/ptview.1", srcdir ? srcdir : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, ".Ss ", 4))
			there = strstr(line, "What is sent to it") != NULL;
		if (there)
			read_row(line);
	}
	fclose(f);
	assert_true(nrows > 20);
	return 0;
}

/* ---- Packets ---- */

/* A name that goes on is another one: "qC" is not "qCRC", and "m" is not "mX". */
static bool is_of(const char *packet, const char *name)
{
	size_t n = strlen(name);

	if (!strncmp(name, "qRcmd,", 6))
		return !strcmp(packet, name);
	if (strncmp(packet, name, n))
		return false;
	if (strchr("mxp", name[0]))
		return isxdigit((unsigned char)packet[n]);
	return !strcmp(name, "Hg") || !packet[n] || strchr(":;,", packet[n]);
}

static bool listed(const char *packet, const char *who)
{
	bool found = false;

	for (size_t i = 0; i < nrows; i++)
		if (is_of(packet, rows[i].packet) &&
		    (!strncmp(rows[i].who, "all", 3) || strstr(rows[i].who, who)))
			found = rows[i].sent = true;
	return found;
}

/* "qRcmd,696e..." as the manual has it. */
static void in_words(char *packet)
{
	size_t n = strlen(packet) > 6 ? (strlen(packet) - 6) / 2 : 0;

	if (strncmp(packet, "qRcmd,", 6))
		return;
	assert_true(rsp_hex((uint8_t *)packet + 6, 2 * n, (uint8_t *)packet + 6, n));
	packet[6 + n] = '\0';
}

static void all_are_listed(char *log, const char *who)
{
	unsigned n = 0;

	for (char *p = strtok(log, "\n"); p; p = strtok(NULL, "\n"), n++) {
		in_words(p);
		if (!listed(p, who))
			print_error("%s sends %s, of which the manual does not say so\n", who, p);
		assert_true(listed(p, who));
	}
	assert_true(n > 10);
}

/* ---- Sessions ---- */

static char symbols[64], output[64];

/* A fake with `more` rules, and without those that begin so. */
static struct fake *stub(const struct fake_rule *more, const char *without)
{
	static struct fake_rule rules[64];
	struct fake *fake = xenstub_new();
	size_t n = 0;

	for (; more && more->starts; more++)
		rules[n++] = *more;
	for (const struct fake_rule *r = fake->rules; r->starts; r++)
		if (!without || strncmp(r->starts, without, strlen(without)))
			rules[n++] = *r;
	assert_true(n < 64);
	rules[n] = (struct fake_rule){.starts = NULL};
	fake->rules = rules;
	return fake;
}

/* What the stub has heard of a command, which ends with that status. */
static void session(struct fake *fake, int (*command)(const struct args *), struct args *a,
		    int wanted, const char *who)
{
	int keep = dup(STDOUT_FILENO), status;
	FILE *to = tmpfile();

	assert_non_null(to);
	fake_start(fake);
	a->source = fake->where;
	a->timeout_ms = 60000;
	fflush(stdout);
	dup2(fileno(to), STDOUT_FILENO);
	status = command(a);
	fflush(stdout);
	dup2(keep, STDOUT_FILENO);
	close(keep);
	fclose(to);
	fake_stop(fake);
	assert_int_equal(status, wanted);
	all_are_listed(fake->log, who);
	free(fake);
}

static void of_record(void **state)
{
	struct args a = {.symbols = {symbols},
			 .nsymbols = 1,
			 .output = output,
			 .max = XENSTUB_CALLS,
			 .verify = true};

	(void)state;
	session(stub(NULL, NULL), cmd_record, &a, EXIT_DONE, "record");
}

/* No call comes: breakpoints are set, waited at, and taken away. */
static void of_record_p2m(void **state)
{
	struct args a = {.symbols = {symbols},
			 .nsymbols = 1,
			 .output = output,
			 .p2m = true,
			 .idle_given = true,
			 .idle = 1};

	(void)state;
	session(stub(NULL, "vCont;c"), cmd_record, &a, EXIT_SOURCE, "record");
}

static void of_a_look(void **state)
{
	struct args a = {.output = output};

	(void)state;
	session(stub(NULL, NULL), cmd_snapshot, &a, EXIT_DONE, "snapshot");
}

/* A stub that can more: memory by 'x', and no acknowledgements. */
static void of_a_look_at_a_newer_one(void **state)
{
	static const struct fake_rule more[] = {
		{"qSupported",
		 "PacketSize=1000;qXfer:features:read+;multiprocess+;binary-upload+;"
		 "QStartNoAckMode+",
		 0, 0},
		{"QStartNoAckMode", "OK", 0, 0},
		{"x40000000,", "b", 0, 0}, /* and no byte */
		{NULL, NULL, 0, 0}};
	struct args a = {.source = NULL};

	(void)state;
	session(stub(more, NULL), cmd_info, &a, EXIT_DONE, "info");
}

static void of_watch_writes(void **state)
{
	static const struct fake_store stores[] = {
		{"T05thread:p02.02;watch:40000000;", 3, 0x80000741, false},
		{NULL, FAKE_ENTRIES, 0, false}};
	struct args a = {.nregimes = 1,
			 .regimes = {{.id = REGIME_EL2}},
			 .nregs = 1,
			 .regs = {{.id = SYSREG_TCR_EL2, .value = 0x80843519}},
			 .writes = true,
			 .max = 1,
			 .fail_on = ARGS_FAIL_NEVER};
	struct fake *fake = stub(NULL, "vCont");

	(void)state;
	fake->stores = stores;
	fake->page[1] = 0x40000741; /* it maps the table itself */
	session(fake, cmd_watch, &a, EXIT_DONE, "watch");
}

/* After all of them. */
static void all_that_is_listed_is_sent(void **state)
{
	(void)state;
	for (size_t i = 0; i < nrows; i++) {
		if (!rows[i].sent)
			print_error("nothing here sends %s\n", rows[i].packet);
		assert_true(rows[i].sent);
	}
}

/* The list says nothing of what it does not name. */
static void what_writes_is_not_listed(void **state)
{
	static const char *const writes[] = {
		"M40000000,1:00", "X40000000,1:a", "G00", "P0=00",     "Z0,4000,4", "c", "s", "k",
		"vKill;1",	  "R00",	   "mX",  "qRcmd,quit"};

	(void)state;
	for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++)
		assert_false(listed(writes[i], "record"));
	assert_false(listed("Z1,4000,4", "snapshot"));
	assert_false(listed("vCont;c", "snapshot"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_record),
		cmocka_unit_test(of_record_p2m),
		cmocka_unit_test(of_a_look),
		cmocka_unit_test(of_a_look_at_a_newer_one),
		cmocka_unit_test(of_watch_writes),
		cmocka_unit_test(all_that_is_listed_is_sent),
		cmocka_unit_test(what_writes_is_not_listed),
	};
	int failed;

	snprintf(symbols, sizeof(symbols), "/tmp/ptview-packets-%d.elf", (int)getpid());
	snprintf(output, sizeof(output), "/tmp/ptview-packets-%d.out", (int)getpid());
	xenstub_symbols(symbols);
	failed = cmocka_run_group_tests(tests, read_manual, NULL);
	unlink(symbols);
	unlink(output);
	return failed;
}
