# SPDX-License-Identifier: GPL-2.0-or-later
libreport_a_SOURCES = \
	report/content.c report/content.h \
	report/diff.h \
	report/diff_json.c \
	report/diff_text.c \
	report/fault.h \
	report/fault_json.c \
	report/fault_text.c \
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
