/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Constants of AArch64 code, walked back; encodings as GNU as writes them. */
#include "tests/core/cm.h"

#include <inttypes.h>

#include "src/roots/roots_const.h"

/* clang-format off: an instruction a line. */
#define MOV_X5	    0xd29fffe5u /* mov x5, #0xffff */
#define MOVK_X5_16  0xf2a00885u /* movk x5, #0x44, lsl #16 */
#define MOVK_X5_32  0xf2c00085u /* movk x5, #0x4, lsl #32 */
#define MOV_X0	    0xd2a01fe0u /* mov x0, #0xff0000 */
#define MOVN_X0	    0x92800240u /* mov x0, #-19 */
#define MOV_W1	    0x52889fe1u /* mov w1, #0x44ff */
#define ORR_X2	    0xb26103e2u /* orr x2, xzr, #0x80000000 */
#define ORR_X2_X2   0xb2740442u /* orr x2, x2, #0x3000 */
#define BFI_X2	    0xb3700862u /* bfi x2, x3, #16, #3 */
#define LDR_X4	    0x58000204u /* ldr x4, .+64 */
#define LDR_W4	    0x18000044u /* ldr w4, .+8 */
#define MOV_X6_X5   0xaa0503e6u /* mov x6, x5 */
#define AND_X6	    0x92401cc6u /* and x6, x6, #0xff */
#define MRS_X5	    0xd5380705u /* mrs x5, id_aa64mmfr0_el1 */
#define MSR_X5	    0xd518a205u /* msr mair_el1, x5 */
#define BL	    0x94000010u
#define RET	    0xd65f03c0u
#define CBZ_3	    0xb4000069u /* cbz x9, .+12 */
#define TBNZ_2	    0x37180049u /* tbnz w9, #3, .+8 */
#define B_LT_3	    0x5400006bu /* b.lt .+12 */
#define STR_X5	    0xf90000c5u /* str x5, [x6] */
#define STR_X5_BASE 0xf90000a6u /* str x6, [x5] */
#define LDP_X7_X5   0xa9401507u /* ldp x7, x5, [x8] */
#define NOP	    0xd503201fu
#define MOV_W2	    0x32089fe2u /* mov w2, #0xff00ff00 */
/* clang-format on */

#define ALL	UINT64_MAX
#define BUT_PS	~(UINT64_C(7) << 16)
#define NOTHING 0
#define LITERAL UINT64_C(0x1122334455667788)
#define MAIR	UINT64_C(0x40044ffff)

static bool load(void *arg, int64_t off, unsigned size, uint64_t *v)
{
	*(int64_t *)arg = off;
	*v = size == 8 ? LITERAL : LITERAL & UINT32_MAX;
	return true;
}

/* known: NOTHING where it must not be told. */
static const struct {
	unsigned reg;
	uint64_t known, v;
	uint32_t code[6]; /* 0 ends it */
} rows[] = {
	{5, ALL, MAIR, {MOV_X5, MOVK_X5_16, MOVK_X5_32}},
	{5, ALL, MAIR, {MOV_X5, MSR_X5, MOVK_X5_16, STR_X5, MOVK_X5_32, NOP}},
	{0, ALL, 0xff0000, {MOV_X0}},
	{0, ALL, UINT64_C(0xffffffffffffffed), {MOVN_X0}},
	{1, ALL, 0x44ff, {MOV_W1}},
	{2, ALL, 0xff00ff00, {MOV_W2}},
	{2, ALL, 0x80003000, {ORR_X2, ORR_X2_X2}},
	{2, BUT_PS, 0x80003000, {ORR_X2, ORR_X2_X2, BFI_X2}},
	{2, BUT_PS, 0x80003000, {ORR_X2, BFI_X2, ORR_X2_X2}},
	{4, ALL, LITERAL, {LDR_X4}},
	{4, ALL, LITERAL &UINT32_MAX, {NOP, LDR_W4}},
	{6, ALL, 0xff, {MOV_X5, MOVK_X5_16, MOV_X6_X5, AND_X6}},
	/* A field is missing, or comes from elsewhere. */
	{5, NOTHING, 0, {MOVK_X5_16, MOVK_X5_32}},
	{5, NOTHING, 0, {MOV_X5, MRS_X5, MOVK_X5_16}},
	{5, NOTHING, 0, {MOV_X5, LDP_X7_X5}},
	{5, NOTHING, 0, {MOV_X5, STR_X5_BASE}},
	{5, NOTHING, 0, {MOV_X5, BL, MOVK_X5_16}},
	{5, NOTHING, 0, {MOV_X5, RET}},
	{31, NOTHING, 0, {MOV_X5}},
	/* A branch around what matters, and one around what does not. */
	{5, NOTHING, 0, {MOV_X5, CBZ_3, MOVK_X5_16, NOP}},
	{5, NOTHING, 0, {MOV_X5, TBNZ_2, MOVK_X5_16}},
	{5, NOTHING, 0, {B_LT_3, NOP, MOV_X5}},
	{5, ALL, 0xffff, {MOV_X5, CBZ_3, NOP, NOP}},
	{5, ALL, 0xffff, {MOV_X5, B_LT_3, NOP}},
	{5, ALL, 0xffff, {TBNZ_2, NOP, MOV_X5}},
};

static void constants(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct roots_const out = {0, 0};
		int64_t off = 0;
		size_t n = 0;
		bool told;

		while (n < 6 && rows[i].code[n])
			n++;
		told = roots_const_of(rows[i].code, n, rows[i].reg, load, &off, &out);
		if (told != (rows[i].known != NOTHING) ||
		    (told && (out.v != rows[i].v || out.known != rows[i].known)))
			fail_msg("row %zu: %d, 0x%" PRIx64 " of 0x%" PRIx64, i, told, out.v,
				 out.known);
		if (rows[i].code[0] == LDR_X4)
			assert_int_equal(off, 64);
		if (rows[i].code[1] == LDR_W4)
			assert_int_equal(off, 12);
	}
}

/* Any words at all come to an end, within what was given. */
static void any_words(void **state)
{
	uint32_t code[64], seed = 1;
	struct roots_const out;
	int64_t off;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		for (size_t i = 0; i < 64; i++) {
			seed = seed * 1664525 + 1013904223;
			code[i] = seed ^ seed >> 15;
		}
		for (unsigned reg = 0; reg < 32; reg++)
			if (roots_const_of(code, 64, reg, load, &off, &out))
				assert_false(out.v & ~out.known);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(constants),
		cmocka_unit_test(any_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
