/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_va.h"

#include "src/bits.h"
#include "src/roots/roots_int.h"

enum { PAGE = 4096 };

void roots_va_init(struct roots_va *v, struct mem *m, const struct roots *r,
		   const struct roots_candidate *c)
{
	*v = (struct roots_va){.m = m, .through = c->nested};
	roots_walker_of(m, r, c, &v->w);
}

bool roots_va_read(struct roots_va *v, uint64_t va, void *buf, size_t len)
{
	for (unsigned char *p = buf; len;) {
		size_t rest = (size_t)(PAGE - va % PAGE), n = rest < len ? rest : len;
		struct walk_result res;

		walk_addr(&v->w, addr_ia(va), v->through, &res);
		if (res.fault || !res.has_pa || mem_read(v->m, res.pa, p, n))
			return false;
		p += n;
		va += n;
		len -= n;
	}
	return true;
}

bool roots_va_word(struct roots_va *v, uint64_t va, size_t size, uint64_t *word)
{
	uint64_t raw = 0;

	if (!roots_va_read(v, va, &raw, size))
		return false;
	*word = bits_le64(raw);
	return true;
}
