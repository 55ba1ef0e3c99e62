/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/elfcore.h"
#include "dump/flat.h"
#include "dump/infile.h"
#include "dump/kdump.h"
#include "dump/lime.h"
#include "dump/raw.h"
#include "dump/stream.h"
#include "dump/wrapped.h"

static enum err_code open_elf(struct infile *in, const char *path, const struct watch *w,
			      struct mem **out, struct err *err)
{
	(void)w;
	return elfcore_take(in, path, out, err);
}

static enum err_code open_kdump(struct infile *in, const char *path, const struct watch *w,
				struct mem **out, struct err *err)
{
	(void)w;
	return kdump_open(in, &path, 1, out, err);
}

static enum err_code open_lime(struct infile *in, const char *path, const struct watch *w,
			       struct mem **out, struct err *err)
{
	(void)w;
	return lime_open(in, path, out, err);
}

/* An ELF core is mapped, so it must lie in order; a kdump is read where it lies. */
static enum err_code open_flat(struct infile *in, const char *path, const struct watch *w,
			       struct mem **out, struct err *err)
{
	unsigned char head[8] = {0};
	struct flat f;
	enum err_code st = flat_open(in, path, &f, err);
	bool cut = f.cut;

	if (st) {
		infile_close(in);
		return st;
	}
	flat_read(&f, in, 0, head, sizeof(head));
	if (!elfcore_is(head, sizeof(head))) {
		flat_free(&f);
		return open_kdump(in, path, w, out, err);
	}
	st = flat_rearrange(&f, in, w, err);
	flat_free(&f);
	if (st) {
		err_wrap(err, "%s", path);
		return st;
	}
	st = elfcore_take(in, path, out, err);
	if (!st)
		wrapped_say(&(struct wrapped){.with = "flattened form", .cut = cut}, *out);
	return st;
}

/* A format that is opened: one row each. */
static const struct format {
	bool (*is)(const unsigned char *head, size_t len);
	/* Takes over `in`; errors name path. */
	enum err_code (*open)(struct infile *in, const char *path, const struct watch *w,
			      struct mem **out, struct err *err);
} formats[] = {
	{elfcore_is, open_elf},
	{kdump_is, open_kdump},
	{flat_is, open_flat},
	{lime_is, open_lime},
};

/* A format that is recognised and not opened. */
struct other {
	unsigned at; /* file offset of the magic */
	const char *magic;
	size_t len;
	enum err_code code;
	const char *what; /* what comes after "FILE is " */
	bool in_ram;	  /* it may stand at the start of RAM, too: firmware puts it there */
};

#define MAGIC(s) s, sizeof(s) - 1
#define AS_ELF                                                                               \
	"not supported by this version; write an ELF core instead (QEMU: dump-guest-memory " \
	"without -z, -l, -s, -L; makedumpfile: -E)"
enum { RAW_MIN = 64 * 1024 }; /* bytes of a file in which tables are looked for */
#define COMPRESSED(by) "compressed with " by ": decompress it first"

static const struct other others[] = {
	{0, MAGIC("DISKDUMP"), ERR_UNSUPPORTED, "a diskdump-compressed dump: " AS_ELF, false},
	{0, MAGIC("AVML"), ERR_UNSUPPORTED, "an AVML memory image: not supported by this version",
	 false},
	{0, MAGIC("PAGEDU64"), ERR_SOURCE, "a Windows crash dump, not one of an Arm hypervisor",
	 false},
	{0, MAGIC("QEVM"), ERR_SOURCE,
	 "a QEMU migration stream, not a memory dump; use dump-guest-memory", false},
	{0, MAGIC("LibvirtQemudSave"), ERR_SOURCE,
	 "a libvirt save image, not a memory dump; use virsh dump --memory-only", false},
	{0, MAGIC("QFI\xfb"), ERR_SOURCE, "a qcow2 disk image, not a memory dump", false},
	{0, MAGIC("\xd0\x0d\xfe\xed"), ERR_SOURCE,
	 "a device tree blob, not a memory dump; give it with --dtb", true},
	{0, MAGIC("ptreplay "), ERR_SOURCE, "a replay script, not a memory dump; see ptview replay",
	 false},
	{0x38, MAGIC("ARM\x64"), ERR_SOURCE,
	 "an arm64 kernel or hypervisor image, not a memory dump", true},
	{0, MAGIC("\x04\x22\x4d\x18"), ERR_SOURCE, COMPRESSED("lz4"), false},
	{0, MAGIC("BZh"), ERR_SOURCE, COMPRESSED("bzip2"), false},
};

static const struct format *find_format(const unsigned char *head, size_t len)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (formats[i].is(head, len))
			return &formats[i];
	}
	return NULL;
}

static const struct other *find_other(const unsigned char *head, size_t len)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const struct other *f = &others[i];

		if (f->at + f->len <= len && !memcmp(head + f->at, f->magic, f->len))
			return f;
	}
	return NULL;
}

/* Behind a byte order mark: most of it is ASCII. */
static bool is_utf16(const unsigned char *head, size_t len)
{
	bool big = head[0] == 0xfe;
	size_t odd = 0;

	for (size_t i = 2; i + 1 < len; i += 2)
		odd += head[i + !big] != 0;
	return odd <= len / 8;
}

/*
 * ASCII or UTF-8, by its first bytes: no control characters but white space and those of a terminal
 * (bell, backspace, escape). A serial line may lose a byte now and then.
 */
static bool is_text(const unsigned char *head, size_t len)
{
	size_t odd = 0;

	if (len >= 2 && (!memcmp(head, "\xff\xfe", 2) || !memcmp(head, "\xfe\xff", 2)))
		return is_utf16(head, len);
	for (size_t i = 0; i < len; i++)
		odd += (head[i] < 0x20 && !memchr("\t\n\v\f\r\a\b\033", head[i], 8)) ||
		       head[i] == 0x7f;
	return len && odd <= len / 64;
}

/* Say what a file is that cannot be opened. */
static enum err_code refuse(const char *path, const unsigned char *head, size_t len,
			    struct err *err)
{
	const struct other *f = find_other(head, len);

	if (f)
		return err_set(err, f->code, "%s is %s", path, f->what);
	if (is_text(head, len))
		return err_set(err, ERR_SOURCE, "%s is text, not a memory dump", path);
	return err_set(err, ERR_SOURCE,
		       "%s is not a memory dump of a known format; raw memory is given as "
		       "FILE@BASE, BASE being the physical address of its first byte",
		       path);
}

bool file_is_raw_spec(const char *path)
{
	return raw_is_spec(path) && access(path, F_OK);
}

bool file_is_text(const char *path)
{
	unsigned char head[512];
	struct infile in;
	size_t len;

	if (file_is_raw_spec(path) || infile_open(path, &in, NULL))
		return false;
	len = infile_head(&in, head, sizeof(head));
	infile_close(&in);
	return !find_format(head, len) && !find_other(head, len) && !stream_name(head, len) &&
	       is_text(head, len);
}

/* Raw memory of an unknown base: worth a look where nothing else fits, and a table could be in it.
 */
static bool may_be_raw(const struct infile *in, const unsigned char *head, size_t len)
{
	const struct other *f = find_other(head, len);

	return in->size >= RAW_MIN && (f ? f->in_ram : !is_text(head, len));
}

static enum err_code open_unknown(struct infile *in, const char *path, const struct watch *w,
				  struct mem **out, struct err *err)
{
	unsigned char head[512];
	size_t len = infile_head(in, head, sizeof(head));

	if (may_be_raw(in, head, len)) {
		enum err_code st = raw_infer(in, path, w, out, err);

		if (st != ERR_MALFORMED)
			return st;
	}
	infile_close(in);
	return refuse(path, head, len, err);
}

/* Open a file by its content; `in` is taken over. */
static enum err_code open_content(struct infile *in, const char *path, const struct watch *w,
				  struct mem **out, struct err *err)
{
	unsigned char head[512];
	const struct format *f = find_format(head, infile_head(in, head, sizeof(head)));

	return f ? f->open(in, path, w, out, err) : open_unknown(in, path, w, out, err);
}

static enum err_code open_one(const char *path, const struct watch *w, struct mem **out,
			      struct err *err)
{
	struct wrapped how;
	struct infile in;
	enum err_code st = wrapped_open(path, w, &in, &how, err);

	if (!st)
		st = open_content(&in, path, w, out, err);
	if (!st)
		wrapped_say(&how, *out);
	return st;
}

/* Open the files of a list; only parts of a kdump go together so. n: how many were opened. */
static enum err_code open_list(char *const *paths, size_t count, const struct watch *w,
			       struct infile *in, size_t *n, struct err *err)
{
	unsigned char head[16];
	struct wrapped how;

	for (*n = 0; *n < count; ++*n) {
		enum err_code st = wrapped_open(paths[*n], w, &in[*n], &how, err);
		size_t len;

		if (st)
			return st;
		len = infile_head(&in[*n], head, sizeof(head));
		if (kdump_is(head, len) || flat_is(head, len))
			continue;
		infile_close(&in[*n]);
		return err_set(err, ERR_SOURCE,
			       "%s is no part of a split kdump; other files are joined as "
			       "FILE@BASE,FILE@BASE",
			       paths[*n]);
	}
	return ERR_NONE;
}

static enum err_code open_parts(char *const *paths, size_t count, const struct watch *w,
				struct mem **out, struct err *err)
{
	struct infile in[KDUMP_PARTS_MAX];
	size_t n;
	enum err_code st = open_list(paths, count, w, in, &n, err);

	if (!st)
		return kdump_open(in, (const char *const *)paths, n, out, err);
	while (n)
		infile_close(&in[--n]);
	return st;
}

/* FILE,FILE...: cut in place, so of a copy. */
static enum err_code open_split(const char *list, const struct watch *w, struct mem **out,
				struct err *err)
{
	char *copy = strdup(list), *paths[KDUMP_PARTS_MAX], *save = NULL;
	enum err_code st = ERR_NONE;
	size_t n = 0;

	if (!copy)
		return err_set(err, ERR_NOMEM, "out of memory");
	for (char *p = strtok_r(copy, ",", &save); p && !st; p = strtok_r(NULL, ",", &save)) {
		if (n == KDUMP_PARTS_MAX)
			st = err_set(err, ERR_USAGE, "%s: more than %d files", list,
				     KDUMP_PARTS_MAX);
		else
			paths[n++] = p;
	}
	if (!st)
		st = open_parts(paths, n, w, out, err);
	free(copy);
	return st;
}

enum err_code file_open_watched(const char *path, const struct watch *w, struct mem **out,
				struct err *err)
{
	if (file_is_raw_spec(path))
		return raw_open_watched(path, w, out, err);
	if (strchr(path, ',') && access(path, F_OK))
		return open_split(path, w, out, err);
	return open_one(path, w, out, err);
}

enum err_code file_open(const char *path, struct mem **out, struct err *err)
{
	return file_open_watched(path, NULL, out, err);
}
