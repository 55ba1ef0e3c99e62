# Not built by default: `make bench` builds and runs them.
EXTRA_PROGRAMS = bench/core bench/keys bench/lint bench/live bench/roots
CLEANFILES += $(EXTRA_PROGRAMS)
EXTRA_DIST += bench/run
bench_core_SOURCES = bench/core.c
bench_core_LDADD = libdump.a libcore.a $(ELF_LIBS) $(CODEC_LIBS)
bench_keys_SOURCES = bench/keys.c bench/leaves.c bench/leaves.h
bench_lint_SOURCES = bench/lint.c bench/leaves.c bench/leaves.h
bench_lint_LDADD = libdump.a libcore.a $(ELF_LIBS) $(CODEC_LIBS)
bench_roots_SOURCES = bench/roots.c
bench_roots_LDADD = libdump.a libcore.a $(ELF_LIBS) $(CODEC_LIBS)
bench_live_SOURCES = bench/live.c
bench_live_LDADD = libgdbstub.a libcore.a $(EXPAT_LIBS)

bench: ptview $(EXTRA_PROGRAMS)
	$(top_srcdir)/bench/run
.PHONY: bench
