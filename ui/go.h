/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * To an address: by itself, or by the output that it leads to; and the walk that leads there.
 */
#ifndef PTVIEW_UI_GO_H
#define PTVIEW_UI_GO_H

#include "ui/state.h"

/* Lines that are asked for: an input address, to go there; an output address, to go to or list what
 * leads to it. */
extern const struct line_ask go_input, go_output;
void go_ask(struct ui *u);
void go_ask_output(struct ui *u);

/*
 * A number, or a symbol where there are some: "dead" is a number, "dead+0" is not. In which regime
 * it is, is not asked. ERR_USAGE, with words.
 */
enum err_code go_parse(const struct ui *u, const char *line, uint64_t *v, struct err *err);

/* Walk to the row under the cursor; hide the walk if one is shown. */
void go_walk(struct ui *u);

/* Carry the shown walk out again, through stage 2 or not. */
void go_again(struct ui *u);

/* Bring the shown walk in line with the cursor. */
void go_follow(struct ui *u);

/* To an address that the program was given; one that the regime does not have leads nowhere. */
void go_start(struct ui *u, uint64_t at);

#endif
