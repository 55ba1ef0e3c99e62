/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "cli/option_set.h"
#include "report/output.h"

#define B(name) COMMAND_BIT(COMMAND_##name)

/* Commands that walk the tables of one regime of a source. */
#define WALKERS                                                                             \
	(B(TREE) | B(MAP) | B(WALK) | B(FIND) | B(READ) | B(ALIASES) | B(STATS) | B(DIFF) | \
	 B(WATCH) | B(LINT) | B(FAULT) | B(EXPORT))
/* Those that open a source, and the screen. */
#define OPENERS (WALKERS | B(LOOK) | B(INFO) | B(ROOTS) | B(SNAPSHOT) | B(REPLAY) | B(RECORD))
/* Those to which it matters what is in memory. */
#define MEMORY (B(LOOK) | B(INFO) | B(LINT) | B(REPLAY))
/* Those that name addresses. */
#define SYMBOLS                                                                          \
	(B(LOOK) | B(INFO) | B(TREE) | B(MAP) | B(WALK) | B(FIND) | B(READ) | B(FAULT) | \
	 B(WATCH) | B(SNAPSHOT))
#define PRINTERS \
	((WALKERS & ~B(EXPORT)) | B(INFO) | B(ROOTS) | B(ENTRY) | B(REPLAY) | B(RECORD) | B(LEARN))
#define ALL (COMMAND_BIT(COMMAND_COUNT) - 1)

/* Where a plain setter writes; GIVEN: a bool NAME_given goes with it. */
#define FIELD(name) .at = offsetof(struct args, name)
#define AT(name)    FIELD(name), .given = 0
#define GIVEN(name) FIELD(name), .given = offsetof(struct args, name##_given)
#define ELSEWHERE   .at = 0, .given = 0 /* a setter of its own knows */

static const char *const whens[] = {"auto", "always", "never", NULL};
static const char *const themes[] = {"auto",	  "terminal",	"dark", "light",
				     "safe-dark", "safe-light", "mono", NULL};
static const char *const leaves[] = {"found", "running", "stopped", NULL};
static const char *const severities[] = {"note", "warning", "error", "never", NULL};
static const char *const dialects[] = {"4k", "rfc", "4.17", "4.20", "master", NULL};
static const char *const archs[] = {"arm64", "arm32", NULL};
static const char *const levels[] = {"-2", "-1", "0", "1", "2", "3", NULL};
/* In the order of enum content_format, and then of enum export_format. */
static const char *const formats[] = {"hex",  "words", "words32", "words16", "strings", "svg",
				      "html", "dot",   "csv",	  "json",    NULL};
/* In the order of enum sheet_of. */
static const char *const views[] = {"tree", "table", "walk", "map", "diff", "replay", NULL};
static const char *const owners[] = {"xen", "kvm", "linux", "linux-6.11", NULL};
static const char *const granules[] = {"4K",	  "16K",    "64K",	"4K-LPA2", "16K-LPA2",
				       "64K-LPA", "4K-A32", "4K-A32V7", NULL};
static const char *const regimes[] = {"el2",	  "el2.0",  "el2.1",	"s2",	    "s2s",
				      "el1",	  "el1.0",  "el1.1",	"el1+s2",   "el1.0+s2",
				      "el1.1+s2", "el3",    "pl2",	"pl1",	    "pl1.0",
				      "pl1.1",	  "pl1+s2", "pl1.0+s2", "pl1.1+s2", NULL};

static const struct option_row rows[] = {
	{"regime", 0, "NAME", (OPENERS | B(ENTRY) | B(BUILD)) & ~B(RECORD), option_set_regime,
	 ELSEWHERE,
	 "el2, el2.0, el2.1, el3, s2, s2s, el1, el1.0, el1.1, pl2, pl1, pl1.0, pl1.1; +s2 behind "
	 "an el1 or pl1 name: through stage 2. Default: the hypervisor's, else what is there",
	 .words = regimes, .source = true},
	{"cpu", 0, "N", OPENERS & ~(B(RECORD) | B(SNAPSHOT)), option_set_small, GIVEN(cpu),
	 "use the registers of CPU N", .most = 65535, .wrong = "no such CPU", .source = true},
	{"reg", 0, "[N:]NAME=VALUE", (OPENERS | B(ENTRY) | B(BUILD)) & ~B(RECORD), option_set_reg,
	 ELSEWHERE, "supply or override a system register (of CPU N, else of all)", .source = true},
	{"regs-from", 0, "SNAPSHOT", OPENERS & ~B(RECORD), option_set_text, AT(regs_from),
	 "take the registers of another file; --reg overrides them", .source = true},
	{"report", 0, "N", OPENERS & ~B(RECORD), option_set_small, GIVEN(report),
	 "of a console text with several: the N-th, as `fault` counts them", .most = 65535,
	 .wrong = "no such report", .source = true},
	{"root", 0, "PA", OPENERS & ~B(RECORD), option_set_address, GIVEN(root),
	 "use this root table instead", .source = true},
	{"mem", 0, "FILE@BASE", OPENERS, option_set_text, AT(mem_spec),
	 "read memory from QEMU's shared RAM file, registers from the stub", .source = true},
	{"owner", 0, "NAME", WALKERS | B(LOOK), option_set_choice, GIVEN(owner),
	 "whose tables they are, for what invalid entries keep: xen, kvm, linux, linux-6.11 (and "
	 "later); Xen's are told without",
	 .words = owners},
	{"dtb", 0, "FILE", MEMORY, option_set_dtb, AT(dtb),
	 "what is RAM, reserved, a device: from a device tree blob"},
	{"ram", 0, "LO-HI", MEMORY, option_set_ram, ELSEWHERE,
	 "RAM, HI being exclusive, or LO+SIZE; all else is not RAM. May be repeated"},
	{"output", 'o', "FILE", B(SNAPSHOT) | B(RECORD) | B(REPLAY) | B(READ) | B(EXPORT),
	 option_set_output, AT(output),
	 "where `snapshot`, `record`, `read`, `export` and --write-expected write"},
	{"symbols", 0, "FILE", SYMBOLS | B(RECORD) | B(LINT) | B(ROOTS), option_set_symbols,
	 ELSEWHERE,
	 "names for addresses: xen-syms, vmlinux, or text as nm and System.map have it. May be "
	 "repeated, but not of record, lint and roots"},
	{"dialect", 0, "NAME", B(REPLAY) | B(RECORD) | B(EXPORT), option_set_text, AT(dialect),
	 "of Xen's updates: 4k, rfc, 4.17, master; of stage 2: 4.17, 4.20, master; instead of the "
	 "file's",
	 .words = dialects},
	{"timeout", 0, "MS", OPENERS, option_set_small, AT(timeout_ms),
	 "how long a gdbstub may be silent (3000)", .most = 3600000, .wrong = "not a time in ms",
	 .source = true},
	{"leave", 0, "STATE", OPENERS, option_set_choice, AT(leave),
	 "leave a live target as found (default), running or stopped", .words = leaves,
	 .source = true},
	{"share", 0, "LISTEN", B(LOOK), option_set_text, AT(share),
	 "let gdb and other ptviews use the gdbstub too, at HOST:PORT, :PORT (this machine only) "
	 "or "
	 "unix:PATH"},
	{"json", 0, NULL, PRINTERS, option_set_flag, AT(json), "one JSON object a line"},
	{"verbose", 'v', NULL, B(INFO) | B(ROOTS) | B(TREE) | B(LINT) | B(REPLAY), option_set_flag,
	 AT(verbose), "more: every field of every register, every finding"},
	{"ascii", 0, NULL, ALL, option_set_flag, AT(ascii), "no character outside ASCII"},
	{"color", 0, "WHEN", ALL, option_set_choice, AT(color), "auto, always, never",
	 .words = whens},
	{"theme", 0, "NAME", B(LOOK) | B(LEARN) | B(BUILD), option_set_choice, GIVEN(theme),
	 "of the screen: auto (by its ground), terminal (its own colours), dark, light, safe-dark, "
	 "safe-light (for the colour-blind), mono",
	 .words = themes},
	{"progress", 0, "WHEN", ALL, option_set_choice, AT(progress), "auto, always, never",
	 .words = whens},
	/* roots */
	{"processes", 0, NULL, B(ROOTS), option_set_flag, AT(processes),
	 "Linux' processes, each with its root; with --symbols of Xen its domains"},
	{"limit", 0, "N", B(TREE) | B(MAP) | B(FIND) | B(ALIASES) | B(DIFF) | B(EXPORT),
	 option_set_count, AT(limit),
	 "list at most so many rows of tables that were listed before (1048576); export: rows "
	 "in all",
	 .most = UINT64_MAX, .wrong = "not a number of rows"},
	{"where", 0, "EXPR", B(TREE) | B(MAP) | B(FIND) | B(STATS) | B(READ) | B(EXPORT),
	 option_set_where, ELSEWHERE,
	 "only what matches: wx, ro user, device !rw, 2M, size>=1G, out=0x40200000"},
	/* read */
	{"length", 0, "SIZE", B(READ), option_set_size, GIVEN(length),
	 "bytes to read (256); may end in K, M, G or T", .most = UINT64_C(1) << 40,
	 .wrong = "not a length up to 1T"},
	{"format", 0, "NAME", B(READ) | B(EXPORT), option_set_choice, GIVEN(format),
	 "read: hex (default), words of 64 bits, words32, words16, strings; export: svg, html, "
	 "dot, csv, json",
	 .words = formats},
	{"search", 0, "WHAT", B(READ), option_set_text, AT(search),
	 "where a text is, or bytes as hex:7f454c46, or a number as u64:0x..., u32:, u16:, in all "
	 "that is mapped"},
	/* export */
	{"of", 0, "VIEW", B(EXPORT), option_set_choice, GIVEN(of),
	 "tree (default), table, walk, map, diff, replay", .words = views},
	{"table", 0, "PA", B(EXPORT), option_set_address, GIVEN(table),
	 "the table at that address, as a grid"},
	{"address", 0, "ADDR", B(EXPORT), option_set_address, GIVEN(address),
	 "the walk of that address"},
	/* diff */
	{"meaning", 0, NULL, B(DIFF) | B(EXPORT), option_set_flag, AT(meaning),
	 "compare what is mapped, not the entries"},
	/* watch */
	{"interval", 0, "MS", B(WATCH), option_set_small, AT(interval_ms),
	 "how long the guest runs between two looks (1000)", .most = 3600000,
	 .wrong = "not a time in ms"},
	{"count", 0, "N", B(WATCH), option_set_count, AT(count), "end after N looks",
	 .most = UINT64_MAX, .wrong = "not a number of looks"},
	{"writes", 0, NULL, B(WATCH), option_set_flag, AT(writes),
	 "each store to the tables: by whom, from what to what, and break-before-make judged"},
	/* lint */
	{"only", 0, "IDS", B(LINT), option_set_text, AT(only),
	 "these findings alone, with commas between them"},
	{"ignore", 0, "IDS", B(LINT), option_set_text, AT(ignore), "not these"},
	{"fail-on", 0, "SEVERITY", B(LINT) | B(WATCH), option_set_choice, AT(fail_on),
	 "status 1 from there on: error (default), warning, note, never", .words = severities},
	{"sarif", 0, NULL, B(LINT), option_set_flag, AT(sarif), "a SARIF 2.1.0 log"},
	{"threads", 0, "N", B(LINT) | B(LOOK), option_set_small, GIVEN(threads),
	 "look for findings in a dump with at most so many threads (as many as there are "
	 "processors); more than 2 are not used",
	 .most = ARGS_MAX_THREADS, .wrong = "not a number of threads"},
	{"history", 0, "FILE", B(LINT), option_set_text, AT(history),
	 "stage 2: what shattered its blocks, from a replay file of it"},
	{"list", 0, NULL, B(LINT) | B(LEARN), option_set_flag, AT(list),
	 "all there is to be found, or learnt; needs no source"},
	/* fault */
	{"esr", 0, "VALUE", B(FAULT), option_set_address, GIVEN(esr),
	 "the abort's syndrome; else the CPU's registers have it"},
	{"far", 0, "VALUE", B(FAULT), option_set_address, GIVEN(far), "its virtual address"},
	{"hpfar", 0, "VALUE", B(FAULT), option_set_address, GIVEN(hpfar),
	 "its HPFAR: the IPA, shifted right by 8"},
	{"ipa", 0, "VALUE", B(FAULT), option_set_address, GIVEN(ipa),
	 "its IPA itself, as Xen prints it (gpa)"},
	/* entry */
	{"level", 0, "N", B(ENTRY), option_set_level, GIVEN(level),
	 "of the descriptor: 0 to 3, or -1 or -2", .words = levels, .most = REGIME_MAX_LEVEL,
	 .wrong = "no such level"},
	{"granule", 0, "NAME", B(ENTRY) | B(BUILD), option_set_granule, ELSEWHERE,
	 "of the descriptor, or of the tables to be built: 4K (default), 16K, 64K, 4K-LPA2, "
	 "16K-LPA2, 64K-LPA, 4K-A32, 4K-A32V7",
	 .words = granules},
	/* replay */
	{"op", 0, "'OPERATION'", B(REPLAY), option_set_op, ELSEWHERE,
	 "this operation rather than a file; may be repeated"},
	{"on", 0, "SOURCE", B(REPLAY) | B(LOOK), option_set_text, AT(on),
	 "replay from Xen's tables in a source, without writing to it"},
	{"compare", 0, NULL, B(REPLAY), option_set_flag, AT(compare), "all dialects side by side"},
	{"check", 0, NULL, B(REPLAY) | B(LEARN), option_set_flag, AT(check),
	 "compare with the outcomes in the files, folders may be given; lessons: grade a file of "
	 "answers"},
	{"write-expected", 0, NULL, B(REPLAY), option_set_flag, AT(write_expected),
	 "write the file with its outcomes"},
	{"arch", 0, "NAME", B(REPLAY), option_set_text, AT(arch), "arm64 (default), arm32: of --op",
	 .words = archs},
	/* learn */
	{"lint", 0, NULL, B(LEARN), option_set_flag, AT(lint),
	 "check lessons: their lines, that solutions are right and wrong answers are not"},
	/* record */
	{"verify", 0, NULL, B(RECORD), option_set_flag, AT(verify),
	 "predict each call and compare; status 1 if one is not so"},
	{"max", 0, "N", B(RECORD) | B(WATCH), option_set_count, AT(max),
	 "stop after N calls, or stores of watch --writes", .most = UINT64_MAX,
	 .wrong = "not a number of calls"},
	{"p2m", 0, NULL, B(RECORD), option_set_flag, AT(p2m),
	 "record a guest's stage 2 (p2m_set_entry) rather than Xen's own tables"},
	{"vmid", 0, "N", B(RECORD), option_set_small, GIVEN(vmid),
	 "with --p2m: the guest of that VMID, rather than the first with a call", .most = 65535,
	 .wrong = "no such VMID"},
	{"idle", 0, "SECONDS", B(RECORD), option_set_count, GIVEN(idle),
	 "stop when there was no call for so long (30)", .most = 86400,
	 .wrong = "not a time in seconds"},
};

enum { NROWS = sizeof(rows) / sizeof(rows[0]) };

_Static_assert(NROWS <= 64, "args.given has a bit for each");

const struct option_row *options_row(unsigned i)
{
	return i < NROWS ? &rows[i] : NULL;
}

/* "the screen, tree and map do" */
static void say_takers(unsigned commands)
{
	static const char between[][6] = {" ", " and ", ", "};
	int left = 0, all;

	for (int id = 0; id < COMMAND_COUNT; id++)
		left += (commands >> id & 1) != 0;
	all = left;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		if (!(commands >> id & 1))
			continue;
		left--;
		output_say("%s%s",
			   id == COMMAND_LOOK ? "the screen"
					      : commands_row((enum command_id)id)->name,
			   between[left > 1 ? 2 : left]);
	}
	output_say("%s\n", all == 1 ? "does" : "do");
}

static bool refuse(const struct option_row *o, enum command_id command)
{
	const char *name = commands_row(command)->name;

	output_say("ptview: %s does not take --%s; ", *name ? name : "the screen", o->name);
	say_takers(o->commands);
	return false;
}

bool options_allowed(const struct args *a, enum command_id command)
{
	for (unsigned i = 0; i < NROWS; i++)
		if (a->given >> i & 1 && !(rows[i].commands & COMMAND_BIT(command)))
			return refuse(&rows[i], command);
	if (a->nsymbols > 1 && !(SYMBOLS & COMMAND_BIT(command))) {
		output_say("ptview: %s takes one --symbols\n", commands_row(command)->name);
		return false;
	}
	if (commands_row(command)->all && a->nregimes && !a->root_given) {
		output_say("ptview: %s is of all regimes: --regime goes with --root there\n",
			   commands_row(command)->name);
		return false;
	}
	return true;
}

const char *options_about_source(const struct args *a)
{
	for (unsigned i = 0; i < NROWS; i++)
		if (a->given >> i & 1 && rows[i].source)
			return rows[i].name;
	return NULL;
}
