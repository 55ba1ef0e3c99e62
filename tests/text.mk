# Console text as a source: texts of our own against golden answers, and mangled.
# "make update-golden-cli" writes the golden file anew; look at what git says has changed.
text_inputs = \
	tests/text/freebsd-data.txt \
	tests/text/hafnium.txt \
	tests/text/jailhouse.txt \
	tests/text/kvm-no-syndrome.txt \
	tests/text/kvm-nvhe.txt \
	tests/text/kvm-vhe.txt \
	tests/text/lx-16k-lpa2.txt \
	tests/text/lx-39.txt \
	tests/text/lx-64k-52.txt \
	tests/text/lx-access-flag.txt \
	tests/text/lx-bug-414.txt \
	tests/text/lx-external-414.txt \
	tests/text/lx-kasan.txt \
	tests/text/lx-serror.txt \
	tests/text/lx-stack.txt \
	tests/text/lx-terminal.txt \
	tests/text/lx-ttbr.txt \
	tests/text/lx32-ifsr.txt \
	tests/text/lx32-kernel.txt \
	tests/text/lx32-user-ro.txt \
	tests/text/lx32-user.txt \
	tests/text/meminfo.txt \
	tests/text/optee-a32.txt \
	tests/text/optee-ta.txt \
	tests/text/ptdump.txt \
	tests/text/qemu-int.txt \
	tests/text/qemu-regs.txt \
	tests/text/qemu-regs32.txt \
	tests/text/tarmac.txt \
	tests/text/tfa-ttbr.txt \
	tests/text/two-oopses.txt \
	tests/text/uefi-el2.txt \
	tests/text/xen-arm32-cut.txt \
	tests/text/xen-arm32.txt \
	tests/text/xen-el2-3rd.txt \
	tests/text/xen-fsc.txt \
	tests/text/xen-guest-p2m.txt \
	tests/text/xen-guest-state.txt \
	tests/text/xen-modify.txt \
	tests/text/xen-mtree.txt \
	tests/text/xen-old-remap.txt \
	tests/text/xen-s2ap.txt \
	tests/text/xen-write-to-ro.txt \
	tests/text/xen-wxn.txt
TESTS += tests/text/texts.test tests/text/paste.test
EXTRA_DIST += tests/text/texts.test tests/text/paste.test tests/text/golden.txt $(text_inputs)

if HAVE_CMOCKA
check_PROGRAMS += tests/text/t_mangle
TESTS += tests/text/t_mangle
tests_text_t_mangle_SOURCES = tests/text/t_mangle.c tests/core/cm.h tests/core/rng.h
tests_text_t_mangle_LDADD = libtext.a libcore.a $(CMOCKA_LIBS)
endif
