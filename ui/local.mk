# SPDX-License-Identifier: GPL-2.0-or-later
libui_a_SOURCES = \
	ui/act.c \
	ui/ask.c ui/ask.h \
	ui/box.c ui/box.h \
	ui/busy.c \
	ui/detail.c ui/detail.h \
	ui/draw.c \
	ui/go.c \
	ui/grid.c ui/grid.h \
	ui/keys.c ui/keys.h \
	ui/layout.c ui/layout.h \
	ui/menu.c ui/menu.h \
	ui/mouse.c \
	ui/nav.c ui/nav.h \
	ui/outputs.c \
	ui/prompt.c ui/prompt.h \
	ui/row.c ui/row.h \
	ui/run.c \
	ui/scroll.c ui/scroll.h \
	ui/show.c \
	ui/state.h \
	ui/switch.c \
	ui/term.c ui/term.h \
	ui/tree.c ui/tree.h \
	ui/try.c \
	ui/tree_rows.c \
	ui/ui.c ui/ui.h \
	ui/utf8.c ui/utf8.h \
	ui/view.c ui/view.h \
	ui/findings.c ui/findings.h \
	ui/findings_list.c \
	ui/frame.c ui/frame.h \
	ui/work.c ui/work.h \
	ui/replay_draw.c \
	ui/replay_tables.c ui/replay_tables.h \
	ui/replay_text.c ui/replay_text.h \
	ui/replay_view.c ui/replay_view.h \
	ui/replay_walk.c ui/replay_walk.h
