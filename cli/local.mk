# SPDX-License-Identifier: GPL-2.0-or-later
# All but main(), so that a test can have it.
noinst_LIBRARIES += libcli.a
ptview_SOURCES = cli/main.c

libcli_a_SOURCES = \
	cli/args.c cli/args.h \
	cli/cmd_aliases.c \
	cli/cmd_diff.c cli/cmd_diff.h \
	cli/cmd_entry.c \
	cli/cmd_fault.c \
	cli/fault_run.c cli/fault_run.h \
	cli/cmd_find.c \
	cli/cmd_info.c \
	cli/cmd_lint.c \
	cli/cmd_look.c \
	cli/cmd_map.c \
	cli/cmd_read.c \
	cli/cmd_record.c \
	cli/cmd_roots.c \
	cli/cmd_snapshot.c \
	cli/cmd_stats.c \
	cli/cmd_tree.c \
	cli/cmd_walk.c \
	cli/cmd_watch.c \
	cli/watch_writes.c cli/watch_writes.h \
	cli/color.c cli/color.h \
	cli/commands.c cli/commands.h \
	cli/findroots.c cli/findroots.h \
	cli/help.c cli/help.h \
	cli/inherited.c cli/inherited.h \
	cli/inputs.c cli/inputs.h \
	cli/job.c cli/job.h cli/job_regime.c cli/job_regime.h cli/job_source.c cli/job_source.h \
	cli/lint_history.c cli/lint_history.h \
	cli/lint_image.c cli/lint_image.h \
	cli/matching.c cli/matching.h \
	cli/naming.c cli/naming.h \
	cli/option_set.c cli/option_set.h \
	cli/options.c cli/options.h \
	cli/physmem.c cli/physmem.h \
	cli/regsfrom.c cli/regsfrom.h \
	cli/search.c cli/search.h \
	cli/settings.c cli/settings.h \
	cli/share.c cli/share.h \
	cli/fault_console.c cli/fault_console.h \
	cli/textranges.c cli/textranges.h \
	cli/textsource.c cli/textsource.h \
	cli/wholefile.c cli/wholefile.h \
	cli/xdg.c cli/xdg.h

libcli_a_SOURCES += \
	cli/record/record_build.c cli/record/record_build.h \
	cli/record/record_call.c cli/record/record_call.h \
	cli/record/record_check.c cli/record/record_check.h \
	cli/record/record_file.c cli/record/record_file.h \
	cli/record/record_final.c cli/record/record_final.h \
	cli/record/record_history.c cli/record/record_history.h \
	cli/record/record_note.c cli/record/record_note.h \
	cli/record/record_p2m.c cli/record/record_p2m.h \
	cli/record/record_p2m_call.c cli/record/record_p2m_call.h \
	cli/record/record_p2m_check.c cli/record/record_p2m_check.h \
	cli/record/record_p2m_code.c cli/record/record_p2m_code.h \
	cli/record/record_p2m_say.c cli/record/record_p2m_say.h \
	cli/record/record_p2m_tables.c cli/record/record_p2m_tables.h \
	cli/record/record_return.c cli/record/record_return.h \
	cli/record/record_run.c cli/record/record_run.h \
	cli/record/record_symbols.c cli/record/record_symbols.h \
	cli/record/record_tree.c cli/record/record_tree.h

libcli_a_SOURCES += \
	cli/learn/build_replay.c cli/learn/build_replay.h \
	cli/learn/build_save.c cli/learn/build_save.h \
	cli/learn/cmd_build.c \
	cli/learn/cmd_learn.c \
	cli/learn/learn.h \
	cli/learn/learn_check.c \
	cli/learn/learn_lint.c \
	cli/learn/learn_shelf.c \
	cli/learn/learn_state.c

libcli_a_SOURCES += \
	cli/replay/cmd_replay.c cli/replay/cmd_replay.h \
	cli/replay/cmd_replay_check.c \
	cli/replay/cmd_replay_files.c \
	cli/replay/cmd_replay_p2m.c \
	cli/replay/cmd_replay_run.c \
	cli/replay/cmd_replay_show.c \
	cli/replay/cmd_replay_tell.c \
	cli/replay/replay_on.c cli/replay/replay_on.h

libcli_a_SOURCES += \
	cli/export/cmd_export.c cli/export/cmd_export.h \
	cli/export/export_diff.c \
	cli/export/export_json.c \
	cli/export/export_replay.c \
	cli/export/export_source.c
ptview_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS)
