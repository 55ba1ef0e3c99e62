/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line, parsed. */
#ifndef PTVIEW_ARGS_H
#define PTVIEW_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "gdbstub/stub.h"
#include "src/regime/regime.h"
#include "src/regime/sysreg.h"
#include "src/walk/where.h"

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

/* One --reg: of one CPU, else of all. */
struct args_reg {
	bool has_cpu;
	uint64_t cpu; /* as given: the source may have fewer */
	enum sysreg id;
	uint64_t value;
};

enum {
	ARGS_MAX_REGS = 128,
	ARGS_MAX_OPS = 64,
	ARGS_MAX_RAM = 64,
	ARGS_MAX_SYMBOLS = 8,
	ARGS_MAX_THREADS = 8
};

struct args {
	uint64_t given;	    /* a bit for each row of options.h that the line has */
	const char *source; /* NULL: none given */
	char **operands;    /* what else is no option */
	int noperands;

	struct args_regime regimes[2];
	unsigned nregimes; /* 0: the default */
	bool report_given;
	unsigned report; /* of a console text, from 1 */
	bool cpu_given;
	unsigned cpu;
	struct args_reg regs[ARGS_MAX_REGS];
	unsigned nregs;
	const char *regs_from; /* a file; --reg overrides it */
	bool root_given;
	uint64_t root;
	const char *mem_spec; /* --mem */
	bool owner_given;
	int owner; /* enum regime_software, less 1 */
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
	const char *history;	   /* a replay file of stage 2 */
	enum args_fail fail_on;
	bool list, sarif;
	const char *symbols[ARGS_MAX_SYMBOLS]; /* files, nsymbols of them; else NULL */
	unsigned nsymbols;
	bool lint; /* learn */
	/* record */
	bool verify, idle_given, p2m, vmid_given;
	int vmid;
	uint64_t max, idle; /* calls, 0: no limit; seconds */
	bool processes;	    /* roots */
	bool level_given;
	int level;
	const struct geometry *granule; /* NULL: the regime's 4K */
	int timeout_ms;			/* 0: the default */
	bool threads_given;
	int threads; /* that may read a source at once */
	enum stub_leave leave;
	/* No option: the source is what ptview itself shares with other debuggers. */
	bool shared;
	const char *share;				   /* where other debuggers connect */
	bool meaning;					   /* diff */
	unsigned interval_ms;				   /* watch; 0: the default */
	bool writes;					   /* watch */
	uint64_t count;					   /* looks, 0: until a signal */
	uint64_t limit;					   /* 0: the default */
	const char *where_text;				   /* --where, as given */
	struct where where;				   /* the same; n 0: all */
	bool esr_given, far_given, hpfar_given, ipa_given; /* fault */
	uint64_t esr, far, hpfar, ipa;
	bool length_given, format_given; /* read */
	uint64_t length;
	int format; /* enum content_format, enum export_format */
	const char *search;
	/* export */
	bool of_given, table_given, address_given;
	int of; /* enum sheet_of */
	uint64_t table, address;
	bool theme_given;
	int theme; /* of theme_row(), from 1; 0: auto */
	bool json, verbose, ascii;
	enum when color, progress;
};

/* Parse all of argv but its first word. Returns false after one line on stderr. The operands are
 * not told apart yet. */
bool args_parse(int argc, char **argv, struct args *a);

#endif
