/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/jsonline.h"
#include "report/roots.h"

static json_t *evidence(const struct roots_candidate *c)
{
	json_t *a = json_array();

	for (unsigned i = 0; i < c->nevidence; i++)
		json_array_append_new(a, json_pack("{s:s, s:o}", "id",
						   roots_evidence_name(c->evidence[i].id), "words",
						   jsonline_text(c->evidence[i].words)));
	return a;
}

static json_t *registers(const struct sysregs *regs)
{
	json_t *o = json_object();

	for (int i = 0; i < SYSREG_COUNT; i++)
		if (sysreg_known(regs, (enum sysreg)i))
			json_object_set_new(o, sysreg_name((enum sysreg)i),
					    json_pack("{s:o, s:s}", "value",
						      jsonline_hex(regs->r[i].v), "origin",
						      sysreg_origin_name(regs->r[i].origin)));
	return o;
}

bool roots_json(FILE *f, unsigned rank, const struct roots_candidate *c)
{
	const struct geometry *g = regime_geometry_by_name(c->form->geometry);

	return jsonline_put(
		f, json_pack("{s:i, s:s, s:o, s:I, s:s, s:i, s:i, s:i, s:s, s:s, s:o, s:o, s:o, "
			     "s:o, s:o, s:o}",
			     "rank", (int)rank, "regime", regime_name(c->regime), "root",
			     jsonline_hex(c->root), "granule", (json_int_t)1 << g->granule_shift,
			     "geometry", g->name, "start_level", c->form->start_level, "input_bits",
			     (int)c->form->ia_bits, "score", (int)c->score, "sure",
			     roots_sure_name(c->sure), "label", roots_label_name(c->label), "vmid",
			     c->vmid ? json_integer(c->vmid) : json_null(), "symbol",
			     c->symbol ? json_string(c->symbol) : json_null(), "at",
			     jsonline_hex(c->pa), "stage2",
			     c->nested ? jsonline_hex(c->stage2) : json_null(), "evidence",
			     evidence(c), "registers", registers(&c->regs)));
}

bool roots_lost_json(FILE *f, const struct roots_lost *l)
{
	return jsonline_put(f, json_pack("{s:s, s:o, s:s, s:o, s:o}", "kind", "lost", "root",
					 jsonline_hex(l->root), "by", roots_evidence_name(l->by),
					 "words", jsonline_text(l->words), "why",
					 l->st ? json_string(err_words(l->st)) : json_null()));
}

bool roots_task_json(FILE *f, const struct roots_candidate *kernel, const struct roots_task *task)
{
	return jsonline_put(
		f, json_pack("{s:s, s:i, s:s, s:b, s:o, s:o, s:o}", "kind", "process", "pid",
			     task->pid, "comm", task->comm, "kernel_thread", !task->user, "root",
			     task->known ? jsonline_hex(task->root) : json_null(), "task",
			     jsonline_hex(task->va), "kernel", jsonline_hex(kernel->root)));
}

static json_t *offset(unsigned at)
{
	return at ? jsonline_hex(at) : json_null();
}

bool roots_domain_json(FILE *f, const struct roots_candidate *xen, const struct roots_domains *d,
		       size_t i)
{
	const struct roots_domain *one = &d->v[i];
	bool listed = one->candidate != SIZE_MAX;

	return jsonline_put(
		f, json_pack("{s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "kind", "domain",
			     "domid", (int)one->id, "vmid",
			     one->known ? json_integer((json_int_t)one->vmid) : json_null(), "root",
			     one->known ? jsonline_hex(one->root) : json_null(), "candidate",
			     listed ? json_integer((json_int_t)one->candidate + 1) : json_null(),
			     "domain", jsonline_hex(one->va), "vttbr_at", offset(d->vttbr),
			     "next_at", offset(d->next), "hypervisor", jsonline_hex(xen->root)));
}
