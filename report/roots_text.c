/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/roots.h"

static enum text_style style_of(enum roots_sure sure)
{
	return sure == ROOTS_CERTAIN ? TEXT_BLOCK : sure == ROOTS_LIKELY ? TEXT_PLAIN : TEXT_DIM;
}

void roots_line(struct text *t, unsigned rank, const struct roots_candidate *c)
{
	text_put(t, TEXT_DIM, "%3u  ", rank);
	text_put(t, TEXT_HEAD, "%-6s", regime_name(c->regime));
	text_put(t, TEXT_PLAIN, " %sroot ", c->nested ? "IPA " : "");
	text_put(t, TEXT_ADDRESS, "0x%llx", (unsigned long long)c->root);
	text_put(t, TEXT_DIM, ", %s granule, start level %d", c->form->geometry,
		 c->form->start_level);
	if (c->nested)
		text_put(t, TEXT_DIM, ", through stage 2 at 0x%llx", (unsigned long long)c->stage2);
	text_put(t, style_of(c->sure), "  %s", roots_sure_name(c->sure));
	text_put(t, TEXT_PLAIN, "  %s", roots_label_name(c->label));
	if (c->symbol)
		text_put(t, TEXT_PLAIN, " %s", c->symbol);
	if (c->vmid)
		text_put(t, TEXT_PLAIN, " VMID %d", c->vmid);
	text_put(t, TEXT_DIM, "  (%u)\n", c->score);
}

static void put_registers(struct text *t, const struct sysregs *regs)
{
	for (int i = 0; i < SYSREG_COUNT; i++)
		if (sysreg_known(regs, (enum sysreg)i))
			text_put(t, TEXT_DIM, "       %-10s 0x%016llx %s\n",
				 sysreg_name((enum sysreg)i), (unsigned long long)regs->r[i].v,
				 sysreg_origin_name(regs->r[i].origin));
}

void roots_rows(struct text *t, unsigned rank, const struct roots_candidate *c, bool verbose)
{
	roots_line(t, rank, c);
	for (unsigned i = 0; i < c->nevidence; i++)
		text_put(t, TEXT_PLAIN, "       %s\n", c->evidence[i].words);
	if (verbose)
		put_registers(t, &c->regs);
}

const char *roots_lost_words(const struct roots_lost *l, char buf[ROOTS_LOST_WORDS_MAX])
{
	snprintf(buf, ROOTS_LOST_WORDS_MAX, "the root 0x%llx (%s) %s%s",
		 (unsigned long long)l->root, l->words,
		 l->st ? "cannot be read: " : "has no tables that follow the format",
		 l->st ? err_words(l->st) : "");
	return buf;
}

void roots_tasks_head(struct text *t, const struct roots_candidate *kernel)
{
	text_put(t, TEXT_HEAD, "%s", regime_name(kernel->regime));
	text_put(t, TEXT_PLAIN, "  processes of the kernel with %sroot ",
		 kernel->nested ? "IPA " : "");
	text_put(t, TEXT_ADDRESS, "0x%llx\n", (unsigned long long)kernel->root);
}

void roots_task_line(struct text *t, const struct roots_task *task)
{
	text_put(t, TEXT_PLAIN, "%8d  %-16s ", task->pid, task->comm);
	if (task->known)
		text_put(t, TEXT_ADDRESS, "0x%012llx", (unsigned long long)task->root);
	else
		text_put(t, task->user ? TEXT_WARN : TEXT_DIM, "%s",
			 task->user ? "its root cannot be read" : "kernel thread");
	text_put(t, TEXT_DIM, "\n");
}

/* How VTTBR was told from the other words. */
static void put_vttbr(struct text *t, const struct roots_domains *d)
{
	text_put(t, TEXT_PLAIN, "       inferred: the word at +0x%x of struct domain is VTTBR",
		 d->vttbr);
	if (d->n == 1)
		text_put(t, TEXT_PLAIN, ": VMID and root of a stage 2 that was found\n");
	else
		text_put(t, TEXT_PLAIN,
			 " in all %zu domains: VMID and root, in %zu of a stage 2 that was found\n",
			 d->n, d->named);
}

static void put_inferred(struct text *t, const struct roots_domains *d)
{
	if (!d->n)
		text_put(t, TEXT_PLAIN, "       it has none\n");
	else if (d->vttbr)
		put_vttbr(t, d);
	else
		text_put(t, TEXT_WARN,
			 "       VTTBR is not told: %s of struct domain could be it\n",
			 d->words ? "several words" : "no word");
	if (d->next)
		text_put(t, TEXT_PLAIN,
			 "       inferred: the word at +0x%x is next_in_list, by domain_hash\n",
			 d->next);
}

static void put_domain(struct text *t, const struct roots_domain *d)
{
	text_put(t, TEXT_PLAIN, "%8u  ", d->id);
	if (!d->known) {
		text_put(t, TEXT_DIM, "its stage 2 is not known\n");
		return;
	}
	text_put(t, TEXT_PLAIN, "VMID %-5u  ", d->vmid);
	text_put(t, TEXT_ADDRESS, "0x%012llx", (unsigned long long)d->root);
	if (d->candidate == SIZE_MAX)
		text_put(t, TEXT_DIM, "  none of the candidates\n");
	else
		text_put(t, TEXT_DIM, "  candidate %zu\n", d->candidate + 1);
}

void roots_domains_rows(struct text *t, const struct roots_candidate *xen,
			const struct roots_domains *d)
{
	text_put(t, TEXT_HEAD, "%s", regime_name(xen->regime));
	text_put(t, TEXT_PLAIN, "  domains of Xen with root ");
	text_put(t, TEXT_ADDRESS, "0x%llx\n", (unsigned long long)xen->root);
	put_inferred(t, d);
	for (size_t i = 0; i < d->n; i++)
		put_domain(t, &d->v[i]);
}
