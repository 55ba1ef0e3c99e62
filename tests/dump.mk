# Tests of dump
TESTS += tests/dump/dumps.test
EXTRA_DIST += tests/dump/dumps.test tests/dump/formats.py

if HAVE_CMOCKA
DUMP_TESTS = tests/dump/t_dtb tests/dump/t_elfcore tests/dump/t_elfsym tests/dump/t_file tests/dump/t_formats tests/dump/t_join \
	tests/dump/t_outfile tests/dump/t_qemu tests/dump/t_snapshot tests/dump/t_starved tests/dump/t_symfile tests/dump/t_window
check_PROGRAMS += $(DUMP_TESTS)
TESTS += $(DUMP_TESTS)

DUMP_TEST_LIBS = libdump.a libcore.a $(ELF_LIBS) $(CODEC_LIBS) $(CMOCKA_LIBS)
DUMP_SCRATCH = tests/dump/scratch.c tests/dump/scratch.h
DUMP_COREGEN = tests/dump/coregen.c tests/dump/coregen.h
DUMP_FAKEMEM = tests/dump/fakemem.c tests/dump/fakemem.h

tests_dump_t_dtb_SOURCES = tests/dump/t_dtb.c $(DUMP_SCRATCH)
tests_dump_t_dtb_LDADD = libdump.a libcore.a $(ELF_LIBS) $(FDT_LIBS) $(CMOCKA_LIBS)
tests_dump_t_elfcore_SOURCES = tests/dump/t_elfcore.c $(DUMP_SCRATCH) $(DUMP_COREGEN)
tests_dump_t_elfcore_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_elfsym_SOURCES = tests/dump/t_elfsym.c $(DUMP_SCRATCH)
tests_dump_t_elfsym_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_window_SOURCES = tests/dump/t_window.c tests/core/rng.h $(DUMP_SCRATCH)
tests_dump_t_window_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_file_SOURCES = tests/dump/t_file.c $(DUMP_SCRATCH) $(DUMP_COREGEN)
tests_dump_t_file_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_formats_SOURCES = tests/dump/t_formats.c tests/dump/dumpgen.c tests/dump/dumpgen.h $(DUMP_SCRATCH)
tests_dump_t_formats_LDADD = $(DUMP_TEST_LIBS) $(SNAPPY_LIBS)
tests_dump_t_join_SOURCES = tests/dump/t_join.c $(DUMP_FAKEMEM)
tests_dump_t_join_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_outfile_SOURCES = tests/dump/t_outfile.c $(DUMP_SCRATCH)
tests_dump_t_outfile_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_outfile_LDFLAGS = -Wl,--wrap=access
tests_dump_t_qemu_SOURCES = tests/dump/t_qemu.c $(DUMP_SCRATCH)
tests_dump_t_qemu_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_symfile_SOURCES = tests/dump/t_symfile.c $(DUMP_SCRATCH)
tests_dump_t_symfile_LDADD = $(DUMP_TEST_LIBS)
tests_dump_t_starved_SOURCES = tests/dump/t_starved.c tests/dump/dumpgen.c tests/dump/dumpgen.h $(DUMP_SCRATCH)
tests_dump_t_starved_LDADD = $(DUMP_TEST_LIBS) $(SNAPPY_LIBS)
tests_dump_t_starved_LDFLAGS = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup
tests_dump_t_snapshot_SOURCES = tests/dump/t_snapshot.c $(DUMP_SCRATCH) $(DUMP_FAKEMEM)
tests_dump_t_snapshot_LDADD = $(DUMP_TEST_LIBS)
endif
