/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/fact.h"

const struct fact *fact_find(const struct report *r, enum fact_kind kind, int what)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->fact[i].kind == kind && (what < 0 || r->fact[i].what == what))
			return &r->fact[i];
	return NULL;
}
