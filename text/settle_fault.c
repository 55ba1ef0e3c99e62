/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The syndrome and the addresses of a report: which line is believed where several tell. */
#include "src/bits.h"
#include "text/forms.h"
#include "text/settle.h"

/* ESR_ELx: EC is bits 31:26, IL 25, ISS 24:0. */
enum { ESR_EC = 26, ESR_IL = 25 };
enum { EC_IABT_LOWER = 0x20, EC_IABT_SAME, EC_DABT_LOWER = 0x24, EC_DABT_SAME };

static const struct reporter {
	int el;
	bool fsr;
	enum sysreg status, far, hpfar;
} reporters[] = {
	{1, false, SYSREG_ESR_EL1, SYSREG_FAR_EL1, SYSREG_COUNT},
	{2, false, SYSREG_ESR_EL2, SYSREG_FAR_EL2, SYSREG_HPFAR_EL2},
	{2, false, SYSREG_HSR, SYSREG_HDFAR, SYSREG_HPFAR},
	{1, true, SYSREG_DFSR, SYSREG_DFAR, SYSREG_COUNT},
};
enum { REPORTERS = sizeof(reporters) / sizeof(reporters[0]) };

static const struct fact *reg(const struct report *r, enum sysreg id)
{
	return id == SYSREG_COUNT ? NULL : fact_find(r, FACT_REG, (int)id);
}

static bool is_abort(uint64_t esr)
{
	uint64_t class = bits_get(esr, 31, ESR_EC) & ~UINT64_C(1);

	return class == EC_IABT_LOWER || class == EC_DABT_LOWER;
}

/* The only registers that tell, or tell of an abort; NULL for none or several. */
static const struct reporter *only_reporter(const struct report *r, int el, bool abort)
{
	const struct reporter *found = NULL;

	for (unsigned i = 0; i < REPORTERS; i++) {
		const struct reporter *p = &reporters[i];
		const struct fact *status = reg(r, p->status);

		if (!status || (el && p->el != el) || ((!el || p->fsr) && !status->v) ||
		    (abort && !p->fsr && !is_abort(status->v)))
			continue;
		if (found)
			return NULL;
		found = p;
	}
	return found;
}

/* The registers that tell: of the Exception level that took it; where nobody says which, those that
 * are not 0, of an abort if several are. */
static const struct reporter *find_reporter(const struct report *r, int el)
{
	const struct reporter *found = only_reporter(r, el, false);

	return found || el ? found : only_reporter(r, 0, true);
}

/*
 * The state of a guest whose last trap was no abort: a hypercall, an interrupt. What it took itself
 * is in its own registers.
 */
static const struct reporter *of_guest(const struct report *r, struct settled *s,
				       const struct reporter *from)
{
	const struct reporter *guest = only_reporter(r, 1, true);
	const struct fact *hyp = from ? reg(r, from->status) : NULL;

	if (r->form != FORM_XEN_STATE || !hyp || from->el == 1 || is_abort(hyp->v))
		return from;
	if (guest) {
		settle_note(s, hyp->line,
			    "%s 0x%llx is no abort: %s is taken, which may be of an earlier one",
			    sysreg_name(from->status), (unsigned long long)hyp->v,
			    sysreg_name(guest->status));
		s->said.el = 1;
		return guest;
	}
	if (!reg(r, SYSREG_ESR_EL1))
		settle_note(s, hyp->line, "%s 0x%llx is no abort, and ESR_EL1 is not in the text",
			    sysreg_name(from->status), (unsigned long long)hyp->v);
	return from;
}

/*
 * Of two values for one thing the first is taken, but for one that is the beginning of the other:
 * then its line was cut.
 */
static uint64_t believe(struct settled *s, const char *what, const struct fact *a,
			const struct fact *b)
{
	const struct fact *shorter = a->digits < b->digits ? a : b, *longer = shorter == a ? b : a;
	unsigned cut = longer->digits - shorter->digits;

	if (a->v == b->v)
		return a->v;
	if (cut && cut < 16 && longer->v >> (4 * cut) == shorter->v) {
		settle_note(s, shorter->line, "%s 0x%llx is cut: line %u has 0x%llx", what,
			    (unsigned long long)shorter->v, longer->line,
			    (unsigned long long)longer->v);
		return longer->v;
	}
	settle_note(s, b->line, "%s 0x%llx contradicts line %u, which has 0x%llx and is taken",
		    what, (unsigned long long)b->v, a->line, (unsigned long long)a->v);
	return a->v;
}

/* All facts of one kind against each other, and against a register. */
static void choose(const struct report *r, struct settled *s, const char *what, enum fact_kind kind,
		   const struct fact *other, bool *has, uint64_t *v)
{
	const struct fact *first = fact_find(r, kind, -1);

	if (!first)
		first = other;
	if (!first)
		return;
	*has = true;
	*v = first->v;
	for (unsigned i = 0; i < r->n; i++)
		if (r->fact[i].kind == kind && &r->fact[i] != first)
			*v = believe(s, what, first, &r->fact[i]);
	if (other && other != first)
		*v = believe(s, what, first, other);
}

/* A syndrome in pieces. Xen prints the ISS only, and says in words which abort it was. */
static void from_pieces(const struct report *r, struct settled *s)
{
	const struct fact *iss = fact_find(r, FACT_ISS, 0), *ec = fact_find(r, FACT_EC, 0);
	uint64_t class = ec ? ec->v : r->marks & FORM_FETCH ? EC_IABT_SAME : EC_DABT_SAME;

	if (!iss || s->said.has_esr || (!ec && r->form != FORM_XEN))
		return;
	s->said.has_esr = true;
	s->said.esr = class << ESR_EC | UINT64_C(1) << ESR_IL | bits_get(iss->v, ESR_IL - 1, 0);
	if (!ec)
		settle_note(s, iss->line, "the syndrome is put together of its ISS 0x%llx and %s",
			    (unsigned long long)iss->v,
			    r->marks & FORM_FETCH ? "\"Instruction Abort\"" : "\"Data Abort\"");
}

static void check_pieces(const struct report *r, struct settled *s)
{
	const struct fact *iss = fact_find(r, FACT_ISS, 0), *ec = fact_find(r, FACT_EC, 0);

	if (iss && bits_get(s->said.esr, ESR_IL - 1, 0) != bits_get(iss->v, ESR_IL - 1, 0))
		settle_note(s, iss->line,
			    "ISS 0x%llx is not of the syndrome 0x%llx, which is taken",
			    (unsigned long long)iss->v, (unsigned long long)s->said.esr);
	if (ec && bits_get(s->said.esr, 31, ESR_EC) != ec->v)
		settle_note(s, ec->line, "EC 0x%llx is not of the syndrome 0x%llx, which is taken",
			    (unsigned long long)ec->v, (unsigned long long)s->said.esr);
}

/* KVM with VHE runs where the kernel does: in the upper half, which only EL2&0 has. */
static enum regime_id kvm_regime(const struct report *r, const struct console_report *t)
{
	const struct fact *pc = fact_find(r, FACT_PC, 0);
	bool upper = t->has_far && bits_test(t->far, 55);

	if (!upper && (!pc || !bits_test(pc->v, 55)))
		return REGIME_EL2;
	return upper ? REGIME_EL2_1 : REGIME_EL2_0;
}

/* Whose address it was, by who tells it. */
static enum regime_id regime_of(const struct report *r, const struct console_report *t)
{
	bool upper = t->has_far && bits_test(t->far, 55);

	switch (r->form) {
	case FORM_XEN: return t->a32 ? REGIME_PL2 : REGIME_EL2;
	case FORM_KVM: return kvm_regime(r, t);
	case FORM_XEN_GUEST:
	case FORM_KVM_GUEST: return REGIME_S2;
	case FORM_XEN_STATE: return t->has_ipa ? REGIME_S2 : REGIME_COUNT;
	case FORM_TFA: return REGIME_EL3;
	case FORM_LINUX:
	case FORM_LINUX_USER:
	case FORM_LINUX_ARM:
	case FORM_OPTEE:
	case FORM_ZEPHYR:
	case FORM_FREEBSD:
		if (!t->has_far)
			return REGIME_COUNT;
		/* Linux with 3G for processes, its default, has its own addresses above that. */
		if (t->a32)
			return t->far >= 0xc0000000u ? REGIME_PL1_1 : REGIME_PL1_0;
		return upper ? REGIME_EL1_1 : REGIME_EL1_0;
	default: return REGIME_COUNT;
	}
}

static bool is_linux(const struct report *r)
{
	return r->form == FORM_LINUX || r->form == FORM_LINUX_USER || r->form == FORM_LINUX_ARM;
}

/* Linux prints eight digits at least, or all sixteen; nothing between begins with a 0. */
static bool lacks_digits(const struct fact *far)
{
	return far->digits < 8 ||
	       (far->digits > 8 && far->digits < 16 && !(far->v >> (4 * (far->digits - 1))));
}

/* What has less, or goes on where the entries are, was cut. */
static void check_digits(const struct report *r, struct settled *s)
{
	const struct fact *va = fact_find(r, FACT_WALK_VA, 0), *far = fact_find(r, FACT_FAR, 0);
	unsigned cut;

	if (!far || far->v != s->said.far || !is_linux(r))
		return;
	cut = va && va->digits > far->digits ? va->digits - far->digits : 0;
	if (cut && cut < 16 && va->v >> (4 * cut) == far->v) {
		s->said.far = va->v;
		settle_note(s, far->line, "the address 0x%llx is cut: line %u has 0x%llx",
			    (unsigned long long)far->v, va->line, (unsigned long long)va->v);
	} else if (lacks_digits(far)) {
		s->said.has_far = false;
		settle_note(s, far->line, "the address 0x%llx has %u digits of %d: cut, not taken",
			    (unsigned long long)far->v, far->digits, far->digits < 8 ? 8 : 16);
	}
}

/* The descriptors are of the address that was accessed, or of something else. */
static void check_walk(const struct report *r, struct settled *s)
{
	const struct fact *va = fact_find(r, FACT_WALK_VA, 0);

	if (r->marks & FORM_KERNEL_ROOT && !s->said.a32 && s->said.has_far &&
	    !bits_test(s->said.far, 55))
		settle_note(s, 0,
			    "0x%llx is of the lower half, and swapper's tables of the upper: "
			    "it may be cut",
			    (unsigned long long)s->said.far);
	if (va && s->said.has_far && va->v != s->said.far)
		settle_note(s, va->line,
			    "the descriptors are of 0x%llx, and the fault is at 0x%llx",
			    (unsigned long long)va->v, (unsigned long long)s->said.far);
}

/* A syndrome of another class than the text names in words is of something else. */
static void check_words(const struct report *r, struct settled *s)
{
	uint64_t class = bits_get(s->said.esr, 31, ESR_EC) & ~UINT64_C(1);
	unsigned words = r->marks & (FORM_FETCH | FORM_DATA);
	bool fits = class == (words == FORM_FETCH ? EC_IABT_LOWER : EC_DABT_LOWER);

	if (fits || (words != FORM_FETCH && words != FORM_DATA))
		return;
	settle_note(s, r->first,
		    "the syndrome 0x%llx is of no %s Abort, as the text calls it: not taken",
		    (unsigned long long)s->said.esr, words == FORM_FETCH ? "Instruction" : "Data");
	s->said.has_esr = false;
}

/* Without the address only the text's own words tell whose fault of EL2 it was. */
static void check_kvm(const struct report *r, struct settled *s)
{
	if (r->form == FORM_KVM && !s->said.has_far)
		settle_note(s, 0, "%s is inferred: the text has no address",
			    regime_name(s->said.regime));
}

void settle_fault(const struct report *r, struct settled *s)
{
	struct console_report *t = &s->said;
	const struct fact *el = fact_find(r, FACT_EL, 0), *status;
	const struct reporter *from;

	if (el && el->v <= 3)
		t->el = (int)el->v;
	else if (!t->el && fact_find(r, FACT_HPFAR, 0))
		t->el = 2; /* who prints HPFAR has it */
	from = of_guest(r, s, find_reporter(r, t->el));
	status = from ? reg(r, from->status) : NULL;

	choose(r, s, "the syndrome", FACT_ESR, from && !from->fsr ? status : NULL, &t->has_esr,
	       &t->esr);
	choose(r, s, "the address", FACT_FAR, from ? reg(r, from->far) : NULL, &t->has_far,
	       &t->far);
	choose(r, s, "HPFAR", FACT_HPFAR, from ? reg(r, from->hpfar) : NULL, &t->has_hpfar,
	       &t->hpfar);
	choose(r, s, "the IPA", FACT_IPA, NULL, &t->has_ipa, &t->ipa);
	choose(r, s, "PSTATE", FACT_PSTATE, NULL, &t->has_pstate, &t->pstate);
	choose(r, s, "the instruction", FACT_INSN, NULL, &t->has_insn, &t->insn);
	choose(r, s, "FSR", FACT_FSR, from && from->fsr ? status : NULL, &t->has_fsr, &t->fsr);
	if (!t->el && from)
		t->el = from->el;
	from_pieces(r, s);
	check_digits(r, s);
	check_walk(r, s);
	if (t->has_esr)
		check_pieces(r, s);
	if (t->has_esr)
		check_words(r, s);
	t->regime = regime_of(r, t);
	check_kvm(r, s);
}
