/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/file.h"

#include <string.h>
#include <unistd.h>

#include "dump/elfcore.h"
#include "dump/flat.h"
#include "dump/infile.h"
#include "dump/kdump.h"
#include "dump/raw.h"

static enum err_code open_kdump(struct infile *in, const char *path, struct mem **out,
				struct err *err)
{
	return kdump_open(in, &path, 1, out, err);
}

/* A format that is opened: one row each. */
static const struct format {
	bool (*is)(const unsigned char *head, size_t len);
	/* Takes over `in`; errors name path. */
	enum err_code (*open)(struct infile *in, const char *path, struct mem **out,
			      struct err *err);
} formats[] = {
	{elfcore_is, elfcore_take},
	{kdump_is, open_kdump},
	{flat_is, open_kdump},
};

/* A format that is recognised and not opened. */
struct other {
	unsigned at; /* file offset of the magic */
	const char *magic;
	size_t len;
	enum err_code code;
	const char *what; /* what comes after "FILE is " */
};

#define MAGIC(s) s, sizeof(s) - 1
#define AS_ELF                                                                               \
	"not supported by this version; write an ELF core instead (QEMU: dump-guest-memory " \
	"without -z, -l, -s, -L; makedumpfile: -E)"
#define COMPRESSED(by) "compressed with " by ": decompress it first"

static const struct other others[] = {
	{0, MAGIC("DISKDUMP"), ERR_UNSUPPORTED, "a diskdump-compressed dump: " AS_ELF},
	{0, MAGIC("EMiL"), ERR_UNSUPPORTED,
	 "a LiME memory image: not supported by this version; LiME's format=padded opens as "
	 "FILE@0"},
	{0, MAGIC("AVML"), ERR_UNSUPPORTED, "an AVML memory image: not supported by this version"},
	{0, MAGIC("PAGEDU64"), ERR_SOURCE, "a Windows crash dump, not one of an Arm hypervisor"},
	{0, MAGIC("QEVM"), ERR_SOURCE,
	 "a QEMU migration stream, not a memory dump; use dump-guest-memory"},
	{0, MAGIC("LibvirtQemudSave"), ERR_SOURCE,
	 "a libvirt save image, not a memory dump; use virsh dump --memory-only"},
	{0, MAGIC("QFI\xfb"), ERR_SOURCE, "a qcow2 disk image, not a memory dump"},
	{0, MAGIC("\xd0\x0d\xfe\xed"), ERR_SOURCE,
	 "a device tree blob, not a memory dump; give it with --dtb"},
	{0, MAGIC("ptreplay "), ERR_SOURCE,
	 "a replay script, not a memory dump; see ptview replay"},
	{0x38, MAGIC("ARM\x64"), ERR_SOURCE,
	 "an arm64 kernel or hypervisor image, not a memory dump"},
	{0, MAGIC("\x1f\x8b"), ERR_SOURCE, COMPRESSED("gzip")},
	{0, MAGIC("\3757zXZ"), ERR_SOURCE, COMPRESSED("xz")},
	{0, MAGIC("\x28\xb5\x2f\xfd"), ERR_SOURCE, COMPRESSED("zstd")},
	{0, MAGIC("\x04\x22\x4d\x18"), ERR_SOURCE, COMPRESSED("lz4")},
	{0, MAGIC("BZh"), ERR_SOURCE, COMPRESSED("bzip2")},
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
	return !find_format(head, len) && !find_other(head, len) && is_text(head, len);
}

/* Open a file by its content; `in` is taken over. */
static enum err_code open_content(struct infile *in, const char *path, struct mem **out,
				  struct err *err)
{
	unsigned char head[512];
	size_t len = infile_head(in, head, sizeof(head));
	const struct format *f = find_format(head, len);

	if (f)
		return f->open(in, path, out, err);
	infile_close(in);
	return refuse(path, head, len, err);
}

enum err_code file_open(const char *path, struct mem **out, struct err *err)
{
	struct infile in;
	enum err_code st;

	if (file_is_raw_spec(path))
		return raw_open(path, out, err);
	st = infile_open(path, &in, err);
	return st ? st : open_content(&in, path, out, err);
}
