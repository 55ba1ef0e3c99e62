# The replay engine
libcore_a_SOURCES += \
	src/overlay.c src/overlay.h \
	src/replay.h src/replay_int.h \
	src/replay_base.c \
	src/replay_check.c \
	src/replay_header.c \
	src/replay_lines.c \
	src/replay_op.c \
	src/replay_parse.c \
	src/replay_run.c \
	src/replay_scan.c \
	src/replay_shape.c \
	src/replay_state.c \
	src/xenpt.c src/xenpt.h src/xenpt_int.h \
	src/xenpt_dialect.c \
	src/xenpt_entry.c \
	src/xenpt_event.c \
	src/xenpt_order.c \
	src/xenpt_range.c \
	src/xenpt_text.c
