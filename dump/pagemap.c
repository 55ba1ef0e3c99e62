/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/pagemap.h"

#include <stdlib.h>
#include <string.h>

enum { STEP_BYTES = PAGEMAP_STEP / 8 };

static unsigned count_byte(unsigned char byte)
{
	unsigned n = 0;

	for (; byte; byte &= (unsigned char)(byte - 1))
		n++;
	return n;
}

static uint64_t count(const unsigned char *bits, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += count_byte(bits[i]);
	return n;
}

/* Keep one step, whose bits behind the last frame the writer may have left as they were. */
static enum err_code keep_step(struct pagemap *m, size_t i, unsigned char *bits)
{
	static const unsigned char none[STEP_BYTES];
	uint64_t left = m->n - (uint64_t)i * PAGEMAP_STEP;
	struct pagemap_step *s = &m->steps[i];

	if (left < PAGEMAP_STEP && left % 8)
		bits[left / 8] &= (unsigned char)((1u << left % 8) - 1);
	s[1].below = s->below;
	if (!memcmp(bits, none, STEP_BYTES))
		return ERR_NONE;
	s->bits = malloc(STEP_BYTES);
	if (!s->bits)
		return ERR_NOMEM;
	memcpy(s->bits, bits, STEP_BYTES);
	s[1].below += count(bits, STEP_BYTES);
	return ERR_NONE;
}

/* As many steps at a time as fit into the buffer. */
static enum err_code read_steps(struct pagemap *m, pagemap_source *source, void *arg)
{
	enum { BATCH = 128 };
	unsigned char buf[BATCH * STEP_BYTES];
	uint64_t bytes = (m->n + 7) / 8;
	enum err_code st = ERR_NONE;

	for (uint64_t at = 0; !st && at < bytes; at += sizeof(buf)) {
		size_t len = bytes - at < sizeof(buf) ? (size_t)(bytes - at) : sizeof(buf);

		memset(buf, 0, sizeof(buf));
		if (!source(arg, at, buf, len))
			return ERR_DAMAGED;
		for (size_t i = 0; !st && i < len; i += STEP_BYTES)
			st = keep_step(m, (size_t)(at + i) / STEP_BYTES, buf + i);
	}
	return st;
}

enum err_code pagemap_read(struct pagemap *m, uint64_t n, pagemap_source *source, void *arg)
{
	uint64_t steps = n / PAGEMAP_STEP + (n % PAGEMAP_STEP != 0) + 1;

	*m = (struct pagemap){.n = n};
	if (steps < SIZE_MAX / sizeof(*m->steps))
		m->steps = calloc((size_t)steps, sizeof(*m->steps));
	if (!m->steps)
		return ERR_NOMEM;
	m->nsteps = (size_t)steps;
	return read_steps(m, source, arg);
}

bool pagemap_has(const struct pagemap *m, uint64_t i)
{
	const unsigned char *bits = i < m->n ? m->steps[i / PAGEMAP_STEP].bits : NULL;

	return bits && bits[i % PAGEMAP_STEP / 8] >> i % 8 & 1;
}

uint64_t pagemap_rank(const struct pagemap *m, uint64_t i)
{
	const struct pagemap_step *s = &m->steps[i / PAGEMAP_STEP];
	size_t byte = i % PAGEMAP_STEP / 8;

	if (!s->bits)
		return s->below;
	return s->below + count(s->bits, byte) +
	       count_byte((unsigned char)(s->bits[byte] & ((1u << i % 8) - 1)));
}

uint64_t pagemap_next(const struct pagemap *m, uint64_t i, bool set)
{
	while (i < m->n && pagemap_has(m, i) != set)
		i += set && i % PAGEMAP_STEP == 0 && !m->steps[i / PAGEMAP_STEP].bits ? PAGEMAP_STEP
										      : 1;
	return i < m->n ? i : m->n;
}

void pagemap_free(struct pagemap *m)
{
	for (size_t i = 0; m->steps && i < m->nsteps; i++)
		free(m->steps[i].bits);
	free(m->steps);
	*m = (struct pagemap){0};
}
