# Each part has its tests in a folder of its own. None can hang: see tests/watchdog.
LOG_COMPILER = $(top_srcdir)/tests/watchdog
TEST_LOG_COMPILER = $(top_srcdir)/tests/watchdog
EXTRA_DIST += tests/coverage tests/coverage_exit.c tests/cppcheck.list tests/analyze tests/tidy.list tests/paths.list tests/fanalyzer.list tests/watchdog tests/need.sh

# The real thing: PTVIEW_LIVE=no leaves out what needs QEMU and its targets. The longest stand first,
# so that a parallel run does not end with one of them alone.
TESTS += tests/live/linux7.test tests/live/linux.test tests/live/xen-dom0less.test \
	tests/live/xen-4.20.test tests/live/xen.test tests/live/arm32.test \
	tests/live/runstate-qemu11.test tests/live/share.test tests/live/share-qemu11.test \
	tests/live/firmware.test tests/live/record-arm32.test \
	tests/live/record-4.20.test tests/live/record.test tests/live/record-p2m-4.20.test \
	tests/live/record-p2m.test tests/live/regions.test tests/live/kept.test tests/live/watch.test
include $(top_srcdir)/tests/guest.mk

include $(top_srcdir)/tests/core.mk
include $(top_srcdir)/tests/gdbstub.mk
include $(top_srcdir)/tests/dump.mk
include $(top_srcdir)/tests/replay.mk
include $(top_srcdir)/tests/report.mk
include $(top_srcdir)/tests/roots.mk
include $(top_srcdir)/tests/ptdump.mk
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
	tests/live/first.h \
	tests/live/hmp.py \
	tests/live/kept.test \
	tests/live/lib.sh \
	tests/live/linux-qemu11.test \
	tests/live/linux.sh \
	tests/live/linux.test \
	tests/live/linux7.test \
	tests/live/oracle.py \
	tests/live/packets.py \
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
	tests/live/regions.py \
	tests/live/regions.test \
	tests/live/runstate-qemu11.test \
	tests/live/says.c \
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
	mkdir -p coverage && cd coverage && $(CC) -c -o exit.o $(abs_top_srcdir)/tests/coverage_exit.c && \
		$(abs_top_srcdir)/configure CFLAGS='-O0 -g --coverage' LDFLAGS=-Wl,--wrap=_exit,--wrap=raise LIBS="$$PWD/exit.o" \
			--disable-hardening && $(MAKE) && \
		{ $(MAKE) -k check; $(abs_top_srcdir)/tests/coverage; }
.PHONY: coverage

# Anything that is not in tests/cppcheck.list is an error.
cppcheck:
	cd $(top_srcdir) && cppcheck --std=c11 --library=posix --enable=warning,performance,portability --inline-suppr --quiet \
		--suppress=missingIncludeSystem --suppressions-list=tests/cppcheck.list --error-exitcode=1 \
		-DHAVE_CONFIG_H -I. -I$(abs_top_builddir) src dump gdbstub text report ui cli
.PHONY: cppcheck

# The same of gcc's -fanalyzer, of clang-tidy (.clang-tidy) and of clang's analyser; each has its list. The last takes
# minutes, and is run by hand.
fanalyzer tidy paths: all
	top_srcdir=$(top_srcdir) $(top_srcdir)/tests/analyze $@ $(DEFS) $(DEFAULT_INCLUDES) -I$(top_srcdir) -D_FILE_OFFSET_BITS=64 \
		-std=gnu11 $(NCURSES_CFLAGS) $(ELF_CFLAGS) $(EXPAT_CFLAGS) $(JANSSON_CFLAGS) $(CODEC_CFLAGS)
.PHONY: fanalyzer tidy paths

# Under valgrind: what reads what others wrote, and some commands. It must be silent.
VALGRIND = valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite
VALGRIND_TESTS = tests/stub/t_rsp tests/stub/t_memmap tests/stub/t_tdesc tests/dump/t_elfcore \
	tests/dump/t_elfsym tests/dump/t_dtb tests/dump/t_file tests/dump/t_join tests/roots/t_tasks \
	tests/cli/t_record tests/cli/t_record_p2m_run
VALGRIND_COMMANDS = info map tree stats lint aliases roots export\ --format\ svg
valgrind: all $(VALGRIND_TESTS)
	@for t in $(VALGRIND_TESTS); do echo "$$t"; srcdir=$(srcdir) $(VALGRIND) ./$$t >valgrind.out 2>&1 || { cat valgrind.out; exit 1; }; done
	@for c in $(VALGRIND_COMMANDS); do echo "$$c"; \
		$(VALGRIND) ./ptview $$c examples/xen-4.17-arm64.snapshot >valgrind.out 2>&1; \
		[ $$? -le 4 ] || { cat valgrind.out; exit 1; }; done
.PHONY: valgrind
CLEANFILES += valgrind.out
