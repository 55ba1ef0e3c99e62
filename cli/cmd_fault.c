/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/job.h"
#include "report/fault.h"
#include "report/json.h"
#include "src/bits.h"

/* The registers that report an abort at one Exception level. */
static const struct reporter {
	int el;
	enum sysreg esr, far, hpfar;
} reporters[] = {
	{2, SYSREG_ESR_EL2, SYSREG_FAR_EL2, SYSREG_HPFAR_EL2},
	{2, SYSREG_HSR, SYSREG_HDFAR, SYSREG_HPFAR},
	{1, SYSREG_ESR_EL1, SYSREG_FAR_EL1, SYSREG_COUNT},
};

struct look {
	struct job s;
	const struct args *a;
	unsigned cpu;
	int el;			     /* that took it; 0: not known yet */
	const struct reporter *from; /* where a syndrome that was not given came from */
	struct fault_report r;
	struct walker s1, s2;
	bool has_s1, has_s2;
	char name1[JOB_NAME_MAX];
};

static int fail(const char *what)
{
	fprintf(stderr, "ptview: fault: %s\n", what);
	return EXIT_USAGE;
}

static bool is_el1(enum regime_id id)
{
	return regime_may_nest(id);
}

/* The Exception level that --regime speaks of; 0 for none. */
static int el_of_regime(const struct args *a)
{
	enum regime_id id = a->regimes[0].id;

	if (!a->nregimes)
		return 0;
	if (a->regimes[0].through || id == REGIME_S2 || id == REGIME_S2S)
		return 2;
	return is_el1(id) ? 1 : id == REGIME_EL3 ? 3 : 2;
}

/* PSTATE.M[3:2] is the Exception level; what interrupted EL0 is reported at EL1. */
static int el_now(const struct sysregs *regs)
{
	int el;

	if (!sysreg_known(regs, SYSREG_PSTATE) || bits_test(regs->r[SYSREG_PSTATE].v, 4))
		return 0;
	el = (int)bits_get(regs->r[SYSREG_PSTATE].v, 3, 2);
	return el ? el : 1;
}

/* The first registers of this Exception level (0: any) that are known. */
static const struct reporter *find_reporter(const struct sysregs *regs, int el)
{
	for (size_t i = 0; i < sizeof(reporters) / sizeof(reporters[0]); i++)
		if ((!el || reporters[i].el == el) && sysreg_known(regs, reporters[i].esr))
			return &reporters[i];
	return NULL;
}

static void take(const struct sysregs *regs, enum sysreg id, bool *has, uint64_t *v)
{
	if (*has || id == SYSREG_COUNT || !sysreg_known(regs, id))
		return;
	*has = true;
	*v = regs->r[id].v;
}

/* The syndrome and its addresses: as given, else out of the CPU's registers. */
static int get_report(struct look *l)
{
	const struct args *a = l->a;
	const struct sysregs *regs = &l->s.mem->cpus[l->cpu];
	uint64_t esr = a->esr;
	int el = el_of_regime(a);

	l->r.has_far = a->far_given;
	l->r.far = a->far;
	l->r.has_hpfar = a->hpfar_given;
	l->r.hpfar = a->hpfar;
	if (!a->esr_given) {
		l->from = find_reporter(regs, el ? el : el_now(regs));
		if (!l->from)
			return fail(
				"the source has no ESR_ELx that is known: give --esr, --far and, "
				"for stage 2, --hpfar");
		el = l->from->el;
		esr = regs->r[l->from->esr].v;
		take(regs, l->from->far, &l->r.has_far, &l->r.far);
		take(regs, l->from->hpfar, &l->r.has_hpfar, &l->r.hpfar);
	}
	l->el = el;
	if (!esr_decode(esr, &l->r.esr)) {
		fprintf(stderr, "ptview: fault: %s 0x%llx is no Instruction or Data Abort: %s\n",
			l->from ? sysreg_name(l->from->esr) : "ESR", (unsigned long long)esr,
			l->r.esr.exception);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

/* A regime of this CPU, if it can be walked; says why not otherwise. */
static bool start(struct look *l, enum regime_id id, struct walker *w)
{
	struct survey v;

	survey_one(l->s.mem, id, l->cpu, &v);
	if (v.state >= SURVEY_DISABLED) {
		fprintf(stderr, "ptview: %s\n", v.why.text);
		return false;
	}
	if (v.why.text[0])
		fprintf(stderr, "ptview: %s\n", v.why.text);
	if (v.w.r.assumed[0])
		fprintf(stderr, "ptview: %s: %s\n", v.w.r.name, v.w.r.assumed);
	*w = v.w;
	return true;
}

static enum survey_state state_of(const struct look *l, enum regime_id id)
{
	struct survey v;

	survey_one(l->s.mem, id, l->cpu, &v);
	return v.state;
}

static bool usable(const struct look *l, enum regime_id id)
{
	return state_of(l, id) < SURVEY_DISABLED;
}

/* Of two halves the one that bit 55 names (D8.2.4); with AArch32 by the address. */
static enum regime_id half(const struct look *l, enum regime_id lower, enum regime_id upper)
{
	struct survey v;
	struct ia in;

	if (lower != REGIME_PL1_0)
		return bits_test(l->r.far, 55) ? upper : lower;
	survey_one(l->s.mem, upper, l->cpu, &v);
	return v.state < SURVEY_DISABLED && regime_contains(&v.w.r, addr_ia(l->r.far), &in) ? upper
											    : lower;
}

/* AArch32's where AArch64's cannot be had, and AArch32's is there, decoded or not. */
static enum regime_id el1_regime(const struct look *l)
{
	bool a64 = usable(l, REGIME_EL1_0) || usable(l, REGIME_EL1_1);
	bool a32 = state_of(l, REGIME_PL1_0) != SURVEY_DISABLED ||
		   state_of(l, REGIME_PL1_1) != SURVEY_DISABLED ||
		   state_of(l, REGIME_PL2) != SURVEY_DISABLED;

	return !a64 && a32 ? half(l, REGIME_PL1_0, REGIME_PL1_1)
			   : half(l, REGIME_EL1_0, REGIME_EL1_1);
}

static enum regime_id el2_regime(const struct look *l)
{
	if (!usable(l, REGIME_EL2) && (usable(l, REGIME_EL2_0) || usable(l, REGIME_EL2_1)))
		return half(l, REGIME_EL2_0, REGIME_EL2_1);
	return !usable(l, REGIME_EL2) && usable(l, REGIME_PL2) ? REGIME_PL2 : REGIME_EL2;
}

/* HCR_EL2.E2H and TGE: EL0 belongs to the host at EL2. */
static bool is_host(const struct sysregs *regs)
{
	uint64_t hcr = regs->r[SYSREG_HCR_EL2].v;

	return sysreg_known(regs, SYSREG_HCR_EL2) && bits_test(hcr, 34) && bits_test(hcr, 27);
}

/* An address that EL2 can have; nothing known: it may be. */
static bool el2_contains(struct look *l, uint64_t far)
{
	struct survey v;
	struct ia in;

	survey_one(l->s.mem, el2_regime(l), l->cpu, &v);
	return v.state == SURVEY_LIVE && regime_contains(&v.w.r, addr_ia(far), &in);
}

/* Where nobody said who took it: HPFAR is EL2's, and so is what EL2 itself could have accessed. */
static void guess_el(struct look *l)
{
	if (l->el)
		return;
	if (l->r.esr.lower)
		l->el = l->r.has_hpfar || is_host(&l->s.mem->cpus[l->cpu]) ? 2 : 1;
	else
		l->el = el2_contains(l, l->r.far) ? 2 : 1;
	fprintf(stderr, "ptview: fault: taken to EL%d, it seems; --regime %s would say otherwise\n",
		l->el,
		l->el == 2	 ? "el1"
		: l->r.esr.lower ? "s2"
				 : "el2");
}

/* An abort that was given may be of any CPU: the first one whose tables serve. */
static void choose_cpu(struct look *l, enum regime_id id)
{
	struct survey v;

	l->cpu = survey_best_cpu(l->s.mem, id, &v);
	if (l->cpu)
		fprintf(stderr,
			"ptview: fault: CPU %u is asked, whose %s maps something (--cpu 0 "
			"asks that one)\n",
			l->cpu, regime_name(id));
}

/* Which tables are asked, and in whose name. */
static int choose(struct look *l)
{
	const struct args *a = l->a;
	bool host = is_host(&l->s.mem->cpus[l->cpu]);
	bool guest = l->el == 2 && l->r.esr.lower && !host;
	enum regime_id id = a->nregimes && a->nregimes < 2 && !a->regimes[0].through
				    ? a->regimes[0].id
			    : l->el == 1 || guest ? el1_regime(l)
			    : l->el == 2	  ? el2_regime(l)
						  : REGIME_EL3;

	if (a->esr_given && !a->cpu_given)
		choose_cpu(l, guest ? REGIME_S2 : id);
	l->r.stage2 = guest;
	l->r.user = l->r.esr.lower && (l->el == 1 || (l->el == 2 && host));
	if (guest && (id == REGIME_S2 || id == REGIME_S2S))
		l->has_s2 = start(l, id, &l->s2);
	else if (guest)
		l->has_s2 = start(l, REGIME_S2, &l->s2);
	if (guest && !l->has_s2)
		return EXIT_SOURCE;
	if (id == REGIME_S2 || id == REGIME_S2S)
		id = el1_regime(l);
	/* Without it stage 2 can still be asked, if HPFAR says for what. */
	l->has_s1 = (!guest || (l->r.has_far && l->r.esr.far_valid)) && start(l, id, &l->s1);
	if (!l->has_s1)
		return guest ? EXIT_DONE : EXIT_SOURCE;
	if (!guest && l->s1.has_s2) {
		l->has_s2 = true;
		l->s2 = (struct walker){.mem = l->s1.mem, .r = l->s1.s2};
	}
	l->r.flat = guest && !l->s1.r.translates;
	l->has_s1 = !l->r.flat;
	return EXIT_DONE;
}

static int show(struct look *l)
{
	struct walker *s1 = l->has_s1 ? &l->s1 : NULL, *s2 = l->has_s2 ? &l->s2 : NULL;
	const char *reg = l->from ? sysreg_name(l->from->esr) : "ESR";
	struct rows_options o = {.ascii = l->a->ascii};
	struct text t = {0};
	struct fault f;

	fault_check(s1, s2, &l->r, &f);
	if (l->a->json) {
		fault_json(stdout, &l->r, &f);
		if (f.has_va)
			json_walk(stdout, s1->r.name, s1, &f.va);
		if (f.has_ipa)
			json_walk(stdout, s2->r.name, s2, &f.ipa);
	} else {
		fault_text_syndrome(&t, reg, &l->r.esr);
		fault_text(&t, s1, s2, &l->r, &f, &o);
		text_write(&t, stdout, args_color(l->a));
		text_free(&t);
	}
	if (f.verdict == FAULT_UNREADABLE)
		fprintf(stderr, "ptview: %s\n", f.has_ipa ? f.ipa.err.text : f.va.err.text);
	return f.verdict == FAULT_UNREADABLE				     ? EXIT_PARTLY
	       : f.verdict == FAULT_TRANSLATES || f.verdict == FAULT_DIFFERS ? EXIT_FINDINGS
									     : EXIT_DONE;
}

int cmd_fault(const struct args *a)
{
	struct look l = {.a = a};
	int status;

	if (!a->source)
		return fail("no source: give HOST:PORT, unix:PATH, a core or FILE@BASE");
	if (a->esr_given && !a->far_given && !a->hpfar_given)
		return fail("--esr needs --far, or --hpfar for stage 2, to know the address");
	if (!a->esr_given && (a->far_given || a->hpfar_given))
		return fail("--far and --hpfar go with --esr");
	status = job_open(&l.s, a);
	if (status)
		return status;
	l.cpu = a->cpu;
	status = get_report(&l);
	if (!status) {
		guess_el(&l);
		status = choose(&l);
	}
	if (!status)
		status = show(&l);
	job_close(&l.s);
	return status;
}
