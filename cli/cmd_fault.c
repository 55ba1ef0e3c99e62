/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/fault_console.h"
#include "cli/fault_run.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "report/output.h"
#include "src/bits.h"

/* The registers that report an abort at one Exception level. */
static const struct reporter {
	int el;
	bool fsr;
	enum sysreg esr, far, hpfar;
} reporters[] = {
	{2, false, SYSREG_ESR_EL2, SYSREG_FAR_EL2, SYSREG_HPFAR_EL2},
	{2, false, SYSREG_HSR, SYSREG_HDFAR, SYSREG_HPFAR},
	{1, false, SYSREG_ESR_EL1, SYSREG_FAR_EL1, SYSREG_COUNT},
	{1, true, SYSREG_DFSR, SYSREG_DFAR, SYSREG_COUNT},
};

static int fail(const char *what)
{
	output_say("ptview: fault: %s\n", what);
	return EXIT_USAGE;
}

/* The Exception level that --regime speaks of; 0 for none. */
static int el_of_regime(const struct args *a)
{
	enum regime_id id = a->regimes[0].id;

	if (!a->nregimes)
		return 0;
	if (a->regimes[0].through || id == REGIME_S2 || id == REGIME_S2S)
		return 2;
	return regime_may_nest(id) ? 1 : id == REGIME_EL3 ? 3 : 2;
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

/* The first registers of this Exception level (0: any) that are known; a DFSR of 0 tells of none.
 */
static const struct reporter *find_reporter(const struct sysregs *regs, int el)
{
	for (size_t i = 0; i < sizeof(reporters) / sizeof(reporters[0]); i++) {
		const struct reporter *p = &reporters[i];

		if ((!el || p->el == el) && sysreg_known(regs, p->esr) &&
		    (!p->fsr || regs->r[p->esr].v))
			return p;
	}
	return NULL;
}

static void take(const struct sysregs *regs, enum sysreg id, bool *has, uint64_t *v)
{
	if (*has || id == SYSREG_COUNT || !sysreg_known(regs, id))
		return;
	*has = true;
	*v = regs->r[id].v;
}

static bool is_pl1(const struct args *a)
{
	return a->nregimes &&
	       (a->regimes[0].id == REGIME_PL1_0 || a->regimes[0].id == REGIME_PL1_1) &&
	       !a->regimes[0].through;
}

/*
 * --esr: an ESR_ELx or HSR; a DFSR or IFSR where --regime says PL1, or where no ESR has that value.
 * Linux sets bit 31 of what it prints of an IFSR.
 */
static const char *decode_given(const struct args *a, struct esr *e)
{
	bool fetch = is_pl1(a) && bits_test(a->esr, 31);

	if (!is_pl1(a) && !esr_looks_like_fsr(a->esr)) {
		esr_decode(a->esr, e);
		return "ESR";
	}
	esr_decode_fsr(a->esr & ~(UINT64_C(1) << 31), fetch, e);
	return fetch ? "IFSR" : is_pl1(a) ? "DFSR" : "DFSR (it is no ESR)";
}

static void take_given(const struct args *a, struct fault_report *r)
{
	r->has_far = a->far_given;
	r->far = a->far;
	r->has_hpfar = a->hpfar_given;
	r->hpfar = a->hpfar;
	r->has_ipa = a->ipa_given;
	r->ipa = a->ipa;
}

/* The last abort that the CPU's registers tell of. */
static const char *take_recorded(const struct job *s, struct fault_report *r)
{
	const struct sysregs *regs = &s->mem->cpus[s->args->cpu];
	int el = el_of_regime(s->args);
	const struct reporter *p = find_reporter(regs, el ? el : el_now(regs));

	if (!p)
		return NULL;
	r->has_el = true;
	r->el = p->el;
	take(regs, p->far, &r->has_far, &r->far);
	take(regs, p->hpfar, &r->has_hpfar, &r->hpfar);
	if (p->fsr)
		esr_decode_fsr(regs->r[p->esr].v, false, &r->esr);
	else
		esr_decode(regs->r[p->esr].v, &r->esr);
	return sysreg_name(p->esr);
}

static int on_source(const struct args *a)
{
	struct fault_wish want = fault_run_wish(a, a->esr_given);
	struct fault_report r = {0};
	const char *reg = "ESR";
	struct job s;
	int status = job_open(&s, a);

	if (status)
		return status;
	if (s.console && !a->esr_given) {
		status = fault_console(&s);
		job_close(&s);
		return status;
	}
	job_say_report(&s);
	take_given(a, &r);
	if (a->esr_given)
		reg = decode_given(a, &r.esr);
	else
		reg = take_recorded(&s, &r);
	if (reg)
		status = fault_run(&s, &want, &r, reg);
	else
		status = fail("the source has no ESR_ELx that is known: give --esr, --far and, for "
			      "stage 2, --hpfar or --ipa");
	if (job_gone(&s))
		status = EXIT_SOURCE;
	job_close(&s);
	return status;
}

int cmd_fault(const struct args *a)
{
	bool where = a->far_given || a->hpfar_given || a->ipa_given;

	if (!a->esr_given && where)
		return fail("--far, --hpfar and --ipa go with --esr");
	if (!a->source && !a->esr_given && !a->nregs)
		return fail("give a source, or --esr and what else is known: --far, --hpfar, "
			    "--ipa");
	if (a->source && a->esr_given && !where)
		return fail("--esr needs --far, or --hpfar or --ipa for stage 2, to know the "
			    "address");
	return on_source(a);
}
