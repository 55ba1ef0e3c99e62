/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/snapnum.h"

#include "src/err.h"
#include "src/mem.h"
#include "src/regime/sysreg.h"

struct row {
	enum snapnum what;
	unsigned code;
	unsigned number; /* never 0, never changed, never used again */
};

static const struct row rows[] = {
	{SNAPNUM_REASON, ERR_NOT_PRESENT, 1},
	{SNAPNUM_REASON, ERR_HOLE, 2},
	{SNAPNUM_REASON, ERR_DEVICE, 3},
	{SNAPNUM_REASON, ERR_IO, 4},
	{SNAPNUM_REASON, ERR_STAGE2, 5},
	{SNAPNUM_REASON, ERR_UNSUPPORTED, 6},
	{SNAPNUM_REASON, ERR_MALFORMED, 7},
	{SNAPNUM_REASON, ERR_NOT_RAM, 8},
	{SNAPNUM_REASON, ERR_DAMAGED, 9},

	{SNAPNUM_ORIGIN, SYSREG_ABSENT, 1},
	{SNAPNUM_ORIGIN, SYSREG_READ, 2},
	{SNAPNUM_ORIGIN, SYSREG_GIVEN, 3},
	{SNAPNUM_ORIGIN, SYSREG_INFERRED, 4},
	{SNAPNUM_ORIGIN, SYSREG_VMCOREINFO, 5},
	{SNAPNUM_ORIGIN, SYSREG_SYMBOLS, 6},
	{SNAPNUM_ORIGIN, SYSREG_CONTEXT, 7},
	{SNAPNUM_ORIGIN, SYSREG_CODE, 8},

	{SNAPNUM_KIND, MEM_RAM, 1},
	{SNAPNUM_KIND, MEM_ROM, 2},
	{SNAPNUM_KIND, MEM_DEVICE, 3},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

unsigned snapnum_write(enum snapnum what, unsigned code)
{
	for (int i = 0; i < ROWS; i++) {
		if (rows[i].what == what && rows[i].code == code)
			return rows[i].number;
	}
	return 0;
}

bool snapnum_read(enum snapnum what, uint64_t number, unsigned *code)
{
	*code = 0;
	for (int i = 0; i < ROWS; i++) {
		if (rows[i].what == what && rows[i].number == number) {
			*code = rows[i].code;
			return true;
		}
	}
	return false;
}
