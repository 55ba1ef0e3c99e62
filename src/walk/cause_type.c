/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Aborts that come of the memory type and of the instruction: alignment, exclusives, atomics. */
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime_ask.h"
#include "src/walk/cause_int.h"
#include "src/walk/insn.h"

enum { SCTLR_A = 1 };

/* What is known of the memory that was accessed. */
struct type {
	bool known, device, composed;
	uint8_t mair;
	char words[ATTR_TYPE_MAX];
};

static void set_type(struct type *t, const struct attr *a)
{
	t->known = a->type_known;
	t->mair = a->type;
	t->device = a->type_known && a->type >> 4 == 0;
	if (a->type_known)
		attr_mair_text(a->type, t->words);
}

/*
 * Stage 1, with stage 2 where both are at hand. With stage 1 off, data is Device-nGnRnE, or with
 * HCR_EL2.DC Normal write-back.
 */
static struct type type_of(const struct cause_case *c)
{
	const struct fault *f = c->f;
	bool dc = c->site->off && strstr(c->site->off, ".DC");
	struct attr a = {.type_known = true, .type = dc ? ATTR_NORMAL_WB : ATTR_DEVICE_NGNRNE};
	struct type t = {.known = false};
	bool ipa = f->has_ipa && f->ipa.fault == WALK_FAULT_NONE;
	bool va = f->has_va && f->va.fault == WALK_FAULT_NONE;

	if (!va && !c->r->flat)
		return t;
	if (va)
		a = f->va.attr;
	if (ipa)
		a = attr_combine(&a, &f->ipa.attr);
	set_type(&t, &a);
	t.composed = ipa;
	return t;
}

/* What programs that are known set SCTLR.A to, of their own regime. */
static bool set_by(const struct cause_case *c, bool *a)
{
	static const struct {
		enum fault_reporter by;
		enum regime_id id;
		bool a;
	} rows[] = {
		{FAULT_BY_LINUX, REGIME_EL1_0, false}, {FAULT_BY_LINUX, REGIME_EL1_1, false},
		{FAULT_BY_LINUX, REGIME_EL2_0, false}, {FAULT_BY_LINUX, REGIME_EL2_1, false},
		{FAULT_BY_KVM, REGIME_EL2, false},     {FAULT_BY_XEN, REGIME_EL2, false},
		{FAULT_BY_XEN, REGIME_PL2, true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].by == c->r->by && rows[i].id == c->site->id) {
			*a = rows[i].a;
			return true;
		}
	return false;
}

/* SCTLR.A of the regime: read, else by who wrote it. */
static bool alignment_checked(const struct cause_case *c, bool *a, char *name, size_t size)
{
	enum sysreg id = regime_ask_sctlr(c->site->id, c->site->regs);

	snprintf(name, size, "%s.A", id == SYSREG_COUNT ? "SCTLR" : sysreg_name(id));
	if (id == SYSREG_COUNT || !sysreg_known(c->site->regs, id))
		return set_by(c, a);
	*a = bits_test(c->site->regs->r[id].v, SCTLR_A);
	return true;
}

static const char *insn_note(const struct cause_case *c, char *buf, size_t size)
{
	enum insn_class k = c->r->has_insn ? insn_classify(c->r->insn) : INSN_OTHER;

	buf[0] = '\0';
	if (k == INSN_EXCLUSIVE || k == INSN_ATOMIC || k == INSN_ZERO)
		snprintf(buf, size, "; the instruction 0x%08x is %s", c->r->insn, insn_words(k));
	return buf;
}

static void device(struct cause_case *c, const struct type *t)
{
	const struct walk_step *s = cause_last_step(c, c->f->has_va ? 1 : 2);

	cause_show(cause_add(c->out, CAUSE_DEVICE_UNALIGNED, "the memory is %s%s", t->words,
			     t->composed ? ", by both stages" : ""),
		   t->composed ? "AttrIndx, MemAttr" : "AttrIndx", s);
}

/* An alignment fault that goes to EL2 from below is of the type that stage 2 gives. */
static void of_stage2(struct cause_case *c, const struct type *t)
{
	const struct walk_step *s = c->f->has_ipa ? cause_last_step(c, 2) : NULL;

	if (t->known)
		cause_show(cause_add(c->out, CAUSE_DEVICE_UNALIGNED,
				     "it went to EL2, so stage 2 makes the memory Device: both "
				     "stages come to %s%s",
				     t->words, t->device ? "" : " now"),
			   "MemAttr", s);
	else
		cause_show(cause_add(c->out, CAUSE_DEVICE_UNALIGNED,
				     "it went to EL2, so stage 2 makes the memory Device%s",
				     c->r->esr.isv ? "; ISV is 1: a load or store of one register, "
						     "no exclusive one"
						   : ""),
			   "MemAttr", s);
}

/* Normal memory, or nobody knows: SCTLR.A, else the instruction. */
static void by_control(struct cause_case *c, const struct type *t)
{
	char name[24], insn[96];
	bool a = false, known = alignment_checked(c, &a, name, sizeof(name));

	insn_note(c, insn, sizeof(insn));
	if (known && a) {
		cause_show(cause_add(c->out, CAUSE_SCTLR_A,
				     "%s is 1: every unaligned access faults%s%s", name,
				     t->known ? ", to Normal memory too: " : "", t->words),
			   name, NULL);
	} else if (t->known || insn[0]) {
		cause_add(c->out, CAUSE_EXCLUSIVE_OR_ATOMIC,
			  "the memory is %s, %s%s is%s 0: only exclusive, atomic and ordered "
			  "accesses fault%s",
			  t->known ? t->words : "of unknown type", known ? "" : "and if ", name, "",
			  insn);
		if (!known)
			cause_show(cause_add(c->out, CAUSE_SCTLR_A,
					     "%s is not known; if it is 1, every unaligned access "
					     "faults",
					     name),
				   name, NULL);
	} else {
		cause_add(c->out, CAUSE_UNDECIDED,
			  "Device memory, %s%s, or an exclusive or atomic access: the memory type "
			  "is not known",
			  known ? "no " : "", name);
	}
}

void cause_alignment(struct cause_case *c)
{
	struct type t = type_of(c);

	if (c->r->stage2)
		of_stage2(c, &t);
	else if (c->r->flat && t.device)
		cause_show(cause_add(c->out, CAUSE_MMU_OFF_UNALIGNED,
				     "stage 1 is off (%s), so that all data is %s", c->site->off,
				     t.words),
			   c->site->off, NULL);
	else if (t.device)
		device(c, &t);
	else
		by_control(c, &t);
}

void cause_exclusive(struct cause_case *c)
{
	struct type t = type_of(c);
	char insn[96];

	cause_add(c->out, CAUSE_EXCLUSIVE_OR_ATOMIC, "%s%s%s%s",
		  c->r->esr.kind == ESR_KIND_HW_UPDATE
			  ? "the update of a table by hardware is not supported there"
			  : "the memory does not support such an access",
		  t.known ? ": it is " : "", t.words, insn_note(c, insn, sizeof(insn)));
}
