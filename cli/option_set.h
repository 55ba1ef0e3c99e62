/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rows of options.c do with an argument: setters. Each says on stderr what is wrong. */
#ifndef PTVIEW_OPTION_SET_H
#define PTVIEW_OPTION_SET_H

#include "cli/options.h"

typedef bool option_setter(const struct option_row *o, const char *arg, struct args *a);

/* Plain ones: where they write is in the row. */
option_setter option_set_flag;	  /* a bool */
option_setter option_set_text;	  /* a const char *, kept as it is */
option_setter option_set_choice;  /* an enum: the place of arg in the row's words */
option_setter option_set_count;	  /* a uint64_t, up to the row's most */
option_setter option_set_small;	  /* the same in an int or unsigned */
option_setter option_set_size;	  /* a uint64_t by number_size(), 1 to the row's most */
option_setter option_set_address; /* a uint64_t by number_address() */

/* Of one option each. */
option_setter option_set_regime;
option_setter option_set_reg;
option_setter option_set_symbols;
option_setter option_set_dtb;
option_setter option_set_ram;
option_setter option_set_level;
option_setter option_set_granule;
option_setter option_set_op;
option_setter option_set_where;
option_setter option_set_output;

#endif
