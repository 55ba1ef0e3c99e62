/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/xenpt_int.h"

#include <stdarg.h>
#include <stdio.h>

void xenpt_tell(struct xenpt *x, const struct xenpt_event *ev)
{
	if (x->event)
		x->event(x->event_arg, ev);
}

int xenpt_tell_msg(struct xenpt *x, const struct xenpt_step *step, int rc, const char *fmt, ...)
{
	char text[128];
	va_list ap;

	if (!x->event)
		return rc;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	xenpt_tell(x, &(struct xenpt_event){.kind = XENPT_EV_MSG, .step = step, .text = text});
	return rc;
}

int xenpt_tell_assert(struct xenpt *x, const struct xenpt_step *step, const char *text)
{
	xenpt_tell(x, &(struct xenpt_event){.kind = XENPT_EV_ASSERT, .step = step, .text = text});
	return XENPT_RC_ASSERT;
}
