/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which regime of which CPU is shown.
 */
#ifndef PTVIEW_UI_SWITCH_H
#define PTVIEW_UI_SWITCH_H

#include "ui/state.h"

/* Choose the first space. Errors as ui_run_on(). */
enum err_code switch_start(struct ui *u, struct err *err);

/* List the regimes of the CPU, the CPUs of the regime, to choose one. */
void switch_regimes(struct ui *u);
void switch_cpus(struct ui *u);

/* Show a regime of a CPU, or say why not. */
void switch_to(struct ui *u, enum regime_id id, unsigned cpu);

/* The same, to come back from. */
void switch_jump(struct ui *u, enum regime_id id, unsigned cpu);

/* The next one that can be walked; the next CPU. */
void switch_next_regime(struct ui *u);
void switch_next_cpu(struct ui *u);

#endif
