# A Linux' own text of its tables against ptview's; tests/ptdump/record made both.
TESTS += tests/ptdump/ptdump.test
PTDUMPS = linux-6.1-4k-48 linux-6.1-4k-48-kaslr linux-6.12-4k-48 linux-6.12-4k-48-kaslr \
	linux-6.12-kasan-48 linux-6.12-kasan-52
EXTRA_DIST += $(PTDUMPS:%=tests/ptdump/%.snapshot.xz) $(PTDUMPS:%=tests/ptdump/%.ptdump.xz) \
	tests/ptdump/expected tests/ptdump/linux.config tests/ptdump/ptdump.py tests/ptdump/ptdump.test tests/ptdump/record
