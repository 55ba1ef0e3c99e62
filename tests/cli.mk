# Tests of the command line: every batch view of the embedded snapshot against golden files, and one
# clear line with the right exit status for each kind of bad input.
# "make update-golden-cli" writes the golden files anew; look at what git says has changed.
CLI_TESTS = tests/cli/views.test tests/cli/bad_input.test tests/cli/hostile.test tests/cli/output.test tests/cli/inherited.test tests/cli/failing.test tests/cli/memory.test tests/cli/read.test \
	tests/cli/replay.test tests/cli/diff.test tests/cli/lint.test tests/cli/threads.test tests/cli/regs.test tests/cli/learn.test tests/cli/settings.test tests/cli/build.test tests/cli/export.test \
	tests/cli/export_browser.test
TESTS += $(CLI_TESTS)
EXTRA_DIST += $(CLI_TESTS) tests/cli/read.py tests/cli/export_check.py tests/cli/export_pages.py tests/cli/export_browser.js tests/cli/golden/export_diff.csv tests/cli/golden/export_replay.svg tests/cli/golden/export_tree.svg tests/cli/golden/export_map.svg \
	tests/cli/golden/export_table.svg tests/cli/golden/export_walk.svg tests/cli/golden/export_fault.svg \
	tests/cli/golden/export_nested.svg tests/cli/quotes.py tests/cli/replay_image.py tests/cli/hostile.py tests/cli/inherited.py tests/cli/failing.py \
	tests/cli/failing.c tests/cli/sarif.py tests/cli/symbols.py tests/cli/xen-4.17.map tests/cli/golden/lint.txt tests/cli/golden/learn.txt tests/cli/golden/build.txt \
	tests/cli/diff_images.py tests/cli/golden/diff.txt tests/cli/golden/views.txt tests/cli/golden/memory.txt \
	tests/cli/golden/replay.txt tests/cli/golden/replay_compare.txt \
	tests/cli/golden/replay_json.txt tests/cli/golden/replay_on.txt

if HAVE_CMOCKA
check_PROGRAMS += tests/cli/t_record tests/cli/t_record_symbols tests/cli/t_record_p2m tests/cli/t_record_p2m_code \
	tests/cli/t_record_build tests/cli/t_record_run tests/cli/t_record_p2m_run tests/cli/t_job tests/cli/t_watch \
	tests/cli/t_writes tests/cli/t_cuts tests/cli/t_packets tests/cli/t_serve
TESTS += tests/cli/t_record tests/cli/t_record_symbols tests/cli/t_record_p2m tests/cli/t_record_p2m_code \
	tests/cli/t_record_build tests/cli/t_record_run tests/cli/t_record_p2m_run tests/cli/t_job tests/cli/t_watch \
	tests/cli/t_writes tests/cli/t_cuts tests/cli/t_packets tests/cli/t_serve
tests_cli_t_record_SOURCES = tests/cli/t_record.c cli/record/record_check.c cli/record/record_tree.c
tests_cli_t_record_LDADD = libcore.a $(CMOCKA_LIBS)
tests_cli_t_record_build_SOURCES = tests/cli/t_record_build.c cli/record/record_build.c cli/record/record_tree.c
tests_cli_t_record_build_LDADD = libcore.a $(CMOCKA_LIBS)
tests_cli_t_record_symbols_SOURCES = tests/cli/t_record_symbols.c cli/record/record_symbols.c
tests_cli_t_record_symbols_LDADD = libcore.a $(CMOCKA_LIBS)
tests_cli_t_record_p2m_SOURCES = tests/cli/t_record_p2m.c cli/record/record_p2m_check.c cli/record/record_p2m_tables.c
tests_cli_t_record_p2m_LDADD = libcore.a $(CMOCKA_LIBS)
tests_cli_t_record_p2m_code_SOURCES = tests/cli/t_record_p2m_code.c cli/record/record_p2m_code.c
tests_cli_t_record_p2m_code_LDADD = libcore.a $(CMOCKA_LIBS)
# Both recorders, with p2mvm in the place of a target.
RECORDERS = tests/cli/p2mvm.c tests/cli/p2mvm.h dump/outfile.c \
	dump/sizetext.c dump/tempfile.c \
	cli/record/record_build.c cli/record/record_call.c cli/record/record_check.c cli/record/record_file.c \
	cli/record/record_final.c cli/record/record_history.c cli/record/record_note.c cli/record/record_p2m.c \
	cli/record/record_p2m_call.c cli/record/record_p2m_check.c cli/record/record_p2m_tables.c \
	cli/record/record_return.c cli/record/record_run.c cli/record/record_symbols.c cli/record/record_tree.c
tests_cli_t_record_p2m_run_SOURCES = tests/cli/t_record_p2m_run.c $(RECORDERS)
tests_cli_t_record_p2m_run_LDADD = libcore.a $(CMOCKA_LIBS)
tests_cli_t_record_run_SOURCES = tests/cli/t_record_run.c $(RECORDERS)
tests_cli_t_record_run_LDADD = libcore.a $(CMOCKA_LIBS)
tests_cli_t_watch_SOURCES = tests/cli/t_watch.c tests/stub/fake.c tests/stub/fake.h
tests_cli_t_writes_SOURCES = tests/cli/t_writes.c tests/stub/fake.c tests/stub/fake.h
# A Xen behind a fake stub.
XENSTUB = tests/cli/xenstub.c tests/cli/xenstub.h tests/stub/fake.c tests/stub/fake.h
tests_cli_t_cuts_SOURCES = tests/cli/t_cuts.c $(XENSTUB)
tests_cli_t_cuts_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS) $(CMOCKA_LIBS) -lpthread
tests_cli_t_packets_SOURCES = tests/cli/t_packets.c $(XENSTUB)
tests_cli_t_packets_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS) $(CMOCKA_LIBS) -lpthread
tests_cli_t_serve_SOURCES = tests/cli/t_serve.c $(XENSTUB)
tests_cli_t_serve_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS) $(CMOCKA_LIBS) -lpthread
tests_cli_t_writes_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS) $(CMOCKA_LIBS) -lpthread
tests_cli_t_watch_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS) $(CMOCKA_LIBS) -lpthread
tests_cli_t_job_SOURCES = tests/cli/t_job.c tests/stub/fake.c tests/stub/fake.h
tests_cli_t_job_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS) $(CMOCKA_LIBS) -lpthread
endif

update-golden-cli: ptview examples/xen-4.17-arm64.snapshot
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/views.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/replay.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/diff.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/memory.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/lint.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/learn.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/build.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/cli/export.test
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/text/texts.test
.PHONY: update-golden-cli
