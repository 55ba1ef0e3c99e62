/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_p2m_say.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/number.h"
static unsigned vmid(const struct record_p2m *p)
{
	return (unsigned)(p->vttbr >> 48);
}

void record_p2m_say_lines(const struct record_p2m *p)
{
	printf("Domain %u, VMID %u: stage 2 at 0x%" PRIx64 ", level %u, %u root table%s\n",
	       p->domain, vmid(p), p->roots.pa.v, p->roots.level, p->roots.n,
	       number_word(p->roots.n, "", "s"));
	printf("%" PRIu64 " of p2m_set_entry, %" PRIu64
	       " of p2m_resolve_translation_fault, %" PRIu64 " of p2m_invalidate_root\n",
	       p->sets, p->faults, p->invalidates);
	if (p->nothing)
		printf("%" PRIu64 " of them changed nothing, and are not in the file\n",
		       p->nothing);
	if (p->others)
		printf("%" PRIu64 " call%s for other guests were not recorded (--vmid)\n",
		       p->others, number_word(p->others, "", "s"));
	if (p->anew)
		printf("The file began anew %" PRIu64
		       " time%s, after a call that was not as predicted\n",
		       p->anew, number_word(p->anew, "", "s"));
	if (!p->code.invalidate)
		puts("This Xen has no p2m_invalidate_root of its own: what it does is not "
		     "followed");
}

void record_p2m_say_json(const struct record_p2m *p)
{
	printf(", \"domain\": %u, \"vmid\": %u, \"root\": \"0x%" PRIx64 "\", \"sets\": %" PRIu64
	       ", \"faults\": %" PRIu64 ", \"invalidates\": %" PRIu64 ", \"nothing\": %" PRIu64
	       ", \"others\": %" PRIu64 ", \"anew\": %" PRIu64,
	       p->domain, vmid(p), p->roots.pa.v, p->sets, p->faults, p->invalidates, p->nothing,
	       p->others, p->anew);
}
