libreport_a_SOURCES = \
	report/diff.c report/diff.h \
	report/diff_json.c \
	report/fault.c report/fault.h \
	report/fault_json.c \
	report/json.c report/json.h \
	report/jsonline.c report/jsonline.h \
	report/memory.c report/memory.h \
	report/lint.h \
	report/lint_json.c \
	report/lint_text.c \
	report/rows.c report/rows.h \
	report/text.c report/text.h
