/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF cores of machines: QEMU's dump-guest-memory, /proc/vmcore and what copies it, ptview
 * snapshots.
 *
 * Memory is at p_paddr. Where a segment has p_filesz < p_memsz, ELF lets a loader fill the rest
 * with zeros; a dump writer only says that it left the rest out. So the tail is ERR_NOT_PRESENT:
 * reading it as zeros would show invalid descriptors where there may have been mappings. What a
 * truncated file has lost is ERR_DAMAGED, and what is in no segment ERR_NOT_RAM.
 *
 * Table memory is taken to be little-endian whatever the byte order of the headers.
 */
#ifndef PTVIEW_DUMP_ELFCORE_H
#define PTVIEW_DUMP_ELFCORE_H

#include "dump/infile.h"
#include "src/mem.h"

/*
 * Open the ELF file at path. Its size does not matter: only headers and notes are read.
 *
 * The segments are listed as ranges of RAM, at their size in memory, since the dumper took them for
 * that; but map_known is false, since what was left out need not be a hole. A core has PC and
 * PSTATE of each CPU, if that. A snapshot has what was recorded.
 *
 * A truncated file opens as long as its headers are there; mem.detail says what is missing.
 *
 * ERR_SOURCE: it cannot be opened, is no core or none of a machine, is of another architecture, or
 * holds no byte of memory. ERR_MALFORMED: headers or snapshot notes that do not follow their
 * format; the line gives the file offset. ERR_UNSUPPORTED: a core that this version does not read.
 * ERR_NOMEM.
 */
enum err_code elfcore_open(const char *path, struct mem **out, struct err *err);

/* The same of a file that is open already, which is taken over and closed, whatever happens. */
enum err_code elfcore_take(struct infile *in, const char *path, struct mem **out, struct err *err);

/* True for the first bytes of an ELF file. */
bool elfcore_is(const unsigned char *head, size_t len);

#endif
