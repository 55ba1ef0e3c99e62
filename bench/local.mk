# Not built by default: `make bench` builds and runs them, and leaves their rows in bench.json.
EXTRA_PROGRAMS = bench/core bench/keys bench/lint bench/live bench/roots bench/scale
CLEANFILES += $(EXTRA_PROGRAMS) bench.json
EXTRA_DIST += bench/draw bench/run
BENCH = bench/bench.c bench/bench.h
BENCH_LIBS = libdump.a libcore.a $(ELF_LIBS) $(CODEC_LIBS)
bench_core_SOURCES = bench/core.c $(BENCH)
bench_core_LDADD = $(BENCH_LIBS)
bench_keys_SOURCES = bench/keys.c $(BENCH)
bench_keys_LDADD = $(BENCH_LIBS)
bench_lint_SOURCES = bench/lint.c $(BENCH)
bench_lint_LDADD = $(BENCH_LIBS)
bench_roots_SOURCES = bench/roots.c $(BENCH)
bench_roots_LDADD = $(BENCH_LIBS)
bench_scale_SOURCES = bench/scale.c $(BENCH)
bench_scale_LDADD = $(BENCH_LIBS)
bench_live_SOURCES = bench/live.c $(BENCH)
bench_live_LDADD = libgdbstub.a $(BENCH_LIBS) $(EXPAT_LIBS)

bench: ptview $(EXTRA_PROGRAMS)
	$(top_srcdir)/bench/run
.PHONY: bench
