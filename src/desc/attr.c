/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/desc/attr_int.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"

enum { SH_OUTER = 2 };

attr_inherited attr_inherit(const struct regime *r, attr_inherited above, uint64_t table_desc)
{
	attr_inherited here = (attr_inherited)bits_get(table_desc, 63, 59);

	if (r->stage == 2)
		return 0; /* stage 2 has no hierarchical controls */
	if (r->hpd)
		here &= IN_NS;
	return above | here;
}

bool attr_from_memattr(unsigned memattr, uint8_t *mair)
{
	static const uint8_t device[4] = {ATTR_DEVICE_NGNRNE, ATTR_DEVICE_NGNRE, ATTR_DEVICE_NGRE,
					  ATTR_DEVICE_GRE};
	static const uint8_t nibble[4] = {0, 0x4, 0xb, 0xf}; /* NC, write-through, write-back */
	unsigned outer = memattr >> 2 & 3, inner = memattr & 3;

	if (!outer) {
		*mair = device[inner];
		return true;
	}
	*mair = (uint8_t)(nibble[outer] << 4 | nibble[inner]);
	return inner != 0;
}

/* 0b0000ddx1 without x is Device with XS clear (FEAT_XS); three bytes with a zero low nibble have a
 * meaning. */
bool attr_mair_valid(uint8_t byte)
{
	if (byte >> 4 == 0)
		return (byte & 2) == 0;
	return (byte & 0xf) != 0 || byte == ATTR_NORMAL_TAGGED || byte == 0x40 || byte == 0xa0;
}

/*
 * MemAttr[2:0] with FWB (D8.6.6): what comes out of both stages; MemAttr[3] is RES0. `alone` is
 * what stage 2 says by itself.
 */
enum { FWB_NC = 5, FWB_WB = 6, FWB_STAGE1 = 7 };

static const struct {
	const char *text;
	uint8_t alone;
} fwb[8] = {
	{"forced-device-nGnRnE", ATTR_DEVICE_NGNRNE},
	{"forced-device-nGnRE", ATTR_DEVICE_NGNRE},
	{"forced-device-nGRE", ATTR_DEVICE_NGRE},
	{"forced-device-GRE", ATTR_DEVICE_GRE},
	{NULL, 0},
	{"normal-nc-or-device", ATTR_NORMAL_NC},
	{"forced-normal-wb", ATTR_NORMAL_WB},
	{"as-stage-1", ATTR_NORMAL_WB},
};

static const char *fwb_text(unsigned memattr)
{
	return fwb[memattr & 7].text;
}

const char *attr_memattr_text(const struct regime *r, unsigned memattr, char *buf)
{
	uint8_t mair;

	if (r->fwb)
		snprintf(buf, ATTR_TYPE_MAX, "%s",
			 fwb_text(memattr) ? fwb_text(memattr) : "reserved");
	else if (attr_from_memattr(memattr, &mair))
		attr_mair_text(mair, buf);
	else
		snprintf(buf, ATTR_TYPE_MAX, "reserved");
	return buf;
}

/* AttrIndx: three bits, and a fourth with FEAT_AIE. */
unsigned attr_type_index(const struct regime *r, uint64_t raw)
{
	unsigned high = r->modes & REGIME_AIE ? (unsigned)bits_get(raw, LEAF_ATTR3, LEAF_ATTR3) : 0;

	return high << 3 | (unsigned)bits_get(raw, 4, 2);
}

static void set_type(const struct regime *r, uint64_t raw, struct attr *a)
{
	if (r->stage == 2 && r->fwb) {
		a->type_index = (uint8_t)bits_get(raw, 5, 2);
		a->type_known = fwb_text(a->type_index) != NULL;
		a->type = fwb[a->type_index & 7].alone;
		return;
	}
	if (r->stage == 2) {
		a->type_index = (uint8_t)bits_get(raw, 5, 2);
		a->type_known = attr_from_memattr(a->type_index, &a->type);
		if (a->type_known && r->cd && a->type >> 4)
			a->type = ATTR_NORMAL_NC;
		return;
	}
	a->type_index = (uint8_t)attr_type_index(r, raw);
	if (!(a->type_index < 8 ? r->mair_known : r->mair2_known))
		return;
	a->type = (uint8_t)((a->type_index < 8 ? r->mair : r->mair2) >> (8 * (a->type_index & 7)));
	a->type_known = attr_mair_valid(a->type);
}

static bool is_device(const struct attr *a)
{
	return a->type_known && a->type >> 4 == 0;
}

/* The bytes that add Tagged or XS to a type, without that. */
static uint8_t plain_type(uint8_t type)
{
	switch (type) {
	case ATTR_NORMAL_TAGGED: return ATTR_NORMAL_WB;
	case 0x40: return ATTR_NORMAL_NC;
	case 0xa0: return 0xaa;
	default: return type >> 4 == 0 ? type & 0xc : type;
	}
}

/* Device memory and Normal Non-cacheable are outer shareable whatever SH says. */
static void set_shareability(struct attr *a, uint8_t sh)
{
	a->sh = sh;
	if (a->type_known && (is_device(a) || plain_type(a->type) == ATTR_NORMAL_NC))
		a->sh = SH_OUTER;
}

/* Bit 5 counts where the regime is one of Secure state; a table of Non-secure memory leads only
 * there. */
static bool non_secure(const struct regime *r, uint64_t raw, attr_inherited above)
{
	return r->stage == 1 && r->secure && (bits_test(raw, LEAF_NS) || above & IN_NS);
}

static uint32_t flags_of(const struct regime *r, uint64_t raw, attr_inherited above)
{
	uint32_t f = 0;

	if (bits_test(raw, LEAF_CONTIGUOUS))
		f |= r->modes & REGIME_PNCH ? ATTR_PROTECTED : ATTR_CONTIGUOUS;
	if (r->perms == REGIME_PERMS_TWO && (bits_test(raw, LEAF_NG) || r->modes & REGIME_FNG))
		f |= ATTR_NOT_GLOBAL;
	if (!bits_test(raw, LEAF_AF))
		f |= r->ha ? ATTR_AF_BY_HARDWARE : ATTR_NO_ACCESS_FLAG;
	if (r->stage == 2 && r->fwb)
		f |= ATTR_FWB;
	if (r->cd)
		f |= ATTR_CD;
	if (non_secure(r, raw, above))
		f |= ATTR_NON_SECURE;
	if (r->aarch32)
		return f;
	if (r->stage == 2 && bits_test(raw, LEAF_FNXS))
		f |= ATTR_XS0;
	if (bits_test(raw, LEAF_DBM) && !(r->modes & REGIME_PIE))
		f |= ATTR_DBM;
	if (r->stage == 1 && bits_test(raw, LEAF_GP))
		f |= ATTR_GUARDED;
	if (r->modes & REGIME_ASSURED && bits_test(raw, LEAF_ASSURED))
		f |= ATTR_ASSURED;
	return f;
}

struct attr attr_of_leaf(const struct regime *r, uint64_t raw, attr_inherited above)
{
	struct attr a = {0};

	attr_set_perms(r, raw, above, &a);
	set_type(r, raw, &a);
	a.flags |= flags_of(r, raw, above);
	if (r->geo->format == REGIME_FORMAT_LPA2)
		set_shareability(&a, r->sh);
	else
		set_shareability(&a, (uint8_t)bits_get(raw, 9, 8));
	a.software = (uint8_t)bits_get(raw, 58, 55);
	return a;
}

/* Of two cacheabilities the weaker: non-cacheable, then write-through, then write-back. */
static unsigned rank(unsigned nibble)
{
	if (nibble == 0x4)
		return 0;
	return (nibble & 0x4) ? 2
			      : 1; /* 0b01xx and 0b11xx are write-back, 0b00xx and 0b10xx through */
}

/* Allocation hints and transience are those of stage 1 (D8.6.5.2). */
static unsigned weaker(unsigned s1, unsigned s2)
{
	unsigned r1 = rank(s1), r2 = rank(s2);

	if (r1 <= r2)
		return s1;
	return r2 == 0 ? 0x4 : s1 & 0xb;
}

/* Of two Device types the stronger; XS, bit 0, is stage 1's. */
static uint8_t stronger_device(uint8_t s1, uint8_t s2)
{
	return (uint8_t)(((s1 & 0xc) < (s2 & 0xc) ? s1 & 0xc : s2 & 0xc) | (s1 & 1));
}

static uint8_t combine_type(uint8_t s1, uint8_t s2)
{
	bool d1 = s1 >> 4 == 0, d2 = s2 >> 4 == 0;
	uint8_t p1 = plain_type(s1), p2 = plain_type(s2);

	if (d1 && d2)
		return stronger_device(s1, s2);
	if (d1 || d2)
		return d1 ? s1 : s2;
	if (p2 == ATTR_NORMAL_WB)
		return s1; /* keeps Tagged and XS */
	return (uint8_t)(weaker(p1 >> 4, p2 >> 4) << 4 | weaker(p1 & 0xf, p2 & 0xf));
}

/* Outer beats inner beats non-shareable: 2, 3, 0 in the encoding of SH. */
static uint8_t combine_sh(uint8_t a, uint8_t b)
{
	if (a == SH_OUTER || b == SH_OUTER)
		return SH_OUTER;
	return a > b ? a : b;
}

/* A nibble that is forced to write-back: the hints of a cacheable one, else allocating (D8.6.6). */
static unsigned force_wb(unsigned nibble)
{
	return nibble == 0x4 ? 0xf : nibble | 0x4;
}

static uint8_t combine_fwb(uint8_t s1, const struct attr *s2)
{
	bool device = s1 >> 4 == 0;
	uint8_t p1 = plain_type(s1);

	switch (s2->type_index & 7) {
	case FWB_NC: return device ? s1 : ATTR_NORMAL_NC;
	case FWB_WB:
		if (device)
			return ATTR_NORMAL_WB;
		if (s1 == ATTR_NORMAL_TAGGED)
			return s1; /* S2MemTagType: write-back keeps its tags */
		return (uint8_t)(force_wb(p1 >> 4) << 4 | force_wb(p1 & 0xf));
	case FWB_STAGE1: return s1;
	default: /* Device: of two the stronger; XS is stage 1's */
		return device ? stronger_device(s1, s2->type) : s2->type;
	}
}

/* HCR_EL2.CD: Normal memory is Non-cacheable, Device stays what it is. */
static uint8_t without_cache(uint8_t type)
{
	return type >> 4 == 0 ? type : ATTR_NORMAL_NC;
}

static bool says_xs0(uint8_t type)
{
	return type != plain_type(type) && type != ATTR_NORMAL_TAGGED;
}

static bool is_write_back(uint8_t type)
{
	uint8_t p = plain_type(type);

	return p >> 4 && rank(p >> 4) == 2 && rank(p & 0xf) == 2;
}

static uint8_t with_xs0(uint8_t type)
{
	switch (type) {
	case ATTR_NORMAL_NC: return 0x40;
	case 0xaa: return 0xa0;
	default: return type >> 4 == 0 ? type | 1 : type;
	}
}

/*
 * D8.7.4, R_FQWJG: XS is stage 1's, or 0 with FnXS; of write-back it is 0, and that is not said.
 * What stage 1 has as write-back has XS 0 behind any stage 2, if the CPU has FEAT_XS: that is not
 * said either. FnXS is a flag, since it is RES0 on a CPU without: the type stays what such one has.
 */
static void set_xs(struct attr *a, const struct attr *s1, const struct attr *s2)
{
	bool fnxs = s2->flags & ATTR_XS0, own = a->type_known && says_xs0(s1->type);

	if (a->type_known && is_write_back(a->type))
		return;
	if (own)
		a->type = with_xs0(a->type);
	if ((own || fnxs) && !(a->type_known && says_xs0(a->type)))
		a->flags |= ATTR_XS0;
}

struct attr attr_combine(const struct attr *s1, const struct attr *s2)
{
	struct attr a = *s1;

	a.perms &= s2->perms;
	a.perms_user &= s2->perms_user;
	a.type_known = s1->type_known && s2->type_known;
	if (a.type_known)
		a.type = s2->flags & ATTR_FWB ? combine_fwb(s1->type, s2)
					      : combine_type(s1->type, s2->type);
	if (a.type_known && s2->flags & ATTR_CD)
		a.type = without_cache(a.type);
	set_xs(&a, s1, s2);
	set_shareability(&a, combine_sh(s1->sh, s2->sh));
	a.flags |= s2->flags & (ATTR_NO_ACCESS_FLAG | ATTR_AF_BY_HARDWARE | ATTR_UNTOLD | ATTR_MRO |
				ATTR_TL0 | ATTR_TL1 | ATTR_ASSURED);
	a.perm_index |= (uint16_t)(s2->perm_index << 5);
	a.overlay_index |= (uint8_t)(s2->overlay_index << 4);
	return a;
}

bool attr_same_meaning(const struct attr *a, const struct attr *b)
{
	bool by_index = !a->type_known || a->flags & ATTR_FWB;
	bool untold = a->flags & ATTR_UNTOLD;

	return a->type == b->type && a->type_known == b->type_known && a->sh == b->sh &&
	       (!by_index || a->type_index == b->type_index) && a->perms == b->perms &&
	       a->perms_user == b->perms_user && a->software == b->software &&
	       (!untold ||
		(a->perm_index == b->perm_index && a->overlay_index == b->overlay_index)) &&
	       ((a->flags ^ b->flags) & ~(uint32_t)ATTR_CONTIGUOUS) == 0;
}

static void rwx(uint8_t p, bool unknown, char *buf)
{
	if (unknown) {
		memcpy(buf, "???", 4);
		return;
	}
	buf[0] = p & ATTR_R ? 'R' : '-';
	buf[1] = p & ATTR_W ? 'W' : '-';
	buf[2] = p & ATTR_X ? 'X' : '-';
	buf[3] = '\0';
}

const char *attr_perms_text(enum regime_perms scheme, const struct attr *a, char *buf)
{
	rwx(a->perms, a->flags & ATTR_PERMS_UNKNOWN, buf);
	if (scheme == REGIME_PERMS_TWO ||
	    (scheme == REGIME_PERMS_STAGE2 && a->perms != a->perms_user)) {
		buf[3] = '/';
		rwx(a->perms_user, a->flags & ATTR_USER_UNKNOWN, buf + 4);
	}
	return buf;
}

/* One cacheability nibble: "nc", "wb", "wt-transient", with the hints where they are not both set.
 */
static void nibble_text(unsigned n, char *buf, size_t size)
{
	static const char *const hints[] = {"-na", "-wa", "-ra", ""};

	if (n == 0x4)
		snprintf(buf, size, "nc");
	else
		snprintf(buf, size, "%s%s%s", n & 0x4 ? "wb" : "wt", n & 0x8 ? "" : "-transient",
			 hints[n & 3]);
}

const char *attr_mair_text(uint8_t byte, char *buf)
{
	static const char *const device[] = {"nGnRnE", "nGnRE", "nGRE", "GRE"};
	char outer[16], inner[16];

	if (!attr_mair_valid(byte))
		snprintf(buf, ATTR_TYPE_MAX, "reserved(0x%02x)", byte);
	else if (byte >> 4 == 0)
		snprintf(buf, ATTR_TYPE_MAX, "device-%s%s", device[byte >> 2 & 3],
			 byte & 1 ? "-xs0" : "");
	else if (byte == ATTR_NORMAL_TAGGED)
		snprintf(buf, ATTR_TYPE_MAX, "normal-wb-tagged");
	else if ((byte & 0xf) == 0)
		snprintf(buf, ATTR_TYPE_MAX, "normal-%s-xs0", byte == 0x40 ? "nc" : "wt-ra");
	else {
		nibble_text(byte >> 4, outer, sizeof(outer));
		nibble_text(byte & 0xf, inner, sizeof(inner));
		if (!strcmp(outer, inner))
			snprintf(buf, ATTR_TYPE_MAX, "normal-%s", inner);
		else
			snprintf(buf, ATTR_TYPE_MAX, "normal-i:%s-o:%s", inner, outer);
	}
	return buf;
}

const char *attr_type_text(const struct attr *a, char *buf)
{
	if (a->flags & ATTR_FWB && a->type_known)
		snprintf(buf, ATTR_TYPE_MAX, "%s", fwb_text(a->type_index));
	else if (a->type_known)
		attr_mair_text(a->type, buf);
	else
		snprintf(buf, ATTR_TYPE_MAX, "unknown(%u)", a->type_index);
	return buf;
}

const char *attr_sh_text(uint8_t sh)
{
	static const char *const names[] = {"non", "reserved", "outer", "inner"};

	return names[sh & 3];
}

const char *attr_flags_text(const struct attr *a, char *buf)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ATTR_NO_ACCESS_FLAG, "AF=0"},
		{ATTR_AF_BY_HARDWARE, "AF=0(HA)"},
		{ATTR_CONTIGUOUS, "contiguous"},
		{ATTR_NOT_GLOBAL, "nG"},
		{ATTR_DBM, "DBM"},
		{ATTR_GUARDED, "GP"},
		{ATTR_NON_SECURE, "NS"},
		{ATTR_GCS, "GCS"},
		{ATTR_PROTECTED, "protected"},
		{ATTR_MRO, "MRO"},
		{ATTR_TL0, "TL0"},
		{ATTR_TL1, "TL1"},
		{ATTR_ASSURED, "assured-only"},
		{ATTR_CD, "CD"},
		{ATTR_XS0, "xs0"},
	};
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (a->flags & names[i].flag)
			n += (size_t)snprintf(buf + n, ATTR_FLAGS_MAX - n, "%s%s", n ? " " : "",
					      names[i].name);
	return buf;
}

const char *attr_inherited_text(const struct regime *r, attr_inherited a, char *buf)
{
	bool two = r->perms == REGIME_PERMS_TWO;
	unsigned ap = (a & IN_READ_ONLY ? 2 : 0) | (two && a & IN_NO_EL0 ? 1 : 0);
	char aptable[16] = "";

	if (ap)
		snprintf(aptable, sizeof(aptable), " APTable=%u", ap);
	snprintf(buf, ATTR_INHERITED_MAX, "%s%s%s%s", a & IN_NS ? " NSTable" : "", aptable,
		 !(a & IN_UXN)	      ? ""
		 : two && !r->aarch32 ? " UXNTable"
				      : " XNTable",
		 two && a & IN_PXN ? " PXNTable" : "");
	if (*buf)
		memmove(buf, buf + 1, strlen(buf));
	return buf;
}
