/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BTF, by which a Linux kernel says how its structures are laid out (Documentation/bpf/btf.rst):
 * only where a member is.
 */
#ifndef PTVIEW_ROOTS_BTF_H
#define PTVIEW_ROOTS_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"

/* Of one kernel; Linux 6.12 has 6 MiB. What says that it has more is not it. */
enum { ROOTS_BTF_MAX = 64 << 20, ROOTS_BTF_HEADER = 24 };

struct roots_btf {
	const unsigned char *types, *strings;
	size_t types_len, strings_len;
	uint32_t *at; /* of each type, from number 1 on: its offset in types */
	size_t n;
};

/* Bytes of all of it by its header, of ROOTS_BTF_HEADER bytes; 0: it is none. */
size_t roots_btf_size(const unsigned char *header);

/*
 * p, of roots_btf_size() bytes, must outlive out, which roots_btf_free() frees. ERR_MALFORMED;
 * ERR_NOMEM.
 */
enum err_code roots_btf_open(const unsigned char *p, size_t size, struct roots_btf *out);
void roots_btf_free(struct roots_btf *b);

/* Bytes from the start of a structure to a member, also of what has no name in it. */
bool roots_btf_offset(const struct roots_btf *b, const char *structure, const char *member,
		      uint64_t *offset);

#endif
