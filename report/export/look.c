/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/look.h"

/* Shapes: strokes in a square of 8 by 8 that repeats. */
#define NONE	""
#define RISING	"M0 8L8 0M-1 1L1-1M7 9L9 7"
#define FALLING "M0 0L8 8M-1 7L1 9M7-1L9 1"
#define CROSSED "M0 0L8 8M8 0L0 8"
#define LYING	"M0 4H8"
#define UPRIGHT "M4 0V8"
#define GRID	"M0 4H8M4 0V8"
#define DOTS	"M3 4H5"
#define DASHES	"M1 2H5M5 6H8M0 6H1"

/* Inks of what the screen shows too are those of its themes `light` and `dark` (ui/kit/theme.c),
 * which tests/screen/unit compares. */
static const struct look_row rows[LOOKS] = {
	[LOOK_INVALID] = {"invalid", "invalid", "#626262", "#f4f5f6", "#949494", "#1b2026", NONE},
	[LOOK_TABLE] = {"table", "table", "#005f87", "#d9f2f8", "#5fd7d7", "#0b3540", NONE},
	[LOOK_BLOCK] = {"block", "block", "#875f00", "#fbeec2", "#ffd75f", "#3a2f08", RISING},
	[LOOK_PAGE] = {"page", "page", "#005f00", "#dcf3e0", "#87d787", "#12341c", DOTS},
	[LOOK_RESERVED] = {"reserved", "reserved encoding", "#870087", "#f6e0f6", "#ff87ff",
			   "#3c123c", CROSSED},
	[LOOK_KEPT] = {"kept", "not valid, but kept", "#704214", "#f7eadd", "#e0b48a", "#35210f",
		       DASHES},
	[LOOK_UNREAD] = {"unread", "could not be read", "#af0000", "#fde3e1", "#ff8787", "#471210",
			 GRID},
	[LOOK_NO_ACCESS] = {"none", "no access", "#626262", "#eceef0", "#949494", "#262c33", LYING},
	[LOOK_READ] = {"ro", "read-only", "#005f00", "#dcf3e0", "#87d787", "#12341c", DOTS},
	[LOOK_WRITE] = {"rw", "read and write", "#1b4f91", "#dfeafa", "#9cc4ff", "#12294a", RISING},
	[LOOK_DEVICE] = {"device", "device", "#875f00", "#fbeec2", "#ffd75f", "#3a2f08", UPRIGHT},
	[LOOK_EXEC] = {"rx", "executable", "#005f87", "#d9f2f8", "#5fd7d7", "#0b3540", FALLING},
	[LOOK_WRITE_EXEC] = {"wx", "writable and executable", "#af0000", "#fde3e1", "#ff8787",
			     "#471210", CROSSED},
	[LOOK_UNTOLD] = {"untold", "permissions not known", "#870087", "#f6e0f6", "#ff87ff",
			 "#3c123c", GRID},
	[LOOK_NEW] = {"new", "came", "#005f00", "#dcf3e0", "#87d787", "#12341c", UPRIGHT},
	[LOOK_GONE] = {"gone", "went", "#af0000", "#fde3e1", "#ff8787", "#471210", LYING},
	[LOOK_CHANGED] = {"changed", "changed", "#875f00", "#fbeec2", "#ffd75f", "#3a2f08", RISING},
	[LOOK_SAME] = {"same", "same meaning", "#626262", "#eceef0", "#949494", "#262c33", DASHES},
	[LOOK_OPERATION] = {"op", "operation", "#1b4f91", "#dfeafa", "#9cc4ff", "#12294a", UPRIGHT},
	[LOOK_STEP] = {"step", "step", "#005f00", "#dcf3e0", "#87d787", "#12341c", DOTS},
	[LOOK_WHY] = {"why", "why it is so", "#626262", "#eceef0", "#949494", "#262c33", DASHES},
	[LOOK_REFUSED] = {"refused", "refused", "#af0000", "#fde3e1", "#ff8787", "#471210",
			  CROSSED},
	[LOOK_FAULT] = {"fault", "fault", "#af0000", "#fde3e1", "#ff8787", "#471210", CROSSED},
	[LOOK_MEMORY] = {"memory", "memory of another kind", "#af0000", "#fde3e1", "#ff8787",
			 "#471210", GRID},
	[LOOK_OUTCOME] = {"outcome", "outcome", "#875f00", "#fbeec2", "#ffd75f", "#3a2f08", RISING},
};

const struct look_row *look_row(enum look l)
{
	return &rows[l];
}

enum look look_of_kind(enum desc_kind kind)
{
	static const enum look looks[] = {
		[DESC_INVALID] = LOOK_INVALID,	 [DESC_TABLE] = LOOK_TABLE,
		[DESC_BLOCK] = LOOK_BLOCK,	 [DESC_PAGE] = LOOK_PAGE,
		[DESC_RESERVED] = LOOK_RESERVED,
	};

	return looks[kind];
}

/* Device is what MAIR's high nibble 0 says (DDI 0487, MAIR_ELx). */
enum look look_of_attr(const struct attr *a)
{
	unsigned all = a->perms | a->perms_user;

	if (a->flags & ATTR_UNTOLD)
		return LOOK_UNTOLD;
	if (all & ATTR_X)
		return all & ATTR_W ? LOOK_WRITE_EXEC : LOOK_EXEC;
	if (a->type_known && a->type < 0x10)
		return LOOK_DEVICE;
	if (all & ATTR_W)
		return LOOK_WRITE;
	return all & ATTR_R ? LOOK_READ : LOOK_NO_ACCESS;
}
