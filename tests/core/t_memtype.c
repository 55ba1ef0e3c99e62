/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory types and shareability, of one stage and of both. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/desc/attr.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

#define RD    BIT(6) /* S2AP[0] */
#define WR    BIT(7) /* S2AP[1] */
#define AF    BIT(10)
#define NG    BIT(11)
#define GP    BIT(50)
#define DBM   BIT(51)
#define CONT  BIT(52)
#define PAGE3 (AF | 3)

static struct regime one, two, s2;

static int setup(void **state)
{
	(void)state;
	regime_bare(REGIME_EL2, NULL, &one);
	regime_bare(REGIME_EL1_0, NULL, &two);
	regime_bare(REGIME_S2, NULL, &s2);
	return 0;
}

/* ---- Memory types ---- */

/* What a MAIR byte says, taken apart. */
enum cache { NC, WT, WB };

struct type {
	bool valid, device, xs0, tagged;
	unsigned dev; /* 0 nGnRnE .. 3 GRE */
	struct half {
		enum cache c;
		bool transient, r, w;
	} outer, inner;
};

static struct half half_of(unsigned n)
{
	/* 00RW write-through transient, 0100 non-cacheable, 01RW write-back transient,
	 * 10RW write-through, 11RW write-back */
	struct half h = {NC, false, false, false};

	if (n == 4)
		return h;
	h.c = n < 4 || (n >= 8 && n < 12) ? WT : WB;
	h.transient = n < 8;
	h.r = n % 4 >= 2;
	h.w = n % 2;
	return h;
}

static struct type type_of(unsigned byte)
{
	struct type t = {.valid = true};

	switch (byte) {
	case 0x00:
		t.device = true;
		t.dev = 0;
		return t;
	case 0x04:
		t.device = true;
		t.dev = 1;
		return t;
	case 0x08:
		t.device = true;
		t.dev = 2;
		return t;
	case 0x0c:
		t.device = true;
		t.dev = 3;
		return t;
	case 0x01:
		t.device = t.xs0 = true;
		t.dev = 0;
		return t;
	case 0x05:
		t.device = t.xs0 = true;
		t.dev = 1;
		return t;
	case 0x09:
		t.device = t.xs0 = true;
		t.dev = 2;
		return t;
	case 0x0d:
		t.device = t.xs0 = true;
		t.dev = 3;
		return t;
	case 0x40: /* Normal Non-cacheable, XS 0 */
		t.xs0 = true;
		t.outer = t.inner = half_of(4);
		return t;
	case 0xa0: /* Normal write-through read-allocate, XS 0 */
		t.xs0 = true;
		t.outer = t.inner = half_of(10);
		return t;
	case 0xf0:
		t.tagged = true;
		t.outer = t.inner = half_of(15);
		return t;
	default: break;
	}
	t.outer = half_of(byte >> 4);
	t.inner = half_of(byte & 15);
	t.valid = byte >= 0x10 && byte % 16 != 0;
	return t;
}

static void half_text(struct half h, char *buf)
{
	if (h.c == NC) {
		strcpy(buf, "nc");
		return;
	}
	strcpy(buf, h.c == WT ? "wt" : "wb");
	strcat(buf, h.transient ? "-transient" : "");
	strcat(buf, h.r && h.w ? "" : h.r ? "-ra" : h.w ? "-wa" : "-na");
}

static void type_text(unsigned byte, char *buf)
{
	static const char *const dev[] = {"nGnRnE", "nGnRE", "nGRE", "GRE"};
	struct type t = type_of(byte);
	char outer[32], inner[32];

	half_text(t.outer, outer);
	half_text(t.inner, inner);
	if (!t.valid)
		sprintf(buf, "reserved(0x%02x)", byte);
	else if (t.device)
		sprintf(buf, "device-%s%s", dev[t.dev], t.xs0 ? "-xs0" : "");
	else if (!strcmp(outer, inner))
		sprintf(buf, "normal-%s%s%s", inner, t.tagged ? "-tagged" : "",
			t.xs0 ? "-xs0" : "");
	else
		sprintf(buf, "normal-i:%s-o:%s", inner, outer);
}

static void mair_bytes(void **state)
{
	unsigned valid = 0;

	(void)state;
	for (unsigned b = 0; b < 256; b++) {
		char want[128], have[ATTR_TYPE_MAX];

		type_text(b, want);
		assert_string_equal(attr_mair_text((uint8_t)b, have), want);
		assert_true(strlen(want) < ATTR_TYPE_MAX);
		assert_int_equal(attr_mair_valid((uint8_t)b), type_of(b).valid);
		valid += type_of(b).valid;
	}
	assert_int_equal(valid, 8 + 15 * 15 + 3);
}

static void mair_known_names(void **state)
{
	static const struct {
		uint8_t byte;
		const char *name;
	} rows[] = {
		{0x00, "device-nGnRnE"},       {0x04, "device-nGnRE"},	   {0x08, "device-nGRE"},
		{0x0c, "device-GRE"},	       {0x44, "normal-nc"},	   {0xbb, "normal-wt"},
		{0xaa, "normal-wt-ra"},	       {0xff, "normal-wb"},	   {0xee, "normal-wb-ra"},
		{0x4f, "normal-i:wb-o:nc"},    {0x02, "reserved(0x02)"},   {0xc0, "reserved(0xc0)"},
		{0x77, "normal-wb-transient"}, {0xf0, "normal-wb-tagged"}, {0x40, "normal-nc-xs0"},
		{0xa0, "normal-wt-ra-xs0"},
	};
	char buf[ATTR_TYPE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(attr_mair_text(rows[i].byte, buf), rows[i].name);
}

/* The index picks the byte; without MAIR and with a reserved byte nothing is claimed. */
static void type_by_index(void **state)
{
	char buf[ATTR_TYPE_MAX];

	(void)state;
	one.mair = UINT64_C(0x0208ee000c04ff44);
	one.mair_known = true;
	for (unsigned i = 0; i < 8; i++) {
		struct attr a = attr_of_leaf(&one, PAGE3 | i << 2 | BIT(5), 0);

		assert_int_equal(a.type_index, i);
		assert_int_equal(a.type, one.mair >> (8 * i) & 0xff);
		assert_int_equal(a.type_known, i != 7);
	}
	one.mair_known = false;
	for (unsigned i = 0; i < 8; i++) {
		struct attr a = attr_of_leaf(&one, PAGE3 | i << 2, 0);

		assert_false(a.type_known);
		sprintf(buf, "unknown(%u)", i);
		assert_string_equal(attr_type_text(&a, (char[ATTR_TYPE_MAX]){0}), buf);
	}
}

/* MemAttr[3:0] without FWB: D8.6.5. 256: reserved. */
static void memattr(void **state)
{
	static const unsigned want[16] = {
		0x00, 0x04, 0x08, 0x0c, 256, 0x44, 0x4b, 0x4f,
		256,  0xb4, 0xbb, 0xbf, 256, 0xf4, 0xfb, 0xff,
	};

	(void)state;
	for (unsigned i = 0; i < 16; i++) {
		struct attr a = attr_of_leaf(&s2, PAGE3 | RD | WR | i << 2, 0);
		uint8_t mair = 0;

		assert_int_equal(attr_from_memattr(i, &mair), want[i] != 256);
		assert_int_equal(a.type_known, want[i] != 256);
		assert_int_equal(a.type_index, i);
		if (want[i] == 256)
			continue;
		assert_int_equal(mair, want[i]);
		assert_int_equal(a.type, want[i]);
	}
}

/* ---- Shareability ---- */

/* Device and Normal that neither level caches are outer shareable, whatever SH says. */
static void shareability(void **state)
{
	(void)state;
	one.mair_known = true;
	for (unsigned b = 0; b < 256; b++)
		for (unsigned sh = 0; sh < 4; sh++) {
			struct type t = type_of(b);
			bool forced = t.valid && (t.device || (t.outer.c == NC && t.inner.c == NC));
			struct attr a;

			one.mair = b;
			a = attr_of_leaf(&one, PAGE3 | sh << 8, 0);
			assert_int_equal(a.sh, forced ? 2 : sh);
		}
	assert_string_equal(attr_sh_text(0), "non");
	assert_string_equal(attr_sh_text(1), "reserved");
	assert_string_equal(attr_sh_text(2), "outer");
	assert_string_equal(attr_sh_text(3), "inner");
}

/* ---- Both stages ---- */

static struct attr s1_attr(unsigned mair, unsigned sh)
{
	two.mair = mair;
	two.mair_known = true;
	return attr_of_leaf(&two, PAGE3 | sh << 8, 0);
}

static struct attr s2_attr(unsigned attr, unsigned sh)
{
	return attr_of_leaf(&s2, PAGE3 | RD | WR | attr << 2 | sh << 8, 0);
}

/* The weaker of both; hints are stage 1's (D8.6.5.2). */
static struct half weaker(struct half a, enum cache b)
{
	if (b < a.c)
		a.c = b;
	if (a.c == NC)
		a.transient = a.r = a.w = false;
	return a;
}

static void same_half(struct half a, struct half b)
{
	assert_int_equal(a.c, b.c);
	assert_int_equal(a.transient, b.transient);
	assert_int_equal(a.r, b.r);
	assert_int_equal(a.w, b.w);
}

/* XS is stage 1's or, with FnXS, 0; of what comes out as write-back it is 0 without a word. */
static void check_xs(const struct type *t1, const struct type *t, const struct attr *c, bool fnxs)
{
	bool write_back = !t->device && t->outer.c == WB && t->inner.c == WB;

	assert_int_equal(t->xs0 || c->flags & ATTR_XS0, (t1->xs0 || fnxs) && !write_back);
}

static void check_combined(unsigned mair, unsigned attr, bool fnxs)
{
	struct attr a = s1_attr(mair, 3), b = s2_attr(attr | (fnxs ? 1u << 9 : 0), 3);
	struct attr c = attr_combine(&a, &b);
	struct type t1 = type_of(mair), t2, t;

	assert_int_equal(c.type_known, t1.valid && b.type_known);
	if (!c.type_known) {
		assert_int_equal((c.flags & ATTR_XS0) != 0, fnxs);
		return;
	}
	t = type_of(c.type);
	t2 = type_of(b.type);
	assert_true(t.valid);
	assert_int_equal(t.device, t1.device || t2.device);
	if (t.device) {
		unsigned d1 = t1.device ? t1.dev : 3, d2 = t2.device ? t2.dev : 3;

		assert_int_equal(t.dev, d1 < d2 ? d1 : d2);
		assert_int_equal(c.sh, 2);
		check_xs(&t1, &t, &c, fnxs);
		return;
	}
	check_xs(&t1, &t, &c, fnxs);
	same_half(t.outer, weaker(t1.outer, t2.outer.c));
	same_half(t.inner, weaker(t1.inner, t2.inner.c));
	if (t2.outer.c == WB && t2.inner.c == WB && !fnxs)
		assert_int_equal(c.type, mair); /* Tagged and XS, too */
	assert_int_equal(c.sh, t.outer.c == NC && t.inner.c == NC ? 2 : 3);
}

static void combined_types(void **state)
{
	(void)state;
	for (unsigned mair = 0; mair < 256; mair++)
		for (unsigned attr = 0; attr < 16; attr++)
			for (int fnxs = 0; fnxs < 2; fnxs++)
				check_combined(mair, attr, fnxs);
}

static void combined_known(void **state)
{
	static const struct {
		unsigned mair, memattr, want;
	} rows[] = {
		{0x40, 0x5, 0x40}, {0xa0, 0xa, 0xa0}, {0xa0, 0x5, 0x40}, {0x40, 0x1, 0x05},
		{0xff, 0xf, 0xff}, {0xff, 0x5, 0x44}, {0xff, 0xa, 0xbb}, {0xff, 0x1, 0x04},
		{0x04, 0xf, 0x04}, {0x00, 0x1, 0x00}, {0x0c, 0x1, 0x04}, {0x44, 0xf, 0x44},
		{0xee, 0xa, 0xaa}, {0x77, 0xa, 0x33}, {0xbb, 0xf, 0xbb}, {0xf0, 0xf, 0xf0},
		{0xf0, 0x5, 0x44}, {0x4f, 0xa, 0x4b}, {0xff, 0x7, 0x4f}, {0x05, 0x2, 0x05},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct attr a = s1_attr(rows[i].mair, 0), b = s2_attr(rows[i].memattr, 0);

		assert_int_equal(attr_combine(&a, &b).type, rows[i].want);
	}
}

/* Outer beats inner beats none. */
static void combined_shareability(void **state)
{
	static const unsigned want[4][4] = {
		[0] = {[0] = 0, [2] = 2, [3] = 3},
		[2] = {[0] = 2, [2] = 2, [3] = 2},
		[3] = {[0] = 3, [2] = 2, [3] = 3},
	};

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < 4; k++) {
			struct attr a = s1_attr(0xff, i), b = s2_attr(15, k);

			if (i == 1 || k == 1)
				continue;
			assert_int_equal(attr_combine(&a, &b).sh, want[i][k]);
		}
}

static void combined_permissions(void **state)
{
	(void)state;
	for (unsigned p1 = 0; p1 < 64; p1++)
		for (unsigned p2 = 0; p2 < 64; p2++) {
			struct attr a = s1_attr(0xff, 0), b = s2_attr(15, 0), c;

			a.perms = p1 & 7;
			a.perms_user = p1 >> 3 & 7;
			b.perms = p2 & 7;
			b.perms_user = p2 >> 3 & 7;
			c = attr_combine(&a, &b);
			assert_int_equal(c.perms, p1 & p2 & 7);
			assert_int_equal(c.perms_user, p1 >> 3 & p2 >> 3 & 7);
		}
}

/* Flags are stage 1's, but for an access flag that is clear in stage 2. */
static void combined_flags(void **state)
{
	struct attr a = attr_of_leaf(&two, AF | NG | CONT | GP | 3, 0), b, c;

	(void)state;
	b = attr_of_leaf(&s2, DBM | 3, 0);
	b.software = 7;
	c = attr_combine(&a, &b);
	assert_int_equal(c.flags,
			 ATTR_NOT_GLOBAL | ATTR_CONTIGUOUS | ATTR_GUARDED | ATTR_NO_ACCESS_FLAG);
	assert_int_equal(c.software, a.software);
	s2.ha = true;
	b = attr_of_leaf(&s2, CONT | 3, 0);
	a = attr_of_leaf(&two, AF | 3, 0);
	assert_int_equal(attr_combine(&a, &b).flags, ATTR_AF_BY_HARDWARE);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

/* HCR_EL2.CD: Normal memory is Non-cacheable, with FWB too; Device stays Device. */
static void cache_disabled(void **state)
{
	struct regime r;
	struct attr first = {.type = ATTR_NORMAL_WB, .type_known = true, .sh = 3}, second, both;

	(void)state;
	regime_bare(REGIME_S2, NULL, &r);
	r.cd = true;
	second = attr_of_leaf(&r, 0x3c | 3, 0); /* MemAttr 15: write-back */
	assert_int_equal(second.type, ATTR_NORMAL_NC);
	both = attr_combine(&first, &second);
	assert_int_equal(both.type, ATTR_NORMAL_NC);
	assert_int_equal(both.sh, 2);
	first.type = ATTR_DEVICE_NGNRE;
	assert_int_equal(attr_combine(&first, &second).type, ATTR_DEVICE_NGNRE);
	second = attr_of_leaf(&r, 3, 0); /* Device */
	assert_int_equal(second.type, ATTR_DEVICE_NGNRNE);
	r.fwb = true;
	first.type = ATTR_NORMAL_WB;
	second = attr_of_leaf(&r, 6 << 2 | 3, 0); /* forced write-back */
	assert_int_equal(attr_combine(&first, &second).type, ATTR_NORMAL_NC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(mair_bytes),
		TEST(mair_known_names),
		TEST(type_by_index),
		TEST(memattr),
		TEST(shareability),
		TEST(combined_types),
		TEST(combined_known),
		TEST(combined_shareability),
		TEST(combined_permissions),
		TEST(combined_flags),
		cmocka_unit_test(cache_disabled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
