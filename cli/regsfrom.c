/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/regsfrom.h"

#include <stdio.h>
#include <string.h>

#include "dump/file.h"
#include "report/output.h"

/* Returns how many registers are known. */
static unsigned take(struct sysregs *to, const struct sysregs *from)
{
	unsigned n = 0;

	for (int i = 0; i < SYSREG_COUNT; i++) {
		struct sysreg_value v = from->r[i];

		if (v.origin == SYSREG_UNKNOWN)
			continue;
		if (v.origin == SYSREG_READ)
			v.origin = SYSREG_GIVEN;
		n += v.origin != SYSREG_ABSENT;
		to->r[i] = v;
	}
	return n;
}

static unsigned take_all(struct mem *m, const struct mem *from)
{
	unsigned n = 0;

	for (unsigned cpu = 0; cpu < m->ncpus && cpu < from->ncpus; cpu++)
		n += take(&m->cpus[cpu], &from->cpus[cpu]);
	return n;
}

static void say(const char *path, struct mem *m, const struct mem *from)
{
	size_t n = strlen(m->detail);

	snprintf(m->detail + n, sizeof(m->detail) - n, "%sregisters from %s", n ? "; " : "", path);
	if (from->ncpus > m->ncpus)
		output_say("ptview: --regs-from %s: it has %u CPUs and the source %u: those of the "
			   "others are not used\n",
			   path, from->ncpus, m->ncpus);
}

enum err_code regsfrom_apply(const char *path, struct mem *m, struct err *err)
{
	struct mem *from;
	enum err_code st = file_open(path, &from, err);

	if (st)
		return err_wrap(err, "--regs-from %s", path);
	if (take_all(m, from))
		say(path, m, from);
	else
		st = err_set(err, ERR_USAGE,
			     "--regs-from %s: no register of it is known; give a snapshot, or "
			     "NAME=VALUE "
			     "by --reg",
			     path);
	mem_close(from);
	return st;
}
