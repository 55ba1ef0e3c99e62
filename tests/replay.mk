# Tests of replay
if HAVE_CMOCKA
replay_tests = \
	tests/replay/t_examples \
	tests/replay/t_fuzz \
	tests/replay/t_model \
	tests/replay/t_overlay \
	tests/replay/t_p2m \
	tests/replay/t_p2m_history \
	tests/replay/t_p2m_model \
	tests/replay/t_replay \
	tests/replay/t_vectors \
	tests/replay/t_xenpt
check_PROGRAMS += $(replay_tests)
TESTS += $(replay_tests)

replay_util = tests/replay/util.c tests/replay/util.h
replay_libs = libcore.a $(CMOCKA_LIBS)

tests_replay_t_examples_SOURCES = tests/replay/t_examples.c $(replay_util)
tests_replay_t_examples_LDADD = $(replay_libs)
tests_replay_t_fuzz_SOURCES = tests/replay/t_fuzz.c $(replay_util)
tests_replay_t_fuzz_LDADD = $(replay_libs)
tests_replay_t_model_SOURCES = tests/replay/t_model.c $(replay_util)
tests_replay_t_model_LDADD = $(replay_libs)
tests_replay_t_overlay_SOURCES = tests/replay/t_overlay.c $(replay_util)
tests_replay_t_overlay_LDADD = $(replay_libs)
tests_replay_t_p2m_SOURCES = tests/replay/t_p2m.c $(replay_util)
tests_replay_t_p2m_LDADD = $(replay_libs)
tests_replay_t_p2m_history_SOURCES = tests/replay/t_p2m_history.c $(replay_util)
tests_replay_t_p2m_history_LDADD = $(replay_libs)
tests_replay_t_p2m_model_SOURCES = tests/replay/t_p2m_model.c $(replay_util)
tests_replay_t_p2m_model_LDADD = $(replay_libs)
tests_replay_t_replay_SOURCES = tests/replay/t_replay.c $(replay_util)
tests_replay_t_replay_LDADD = $(replay_libs)
tests_replay_t_vectors_SOURCES = tests/replay/t_vectors.c $(replay_util)
tests_replay_t_vectors_LDADD = $(replay_libs)
tests_replay_t_xenpt_SOURCES = tests/replay/t_xenpt.c $(replay_util)
tests_replay_t_xenpt_LDADD = $(replay_libs)
endif

EXTRA_DIST += \
	tests/replay/pack.sh \
	tests/replay/vectors-p2m.tar.xz \
	tests/replay/vectors.tar.xz
