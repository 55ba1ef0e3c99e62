# Each part has its tests in a folder of its own. None can hang: see tests/watchdog.
LOG_COMPILER = $(top_srcdir)/tests/watchdog
TEST_LOG_COMPILER = $(top_srcdir)/tests/watchdog
EXTRA_DIST += tests/coverage tests/cppcheck.list tests/watchdog tests/need.sh

# The real thing: PTVIEW_LIVE=no leaves out what needs QEMU and its targets. The longest stand first,
# so that a parallel run does not end with one of them alone.
TESTS += tests/live/linux7.test tests/live/linux.test tests/live/xen-dom0less.test \
	tests/live/xen-4.20.test tests/live/xen.test tests/live/arm32.test \
	tests/live/runstate-qemu11.test tests/live/share.test tests/live/share-qemu11.test \
	tests/live/firmware.test tests/live/record-arm32.test \
	tests/live/record-4.20.test tests/live/record.test tests/live/record-p2m-4.20.test \
	tests/live/record-p2m.test tests/live/kept.test tests/live/watch.test
include $(top_srcdir)/tests/guest.mk

include $(top_srcdir)/tests/core.mk
include $(top_srcdir)/tests/gdbstub.mk
include $(top_srcdir)/tests/dump.mk
include $(top_srcdir)/tests/replay.mk
include $(top_srcdir)/tests/roots.mk
include $(top_srcdir)/tests/ui.mk
include $(top_srcdir)/tests/cli.mk
include $(top_srcdir)/tests/text.mk
include $(top_srcdir)/tests/docs.mk

# The house plan, and how the program is built.
TESTS += tests/layering tests/hardening
# Live tests by hand, for the time that they take: `make check-live`.
LIVE_BY_HAND = tests/live/arm32-qemu11.test tests/live/firmware-qemu11.test \
	tests/live/linux-qemu11.test tests/live/xen-qemu11.test \
	tests/live/record-p2m-qemu11.test tests/live/record-p2m-4.20-qemu7.test \
	tests/live/record-p2m-dom0less.test
check-live: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(LIVE_BY_HAND)'
.PHONY: check-live
EXTRA_DIST += \
	tests/hardening \
	tests/layering \
	tests/live/arm32-qemu11.test \
	tests/live/arm32.test \
	tests/live/balloon.c \
	tests/live/firmware-qemu11.test \
	tests/live/firmware.test \
	tests/live/hmp.py \
	tests/live/kept.test \
	tests/live/lib.sh \
	tests/live/linux-qemu11.test \
	tests/live/linux.sh \
	tests/live/linux.test \
	tests/live/linux7.test \
	tests/live/oracle.py \
	tests/live/ptcount.py \
	tests/live/ptperms.py \
	tests/live/record-4.20.test \
	tests/live/record-arm32.test \
	tests/live/record-p2m-4.20-qemu7.test \
	tests/live/record-p2m-4.20.test \
	tests/live/record-p2m-dom0less.test \
	tests/live/record-p2m-qemu11.test \
	tests/live/record-p2m.sh \
	tests/live/record-p2m.test \
	tests/live/roots.py \
	tests/live/record.sh \
	tests/live/record.test \
	tests/live/runstate-qemu11.test \
	tests/live/share-qemu11.test \
	tests/live/share.py \
	tests/live/share.test \
	tests/live/sources.py \
	tests/live/watch.test \
	tests/live/xen-4.17-arm32-boot.calls \
	tests/live/xen-4.17-arm64-boot.calls \
	tests/live/xen-4.20.test \
	tests/live/xen-dom0less.test \
	tests/live/xen-qemu11.test \
	tests/live/xen.test

# Lines that the tests reach, in a build of its own below this one.
coverage:
	mkdir -p coverage && cd coverage && $(abs_top_srcdir)/configure CFLAGS='-O0 -g --coverage' --disable-hardening && $(MAKE) && \
		{ $(MAKE) -k check; $(abs_top_srcdir)/tests/coverage; }
.PHONY: coverage

# Anything that is not in tests/cppcheck.list is an error.
cppcheck:
	cd $(top_srcdir) && cppcheck --std=c11 --library=posix --enable=warning,performance,portability --inline-suppr --quiet \
		--suppress=missingIncludeSystem --suppressions-list=tests/cppcheck.list --error-exitcode=1 \
		-DHAVE_CONFIG_H -I. -I$(abs_top_builddir) src dump gdbstub text report ui cli
.PHONY: cppcheck
