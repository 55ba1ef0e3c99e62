ptview_SOURCES = \
	cli/args.c cli/args.h \
	cli/cmd_entry.c \
	cli/cmd_info.c \
	cli/cmd_look.c \
	cli/cmd_map.c \
	cli/cmd_snapshot.c \
	cli/cmd_stats.c \
	cli/cmd_tree.c \
	cli/cmd_walk.c \
	cli/commands.h \
	cli/main.c \
	cli/job.c cli/job.h
ptview_LDADD = $(LAYERS) $(LAYER_LIBS)
