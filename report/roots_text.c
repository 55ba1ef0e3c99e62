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
