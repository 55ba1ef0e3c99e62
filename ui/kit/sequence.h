/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Escape sequences that a terminal sends, behind what they begin with. next() gives a character, -1
 * where none has come soon enough; all end then, and after a few dozen, or a thousand.
 */
#ifndef PTVIEW_UI_SEQUENCE_H
#define PTVIEW_UI_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

/* A button that went down, without modifiers, and where, from 0; button -1: means nothing. */
struct sequence_mouse {
	int button; /* 0: the left one; 64, 65: the wheel, up and down */
	unsigned row, col;
};

/* CSI < button ; column ; row M or m, behind the "<". */
struct sequence_mouse sequence_mouse(int (*next)(void));

/* CSI M and three bytes, each with 32 added: a terminal without mode 1006. */
struct sequence_mouse sequence_mouse_old(int (*next)(void));

/*
 * An answer to OSC 11, behind the "]", up to BEL or ESC \ (xterm's ctlseqs). False: it is none.
 * *after: a character that has ended it, and is somebody's key; -1: none.
 */
bool sequence_ground(int (*next)(void), uint32_t *rgb, int *after);

/*
 * The rest of a control sequence, to its end (0x40 to 0x7e: ECMA-48, 5.4). True where the terminal
 * has said what it is (DA1: CSI ? ... c), as all do that are asked.
 */
bool sequence_control(int (*next)(void));

#endif
