/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/args.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	OPT_REGIME = 256,
	OPT_CPU,
	OPT_REG,
	OPT_ROOT,
	OPT_MEM,
	OPT_DTB,
	OPT_RAM,
	OPT_LEVEL,
	OPT_GRANULE,
	OPT_TIMEOUT,
	OPT_LEAVE,
	OPT_JSON,
	OPT_COLOR,
	OPT_PROGRESS,
	OPT_ASCII,
	OPT_SYMBOLS,
	OPT_VERIFY,
	OPT_MAX,
	OPT_IDLE,
	OPT_CHECK,
	OPT_WRITE_EXPECTED,
	OPT_COMPARE,
	OPT_DIALECT,
	OPT_ARCH,
	OPT_ON,
	OPT_OP,
	OPT_MEANING,
	OPT_ONLY,
	OPT_IGNORE,
	OPT_FAIL_ON,
	OPT_LIST,
	OPT_SARIF,
	OPT_ESR,
	OPT_FAR,
	OPT_HPFAR,
};

static const struct option options[] = {
	{"regime", required_argument, NULL, OPT_REGIME},
	{"cpu", required_argument, NULL, OPT_CPU},
	{"reg", required_argument, NULL, OPT_REG},
	{"root", required_argument, NULL, OPT_ROOT},
	{"mem", required_argument, NULL, OPT_MEM},
	{"dtb", required_argument, NULL, OPT_DTB},
	{"ram", required_argument, NULL, OPT_RAM},
	{"level", required_argument, NULL, OPT_LEVEL},
	{"granule", required_argument, NULL, OPT_GRANULE},
	{"timeout", required_argument, NULL, OPT_TIMEOUT},
	{"leave", required_argument, NULL, OPT_LEAVE},
	{"output", required_argument, NULL, 'o'},
	{"esr", required_argument, NULL, OPT_ESR},
	{"far", required_argument, NULL, OPT_FAR},
	{"hpfar", required_argument, NULL, OPT_HPFAR},
	{"meaning", no_argument, NULL, OPT_MEANING},
	{"json", no_argument, NULL, OPT_JSON},
	{"verbose", no_argument, NULL, 'v'},
	{"ascii", no_argument, NULL, OPT_ASCII},
	{"color", required_argument, NULL, OPT_COLOR},
	{"progress", required_argument, NULL, OPT_PROGRESS},
	{"check", no_argument, NULL, OPT_CHECK},
	{"write-expected", no_argument, NULL, OPT_WRITE_EXPECTED},
	{"compare", no_argument, NULL, OPT_COMPARE},
	{"dialect", required_argument, NULL, OPT_DIALECT},
	{"arch", required_argument, NULL, OPT_ARCH},
	{"on", required_argument, NULL, OPT_ON},
	{"op", required_argument, NULL, OPT_OP},
	{"only", required_argument, NULL, OPT_ONLY},
	{"ignore", required_argument, NULL, OPT_IGNORE},
	{"fail-on", required_argument, NULL, OPT_FAIL_ON},
	{"list", no_argument, NULL, OPT_LIST},
	{"sarif", no_argument, NULL, OPT_SARIF},
	{"symbols", required_argument, NULL, OPT_SYMBOLS},
	{"verify", no_argument, NULL, OPT_VERIFY},
	{"max", required_argument, NULL, OPT_MAX},
	{"idle", required_argument, NULL, OPT_IDLE},
	{NULL, 0, NULL, 0},
};

void args_print_options(void)
{
	puts("  --regime NAME        el2, el2.0, el2.1, el3, s2, s2s, el1, el1.0, el1.1,\n"
	     "                       pl2, pl1, pl1.0, pl1.1; +s2 behind an el1 or pl1 name: "
	     "through\n"
	     "                       stage 2. Default: the hypervisor's, else what is there\n"
	     "  --cpu N              use the registers of CPU N\n"
	     "  --reg [N:]NAME=VALUE supply or override a system register (of CPU N, else of all)\n"
	     "  --root PA            use this root table instead\n"
	     "  --mem FILE@BASE      read memory from QEMU's shared RAM file, registers from the "
	     "stub\n"
	     "  --dtb FILE           what is RAM, reserved, a device: from a device tree blob\n"
	     "  --ram LO-HI          RAM, HI being exclusive, or LO+SIZE; all else is not RAM. May "
	     "be\n"
	     "                       repeated\n"
	     "  --level N            of a descriptor, for `entry`\n"
	     "  --granule NAME       of a descriptor: 4K (default), 16K, 64K, 4K-LPA2, 16K-LPA2,\n"
	     "                       64K-LPA, 4K-A32\n"
	     "  -o, --output FILE    where `snapshot` and --write-expected write\n"
	     "  --timeout MS         how long a gdbstub may be silent (3000)\n"
	     "  --leave STATE        leave a live target as found (default), running or stopped\n"
	     "  --esr VALUE          of the abort that `fault` looks into; else the CPU's "
	     "registers\n"
	     "  --far VALUE          its virtual address\n"
	     "  --hpfar VALUE        its HPFAR: the IPA, shifted right by 8\n"
	     "  --meaning            `diff` compares what is mapped, not the entries\n"
	     "  --json               one JSON object a line\n"
	     "  -v, --verbose        more: every field of every register\n"
	     "  --ascii              no character outside ASCII\n"
	     "  --color WHEN         auto, always, never\n"
	     "  --progress WHEN      auto, always, never\n"
	     "  For `lint`:\n"
	     "  --only IDS           these findings alone, with commas between them\n"
	     "  --ignore IDS         not these\n"
	     "  --fail-on SEVERITY   status 1 from there on: error (default), warning, note, "
	     "never\n"
	     "  --sarif              a SARIF 2.1.0 log\n"
	     "  --list               all there is to be found; needs no source\n"
	     "  For `record`:\n"
	     "  --symbols ELF        the hypervisor with symbols (xen-syms)\n"
	     "  --verify             predict each call and compare; status 1 if one is not so\n"
	     "  --max N              stop after N calls\n"
	     "  --idle SECONDS       stop when there was no call for so long (30)\n"
	     "  For `replay`:\n"
	     "  --op 'OPERATION'     this operation rather than a file; may be repeated\n"
	     "  --on SOURCE          start from Xen's tables in a source, without writing to it\n"
	     "  --compare            all dialects side by side\n"
	     "  --check              compare with the outcomes in the files; folders may be given\n"
	     "  --write-expected     write the file with its outcomes\n"
	     "  --dialect NAME       4k, rfc, 4.17, master: instead of the file's\n"
	     "  --arch NAME          arm64 (default), arm32: of --op");
}

bool args_number(const char *s, uint64_t *v)
{
	char *end;

	/* strtoull() would take a sign, and a leading 0 for octal. */
	if (!isxdigit((unsigned char)*s))
		return false;
	errno = 0;
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && isxdigit((unsigned char)s[2]))
		*v = strtoull(s + 2, &end, 16);
	else
		*v = strtoull(s, &end, 10);
	return !errno && end != s && !*end;
}

/* A number with a unit; *end is what follows it. */
static bool sized_number(const char *s, const char *end, uint64_t *v)
{
	static const char units[] = "KMGT";
	size_t len = (size_t)(end - s);
	const char *unit = len > 1 ? strchr(units, end[-1]) : NULL;
	unsigned shift = unit ? 10 * ((unsigned)(unit - units) + 1) : 0;
	char buf[32];

	if (!len || len >= sizeof(buf))
		return false;
	memcpy(buf, s, len);
	buf[len - (unit ? 1 : 0)] = '\0';
	if (!args_number(buf, v) || *v > UINT64_MAX >> shift)
		return false;
	*v <<= shift;
	return true;
}

bool args_range(const char *s, uint64_t *first, uint64_t *last)
{
	const char *sep = strpbrk(s, "-+"), *end = s + strlen(s);
	uint64_t v;

	if (!sep || !sized_number(s, sep, first))
		return false;
	if (!strcmp(sep + 1, "0x10000000000000000")) /* the end of all, as --json has it */
		v = 0;
	else if (!sized_number(sep + 1, end, &v) || !v)
		return false;
	else if (*sep == '+' && *first + (v - 1) < *first)
		return false;
	*last = (*sep == '+' ? *first + v : v) - 1;
	return *last >= *first;
}

static bool fail(const char *what, const char *arg, const char *hint)
{
	fprintf(stderr, "ptview: %s '%s'%s%s\n", what, arg, hint ? ": " : "", hint ? hint : "");
	return false;
}

static bool parse_regime(const char *arg, struct args *a)
{
	static const char names[] =
		"use el2, el2.0, el2.1, el1, el1.0, el1.1, el3, s2, s2s, pl2, pl1, pl1.0 or pl1.1; "
		"+s2 may follow an el1 or pl1 name";
	char name[16];
	size_t n = strcspn(arg, "+");
	bool through = !strcmp(arg + n, "+s2");
	enum regime_id id;

	if ((arg[n] && !through) || n >= sizeof(name))
		return fail("no such regime", arg, names);
	memcpy(name, arg, n);
	name[n] = '\0';
	if (!strcmp(name, "el1") || !strcmp(name, "pl1")) {
		bool pl1 = name[0] == 'p';

		a->regimes[0] = (struct args_regime){pl1 ? REGIME_PL1_0 : REGIME_EL1_0, through};
		a->regimes[1] = (struct args_regime){pl1 ? REGIME_PL1_1 : REGIME_EL1_1, through};
		a->nregimes = 2;
		return true;
	}
	id = regime_by_name(name);
	if (id == REGIME_COUNT || (through && !regime_may_nest(id)))
		return fail("no such regime", arg, names);
	a->regimes[0] = (struct args_regime){id, through};
	a->nregimes = 1;
	return true;
}

/* The place of arg in a list of names that ends with NULL; -1 after saying what may stand there. */
static int parse_choice(const char *arg, const char *const *names, const char *hint)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(arg, names[i]))
			return i;
	fail("not one of the choices", arg, hint);
	return -1;
}

static bool parse_when(const char *arg, enum when *w)
{
	static const char *const names[] = {"auto", "always", "never", NULL};
	int i = parse_choice(arg, names, "use auto, always or never");

	*w = i < 0 ? WHEN_AUTO : (enum when)i;
	return i >= 0;
}

/* In the order of enum stub_leave. */
static bool parse_leave(const char *arg, enum stub_leave *l)
{
	static const char *const names[] = {"found", "running", "stopped", NULL};
	int i = parse_choice(arg, names, "use found, running or stopped");

	*l = i < 0 ? STUB_LEAVE_AS_FOUND : (enum stub_leave)i;
	return i >= 0;
}

/* In the order of enum args_fail. */
static bool parse_fail_on(const char *arg, enum args_fail *f)
{
	static const char *const names[] = {"note", "warning", "error", "never", NULL};
	int i = parse_choice(arg, names, "use error, warning, note or never");

	*f = i < 0 ? ARGS_FAIL_ERROR : (enum args_fail)i;
	return i >= 0;
}

static bool parse_lint_option(int opt, const char *arg, struct args *a)
{
	switch (opt) {
	case OPT_ONLY: a->only = arg; return true;
	case OPT_IGNORE: a->ignore = arg; return true;
	case OPT_FAIL_ON: return parse_fail_on(arg, &a->fail_on);
	case OPT_LIST: a->list = true; return true;
	case OPT_SARIF: a->sarif = true; return true;
	default: return false; /* getopt_long() has said why */
	}
}

static bool parse_small(const char *arg, uint64_t max, const char *what, uint64_t *v)
{
	if (args_number(arg, v) && *v <= max)
		return true;
	return fail(what, arg, "a number is wanted");
}

static bool add_reg(const char *arg, struct args *a)
{
	if (a->nregs == ARGS_MAX_REGS)
		return fail("too many --reg, at", arg, NULL);
	a->regs[a->nregs++] = arg;
	return true;
}

static bool add_op(const char *arg, struct args *a)
{
	if (a->nops == ARGS_MAX_OPS)
		return fail("too many --op, at", arg, "put them into a file");
	a->ops[a->nops++] = arg;
	return true;
}

static bool add_ram(const char *arg, struct args *a)
{
	struct args_ram *r = &a->ram[a->nram];

	if (a->nram == ARGS_MAX_RAM)
		return fail("too many --ram, at", arg, NULL);
	a->nram++;
	return args_range(arg, &r->first, &r->last) ||
	       fail("--ram is not a range", arg, "use LO-HI, HI being exclusive, or LO+SIZE");
}

static bool set_dtb(const char *arg, struct args *a)
{
	if (a->dtb)
		return fail("a second --dtb", arg, "merge the trees first");
	a->dtb = arg;
	return true;
}

static bool parse_record_option(int opt, const char *arg, struct args *a)
{
	switch (opt) {
	case OPT_SYMBOLS: a->symbols = arg; return true;
	case OPT_VERIFY: a->verify = true; return true;
	case OPT_MAX: return parse_small(arg, UINT64_MAX, "not a number of calls", &a->max);
	case OPT_IDLE:
		a->idle_given = true;
		return parse_small(arg, 86400, "not a time in seconds", &a->idle);
	default: return parse_lint_option(opt, arg, a);
	}
}

static bool parse_register(const char *arg, uint64_t *v, bool *given)
{
	*given = true;
	return args_number(arg, v) || fail("not a register's value", arg, "use 0x...");
}

static bool parse_option(int opt, const char *arg, struct args *a)
{
	uint64_t v = 0;
	bool ok = true;

	switch (opt) {
	case OPT_REGIME: return parse_regime(arg, a);
	case OPT_CPU:
		ok = parse_small(arg, 65535, "no such CPU", &v);
		a->cpu = (unsigned)v;
		a->cpu_given = true;
		return ok;
	case OPT_REG: return add_reg(arg, a);
	case OPT_ROOT:
		a->root_given = true;
		return args_number(arg, &a->root) ||
		       fail("not an address", arg, "use --root 0x...");
	case OPT_LEVEL:
		if (strcmp(arg, "-1") != 0)
			ok = parse_small(arg, REGIME_MAX_LEVEL, "no such level", &v);
		a->level = strcmp(arg, "-1") ? (int)v : -1;
		a->level_given = true;
		return ok;
	case OPT_GRANULE:
		a->granule = regime_geometry_by_name(arg);
		return a->granule || fail("no such granule", arg,
					  "use 4K, 16K, 64K, 4K-LPA2, 16K-LPA2, 64K-LPA or 4K-A32");
	case OPT_TIMEOUT:
		ok = parse_small(arg, 3600000, "not a time in ms", &v);
		a->timeout_ms = (int)v;
		return ok;
	case OPT_LEAVE: return parse_leave(arg, &a->leave);
	case OPT_ESR: return parse_register(arg, &a->esr, &a->esr_given);
	case OPT_FAR: return parse_register(arg, &a->far, &a->far_given);
	case OPT_HPFAR: return parse_register(arg, &a->hpfar, &a->hpfar_given);
	case OPT_MEANING: a->meaning = true; return true;
	case OPT_MEM: a->mem_spec = arg; return true;
	case OPT_DTB: return set_dtb(arg, a);
	case OPT_RAM: return add_ram(arg, a);
	case OPT_JSON: a->json = true; return true;
	case OPT_ASCII: a->ascii = true; return true;
	case OPT_COLOR: return parse_when(arg, &a->color);
	case OPT_PROGRESS: return parse_when(arg, &a->progress);
	case OPT_CHECK: a->check = true; return true;
	case OPT_WRITE_EXPECTED: a->write_expected = true; return true;
	case OPT_COMPARE: a->compare = true; return true;
	case OPT_DIALECT: a->dialect = arg; return true;
	case OPT_ARCH: a->arch = arg; return true;
	case OPT_ON: a->on = arg; return true;
	case OPT_OP: return add_op(arg, a);
	case 'o': a->output = arg; return true;
	case 'v': a->verbose = true; return true;
	default: return parse_record_option(opt, arg, a);
	}
}

bool args_parse(int argc, char **argv, bool takes_source, struct args *a)
{
	int opt;

	*a = (struct args){.fail_on = ARGS_FAIL_ERROR};
	optind = 1;
	while ((opt = getopt_long(argc, argv, "o:v", options, NULL)) != -1)
		if (!parse_option(opt, optarg, a))
			return false;
	a->operands = argv + optind;
	a->noperands = argc - optind;
	if (!takes_source)
		return true;
	if (!a->noperands) {
		fputs("ptview: no source: give HOST:PORT, unix:PATH, a core or FILE@BASE\n",
		      stderr);
		return false;
	}
	a->source = a->operands[0];
	a->operands++;
	a->noperands--;
	return true;
}

bool args_color(const struct args *a)
{
	const char *no = getenv("NO_COLOR");

	if (a->color != WHEN_AUTO)
		return a->color == WHEN_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no && *no);
}
