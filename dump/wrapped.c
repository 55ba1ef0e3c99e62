/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/wrapped.h"

#include <stdio.h>
#include <string.h>

#include "dump/stream.h"

/* What a file is compressed with, or NULL. */
static const char *compression(const struct infile *in)
{
	unsigned char head[8];

	return stream_name(head, infile_head(in, head, sizeof(head)));
}

enum err_code wrapped_open(const char *path, const struct watch *w, struct infile *out,
			   struct wrapped *how, struct err *err)
{
	enum err_code st = infile_open(path, out, err);

	*how = (struct wrapped){0};
	if (st)
		return st;
	how->with = compression(out);
	if (!how->with)
		return ERR_NONE;
	st = stream_expand(out, w, &how->cut, err);
	if (st) {
		err_wrap(err, "%s", path);
		return st;
	}
	if (!compression(out))
		return ERR_NONE;
	infile_close(out);
	return err_set(err, ERR_SOURCE, "%s is compressed twice: decompress it once", path);
}

void wrapped_say(const struct wrapped *how, struct mem *m)
{
	char old[sizeof(m->detail)];

	if (!how->with)
		return;
	memcpy(old, m->detail, sizeof(old));
	snprintf(m->detail, sizeof(m->detail), "in %s%s; %.150s", how->with,
		 how->cut ? ", which is cut or broken" : "", old);
}
