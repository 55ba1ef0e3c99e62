# Guests of our own in QEMU, whose AT instructions judge what ptview decodes: see tests/guest/README. And those of
# examples/guests.
TESTS += tests/guest/guests.test tests/guest/examples.test tests/guest/writes.test
EXTRA_DIST += \
	tests/guest/README \
	tests/guest/build \
	tests/guest/common.c \
	tests/guest/common.h \
	tests/guest/compare.py \
	tests/guest/departures.py \
	tests/guest/examples.py \
	tests/guest/examples.test \
	tests/guest/guest.ld \
	tests/guest/guest32.c \
	tests/guest/guest64.c \
	tests/guest/guests.test \
	tests/guest/layout.h \
	tests/guest/libc.c \
	tests/guest/run.py \
	tests/guest/start32.S \
	tests/guest/start64.S \
	tests/guest/tables.c \
	tests/guest/tables.h \
	tests/guest/writes.S \
	tests/guest/writes.test
