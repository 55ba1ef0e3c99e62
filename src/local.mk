libcore_a_SOURCES = \
	src/addr.h \
	src/bits.h \
	src/err.c src/err.h \
	src/mem.c src/mem.h \
	src/sysreg.c src/sysreg.h
