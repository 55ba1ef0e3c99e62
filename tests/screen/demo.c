/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen tests' target in your own terminal, to look at.
 *
 *   demo [--ascii] [--mono] [--large] [REGIME [CPU]]
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/screen/target.h"
#include "ui/ui.h"

static void on_signal(int sig)
{
	ui_emergency_restore();
	_exit(128 + sig);
}

static bool flag(int *argc, char ***argv, const char *name)
{
	if (*argc < 2 || strcmp((*argv)[1], name))
		return false;
	(*argc)--;
	(*argv)++;
	return true;
}

int main(int argc, char **argv)
{
	struct ui_options o = {.color = true, .source = "demo"};
	struct mem *m;
	struct err err;
	enum err_code st;

	o.ascii = flag(&argc, &argv, "--ascii");
	o.color = !flag(&argc, &argv, "--mono");
	m = flag(&argc, &argv, "--large") ? target_new_large(NULL, NULL) : target_new(NULL, NULL);
	for (int id = 0; argc > 1 && id < REGIME_COUNT; id++) {
		if (strcmp(argv[1], regime_name((enum regime_id)id)))
			continue;
		o.regime = (enum regime_id)id;
		o.regime_given = true;
	}
	o.cpu_given = argc > 2;
	o.cpu = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	if (!m)
		return 1;
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	st = ui_run(m, &o, &err);
	if (st)
		fprintf(stderr, "demo: %s\n", err.text);
	mem_close(m);
	return st ? 1 : 0;
}
