# SPDX-License-Identifier: GPL-2.0-or-later
# Not built by default: "make fuzz" and "make check-fuzz", after "configure --enable-fuzzers CC=clang".
FUZZ_TARGETS = \
	fuzz/console \
	fuzz/diff \
	fuzz/dtb \
	fuzz/dump \
	fuzz/elfsym \
	fuzz/lesson \
	fuzz/lint \
	fuzz/mtree \
	fuzz/replay \
	fuzz/roots \
	fuzz/session \
	fuzz/tdesc \
	fuzz/walk \
	fuzz/words
EXTRA_DIST += fuzz/run fuzz/seeds fuzz/keep fuzz/corpus.tar.xz

if FUZZERS
EXTRA_PROGRAMS += $(FUZZ_TARGETS)
endif

fuzz_flags = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_file = fuzz/casefile.c fuzz/casefile.h fuzz/feed.h
fuzz_tables = fuzz/tables.c fuzz/tables.h fuzz/feed.h

fuzz_console_SOURCES = fuzz/console.c fuzz/feed.h
fuzz_console_LDADD = libtext.a libcore.a
fuzz_console_LDFLAGS = $(fuzz_flags)
fuzz_diff_SOURCES = fuzz/diff.c $(fuzz_tables)
fuzz_diff_LDADD = libcore.a
fuzz_diff_LDFLAGS = $(fuzz_flags)
fuzz_dtb_SOURCES = fuzz/dtb.c fuzz/feed.h
fuzz_dtb_LDADD = libdump.a libcore.a $(FDT_LIBS)
fuzz_dtb_LDFLAGS = $(fuzz_flags)
fuzz_dump_SOURCES = fuzz/dump.c $(fuzz_file)
fuzz_dump_LDADD = libdump.a libcore.a $(ELF_LIBS) $(CODEC_LIBS)
fuzz_dump_LDFLAGS = $(fuzz_flags)
fuzz_elfsym_SOURCES = fuzz/elfsym.c $(fuzz_file)
fuzz_elfsym_LDADD = libdump.a libcore.a $(ELF_LIBS)
fuzz_elfsym_LDFLAGS = $(fuzz_flags)
fuzz_lesson_SOURCES = fuzz/lesson.c fuzz/feed.h
fuzz_lesson_LDADD = libcore.a
fuzz_lesson_LDFLAGS = $(fuzz_flags)
fuzz_lint_SOURCES = fuzz/lint.c $(fuzz_tables)
fuzz_lint_LDADD = libcore.a
fuzz_lint_LDFLAGS = $(fuzz_flags)
fuzz_mtree_SOURCES = fuzz/mtree.c fuzz/feed.h
fuzz_mtree_LDADD = libgdbstub.a libcore.a
fuzz_mtree_LDFLAGS = $(fuzz_flags)
fuzz_replay_SOURCES = fuzz/replay.c fuzz/feed.h
fuzz_replay_LDADD = libcore.a
fuzz_replay_LDFLAGS = $(fuzz_flags)
fuzz_roots_SOURCES = fuzz/roots.c $(fuzz_tables)
fuzz_roots_LDADD = libcore.a
fuzz_roots_LDFLAGS = $(fuzz_flags)
fuzz_session_SOURCES = fuzz/session.c fuzz/feed.h
fuzz_session_LDADD = libgdbstub.a libcore.a $(EXPAT_LIBS)
fuzz_session_LDFLAGS = $(fuzz_flags)
fuzz_tdesc_SOURCES = fuzz/tdesc.c fuzz/feed.h
fuzz_tdesc_LDADD = libgdbstub.a libcore.a $(EXPAT_LIBS)
fuzz_tdesc_LDFLAGS = $(fuzz_flags)
fuzz_walk_SOURCES = fuzz/walk.c $(fuzz_tables)
fuzz_walk_LDADD = libcore.a
fuzz_walk_LDFLAGS = $(fuzz_flags)
fuzz_words_SOURCES = fuzz/words.c fuzz/feed.h
fuzz_words_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS)
fuzz_words_LDFLAGS = $(fuzz_flags)

# FUZZ_SECONDS: of each; FUZZ_ONLY: names. The corpora stay in fuzz/corpus of the build.
FUZZ_SECONDS = 1800
if FUZZERS
fuzz: $(FUZZ_TARGETS)
	$(top_srcdir)/fuzz/run $(FUZZ_SECONDS) $(FUZZ_ONLY)
check-fuzz: $(FUZZ_TARGETS)
	FUZZ_PATIENCE=10 $(top_srcdir)/fuzz/run 5
else
fuzz check-fuzz:
	@echo "this build has no fuzzers: configure --enable-fuzzers CC=clang, in a folder of its own" >&2
	@exit 1
endif
.PHONY: fuzz check-fuzz
