/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "cli/naming.h"
#include "cli/physmem.h"
#include "report/json.h"
#include "report/memory.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/number.h"

/* What became of the RAM of a dump. */
static void put_count(struct text *t, struct mem *m)
{
	struct mem_count c;
	char size[24];

	if (!mem_count(m, &c))
		return;
	text_put(t, TEXT_PLAIN, "  RAM in the dump: %s present", number_size_text(c.present, size));
	if (c.zero_known)
		text_put(t, TEXT_PLAIN, ", of which zero %s", number_size_text(c.zero, size));
	text_put(t, TEXT_PLAIN, "; %s left out", number_size_text(c.left_out, size));
	if (c.damaged)
		text_put(t, TEXT_WARN, "; %s cut off or broken", number_size_text(c.damaged, size));
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_source(struct text *t, const struct job *s)
{
	const struct mem *m = s->mem;
	char size[24];

	text_put(t, TEXT_HEAD, "%s", s->args->source);
	text_put(t, TEXT_PLAIN, "  %s%s%s\n", m->kind, m->detail[0] ? ": " : "", m->detail);
	put_count(t, s->mem);
	if (physmem_given(s->args)) {
		memory_rows(t, s->map);
		return;
	}
	if (!m->map_known)
		text_put(t, TEXT_WARN,
			 "  memory map unknown: what the source holds is listed, "
			 "what else the machine has is not known\n");
	for (size_t i = 0; i < m->nranges; i++) {
		const struct mem_range *r = &m->ranges[i];

		text_put(t, TEXT_ADDRESS, "  0x%012llx-0x%012llx", (unsigned long long)r->start.v,
			 (unsigned long long)(r->start.v + (r->size - 1)));
		text_put(t, TEXT_PLAIN, " %8s  %-6s %s\n", number_size_text(r->size, size),
			 mem_kind_name(r->kind), r->name);
	}
}

static enum text_style state_style(enum survey_state s)
{
	return s == SURVEY_LIVE ? TEXT_BLOCK : s <= SURVEY_OFF ? TEXT_WARN : TEXT_DIM;
}

/* A line on a regime that cannot be looked at: what is missing matters, what does not exist does
 * not. */
static void put_absent(struct text *t, const struct job *s, enum regime_id id,
		       const struct survey *v)
{
	if (v->state == SURVEY_DISABLED && !s->args->verbose)
		return;
	text_put(t, TEXT_HEAD, "  %-6s", regime_name(id));
	if (v->state == SURVEY_UNKNOWN)
		text_put(t, TEXT_DIM, " %s\n", v->why.text);
	else
		text_put(t, TEXT_DIM, " %s: %s\n", survey_state_name(v->state), v->why.text);
}

static bool same_registers(const struct mem *m, enum regime_id id, unsigned cpu)
{
	enum sysreg reg;

	for (unsigned i = 0; (reg = regime_reg(id, &m->cpus[cpu], i)) != SYSREG_COUNT; i++)
		if (m->cpus[0].r[reg].v != m->cpus[cpu].r[reg].v ||
		    m->cpus[0].r[reg].origin != m->cpus[cpu].r[reg].origin)
			return false;
	return true;
}

static void put_geometry(struct text *t, const struct survey *v)
{
	const struct regime *r = &v->w.r;
	char at[MEM_ADDRESS_MAX];

	text_put(t, TEXT_PLAIN, "  root %s%s", r->nested ? "IPA " : "",
		 mem_address(v->w.mem, addr_pa(r->root.v), at));
	text_put(t, TEXT_DIM, ", %s granule, %u-bit input, %u-bit output, start level %d%s",
		 r->geo->name, r->ia_bits, r->oa_bits, r->start_level,
		 v->w.has_s2 ? ", through stage 2" : "");
}

static void put_survey(struct text *t, const struct job *s, enum regime_id id, unsigned cpu)
{
	bool repeated =
		cpu && !s->args->cpu_given && !s->args->verbose && same_registers(s->mem, id, cpu);
	struct survey v;

	survey_one(s->mem, id, cpu, &v);
	if (v.root == ERR_NOMEM)
		output_lost();
	if (v.state >= SURVEY_DISABLED) {
		put_absent(t, s, id, &v);
		if (s->args->verbose)
			rows_regime_regs(t, s->mem, id, cpu, true);
		return;
	}
	text_put(t, TEXT_HEAD, "  %-6s", regime_name(id));
	text_put(t, state_style(v.state), " %s", survey_state_name(v.state));
	put_geometry(t, &v);
	text_put(t, TEXT_DIM, "%s\n", repeated ? ", registers as on CPU 0" : "");
	if (v.why.text[0])
		text_put(t, TEXT_WARN, "    %s\n", v.why.text);
	if (v.w.r.assumed[0])
		text_put(t, TEXT_WARN, "    %s\n", v.w.r.assumed);
	if (!repeated)
		rows_regime_regs(t, s->mem, id, cpu, s->args->verbose);
}

/* Names for where a CPU is, by --symbols; NULL: none. w and n are to be filled. */
static const struct names *names_of_pc(struct job *s, unsigned cpu, struct walker *w,
				       struct names *n)
{
	enum regime_id id = names_regime_of_pc(&s->mem->cpus[cpu]);

	if (!s->nsymfiles || id == REGIME_COUNT || walk_init(w, s->mem, id, cpu, NULL))
		return NULL;
	naming_find_quietly(s, w, n);
	return n;
}

/* Where a CPU is: what a core tells of it, and which regime it is in. */
static void put_cpu(struct text *t, struct job *s, unsigned cpu)
{
	struct walker w;
	struct names n;
	const struct sysregs *regs = &s->mem->cpus[cpu];
	uint64_t pstate = regs->r[SYSREG_PSTATE].v;

	text_put(t, TEXT_HEAD, "CPU %u", cpu);
	rows_pc(t, regs, names_of_pc(s, cpu, &w, &n));
	if (sysreg_known(regs, SYSREG_PSTATE))
		text_put(t, TEXT_DIM, "  PSTATE 0x%llx: %s", (unsigned long long)pstate,
			 sysreg_pstate_words(pstate));
	text_put(t, TEXT_PLAIN, "\n");
}

static void info_text(struct job *s)
{
	struct text t = {0};

	put_source(&t, s);
	for (unsigned cpu = 0; cpu < s->mem->ncpus; cpu++) {
		if (s->args->cpu_given && cpu != s->args->cpu)
			continue;
		put_cpu(&t, s, cpu);
		for (int id = 0; id < REGIME_COUNT; id++)
			put_survey(&t, s, (enum regime_id)id, cpu);
	}
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
}

static void info_json(const struct job *s)
{
	struct survey v;

	json_source(stdout, s->args->source, s->mem);
	if (physmem_given(s->args))
		memory_json(stdout, s->map);
	for (unsigned cpu = 0; cpu < s->mem->ncpus; cpu++) {
		if (s->args->cpu_given && cpu != s->args->cpu)
			continue;
		for (int id = 0; id < REGIME_COUNT; id++) {
			survey_one(s->mem, (enum regime_id)id, cpu, &v);
			if (v.root == ERR_NOMEM)
				output_lost();
			json_survey(stdout, s->mem, (enum regime_id)id, cpu, &v);
		}
	}
}

int cmd_info(const struct args *a)
{
	struct job s;
	int status = job_open(&s, a);

	if (status)
		return status;
	job_say_report(&s);
	if (a->json)
		info_json(&s);
	else
		info_text(&s);
	status = job_status(&s, ERR_NONE);
	job_close(&s);
	return status;
}
