# Tests of the finder of roots
if HAVE_CMOCKA
check_PROGRAMS += tests/roots/t_roots
TESTS += tests/roots/t_roots
tests_roots_t_roots_SOURCES = tests/roots/t_roots.c tests/roots/mem.c tests/roots/mem.h \
	$(CORE_MEM) tests/core/tree.c tests/core/tree.h tests/core/ref.c tests/core/ref.h \
	tests/core/ref_perms.c tests/core/ref_perms.h
tests_roots_t_roots_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/roots/t_const
TESTS += tests/roots/t_const
tests_roots_t_const_SOURCES = tests/roots/t_const.c
tests_roots_t_const_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/roots/t_tasks
TESTS += tests/roots/t_tasks
tests_roots_t_tasks_SOURCES = tests/roots/t_tasks.c tests/roots/mem.c tests/roots/mem.h \
	$(CORE_MEM) tests/core/tree.c tests/core/tree.h tests/core/ref.c tests/core/ref.h \
	tests/core/ref_perms.c tests/core/ref_perms.h
tests_roots_t_tasks_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/roots/t_domains
TESTS += tests/roots/t_domains
tests_roots_t_domains_SOURCES = tests/roots/t_domains.c tests/roots/mem.c tests/roots/mem.h \
	$(CORE_MEM) tests/core/tree.c tests/core/tree.h tests/core/ref.c tests/core/ref.h \
	tests/core/ref_perms.c tests/core/ref_perms.h
tests_roots_t_domains_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/roots/t_lost
TESTS += tests/roots/t_lost
tests_roots_t_lost_SOURCES = tests/roots/t_lost.c tests/roots/mem.c tests/roots/mem.h \
	$(CORE_MEM) tests/core/tree.c tests/core/tree.h tests/core/ref.c tests/core/ref.h \
	tests/core/ref_perms.c tests/core/ref_perms.h
tests_roots_t_lost_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/roots/t_symbols
TESTS += tests/roots/t_symbols
tests_roots_t_symbols_SOURCES = tests/roots/t_symbols.c tests/roots/mem.c tests/roots/mem.h \
	$(CORE_MEM) tests/core/tree.c tests/core/tree.h tests/core/ref.c tests/core/ref.h \
	tests/core/ref_perms.c tests/core/ref_perms.h
tests_roots_t_symbols_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/roots/t_names
TESTS += tests/roots/t_names
tests_roots_t_names_SOURCES = tests/roots/t_names.c tests/roots/mem.c tests/roots/mem.h \
	$(CORE_MEM) tests/core/tree.c tests/core/tree.h tests/core/ref.c tests/core/ref.h \
	tests/core/ref_perms.c tests/core/ref_perms.h
tests_roots_t_names_LDADD = $(CORE_TEST_LIBS)
endif
