# Guests of our own in QEMU, whose AT instructions judge what ptview decodes: see tests/guest/README.
TESTS += tests/guest/guests.test
EXTRA_DIST += \
	tests/guest/README \
	tests/guest/build \
	tests/guest/compare.py \
	tests/guest/departures.py \
	tests/guest/guest.ld \
	tests/guest/guest64.c \
	tests/guest/guests.test \
	tests/guest/layout.h \
	tests/guest/libc.c \
	tests/guest/run.py \
	tests/guest/start64.S \
	tests/guest/tables.c \
	tests/guest/tables.h
