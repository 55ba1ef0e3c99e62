# SPDX-License-Identifier: GPL-2.0-or-later
libreport_a_SOURCES = \
	report/content.c report/content.h \
	report/diff.h \
	report/diff_json.c \
	report/writes.c report/writes.h \
	report/diff_text.c \
	report/fault.h \
	report/fault_json.c \
	report/fault_text.c \
	report/frame.c report/frame.h \
	report/json.c report/json.h \
	report/jsonline.c report/jsonline.h \
	report/lint.h \
	report/lint_json.c \
	report/lint_text.c \
	report/memory.c report/memory.h \
	report/output.c report/output.h \
	report/refusal.c report/refusal.h \
	report/roots.h \
	report/roots_json.c \
	report/roots_text.c \
	report/rows.c report/rows.h \
	report/rows_stats.c \
	report/text.c report/text.h

libreport_a_SOURCES += \
	report/replay/p2m.h \
	report/replay/p2m_json.c \
	report/replay/p2m_compare.c \
	report/replay/p2m_sequence.c \
	report/replay/p2m_text.c \
	report/replay/replay.h \
	report/replay/replay_compare.c report/replay/replay_compare.h \
	report/replay/replay_fold.c report/replay/replay_fold.h \
	report/replay/replay_json.c report/replay/replay_json.h \
	report/replay/replay_memory.c report/replay/replay_memory.h \
	report/replay/replay_text.c \
	report/replay/replay_why.c \
	report/replay/replay_words.c report/replay/replay_words.h \
	report/replay/ruler.c report/replay/ruler.h

libreport_a_SOURCES += \
	report/export/csv.c \
	report/export/dot.c \
	report/export/html.c \
	report/export/escape.c report/export/escape.h \
	report/export/look.c report/export/look.h \
	report/export/picture.c report/export/picture.h \
	report/export/picture_grid.c \
	report/export/picture_map.c \
	report/export/picture_replay.c \
	report/export/picture_rows.c \
	report/export/picture_tree.c \
	report/export/picture_walk.c \
	report/export/sheet.c report/export/sheet.h \
	report/export/sheet_diff.c \
	report/export/sheet_frame.c \
	report/export/sheet_map.c \
	report/export/sheet_origin.c \
	report/export/sheet_replay.c \
	report/export/sheet_tree.c \
	report/export/sheet_fill.c report/export/sheet_walk.c \
	report/export/svg.c report/export/svg.h \
	report/export/write.h

# The page's style and script are files of their own, and strings in a header.
EXTRA_DIST += report/export/page.css report/export/page.js
CLEANFILES += report/export/page.h
report/export/page.h: report/export/page.css report/export/page.js
	$(AM_V_GEN)$(MKDIR_P) report/export && for name in css js; do \
		echo "static const char page_$$name[] ="; \
		sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n"/' $(srcdir)/report/export/page.$$name || exit 1; \
		echo ";"; \
	done >$@.new && mv $@.new $@
report/export/html.$(OBJEXT): report/export/page.h
