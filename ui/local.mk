# SPDX-License-Identifier: GPL-2.0-or-later
libui_a_SOURCES = \
	ui/cells.c ui/cells.h \
	ui/changes.c ui/changes.h \
	ui/command.c ui/command.h \
	ui/compare.c ui/compare.h \
	ui/differences.c ui/differences.h \
	ui/desk.c ui/desk.h \
	ui/desk_line.c ui/desk_line.h \
	ui/detail.c ui/detail.h \
	ui/draw.c ui/draw.h \
	ui/filter.c ui/filter.h \
	ui/findings.c ui/findings.h \
	ui/findings_look.c ui/findings_look.h \
	ui/go.c ui/go.h \
	ui/guest.c ui/guest.h \
	ui/export.c ui/export.h \
	ui/keep.c ui/keep.h \
	ui/learn.c ui/learn.h \
	ui/marks.c ui/marks.h \
	ui/nav.c ui/nav.h \
	ui/renew.c ui/renew.h \
	ui/roots_list.c ui/roots_list.h \
	ui/roots_start.c ui/roots_start.h \
	ui/options.h \
	ui/places.c ui/places.h \
	ui/row.c ui/row.h \
	ui/search.c ui/search.h \
	ui/run.c \
	ui/state.c ui/state.h \
	ui/switch.c ui/switch.h \
	ui/tree.c ui/tree.h \
	ui/browse.c ui/browse.h \
	ui/try.c ui/try.h \
	ui/ui.c ui/ui.h \
	ui/watching.c ui/watching.h \
	ui/stores.c ui/stores.h \
	ui/space.c ui/space.h

libui_a_SOURCES += \
	ui/kit/box.c ui/kit/box.h \
	ui/kit/cmdline.c ui/kit/cmdline.h \
	ui/kit/complete.c ui/kit/complete.h \
	ui/kit/frame.c ui/kit/frame.h \
	ui/kit/grid.c ui/kit/grid.h \
	ui/kit/keys.c ui/kit/keys.h \
	ui/kit/layout.c ui/kit/layout.h \
	ui/kit/line.c ui/kit/line.h \
	ui/kit/list.c ui/kit/list.h \
	ui/kit/menu.c ui/kit/menu.h \
	ui/kit/newfile.c ui/kit/newfile.h \
	ui/kit/prompt.c ui/kit/prompt.h \
	ui/kit/screen.c ui/kit/screen.h \
	ui/kit/scroll.c ui/kit/scroll.h \
	ui/kit/sequence.c ui/kit/sequence.h \
	ui/kit/term.c ui/kit/term.h \
	ui/kit/theme.c ui/kit/theme.h \
	ui/kit/utf8.c ui/kit/utf8.h \
	ui/kit/work.c ui/kit/work.h \
	ui/kit/wrap.c ui/kit/wrap.h

libui_a_SOURCES += \
	ui/replay/replay_export.c ui/replay/replay_export.h \
	ui/replay/ask.c ui/replay/ask.h \
	ui/replay/face.c ui/replay/face.h \
	ui/replay/face_p2m.c \
	ui/replay/face_xenpt.c \
	ui/replay/replay_command.c \
	ui/replay/replay_draw.c \
	ui/replay/replay_mouse.c \
	ui/replay/replay_save.c \
	ui/replay/replay_tables.c ui/replay/replay_tables.h \
	ui/replay/replay_text.c ui/replay/replay_text.h \
	ui/replay/replay_view.c ui/replay/replay_view.h \
	ui/replay/replay_walk.c ui/replay/replay_walk.h

libui_a_SOURCES += \
	ui/views/listed.c ui/views/listed.h \
	ui/views/view.h \
	ui/views/view_bits.c \
	ui/views/view_differences.c \
	ui/views/signs.c ui/views/signs.h \
	ui/views/view_findings.c \
	ui/views/view_grid.c \
	ui/views/view_log.c \
	ui/views/view_lesson.c \
	ui/views/map_rows.c ui/views/map_rows.h \
	ui/views/view_map.c \
	ui/views/view_overview.c \
	ui/views/view_registers.c \
	ui/views/view_statistics.c \
	ui/views/view_tree.c \
	ui/views/view_walk.c \
	ui/views/view_why.c \
	ui/views/views.c ui/views/views.h
