/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sections of DDI 0487 that the rows of desc.c come from: number and title, as in issue L. */
#ifndef PTVIEW_DESC_SECTIONS_H
#define PTVIEW_DESC_SECTIONS_H

#define S_TABLE	    "D8.3.1.1 VMSAv8-64 Table descriptor format"
#define S_LEAF	    "D8.3.1.2 VMSAv8-64 Block descriptor and Page descriptor formats"
#define S_RESERVED  "D8.3 Translation table descriptor formats"
#define S_INVALID   "D8.3.1.3 VMSAv8-64 Invalid descriptor format"
#define S_APTABLE   "D8.4.1.2.2 Hierarchical control of data access permissions"
#define S_XTABLE    "D8.4.1.2.5 Hierarchical control of instruction execution"
#define S_NSTABLE   "D8.4.6.1 Hierarchical control of Secure or Non-secure memory accesses"
#define S_NS	    "D8.4.6 Controlling memory access Security state"
#define S_AP	    "D8.4.1.2.1 Stage 1 data accesses using Direct permissions"
#define S_XN	    "D8.4.1.2.3 Stage 1 instruction execution using Direct permissions"
#define S_S2AP	    "D8.4.2.1.1 Stage 2 data accesses using Direct permissions"
#define S_XN2	    "D8.4.2.1.2 Stage 2 instruction execution using Direct permissions"
#define S_TYPE	    "D8.6.1 Stage 1 memory type and Cacheability attributes"
#define S_SH	    "D8.6.2 Stage 1 Shareability attributes"
#define S_TYPE2	    "D8.6.5 Stage 2 memory type and Cacheability attributes when FWB is disabled"
#define S_SH2	    "D8.6.7 Stage 2 Shareability attributes"
#define S_AF	    "D8.5.1 The Access flag"
#define S_DBM	    "D8.5.2.1 Hardware management of the dirty state"
#define S_CONT	    "D8.7.1 The Contiguous bit"
#define S_PBHA	    "D8.7.2 Page Based Hardware attributes"
#define S_NT	    "D8.7.3 Table and Block entry"
#define S_XS	    "D8.7.4 XS attribute modifier"
#define S_GP	    "D8.4.5.3 PSTATE.BTYPE"
#define S_NG	    "D8.16.3.1 Global and process-specific translation table entries"
#define S_PIE	    "D8.4.1.3 Stage 1 Indirect permissions"
#define S_POE	    "D8.4.1.4 Stage 1 Overlay permissions"
#define S_S2PIE	    "D8.4.2.2 Stage 2 Indirect permissions"
#define S_DIRTY	    "D8.5.2 The dirty state"
#define S_HAFT	    "D8.5.1.3 Hardware management of the Table descriptor Access Flag"
#define S_PROTECTED "D8.2.7.1 Stage 1 Protected Attribute"
#define S_ASSURED   "D8.2.7.3 Assured translation"

#endif
