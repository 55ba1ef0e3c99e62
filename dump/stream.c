/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h" /* says which libraries there are */
#endif

#include "dump/stream.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>
#endif

#include "dump/tempfile.h"

enum { CHUNK = 256 * 1024 };

/* One file being decompressed. */
struct flow {
	const struct infile *in;
	const struct watch *watch;
	struct tempfile to;
	struct err *err;
	uint64_t read; /* bytes of the file so far */
	unsigned char src[CHUNK], dst[CHUNK];
	size_t have; /* of src */
	bool cut;
};

/* Fill src; false at the end of the file, or where it cannot be read. Unused where no library is
 * there. */
__attribute__((unused)) static bool refill(struct flow *f)
{
	uint64_t left = f->in->size - f->read;

	f->have = left < CHUNK ? (size_t)left : CHUNK;
	if (!f->have || !infile_read(f->in, f->read, f->src, f->have))
		return false;
	f->read += f->have;
	return true;
}

/* Take n bytes of dst. */
__attribute__((unused)) static enum err_code drain(struct flow *f, size_t n)
{
	if (!watch_tick(f->watch, "decompressing", f->read, f->in->size))
		return err_set(f->err, ERR_CANCELLED, "cancelled");
	return n ? tempfile_write(&f->to, f->to.size, f->dst, n, f->err) : ERR_NONE;
}

#ifdef HAVE_ZLIB
/* What src still has of it: another member of a gzip file, or nothing of interest. */
static bool next_member(z_stream *z, struct flow *f)
{
	if (!z->avail_in && refill(f)) {
		z->next_in = f->src;
		z->avail_in = (uInt)f->have;
	}
	return z->avail_in && z->next_in[0] == 0x1f && inflateReset(z) == Z_OK;
}

static enum err_code run_gzip(struct flow *f)
{
	z_stream z = {0};
	enum err_code st = ERR_NONE;
	int rc = inflateInit2(&z, 15 + 16); /* a window of 32 KiB, with gzip's header */

	if (rc != Z_OK)
		return err_set(f->err, ERR_NOMEM, "out of memory");
	while (!st && rc == Z_OK) {
		if (!z.avail_in && refill(f)) {
			z.next_in = f->src;
			z.avail_in = (uInt)f->have;
		}
		z.next_out = f->dst;
		z.avail_out = CHUNK;
		rc = inflate(&z, Z_NO_FLUSH);
		st = drain(f, CHUNK - z.avail_out);
		if (!st && rc == Z_STREAM_END && next_member(&z, f))
			rc = Z_OK;
	}
	f->cut = rc != Z_STREAM_END;
	inflateEnd(&z);
	return st || rc != Z_MEM_ERROR ? st : err_set(f->err, ERR_NOMEM, "out of memory");
}
#else
#define run_gzip NULL
#endif

#ifdef HAVE_LZMA
static enum err_code run_xz(struct flow *f)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_action action = LZMA_RUN;
	enum err_code st = ERR_NONE;
	lzma_ret rc = lzma_stream_decoder(&z, STREAM_MEMORY_MAX, LZMA_CONCATENATED);

	if (rc != LZMA_OK)
		return err_set(f->err, ERR_NOMEM, "out of memory");
	while (!st && rc == LZMA_OK) {
		if (!z.avail_in && action == LZMA_RUN) {
			if (!refill(f))
				action = LZMA_FINISH;
			z.next_in = f->src;
			z.avail_in = action == LZMA_RUN ? f->have : 0;
		}
		z.next_out = f->dst;
		z.avail_out = CHUNK;
		rc = lzma_code(&z, action);
		st = drain(f, CHUNK - z.avail_out);
	}
	f->cut = rc != LZMA_STREAM_END;
	lzma_end(&z);
	if (!st && rc == LZMA_MEM_ERROR)
		st = err_set(f->err, ERR_NOMEM, "out of memory");
	if (!st && rc == LZMA_MEMLIMIT_ERROR)
		st = err_set(f->err, ERR_SOURCE, "its xz stream needs more memory than 3 GiB");
	return st;
}
#else
#define run_xz NULL
#endif

#ifdef HAVE_ZSTD
/* The largest window that libzstd takes; its format (RFC 8878, 3.1.1.1.2) has larger ones. */
enum { ZSTD_WINDOW_LOG = sizeof(size_t) > 4 ? 31 : 30 };

/* What cannot be done here is no fault of the stream. */
static enum err_code zstd_refuses(struct flow *f, size_t rc)
{
	switch (ZSTD_getErrorCode(rc)) {
	case ZSTD_error_memory_allocation: return err_set(f->err, ERR_NOMEM, "out of memory");
	case ZSTD_error_frameParameter_windowTooLarge:
		return err_set(f->err, ERR_SOURCE,
			       "its zstd stream needs a window of more than %d GiB",
			       1 << (ZSTD_WINDOW_LOG - 30));
	default: return ERR_NONE;
	}
}

static enum err_code run_zstd(struct flow *f)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();
	enum err_code st = z ? ERR_NONE : err_set(f->err, ERR_NOMEM, "out of memory");
	size_t rc = 1; /* 0: at the end of a frame */

	if (z)
		ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
	while (!st && !ZSTD_isError(rc) && refill(f)) {
		ZSTD_inBuffer src = {f->src, f->have, 0};
		bool full = false;

		while (!st && !ZSTD_isError(rc) && (src.pos < src.size || full)) {
			ZSTD_outBuffer dst = {f->dst, CHUNK, 0};

			rc = ZSTD_decompressStream(z, &dst, &src);
			full = dst.pos == dst.size;
			st = ZSTD_isError(rc) ? zstd_refuses(f, rc) : drain(f, dst.pos);
		}
	}
	f->cut = rc;
	ZSTD_freeDCtx(z);
	return st;
}
#else
#define run_zstd NULL
#endif

static const struct row {
	const char *name, *package;
	const char *magic;
	size_t len;
	enum err_code (*run)(struct flow *f); /* NULL: not in this build */
} rows[] = {
	{"gzip", "zlib1g-dev", "\x1f\x8b\x08", 3, run_gzip},
	{"xz", "liblzma-dev", "\3757zXZ", 6, run_xz}, /* with the zero behind it */
	{"zstd", "libzstd-dev", "\x28\xb5\x2f\xfd", 4, run_zstd},
};

static const struct row *find(const unsigned char *head, size_t len)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (len >= rows[i].len && !memcmp(head, rows[i].magic, rows[i].len))
			return &rows[i];
	}
	return NULL;
}

const char *stream_name(const unsigned char *head, size_t len)
{
	const struct row *row = find(head, len);

	return row ? row->name : NULL;
}

static enum err_code expand(const struct row *row, struct flow *f, struct infile *out)
{
	enum err_code st = tempfile_open(&f->to, f->err);

	if (st)
		return st;
	st = row->run(f);
	if (st) {
		tempfile_drop(&f->to);
		return st;
	}
	st = tempfile_take(&f->to, out, f->err);
	if (st && f->cut)
		err_set(f->err, st, "its %s stream is cut or broken from the start", row->name);
	return st;
}

enum err_code stream_expand(struct infile *in, const struct watch *w, bool *cut, struct err *err)
{
	unsigned char head[8];
	const struct row *row = find(head, infile_head(in, head, sizeof(head)));
	struct flow *f = calloc(1, sizeof(*f));
	struct infile out;
	enum err_code st;

	if (!f || !row) {
		st = err_set(err, ERR_NOMEM, "out of memory");
	} else if (!row->run) {
		st = err_set(err, ERR_UNSUPPORTED,
			     "compressed with %s, for which there is no library here (Debian: %s); "
			     "decompress it first",
			     row->name, row->package);
	} else {
		f->in = in;
		f->watch = w;
		f->err = err;
		st = expand(row, f, &out);
		*cut = f->cut;
	}
	infile_close(in);
	free(f);
	if (!st)
		*in = out;
	return st;
}
