/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `xl dump-core` writes of a Xen domain (Xen's docs/misc/dump-core-format.txt): an ELF core
 * without program headers. Section .xen_pages has its pages, .xen_pfn their frame numbers in the
 * same order, which may be any (a domain that is not translated has .xen_p2m instead); a note in
 * .note.Xen has their size and number, .xen_prstatus a context for each vCPU.
 *
 * Addresses are the domain's: intermediate physical ones. Its stage 2 is not in the dump.
 */
#ifndef PTVIEW_DUMP_XLDUMP_H
#define PTVIEW_DUMP_XLDUMP_H

#include <gelf.h>

#include "dump/filemem.h"

/* True for an ELF core with such a section. */
bool xldump_is(Elf *elf);

/*
 * Add pages and registers to f, whose files[0] is the core and which is not settled yet. What is in
 * no page is ERR_NOT_RAM, what the end of the file cuts off ERR_DAMAGED. ERR_MALFORMED: the section
 * that is missing, or whose numbers make no sense. ERR_NOMEM.
 */
enum err_code xldump_read(Elf *elf, struct filemem *f, struct err *err);

#endif
