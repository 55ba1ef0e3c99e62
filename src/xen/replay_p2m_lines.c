/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an operation on stage 2 did, in the lines of the format. */
#include "src/xen/replay_p2m.h"

#include <inttypes.h>
#include <stdio.h>

static const char *times_text(uint64_t n, char buf[32])
{
	buf[0] = '\0';
	if (n > 1)
		snprintf(buf, 32, " x%" PRIu64, n);
	return buf;
}

static const char *mfn_text(uint64_t mfn, char buf[24])
{
	if (mfn == P2M_NONE)
		return "none";
	snprintf(buf, 24, "0x%" PRIx64, mfn);
	return buf;
}

static void put_got(struct replay_p2m_lines *l, const char *in, const struct p2m_got *g)
{
	if (g->mfn == P2M_NONE)
		replay_put(l->line, l->arg, "%sgot mfn=none order=%u", in, g->order);
	else
		replay_put(l->line, l->arg,
			   "%sgot mfn=0x%" PRIx64 " type=%s access=%s order=%u valid=%d", in,
			   g->mfn, p2m_type_name(g->type), p2m_access_name(g->access), g->order,
			   g->valid);
}

static void put_line(struct replay_p2m_lines *l, const struct p2m_fold_line *line, const char *in)
{
	const struct p2m_event *e = &line->ev;
	char x[32];

	switch (e->kind) {
	case P2M_EV_ALLOC:
		replay_put(l->line, l->arg, "%salloc 0x%" PRIx64 " level=%u", in, e->table.v,
			   e->level);
		break;
	case P2M_EV_NO_ALLOC:
		replay_put(l->line, l->arg, "%salloc none level=%u", in, e->level);
		break;
	case P2M_EV_CLEAN: replay_put(l->line, l->arg, "%sclean 0x%" PRIx64, in, e->table.v); break;
	case P2M_EV_WRITE:
		replay_put(l->line, l->arg,
			   "%swrite level=%u table=0x%" PRIx64 " index=0x%03x old=0x%016" PRIx64
			   " new=0x%016" PRIx64 "%s%s",
			   in, e->level, e->table.v, e->index, e->before, e->after,
			   l->clean_pte ? " clean" : "", times_text(line->n, x));
		break;
	case P2M_EV_SPLIT:
		replay_put(l->line, l->arg, "%ssplit level=%u value=0x%016" PRIx64, in, e->level,
			   e->before);
		break;
	case P2M_EV_FILL:
		replay_put(l->line, l->arg,
			   "%sfill level=%u table=0x%" PRIx64 " value=0x%016" PRIx64, in, e->level,
			   e->table.v, e->after);
		break;
	case P2M_EV_FLUSH:
		replay_put(l->line, l->arg, "%sflush %s", in, e->due ? "due" : "now");
		break;
	case P2M_EV_IOMMU:
		replay_put(l->line, l->arg, "%siommu gfn=0x%" PRIx64 " nr=0x%" PRIx64 " flags=0x%x",
			   in, e->gfn, e->nr, e->flags);
		break;
	case P2M_EV_PUT:
		replay_put(l->line, l->arg, "%sput 0x%" PRIx64 "%s", in, e->mfn,
			   times_text(line->n, x));
		break;
	case P2M_EV_FREE:
		replay_put(l->line, l->arg, "%sfree 0x%" PRIx64 " level=%u", in, e->table.v,
			   e->level);
		break;
	case P2M_EV_GOT: put_got(l, in, e->got); break;
	case P2M_EV_ASSERT: replay_put(l->line, l->arg, "%sassert %s", in, e->text); break;
	case P2M_EV_STEP:
	case P2M_EV_STEP_END: break;
	}
}

void replay_p2m_lines_step(void *arg, const struct p2m_fold_step *step, uint64_t times)
{
	struct replay_p2m_lines *l = arg;
	const struct p2m_step *s = &step->step;
	char mfn[24], x[32], rc[16] = "assert";

	if (s->rc != P2M_RC_ASSERT)
		snprintf(rc, sizeof(rc), "%d", s->rc);
	replay_put(l->line, l->arg,
		   "  step level=%u order=%u gfn=0x%" PRIx64 " mfn=%s type=%s access=%s -> %s%s",
		   s->level, s->order, s->gfn, mfn_text(s->mfn, mfn), p2m_type_name(s->type),
		   p2m_access_name(s->access), rc, times_text(times, x));
	for (size_t i = 0; i < step->n; i++)
		put_line(l, &step->lines[i], "    ");
}

void replay_p2m_lines_line(void *arg, const struct p2m_fold_line *line)
{
	put_line(arg, line, "  ");
}
