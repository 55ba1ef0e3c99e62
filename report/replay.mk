# Replays as text and as JSON
libreport_a_SOURCES += \
	report/replay.c report/replay.h \
	report/replay_compare.c report/replay_compare.h \
	report/replay_fold.c report/replay_fold.h \
	report/replay_json.c report/replay_json.h \
	report/replay_memory.c report/replay_memory.h \
	report/replay_why.c \
	report/replay_words.c report/replay_words.h
