# Tests of report: the model as text and as JSON, by itself.
if HAVE_CMOCKA
check_PROGRAMS += tests/report/t_rows
TESTS += tests/report/t_rows
tests_report_t_rows_SOURCES = tests/report/t_rows.c $(CORE_RIG)
tests_report_t_rows_LDADD = libreport.a $(CORE_TEST_LIBS) $(JANSSON_LIBS)
endif
