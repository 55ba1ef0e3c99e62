/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person types: the words of a command line, one a line, which `entry` then runs; each also
 * as an expression, a number, a syndrome and a source.
 */
#include <assert.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "dump/raw.h"
#include "fuzz/feed.h"
#include "gdbstub/conn.h"
#include "src/number.h"
#include "src/walk/esr.h"
#include "src/walk/where.h"

enum { WORDS = 32 };

static void match(const struct where *w, uint64_t v)
{
	const struct attr attr = {0};
	const struct where_item item = {.ia = addr_ia(v),
					.size = v & 0xffff000,
					.kinds = (unsigned)v & 15,
					.maps = v & 1,
					.out = v,
					.attr = &attr};

	where_match(w, &item);
}

static void syndrome(uint64_t v)
{
	struct esr_part parts[ESR_PARTS_MAX];
	struct esr esr;

	esr_decode(v, &esr);
	assert(esr_parts(&esr, parts) <= ESR_PARTS_MAX);
	esr_decode_fsr(v, v & 1, &esr);
	assert(esr_parts(&esr, parts) <= ESR_PARTS_MAX);
}

static void alone(const char *word)
{
	const char *port;
	struct where w;
	uint64_t v, hi;
	char host[64];
	bool wide;
	size_t len = strlen(word);
	struct err err;

	if (!number_address(word, len, &v, &err))
		syndrome(v);
	number_descriptor(word, len, &hi, &v, &wide, &err);
	number_place(word, len, &v, &err);
	if (!number_size(word, len, &v))
		v = len;
	if (!where_parse(word, &w, &err))
		match(&w, v);
	raw_is_spec(word);
	conn_split(word, host, sizeof(host), &port);
}

static void together(int argc, char **argv)
{
	struct args a;

	if (args_parse(argc, argv, &a) && a.noperands)
		cmd_entry(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[WORDS + 2] = {"entry"}, *copy = malloc(size + 1), *p = copy;
	int argc = 1;

	if (!copy)
		abort();
	memcpy(copy, data, size);
	copy[size] = '\0';
	while (p && argc <= WORDS) {
		argv[argc] = p;
		p = strchr(p, '\n');
		if (p)
			*p++ = '\0';
		alone(argv[argc++]);
	}
	together(argc, argv);
	free(copy);
	return 0;
}
