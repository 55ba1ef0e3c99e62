/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line, parsed. */
#ifndef PTVIEW_ARGS_H
#define PTVIEW_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "gdbstub/stub.h"
#include "src/regime/regime.h"

/* Exit statuses, as ptview(1) documents them. */
enum {
	EXIT_DONE = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,
	EXIT_SOURCE = 3,
	EXIT_PARTLY = 4,
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* From which severity on findings are exit status 1; in the order of enum lint_severity. */
enum args_fail { ARGS_FAIL_NOTE, ARGS_FAIL_WARNING, ARGS_FAIL_ERROR, ARGS_FAIL_NEVER };

/* One regime that was asked for; through: carried on through stage 2 ("el1.1+s2"). */
struct args_regime {
	enum regime_id id;
	bool through;
};

/* One --ram; the last address is inclusive. */
struct args_ram {
	uint64_t first, last;
};

enum { ARGS_MAX_REGS = 128, ARGS_MAX_OPS = 64, ARGS_MAX_RAM = 64 };

struct args {
	const char *source; /* NULL: none given */
	char **operands;
	int noperands;

	struct args_regime regimes[2];
	unsigned nregimes; /* 0: the default */
	bool cpu_given;
	unsigned cpu;
	const char *regs[ARGS_MAX_REGS]; /* [CPU:]NAME=VALUE */
	unsigned nregs;
	bool root_given;
	uint64_t root;
	const char *mem_spec; /* --mem */
	const char *dtb;
	struct args_ram ram[ARGS_MAX_RAM];
	unsigned nram;
	const char *output; /* -o */
	/* replay */
	bool check, write_expected, compare;
	const char *dialect, *arch;
	const char *on; /* the source to run on */
	const char *ops[ARGS_MAX_OPS];
	unsigned nops;
	/* lint */
	const char *only, *ignore; /* ids, with commas */
	enum args_fail fail_on;
	bool list, sarif;
	/* record */
	const char *symbols;
	bool verify, idle_given;
	uint64_t max, idle; /* calls, 0: no limit; seconds */
	bool level_given;
	int level;
	const struct geometry *granule; /* NULL: the regime's 4K */
	int timeout_ms;			/* 0: the default */
	enum stub_leave leave;
	bool meaning;				/* diff */
	bool esr_given, far_given, hpfar_given; /* fault */
	uint64_t esr, far, hpfar;
	bool json, verbose, ascii;
	enum when color, progress;
};

/*
 * Parse what follows the command's name. takes_source: the first operand is the source. Returns
 * false after one line on stderr.
 */
bool args_parse(int argc, char **argv, bool takes_source, struct args *a);

/* A number in decimal, or in hexadecimal with 0x; nothing may follow it. */
bool args_number(const char *s, uint64_t *v);

/* "LO-HI", HI being exclusive, or "LO+SIZE"; numbers may have a unit K, M, G or T. */
bool args_range(const char *s, uint64_t *first, uint64_t *last);

/* The options, for `--help` and completion: one line each. */
void args_print_options(void);

/* Whether to colour standard output, by --color, NO_COLOR and the terminal. */
bool args_color(const struct args *a);

#endif
