libreport_a_SOURCES = \
	report/json.c report/json.h \
	report/memory.c report/memory.h \
	report/rows.c report/rows.h \
	report/text.c report/text.h
