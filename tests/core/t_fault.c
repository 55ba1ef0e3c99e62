/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Syndromes decoded, and held against tables that give the fault, that give another, and that let
 * the access through. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/walk/fault.h"
#include "tests/core/rig.h"

#define BIT(n) (UINT64_C(1) << (n))
#define RO     BIT(7)
#define XN     BIT(54)
#define USER   BIT(6)

/* Syndromes: EC, IL; then what is or-ed in. */
#define DATA_LOWER  (UINT64_C(0x24) << 26 | BIT(25))
#define DATA_SAME   (UINT64_C(0x25) << 26 | BIT(25))
#define FETCH_LOWER (UINT64_C(0x20) << 26 | BIT(25))
#define FETCH_SAME  (UINT64_C(0x21) << 26 | BIT(25))
#define WRITE	    BIT(6)
#define S1PTW	    BIT(7)
#define CM	    BIT(8)
#define FNV	    BIT(10)
#define HPFAR(ipa)  ((ipa) >> 8)

/* ---- Decoding ---- */

static void expect_status(unsigned code, enum walk_fault fault, bool has_level, int level,
			  const char *words)
{
	struct esr e;

	assert_true(esr_decode(DATA_SAME | code, &e));
	assert_int_equal(e.fault, fault);
	assert_int_equal(e.has_level, has_level);
	assert_int_equal(e.level, level);
	assert_string_equal(e.status, words);
}

static void status_codes(void **state)
{
	(void)state;
	for (unsigned l = 0; l < 4; l++) {
		expect_status(l, WALK_FAULT_ADDRESS_SIZE, true, (int)l, "address size fault");
		expect_status(4 + l, WALK_FAULT_TRANSLATION, true, (int)l, "translation fault");
		expect_status(8 + l, WALK_FAULT_ACCESS_FLAG, true, (int)l, "access flag fault");
		expect_status(12 + l, WALK_FAULT_PERMISSION, true, (int)l, "permission fault");
		expect_status(0x14 + l, WALK_FAULT_NONE, true, (int)l,
			      "synchronous External abort on a table walk");
	}
	expect_status(0x29, WALK_FAULT_ADDRESS_SIZE, true, -1, "address size fault");
	expect_status(0x2b, WALK_FAULT_TRANSLATION, true, -1, "translation fault");
	expect_status(0x2a, WALK_FAULT_TRANSLATION, true, -2, "translation fault");
	expect_status(0x2c, WALK_FAULT_ADDRESS_SIZE, true, -2, "address size fault");
	expect_status(0x10, WALK_FAULT_NONE, false, 0, "synchronous External abort");
	expect_status(0x13, WALK_FAULT_NONE, true, -1,
		      "synchronous External abort on a table walk");
	expect_status(0x21, WALK_FAULT_NONE, false, 0, "alignment fault");
	expect_status(0x30, WALK_FAULT_NONE, false, 0, "TLB conflict abort");
	expect_status(0x3f, WALK_FAULT_NONE, false, 0, "reserved status code");
	expect_status(0x19, WALK_FAULT_NONE, false, 0, "reserved status code");
}

static void classes(void **state)
{
	struct esr e;

	(void)state;
	assert_false(esr_decode(UINT64_C(0x16) << 26, &e));
	assert_string_equal(e.exception, "HVC");
	assert_false(esr_decode(UINT64_C(0x02) << 26, &e));
	assert_string_equal(e.exception, "reserved");
	assert_true(esr_decode(FETCH_LOWER | WRITE | CM | 5, &e));
	assert_true(e.instruction && e.lower && e.far_valid && !e.s1ptw);
	assert_false(e.write); /* no such bits here */
	assert_false(e.cache);
	assert_true(esr_decode(DATA_LOWER | WRITE | S1PTW | CM | FNV | 5, &e));
	assert_true(!e.instruction && e.lower && e.write && e.s1ptw && e.cache && !e.far_valid);
	assert_true(esr_decode(DATA_SAME | 5, &e));
	assert_true(!e.instruction && !e.lower && !e.write);
	/* Bits above 31 are another matter. */
	assert_true(esr_decode(BIT(40) | DATA_SAME | 5, &e));
	assert_int_equal(e.ec, 0x25);
}

static const struct esr_part *part(const struct esr_part *parts, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(parts[i].name, name))
			return &parts[i];
	return NULL;
}

static void fields(void **state)
{
	struct esr_part p[ESR_PARTS_MAX];
	struct esr e;
	size_t n;

	(void)state;
	/* A store of a doubleword from X7. */
	esr_decode(DATA_LOWER | BIT(24) | 3 << 22 | 7 << 16 | BIT(15) | WRITE | 6, &e);
	n = esr_parts(&e, p);
	assert_true(n < ESR_PARTS_MAX);
	assert_int_equal(part(p, n, "SRT")->value, 7);
	assert_string_equal(part(p, n, "SAS")->words, "a doubleword");
	assert_string_equal(part(p, n, "WnR")->words, "a write");
	assert_int_equal(part(p, n, "DFSC")->value, 6);
	assert_null(part(p, n, "IFSC"));
	/* Without ISV they say nothing. */
	esr_decode(DATA_LOWER | 3 << 22 | 6, &e);
	assert_null(part(p, esr_parts(&e, p), "SAS"));
	esr_decode(FETCH_SAME | 6, &e);
	n = esr_parts(&e, p);
	assert_null(part(p, n, "WnR"));
	assert_non_null(part(p, n, "IFSC"));
	esr_decode(UINT64_C(0x16) << 26, &e);
	assert_int_equal(esr_parts(&e, p), 2);
}

/* DFSR and IFSR: LPAE is bit 9, WnR 11, CM 13; FS[4] bit 10 (G8.2, DFSR). */
static void fault_status_registers(void **state)
{
	static const struct {
		uint64_t raw;
		enum esr_kind kind;
		int level; /* 9: none */
	} rows[] = {
		{0x200, ESR_KIND_ADDRESS_SIZE, 0},  {0x206, ESR_KIND_TRANSLATION, 2},
		{0x20b, ESR_KIND_ACCESS_FLAG, 3},   {0x20d, ESR_KIND_PERMISSION, 1},
		{0x210, ESR_KIND_EXTERNAL, 9},	    {0x211, ESR_KIND_SERROR, 9},
		{0x216, ESR_KIND_EXTERNAL_WALK, 2}, {0x221, ESR_KIND_ALIGNMENT, 9},
		{0x222, ESR_KIND_DEBUG, 9},	    {0x230, ESR_KIND_TLB_CONFLICT, 9},
		{0x234, ESR_KIND_LOCKDOWN, 9},	    {0x235, ESR_KIND_EXCLUSIVE, 9},
		{0x213, ESR_KIND_UNKNOWN, 9},	    {0x22b, ESR_KIND_UNKNOWN, 9},
		{0x001, ESR_KIND_ALIGNMENT, 9},	    {0x002, ESR_KIND_DEBUG, 9},
		{0x003, ESR_KIND_ACCESS_FLAG, 1},   {0x006, ESR_KIND_ACCESS_FLAG, 2},
		{0x004, ESR_KIND_MAINTENANCE, 9},   {0x005, ESR_KIND_TRANSLATION, 1},
		{0x017, ESR_KIND_TRANSLATION, 2},   {0x008, ESR_KIND_EXTERNAL, 9},
		{0x009, ESR_KIND_DOMAIN, 1},	    {0x00b, ESR_KIND_DOMAIN, 2},
		{0x00c, ESR_KIND_EXTERNAL_WALK, 1}, {0x00e, ESR_KIND_EXTERNAL_WALK, 2},
		{0x00d, ESR_KIND_PERMISSION, 1},    {0x80f, ESR_KIND_PERMISSION, 2},
		{0x400, ESR_KIND_TLB_CONFLICT, 9},  {0x404, ESR_KIND_LOCKDOWN, 9},
		{0x405, ESR_KIND_EXCLUSIVE, 9},	    {0x406, ESR_KIND_SERROR, 9},
		{0x408, ESR_KIND_SERROR, 9},	    {0x409, ESR_KIND_PARITY, 9},
		{0x40c, ESR_KIND_PARITY_WALK, 1},   {0x40e, ESR_KIND_PARITY_WALK, 2},
		{0x000, ESR_KIND_UNKNOWN, 9},	    {0x40d, ESR_KIND_UNKNOWN, 9},
	};
	struct esr e;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		esr_decode_fsr(rows[i].raw, false, &e);
		if (e.kind != rows[i].kind || (e.has_level ? e.level : 9) != rows[i].level)
			fail_msg("0x%llx: %s, level %d", (unsigned long long)rows[i].raw, e.status,
				 e.level);
		assert_int_equal(e.write, rows[i].raw >> 11 & 1);
		assert_true(e.abort && e.has_access && e.far_valid && !e.has_lower);
	}
	esr_decode_fsr(BIT(16) | BIT(13) | BIT(11) | 0x206, false, &e);
	assert_true(e.cache && e.write && !e.far_valid);
	esr_decode_fsr(BIT(13) | BIT(11) | 0x206, true, &e);
	assert_true(e.instruction && !e.cache && !e.write);
	assert_string_equal(e.exception, "Prefetch Abort");
}

static void fields_of_fsr(void **state)
{
	struct esr_part p[ESR_PARTS_MAX];
	struct esr e;
	size_t n;

	(void)state;
	esr_decode_fsr(0xa06, false, &e);
	n = esr_parts(&e, p);
	assert_int_equal(part(p, n, "STATUS")->value, 6);
	assert_string_equal(part(p, n, "WnR")->words, "a write");
	assert_null(part(p, n, "FS[4]"));
	assert_null(part(p, n, "EC"));
	esr_decode_fsr(0x405, true, &e);
	n = esr_parts(&e, p);
	assert_int_equal(part(p, n, "FS[4]")->value, 1);
	assert_int_equal(part(p, n, "FS[3:0]")->value, 5);
	assert_null(part(p, n, "WnR"));
	for (size_t i = 1; i < n; i++)
		assert_true(p[i].hi < p[i - 1].lo);
}

/* No ESR has class 0 and a status; a DFSR and an IFSR have no class. */
static void looks_like_fsr(void **state)
{
	(void)state;
	assert_true(esr_looks_like_fsr(0x206));
	assert_true(esr_looks_like_fsr(0x17));
	assert_false(esr_looks_like_fsr(0));
	assert_false(esr_looks_like_fsr(BIT(25)));
	assert_false(esr_looks_like_fsr(DATA_SAME | 6));
	assert_false(esr_looks_like_fsr(BIT(32) | 6));
}

static void told_in_words(void **state)
{
	struct esr_part p[ESR_PARTS_MAX];
	struct esr e;

	(void)state;
	esr_from_kind(ESR_KIND_PERMISSION, &e);
	assert_true(e.abort && e.far_valid && !e.has_access && !e.has_level && !e.has_lower);
	assert_int_equal(e.fault, WALK_FAULT_PERMISSION);
	assert_int_equal(esr_parts(&e, p), 0);
	assert_string_equal(esr_kind_name(e.kind), "permission");
	assert_null(esr_kind_name(ESR_KIND_UNKNOWN));
}

/* ---- Stage 1 ---- */

static struct fault check(struct rig *g, uint64_t esr, uint64_t far, bool user)
{
	struct fault_report r = {.user = user, .has_far = true, .far = far};
	struct fault f;

	assert_true(esr_decode(esr, &r.esr));
	fault_check(&g->w, NULL, &r, &f);
	return f;
}

static void expect1(struct rig *g, uint64_t esr, uint64_t far, bool user, enum fault_verdict v)
{
	struct fault f = check(g, esr, far, user);

	if (f.verdict != v)
		fail_msg("ESR 0x%llx at 0x%llx: %s, not %s", (unsigned long long)esr,
			 (unsigned long long)far, fault_verdict_name(f.verdict),
			 fault_verdict_name(v));
}

static void stage1(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	rig_put(&g, 0x5000, 3, 0x40000000 | D_PAGE);
	rig_put(&g, 0x6000, 3, 0x40000000 | D_PAGE | RO | XN);
	rig_put(&g, 0x7000, 3, 0x40000000 | (D_PAGE ^ D_AF));
	rig_put(&g, 0x9000, 3, 0x40000000 | D_PAGE | RO);
	expect1(&g, DATA_SAME | 7, 0x8000, false, FAULT_AGREE);
	expect1(&g, DATA_SAME | 6, 0x8000, false, FAULT_DIFFERS); /* another level */
	expect1(&g, DATA_SAME | 6, 0x200000, false, FAULT_AGREE);
	expect1(&g, DATA_SAME | 4, 0x8000000000, false, FAULT_AGREE);
	expect1(&g, DATA_SAME | 4, UINT64_C(1) << 60, false, FAULT_AGREE); /* out of range */
	expect1(&g, DATA_SAME | 7, 0x5010, false, FAULT_TRANSLATES);
	expect1(&g, DATA_SAME | 11, 0x7000, false, FAULT_AGREE);
	expect1(&g, DATA_SAME | 15, 0x7000, false, FAULT_DIFFERS);
	expect1(&g, DATA_SAME | 15, 0x5000, false, FAULT_TRANSLATES);
	expect1(&g, DATA_SAME | 15, 0x6000, false, FAULT_TRANSLATES); /* a read */
	expect1(&g, DATA_SAME | WRITE | 15, 0x6000, false, FAULT_AGREE);
	expect1(&g, DATA_SAME | WRITE | 14, 0x6000, false, FAULT_DIFFERS);
	expect1(&g, FETCH_SAME | 15, 0x6000, false, FAULT_AGREE);
	expect1(&g, FETCH_SAME | 15, 0x5000, false, FAULT_AGREE); /* writable, and WXN */
	expect1(&g, FETCH_SAME | 15, 0x9000, false, FAULT_TRANSLATES);
	/* Maintenance sets WnR: it may need to write, or only to read. */
	expect1(&g, DATA_SAME | CM | WRITE | 15, 0x6000, false, FAULT_AGREE);
	expect1(&g, DATA_SAME | CM | WRITE | 7, 0x6000, false, FAULT_TRANSLATES);
	expect1(&g, DATA_SAME | 0x21, 0x5000, false, FAULT_NOT_TABLES);
	expect1(&g, DATA_SAME | 0x30, 0x8000, false, FAULT_NOT_TABLES);
	expect1(&g, DATA_SAME | FNV | 7, 0x8000, false, FAULT_NO_ADDRESS);
	fakemem_page(&g.f, 0x1000)->st = ERR_IO;
	expect1(&g, DATA_SAME | 7, 0x8000, false, FAULT_UNREADABLE);
	rig_free(&g);
}

static void el0_and_el1(void **state)
{
	struct rig g;

	(void)state;
	rig_el1(&g, REGIME_EL1_0, 48);
	rig_put(&g, 0x5000, 3, 0x40000000 | D_PAGE);
	rig_put(&g, 0x6000, 3, 0x40000000 | D_PAGE | USER);
	expect1(&g, DATA_LOWER | 15, 0x5000, true, FAULT_AGREE);
	expect1(&g, DATA_SAME | 15, 0x5000, false, FAULT_TRANSLATES);
	expect1(&g, DATA_LOWER | 15, 0x6000, true, FAULT_TRANSLATES);
	/* The kernel on a page of EL0: PAN would explain it. Not a fetch, and not from EL0. */
	assert_true(check(&g, DATA_SAME | 15, 0x6000, false).maybe_pan);
	assert_false(check(&g, DATA_LOWER | 15, 0x6000, true).maybe_pan);
	assert_false(check(&g, DATA_SAME | 7, 0x6000, false).maybe_pan);
	/* There is none to ask. */
	{
		struct fault_report r = {.has_far = true, .far = 0x6000};
		struct fault f;

		assert_true(esr_decode(DATA_SAME | 15, &r.esr));
		fault_check(NULL, NULL, &r, &f);
		assert_int_equal(f.verdict, FAULT_NO_TABLES);
		/* Stage 1 is off: every address is its own output. */
		r.flat = true;
		fault_check(NULL, NULL, &r, &f);
		assert_int_equal(f.verdict, FAULT_TRANSLATES);
	}
	/* E0PD: a level 0 fault, whatever the tables say. */
	g.w.r.e0pd = true;
	expect1(&g, DATA_LOWER | 4, 0x6000, true, FAULT_AGREE);
	expect1(&g, DATA_SAME | 4, 0x6000, false, FAULT_TRANSLATES);
	rig_free(&g);
}

/* ---- Stage 2 ---- */

static struct fault check2(struct rig *g, uint64_t esr, uint64_t far, uint64_t hpfar)
{
	struct walker s2 = {.mem = &g->f.mem, .r = g->w.s2};
	struct fault_report r = {.stage2 = true, .has_far = true, .far = far};
	struct fault f;

	r.has_hpfar = hpfar != 0;
	r.hpfar = hpfar;
	assert_true(esr_decode(esr, &r.esr));
	fault_check(&g->w, &s2, &r, &f);
	return f;
}

static void expect2(struct rig *g, uint64_t esr, uint64_t far, uint64_t hpfar, enum fault_verdict v)
{
	struct fault f = check2(g, esr, far, hpfar);

	assert_string_equal(fault_verdict_name(f.verdict), fault_verdict_name(v));
}

static struct fault check_ipa(struct rig *g, uint64_t esr, uint64_t ipa)
{
	struct walker s2 = {.mem = &g->f.mem, .r = g->w.s2};
	struct fault_report r = {.stage2 = true, .has_hpfar = true, .hpfar = HPFAR(0x80000000)};
	struct fault f;

	r.has_ipa = true;
	r.ipa = ipa;
	assert_true(esr_decode(esr, &r.esr));
	fault_check(NULL, &s2, &r, &f);
	return f;
}

static void stage2(void **state)
{
	struct rig g;
	struct fault f;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x5000, 3, 0x80000000 | D_PAGE);
	rig_put(&g, 0x6000, 3, 0x80001000 | D_PAGE);
	rig_put_s2(&g, 0x80001000, 3, 0x90000000 | D_PAGE | (D_S2RW & ~BIT(7)) | XN);
	/* HPFAR has IPA 0x80000000. */
	f = check2(&g, DATA_LOWER | 7, 0x5018, HPFAR(0x80000000));
	assert_int_equal(f.verdict, FAULT_AGREE);
	assert_true(f.has_va && f.has_ipa && f.ipa_from_hpfar && !f.ipa_disagrees);
	assert_int_equal(f.ipa.in.v, 0x80000018);
	expect2(&g, DATA_LOWER | 6, 0x5018, HPFAR(0x80000000), FAULT_DIFFERS);
	/* An IPA that was printed goes before it, and has its own low bits. */
	f = check_ipa(&g, DATA_LOWER | WRITE | 15, 0x80001230);
	assert_int_equal(f.verdict, FAULT_AGREE);
	assert_int_equal(f.ipa.in.v, 0x80001230);
	/* Without it: by way of stage 1. */
	expect2(&g, DATA_LOWER | 7, 0x5018, 0, FAULT_AGREE);
	/* It names another page. */
	f = check2(&g, DATA_LOWER | 7, 0x6018, HPFAR(0x80000000));
	assert_int_equal(f.verdict, FAULT_AGREE);
	assert_true(f.ipa_disagrees);
	/* Of a permission fault it is not valid: the tables of stage 1 have the say. */
	f = check2(&g, DATA_LOWER | WRITE | 15, 0x6018, HPFAR(0x80000000));
	assert_int_equal(f.verdict, FAULT_AGREE);
	assert_false(f.ipa_from_hpfar);
	expect2(&g, DATA_LOWER | 15, 0x6018, 0, FAULT_TRANSLATES);
	expect2(&g, FETCH_LOWER | 15, 0x6018, 0, FAULT_AGREE);
	/* Stage 1 has no such page any more, so that nobody knows what stage 2 was asked. */
	expect2(&g, DATA_LOWER | 15, 0x9000, 0, FAULT_DIFFERS);
	/* FAR is not valid: the page of HPFAR is enough. */
	f = check2(&g, DATA_LOWER | FNV | 7, 0x5018, HPFAR(0x80000000));
	assert_int_equal(f.verdict, FAULT_AGREE);
	assert_true(f.ipa_page && !f.has_va);
	/* FEAT_XNX: EL0 alone may execute it, and who it was is not known. */
	g.w.s2.xnx = true;
	rig_put_s2(&g, 0x80001000, 3, 0x90000000 | D_PAGE | D_S2RW | BIT(53));
	expect2(&g, FETCH_LOWER | 15, 0x6018, 0, FAULT_AGREE);
	expect2(&g, FETCH_LOWER | 7, 0x6018, 0, FAULT_TRANSLATES);
	rig_free(&g);
}

static void on_a_table_of_stage1(void **state)
{
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x5000, 3, 0x80000000 | D_PAGE);
	rig_put_s2(&g, 0x80000000, 3, 0x90000000 | D_PAGE | D_S2RW);
	expect2(&g, DATA_LOWER | S1PTW | 7, 0x5000, 0, FAULT_TRANSLATES);
	/* The first table below the root is at IPA 0x10000. */
	rig_put_s2(&g, 0x10000, 3, 0);
	expect2(&g, DATA_LOWER | S1PTW | 7, 0x5018, HPFAR(0x10000), FAULT_AGREE);
	assert_int_equal(check2(&g, DATA_LOWER | S1PTW | 7, 0x5018, HPFAR(0x10000)).ipa.in.v,
			 0x10000); /* low bits of FAR are another address's */
	expect2(&g, DATA_LOWER | S1PTW | 7, 0x5000, 0, FAULT_AGREE);
	expect2(&g, DATA_LOWER | 7, 0x5000, 0, FAULT_DIFFERS); /* not on a walk */
	/* It may not be read: of a walk's permission fault HPFAR is valid. */
	rig_put_s2(&g, 0x10000, 3, (0x10000 + RIG_MOVED) | D_PAGE | (D_S2RW & ~BIT(6)));
	expect2(&g, DATA_LOWER | WRITE | S1PTW | 15, 0x5000, HPFAR(0x10000), FAULT_AGREE);
	expect2(&g, DATA_LOWER | WRITE | S1PTW | 15, 0x5000, 0, FAULT_AGREE);
	rig_free(&g);
}

/*
 * The hardware has to write a table that stage 2 holds read-only: to set AF in it for any access,
 * to make a leaf dirty for a write alone. HPFAR or not, it is a permission fault on the walk.
 */
static void hardware_updates(void **state)
{
	const uint64_t clean = 0x80000000 | D_PAGE | BIT(7) | BIT(51); /* read-only, DBM */
	struct fault f;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	g.w.r.ha = g.w.r.hd = true;
	rig_put(&g, 0x5000, 3, clean);
	rig_put_s2(&g, 0x80000000, 3, 0x90000000 | D_PAGE | D_S2RW);
	/* The last table is at IPA 0x12000. */
	expect2(&g, DATA_LOWER | WRITE | S1PTW | 15, 0x5000, 0, FAULT_TRANSLATES);
	rig_put_s2(&g, 0x12000, 3, (0x12000 + RIG_MOVED) | D_PAGE | (D_S2RW & ~BIT(7)));
	expect2(&g, DATA_LOWER | WRITE | S1PTW | 15, 0x5000, 0, FAULT_AGREE);
	expect2(&g, DATA_LOWER | WRITE | S1PTW | 15, 0x5000, HPFAR(0x12000), FAULT_AGREE);
	expect2(&g, DATA_LOWER | WRITE | 15, 0x5000, 0, FAULT_DIFFERS);	   /* not on a walk */
	expect2(&g, DATA_LOWER | S1PTW | 15, 0x5000, 0, FAULT_TRANSLATES); /* it only reads */
	f = check2(&g, DATA_LOWER | WRITE | S1PTW | 15, 0x5000, 0);
	assert_true(f.tables.stage == 2 && f.tables.on_walk && f.tables.level == 3);
	rig_put(&g, 0x5000, 3, clean & ~D_AF);
	expect2(&g, DATA_LOWER | S1PTW | 15, 0x5000, 0, FAULT_AGREE);
	rig_free(&g);
}

/* What stage 2 lacks: reading comes first; MRO, index 8 to 10 of S2PIR, lets walks write. */
static void lacks(void **state)
{
	struct attr a = {.perms = ATTR_R | ATTR_W, .walk_writes = true};

	(void)state;
	assert_int_equal(fault_walk_lacks(&a), 0);
	a.perms = ATTR_R;
	assert_int_equal(fault_walk_lacks(&a), 0);
	a.walk_writes = false;
	assert_int_equal(fault_walk_lacks(&a), ATTR_W);
	a.perms = ATTR_W;
	assert_int_equal(fault_walk_lacks(&a), ATTR_R);
}

/* Stage 1 off: the FAR is the IPA. */
static void flat(void **state)
{
	struct fault_report r = {.stage2 = true, .flat = true, .has_far = true, .far = 0x80000010};
	struct walker s2;
	struct fault f;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	s2 = (struct walker){.mem = &g.f.mem, .r = g.w.s2};
	rig_put_s2(&g, 0x80000000, 3, 0x90000000 | D_PAGE | (D_S2RW & ~BIT(7)));
	assert_true(esr_decode(DATA_LOWER | WRITE | 15, &r.esr));
	fault_check(NULL, &s2, &r, &f);
	assert_int_equal(f.verdict, FAULT_AGREE);
	assert_int_equal(f.ipa.in.v, 0x80000010);
	rig_free(&g);
}

static void hpfar(void **state)
{
	(void)state;
	assert_int_equal(fault_hpfar_ipa(0x800000), 0x80000000);
	assert_int_equal(fault_hpfar_ipa(0xf), 0);
	assert_int_equal(fault_hpfar_ipa(BIT(63) | BIT(47) | BIT(4)), BIT(55) | BIT(12));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_codes),
		cmocka_unit_test(classes),
		cmocka_unit_test(fields),
		cmocka_unit_test(fault_status_registers),
		cmocka_unit_test(fields_of_fsr),
		cmocka_unit_test(looks_like_fsr),
		cmocka_unit_test(told_in_words),
		cmocka_unit_test(stage1),
		cmocka_unit_test(el0_and_el1),
		cmocka_unit_test(stage2),
		cmocka_unit_test(on_a_table_of_stage1),
		cmocka_unit_test(hardware_updates),
		cmocka_unit_test(lacks),
		cmocka_unit_test(flat),
		cmocka_unit_test(hpfar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
