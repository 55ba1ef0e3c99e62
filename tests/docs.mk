# Tests of the manuals, the completions and docs/
DOCS_TESTS = tests/docs/manual.test tests/docs/json.test tests/docs/decoding.test \
	tests/docs/completion.test tests/docs/readme.test tests/docs/release.test
TESTS += $(DOCS_TESTS)
EXTRA_DIST += $(DOCS_TESTS) tests/docs/release-check tests/docs/lib.sh tests/docs/update tests/docs/json_keys.py

check_PROGRAMS += tests/docs/print_rows tests/docs/print_keys tests/docs/print_options
tests_docs_print_rows_SOURCES = tests/docs/print_rows.c
tests_docs_print_rows_LDADD = libcore.a
tests_docs_print_keys_SOURCES = tests/docs/print_keys.c
tests_docs_print_keys_LDADD = libui.a libreport.a libcore.a $(NCURSES_LIBS)
tests_docs_print_options_SOURCES = tests/docs/print_options.c
tests_docs_print_options_LDADD = libcli.a $(LAYERS) $(LAYER_LIBS)

# What of README.md, docs/ and man/ is generated from the code, anew.
update-docs: all tests/docs/print_rows$(EXEEXT) tests/docs/print_keys$(EXEEXT) tests/docs/print_options$(EXEEXT)
	srcdir='$(srcdir)' $(srcdir)/tests/docs/update
	for page in README.md docs/hour.md docs/teaching.md; do \
		LC_ALL=C.UTF-8 $(srcdir)/tests/cli/quotes.py --update ./ptview $(srcdir)/$$page || exit 1; \
	done
.PHONY: update-docs

# Before a version is tagged: docs/RELEASING.md
release-check: all
	$(srcdir)/tests/docs/release-check $(srcdir)
.PHONY: release-check
