# Tests of gdbstub. Fakes stand in for what a stub does not do on demand; runstate.py is for the real
# one, and is skipped where there is no QEMU.
stub_test_libs = libgdbstub.a libcore.a $(EXPAT_LIBS) $(CMOCKA_LIBS) -lpthread
stub_recordings = \
	tests/stub/data/README \
	tests/stub/data/aarch64.aarch64-core.xml \
	tests/stub/data/aarch64.aarch64-fpu.xml \
	tests/stub/data/aarch64.system-registers.xml \
	tests/stub/data/aarch64.target.xml \
	tests/stub/data/arm.arm-core.xml \
	tests/stub/data/arm.arm-neon.xml \
	tests/stub/data/arm.arm-vfp-sysregs.xml \
	tests/stub/data/arm.system-registers.xml \
	tests/stub/data/arm.target.xml \
	tests/stub/data/virt.mtree

if HAVE_CMOCKA
check_PROGRAMS += tests/stub/t_rsp tests/stub/t_memmap tests/stub/t_tdesc tests/stub/t_session \
	tests/stub/t_stub tests/stub/t_share tests/stub/t_witness tests/stub/t_listen tests/stub/t_rescue tests/stub/t_trace
TESTS += tests/stub/t_rsp tests/stub/t_memmap tests/stub/t_tdesc tests/stub/t_session \
	tests/stub/t_stub tests/stub/t_share tests/stub/t_witness tests/stub/t_listen tests/stub/t_rescue tests/stub/t_trace
endif

tests_stub_t_rsp_SOURCES = tests/stub/t_rsp.c
tests_stub_t_rsp_LDADD = $(stub_test_libs)
tests_stub_t_memmap_SOURCES = tests/stub/t_memmap.c tests/stub/data.c tests/stub/data.h
tests_stub_t_memmap_LDADD = $(stub_test_libs)
tests_stub_t_tdesc_SOURCES = tests/stub/t_tdesc.c tests/stub/data.c tests/stub/data.h
tests_stub_t_tdesc_LDADD = $(stub_test_libs)
tests_stub_t_session_SOURCES = tests/stub/t_session.c tests/stub/fake.c tests/stub/fake.h
tests_stub_t_session_LDADD = $(stub_test_libs)
tests_stub_t_witness_SOURCES = tests/stub/t_witness.c
tests_stub_t_witness_LDADD = $(stub_test_libs)
tests_stub_t_listen_SOURCES = tests/stub/t_listen.c
tests_stub_t_listen_LDADD = $(stub_test_libs)
tests_stub_t_rescue_SOURCES = tests/stub/t_rescue.c
tests_stub_t_rescue_LDADD = $(stub_test_libs)
tests_stub_t_trace_SOURCES = tests/stub/t_trace.c tests/stub/fake.c tests/stub/fake.h
tests_stub_t_trace_LDADD = $(stub_test_libs)
tests_stub_t_share_SOURCES = tests/stub/t_share.c tests/stub/fake.c tests/stub/fake.h
tests_stub_t_share_LDADD = $(stub_test_libs)
tests_stub_t_stub_SOURCES = tests/stub/t_stub.c tests/stub/fake.c tests/stub/fake.h
tests_stub_t_stub_LDADD = $(stub_test_libs)

# A client to measure and to interrupt; runstate.py runs it.
check_PROGRAMS += tests/stub/probe
tests_stub_probe_SOURCES = tests/stub/probe.c
tests_stub_probe_LDADD = libgdbstub.a libcore.a $(EXPAT_LIBS)
TESTS += tests/stub/runstate.py

EXTRA_DIST += tests/stub/runstate.py $(stub_recordings)
