/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names by symbols: where the image lies is read, inferred or unknown, and then nothing has one. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/roots/names_note.h"
#include "tests/core/setup.h"
#include "tests/roots/mem.h"

/* An image of 2 MiB: 1 MiB of code, then data that has its root. */
#define IMAGE	(RAM + 0x200000)
#define ROOT	(IMAGE + 0x180000)
#define TABLES	(RAM + 0x1000000)
#define LINUX	UINT64_C(0xffff800008000000)
#define LINEAR	UINT64_C(0xffff001000000000)
#define BANNER	0x140000
#define SWAPPER 0x180000
#define BY	UINT64_C(0x5670000)

static struct symbol rows[] = {
	{LINUX, 0, "_stext"},
	{LINUX + 0x1000, 0x80, "vectors"},
	{LINUX + BANNER, 0, "linux_banner"},
	{LINUX + SWAPPER, 0x1000, "swapper_pg_dir"},
	{LINUX + 0x1ff000, 0, "_end"},
};
static struct symbols linux_map = {.file = "System.map", .v = rows, .n = 5};

/* Where the kernel keeps its VMCOREINFO, in the image and in RAM. */
#define DATA 0x150000
#define SIZE 0x151000
#define NOTE 0x800ff0 /* over the end of a page */
static struct symbol noted[] = {
	{LINUX, 0, "_stext"},
	{LINUX + BANNER, 0, "linux_banner"},
	{LINUX + DATA, 8, "vmcoreinfo_data"},
	{LINUX + SIZE, 8, "vmcoreinfo_size"},
	{LINUX + SWAPPER, 0x1000, "swapper_pg_dir"},
	{LINUX + 0x1ff000, 0, "_end"},
};
static struct symbols noted_map = {.file = "System.map", .v = noted, .n = 6};

/* A kernel that runs `by` above where it was linked, and its RAM. */
static void put(struct fakemem *f, struct walker *w, uint64_t by)
{
	struct tree t;

	symbols_sort(&linux_map);
	rmem_init(f);
	tree_init(&t, f, ROOT, 0, 512, TABLES);
	rmem_map(&t, (LINUX + by) & bits_mask(47, 0), IMAGE, 256, KERNEL_TEXT);
	rmem_map(&t, (LINUX + by + 0x100000) & bits_mask(47, 0), IMAGE + 0x100000, 256,
		 KERNEL_DATA);
	rmem_map(&t, LINEAR & bits_mask(47, 0), RAM, 4096, KERNEL_DATA);
	rmem_text(fakemem_page(f, IMAGE + BANNER)->e, "Linux version 6.1.0", 20);
	setup_el1(&f->mem.cpus[0], ROOT, ROOT);
	assert_int_equal(walk_init(w, &f->mem, REGIME_EL1_1, 0, NULL), ERR_NONE);
}

static void find(struct names *n, struct walker *w)
{
	const struct symbols *files[] = {&linux_map};

	names_find(n, w, files, 1);
}

/* Linked there, and moved: the tables tell, and names follow. */
static void tables_tell(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		uint64_t by = i ? BY : 0;
		char buf[NAMES_MAX], words[NAMES_WORDS_MAX];
		struct walker w;
		struct fakemem f;
		struct names n;
		struct ia ia;

		put(&f, &w, by);
		find(&n, &w);
		assert_int_equal(n.image[0].how, NAMES_TABLES);
		assert_int_equal(n.image[0].at.shift, by);
		assert_non_null(strstr(names_words(&n.image[0], words), "inferred"));
		assert_int_equal(strstr(words, "KASLR") != NULL, i);
		assert_string_equal(names_input(&n, addr_ia(LINUX + by + 0x1010), buf),
				    "vectors+0x10");
		assert_null(names_input(&n, addr_ia(LINUX + by + 0x1080), buf));
		assert_null(names_input(&n, addr_ia(LINUX + by - 1), buf));
		assert_null(names_input(&n, addr_ia(LINUX + by + 0x1ff000), buf));
		assert_string_equal(names_output(&n, addr_oa(ROOT), buf), "swapper_pg_dir");
		assert_null(names_output(&n, addr_oa(TABLES), buf));
		assert_int_equal(names_address(&n, "vectors+0x8/0x80", 16, &ia, NULL), ERR_NONE);
		assert_int_equal(ia.v, LINUX + by + 0x1008);
		assert_int_equal(names_address(&n, "vectors-16", 10, &ia, NULL), ERR_NONE);
		assert_int_equal(ia.v, LINUX + by + 0xff0);
		assert_int_equal(names_address(&n, "vectors+0x8000000000000000", 26, &ia, NULL),
				 ERR_USAGE);
		assert_int_equal(names_address(&n, "vectors-0xffffffffffffffff", 26, &ia, NULL),
				 ERR_USAGE);
		fakemem_free(&f);
	}
}

/* What says that it is not so, or leaves it open. */
static void nothing_is_guessed(void **state)
{
	static const struct {
		uint64_t by, symbol; /* how far it was moved; the symbol of its root is at */
		const char *banner;  /* what is in memory at linux_banner; NULL: nothing else */
	} cases[] = {
		{0x5678000, SWAPPER, NULL},   /* by no multiple of 64 KiB */
		{0, SWAPPER + 0x1000, NULL},  /* of another build */
		{BY, SWAPPER, "Windows 9.1"}, /* moved, and no kernel's banner */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char buf[NAMES_MAX];
		struct err err = {0};
		struct walker w;
		struct fakemem f;
		struct names n;
		struct ia ia;

		put(&f, &w, cases[i].by);
		if (cases[i].banner)
			rmem_text(fakemem_page(&f, IMAGE + BANNER)->e, cases[i].banner, 12);
		rows[3].va = LINUX + cases[i].symbol;
		find(&n, &w);
		rows[3].va = LINUX + SWAPPER;
		assert_int_equal(n.image[0].how, NAMES_UNKNOWN);
		assert_false(names_any(&n));
		assert_null(names_input(&n, addr_ia(LINUX + cases[i].by + 0x1010), buf));
		assert_null(names_output(&n, addr_oa(ROOT), buf));
		assert_int_equal(names_address(&n, "vectors", 7, &ia, &err), ERR_USAGE);
		assert_non_null(strstr(err.text, "not known"));
		assert_int_equal(names_address(&n, "vectros", 7, &ia, &err), ERR_USAGE);
		assert_non_null(strstr(err.text, "'vectors'?"));
		fakemem_free(&f);
	}
}

/* The kernel's own word, as long as it is about this root and this build. */
static void vmcoreinfo_tells(void **state)
{
	static const struct {
		uint64_t root, stext;
		enum names_how how;
	} cases[] = {
		{ROOT, LINUX + BY, NAMES_VMCOREINFO},
		{ROOT + 0x1000, LINUX + BY, NAMES_UNKNOWN},
		{ROOT, LINUX + BY + 0x40, NAMES_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t voffset = LINUX + BY + SWAPPER - cases[i].root;
		char text[256], buf[NAMES_MAX];
		struct walker w;
		struct fakemem f;
		struct names n;

		/* Its tables alone cannot tell. */
		put(&f, &w, BY);
		fakemem_find(&f, ROOT)->st = ERR_NOT_PRESENT;
		f.mem.vmcoreinfo_len = (size_t)snprintf(
			text, sizeof(text),
			"OSRELEASE=6.1.0\nSYMBOL(swapper_pg_dir)=%llx\n"
			"NUMBER(kimage_voffset)=0x%llx\nSYMBOL(_stext)=%llx\n",
			(unsigned long long)(LINUX + BY + SWAPPER), (unsigned long long)voffset,
			(unsigned long long)cases[i].stext);
		f.mem.vmcoreinfo = text;
		find(&n, &w);
		assert_int_equal(n.image[0].how, cases[i].how);
		if (cases[i].how)
			assert_string_equal(names_input(&n, addr_ia(LINUX + BY + 0x1000), buf),
					    "vectors");
		fakemem_free(&f);
	}
}

/* Text into memory, over the end of a page; a word at a time, whose order is the machine's. */
static void put_text(struct fakemem *f, uint64_t pa, const char *text, size_t len)
{
	for (size_t at = 0, n; at < len; at += n) {
		uint64_t word = 0;

		n = len - at < 8 ? len - at : 8;
		memcpy(&word, text + at, n);
		*fakemem_at(f, pa + at) = bits_le64(word);
	}
}

/* A live kernel's own text: read where its symbols lead, and taken for nothing else than it is. */
static void own_note(void **state)
{
	static const char good[] = "OSRELEASE=6.1.0\nSYMBOL(swapper_pg_dir)=%llx\n"
				   "NUMBER(kimage_voffset)=0x%llx\n";
	static const struct {
		const char *format;
		const char *says;
		uint64_t root, data, size; /* of the text: where, and how long; 0: as it is */
		bool nameless;		   /* its place has no symbols */
	} cases[] = {
		{good, "VMCOREINFO of Linux 6.1.0, read from its memory", ROOT, 0, 0, false},
		{good, "VMCOREINFO of another kernel", ROOT + 0x1000, 0, 0, false},
		{good, "cannot be read", ROOT, LINEAR + (UINT64_C(1) << 40), 0, false},
		{good, "is that of no text", ROOT, 0, NAMES_NOTE_MOST + 1, false},
		{good, "has no symbols vmcoreinfo_data", ROOT, 0, 0, true},
		{"OSRELEASE=6.1.0\n\x1b[m=%llx\nA=%llx\n", "is no VMCOREINFO", ROOT, 0, 0, false},
		{"OSRELEASE=6.1.0\nwords %llx\nA=%llx\n", "is no VMCOREINFO", ROOT, 0, 0, false},
		{"OSRELEASE=6.1.0\nA=%llx\nB=%llx", "is no VMCOREINFO", ROOT, 0, 0, false},
		{"RELEASE=6.1.0\nA=%llx\nB=%llx\n", "is no VMCOREINFO", ROOT, 0, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct symbols *files[] = {cases[i].nameless ? &linux_map : &noted_map};
		char text[256], words[NAMES_WORDS_MAX] = "";
		bool read = !i;
		struct walker w;
		struct fakemem f;
		struct names n;

		put(&f, &w, BY);
		snprintf(text, sizeof(text), cases[i].format,
			 (unsigned long long)(LINUX + BY + SWAPPER),
			 (unsigned long long)(LINUX + BY + SWAPPER - cases[i].root));
		put_text(&f, RAM + NOTE, text, strlen(text));
		*fakemem_at(&f, IMAGE + DATA) = cases[i].data ? cases[i].data : LINEAR + NOTE;
		*fakemem_at(&f, IMAGE + SIZE) = cases[i].size ? cases[i].size : strlen(text);
		symbols_sort(&noted_map);
		names_find(&n, &w, files, 1);
		assert_true(names_note_read(&n, words));
		assert_non_null(strstr(words, cases[i].says));
		assert_int_equal(f.mem.found_vmcoreinfo != NULL, read);
		assert_int_equal(f.mem.found_vmcoreinfo_len, read ? strlen(text) : 0);
		if (read)
			assert_string_equal(f.mem.found_vmcoreinfo, text);
		/* What is known is not read again. */
		assert_int_equal(names_note_read(&n, words), !read);
		fakemem_free(&f);
	}
}

/* By PSTATE, whose M[4] is AArch32. */
static void regime_of_pc(void **state)
{
	static const struct {
		uint64_t pstate, pc, hcr;
		enum regime_id id;
	} cases[] = {
		{0x3c9, 0x25b0c4, 0, REGIME_EL2},
		{0x3c9, 0xffff800008001000, HCR_E2H, REGIME_EL2_1},
		{0x3c5, 0xffff800008001000, 0, REGIME_EL1_1},
		{0x3c5, 0x1000, 0, REGIME_EL1_0},
		{0x0, 0x1000, 0, REGIME_COUNT},
		{0x1da, 0x200000, 0, REGIME_PL2},
		{0x110, 0x1000, 0, REGIME_COUNT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sysregs regs = {0};

		setup_reg(&regs, SYSREG_PC, cases[i].pc);
		assert_int_equal(names_regime_of_pc(&regs), REGIME_COUNT);
		setup_reg(&regs, SYSREG_PSTATE, cases[i].pstate);
		setup_reg(&regs, SYSREG_HCR_EL2, cases[i].hcr);
		assert_int_equal(names_regime_of_pc(&regs), cases[i].id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_tell),	    cmocka_unit_test(nothing_is_guessed),
		cmocka_unit_test(vmcoreinfo_tells), cmocka_unit_test(own_note),
		cmocka_unit_test(regime_of_pc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
