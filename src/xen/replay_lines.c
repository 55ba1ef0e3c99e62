/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events turned into the lines of an outcome, folded. */
#include "src/xen/replay_int.h"
#include "src/xen/xenpt_int.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static void put(replay_line_fn line, void *arg, const char *fmt, va_list ap)
{
	char text[REPLAY_LINE_MAX];
	int n = vsnprintf(text, sizeof(text), fmt, ap);

	if (n >= 0)
		line(arg, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
}

void replay_put(replay_line_fn line, void *arg, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(line, arg, fmt, ap);
	va_end(ap);
}

void replay_lines_put(struct replay_lines *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(l->line, l->arg, fmt, ap);
	va_end(ap);
}

static void sub(struct replay_lines *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A line of the step in progress: kept until its result is known, since that comes first. */
static void sub(struct replay_lines *l, const char *fmt, ...)
{
	va_list ap;

	if (l->nsub == REPLAY_SUBS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(l->sub[l->nsub++], REPLAY_LINE_MAX, fmt, ap);
	va_end(ap);
}

/* "none", or hex. */
static const char *mfn_text(uint64_t mfn, char buf[24])
{
	if (mfn == XENPT_NO_MFN)
		return "none";
	snprintf(buf, 24, "0x%" PRIx64, mfn);
	return buf;
}

static void put_step(struct replay_lines *l, const struct xenpt_step *s, uint64_t count)
{
	char mfn[24], rc[16] = "assert", times[32] = "";

	if (s->rc != XENPT_RC_ASSERT)
		snprintf(rc, sizeof(rc), "%d", s->rc);
	if (count > 1)
		snprintf(times, sizeof(times), " x%" PRIu64, count);
	replay_lines_put(l, "  step level=%u order=%u vfn=0x%" PRIx64 " mfn=%s contig=%d -> %s%s",
			 s->level, s->order, s->vfn, mfn_text(s->mfn, mfn), s->contig, rc, times);
}

static void flush(struct replay_lines *l)
{
	if (l->nheld)
		put_step(l, &l->held, l->nheld);
	l->nheld = 0;
}

/* Whether s goes on where the steps held end. Frame numbers wrap in their width. */
static bool continues(const struct replay_lines *l, const struct xenpt_step *s)
{
	const struct xenpt_step *h = &l->held;
	uint64_t done = l->nheld << h->order;

	if (!l->nheld || s->level != h->level || s->contig != h->contig ||
	    s->vfn != ((h->vfn + done) & xenpt_vfn_mask(l->arch)))
		return false;
	if (h->mfn == XENPT_NO_MFN || s->mfn == XENPT_NO_MFN)
		return h->mfn == s->mfn;
	return s->mfn == ((h->mfn + done) & xenpt_long_mask(l->arch));
}

static void step_end(struct replay_lines *l, const struct xenpt_step *s)
{
	bool plain = !l->nsub && !s->rc;

	if (plain && continues(l, s)) {
		l->nheld++;
		return;
	}
	flush(l);
	if (plain) {
		l->held = *s;
		l->nheld = 1;
		return;
	}
	put_step(l, s, 1);
	for (unsigned i = 0; i < l->nsub; i++)
		replay_lines_put(l, "%s", l->sub[i]);
	l->nsub = 0;
}

void replay_lines_event(struct replay_lines *l, const struct xenpt_event *ev)
{
	switch (ev->kind) {
	case XENPT_EV_ALLOC:
		sub(l, "    alloc 0x%" PRIx64 " level=%u table=0x%" PRIx64 " index=0x%03x",
		    ev->pa.v, ev->level, ev->table.v, ev->index);
		break;
	case XENPT_EV_NO_ALLOC: sub(l, "    alloc none"); break;
	case XENPT_EV_MSG:
		if (ev->step)
			sub(l, "    msg %s", ev->text);
		else
			replay_lines_put(l, "    msg %s", ev->text);
		break;
	case XENPT_EV_ASSERT:
		if (ev->step)
			sub(l, "    assert %s", ev->text);
		else
			replay_lines_put(l, "  assert %s", ev->text);
		break;
	case XENPT_EV_STEP: l->nsub = 0; break;
	case XENPT_EV_STEP_END: step_end(l, ev->step); break;
	case XENPT_EV_TLB: flush(l); break;
	case XENPT_EV_ENTRY: break;
	}
}
