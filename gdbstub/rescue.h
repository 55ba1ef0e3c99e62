/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals and crashes: leave every open target as it was found, then end as the signal demands.
 */
#ifndef PTVIEW_RESCUE_H
#define PTVIEW_RESCUE_H

#include <stdbool.h>

/*
 * Handle SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE (a pager that quits) and the signals of a crash:
 * call hook, restore all stubs, and raise the signal again with its default action, so that the
 * exit status is right. exit() restores too, should it come before a close; where hook says that
 * there was something to give back, it was a library's (ncurses without memory), which is said,
 * with status 3. Those of the first five that were ignored at the call (nohup) stay so. A mapped
 * file that was cut off ends it with a line and status 3 rather than by SIGBUS. All of that happens
 * once, whatever befalls another thread meanwhile. hook may be NULL; it must be async-signal-safe:
 * the TUI puts its terminal back there, and returns whether it was open.
 */
void rescue_install(bool (*hook)(void));

#endif
