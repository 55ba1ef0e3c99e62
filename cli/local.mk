ptview_SOURCES = \
	cli/args.c cli/args.h \
	cli/cmd_diff.c \
	cli/cmd_entry.c \
	cli/cmd_fault.c \
	cli/cmd_find.c \
	cli/cmd_info.c \
	cli/cmd_lint.c \
	cli/lint_image.c cli/lint_image.h \
	cli/cmd_look.c \
	cli/cmd_map.c \
	cli/cmd_replay.c cli/cmd_replay.h \
	cli/cmd_replay_check.c \
	cli/cmd_replay_files.c \
	cli/cmd_replay_show.c \
	cli/cmd_record.c \
	cli/cmd_snapshot.c \
	cli/cmd_stats.c \
	cli/cmd_tree.c \
	cli/cmd_walk.c \
	cli/commands.h \
	cli/main.c \
	cli/physmem.c cli/physmem.h \
	cli/replay_on.c cli/replay_on.h \
	cli/record_call.c cli/record_call.h \
	cli/record_check.c cli/record_check.h \
	cli/record_file.c cli/record_file.h \
	cli/record_run.c cli/record_run.h \
	cli/record_tree.c cli/record_tree.h \
	cli/job.c cli/job.h
ptview_LDADD = $(LAYERS) $(LAYER_LIBS)
