# Tests of report: the model as text and as JSON, by itself.
if HAVE_CMOCKA
check_PROGRAMS += tests/report/t_rows tests/report/t_words
TESTS += tests/report/t_rows tests/report/t_words
tests_report_t_rows_SOURCES = tests/report/t_rows.c $(CORE_RIG)
tests_report_t_rows_LDADD = libreport.a $(CORE_TEST_LIBS) $(JANSSON_LIBS)
tests_report_t_words_SOURCES = tests/report/t_words.c
tests_report_t_words_LDADD = libreport.a $(CORE_TEST_LIBS) $(JANSSON_LIBS)
endif
