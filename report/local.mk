libreport_a_SOURCES = \
	report/rows.c report/rows.h \
	report/text.c report/text.h
