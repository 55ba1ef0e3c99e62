/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h" /* says which libraries there are */
#endif

#include "dump/unpack.h"

#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_LZO
#include <lzo/lzo1x.h>
#endif
#ifdef HAVE_SNAPPY
#include <dlfcn.h>
#include <snappy-c.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>
#endif

/* ERR_NONE, ERR_DAMAGED or ERR_NOMEM. */
typedef enum err_code unpacker(const void *src, size_t from, void *dst, size_t to);

static enum err_code good(bool is)
{
	return is ? ERR_NONE : ERR_DAMAGED;
}

static enum err_code copy(const void *src, size_t from, void *dst, size_t to)
{
	if (from != to)
		return ERR_DAMAGED;
	memcpy(dst, src, to);
	return ERR_NONE;
}

#ifdef HAVE_ZLIB
static enum err_code unzip(const void *src, size_t from, void *dst, size_t to)
{
	uLongf got = (uLongf)to;
	int rc = uncompress(dst, &got, src, (uLong)from);

	return rc == Z_MEM_ERROR ? ERR_NOMEM : good(rc == Z_OK && got == to);
}
#else
#define unzip NULL
#endif

#ifdef HAVE_LZO
static enum err_code unlzo(const void *src, size_t from, void *dst, size_t to)
{
	lzo_uint got = to;

	return good(lzo1x_decompress_safe(src, from, dst, &got, NULL) == LZO_E_OK && got == to);
}
#else
#define unlzo NULL
#endif

#ifdef HAVE_SNAPPY
static __typeof__(snappy_uncompress) *uncompress_snappy;

/*
 * Loaded where a dump wants it: it brings C++'s library, whose symbols take longer to bind than all
 * the rest of a short command. The name is that of its only ABI (snappy 1.1 and 1.2).
 */
static bool load_snappy(void)
{
	void *lib = uncompress_snappy ? NULL : dlopen("libsnappy.so.1", RTLD_NOW);
	void *symbol = lib ? dlsym(lib, "snappy_uncompress") : NULL;

	if (symbol)
		memcpy(&uncompress_snappy, &symbol, sizeof(symbol)); /* ISO C: no cast */
	return uncompress_snappy;
}

static enum err_code unsnap(const void *src, size_t from, void *dst, size_t to)
{
	size_t got = to;

	return good(load_snappy() && uncompress_snappy(src, from, dst, &got) == SNAPPY_OK &&
		    got == to);
}
#else
#define unsnap	    NULL
#define load_snappy NULL
#endif

#ifdef HAVE_ZSTD
static enum err_code unzstd(const void *src, size_t from, void *dst, size_t to)
{
	size_t rc = ZSTD_decompress(dst, to, src, from);

	return ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation ? ERR_NOMEM : good(rc == to);
}
#else
#define unzstd NULL
#endif

static const struct row {
	uint32_t flag;
	const char *name, *package;
	unpacker *unpack;   /* NULL: not in this build */
	bool (*load)(void); /* whether its library is on this machine; NULL: it is linked */
} rows[] = {
	{0x1, "zlib", "zlib1g-dev", unzip, NULL},
	{0x2, "lzo", "liblzo2-dev", unlzo, NULL},
	{0x4, "snappy", "libsnappy-dev", unsnap, load_snappy},
	{0x20, "zstd", "libzstd-dev", unzstd, NULL},
	{0, "no compression", "", copy, NULL},
};

/* The row of flags; NULL where they name several. */
static const struct row *row_of(uint32_t flags)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((flags & UNPACK_ALL) == rows[i].flag)
			return &rows[i];
	}
	return NULL;
}

const char *unpack_name(uint32_t flags)
{
	const struct row *row = row_of(flags);

	return row ? row->name : "several compressions";
}

const char *unpack_lacks(uint32_t flags)
{
	const struct row *row = row_of(flags);

	return row && (!row->unpack || (row->load && !row->load())) ? row->package : NULL;
}

enum err_code unpack_block(uint32_t flags, const void *src, size_t from, void *dst, size_t to)
{
	const struct row *row = row_of(flags);

	if (!row || !row->unpack)
		return ERR_UNSUPPORTED;
	return row->unpack(src, from, dst, to);
}
