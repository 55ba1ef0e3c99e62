/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/screen/target.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"

enum { MAX_TABLES = 640, ENTRIES = 512 };

#define BASE UINT64_C(0x40000000) /* of the RAM that holds the tables */

/* Descriptors: AF, inner shareable. Xen's own MAIR: index 7 normal write-back, 1 device-nGnRE. */
#define TABLE	 UINT64_C(3)
#define PAGE	 UINT64_C(0x703)
#define BLOCK	 UINT64_C(0x701)
#define WB	 UINT64_C(0x1c)
#define DEVICE	 UINT64_C(0x10)
#define AP1	 UINT64_C(0x40) /* RES1 at EL2 */
#define RO	 UINT64_C(0x80)
#define XN	 (UINT64_C(1) << 54)
#define PXN	 (UINT64_C(1) << 53)
#define CONTIG	 (UINT64_C(1) << 52)
#define NG	 UINT64_C(0x800)
#define XEN_MAIR UINT64_C(0xff000004eeaa4400)

/* Stage 2: read-write, inner shareable, AF; normal write-back or device-nGnRE; and the types of
 * Xen's in bits 58:55, without which it would take them for nothing. */
#define S2_TYPE(n) (UINT64_C(n) << 55)
#define S2_RAM	   (S2_TYPE(1) | 0x700 | 0xc0 | 0x3c)
#define S2_DEVICE  (S2_TYPE(3) | 0x400 | 0xc0 | 0x04 | XN)

struct target {
	struct mem m; /* first: the callers know no more */
	struct mem_range ranges[2];
	struct sysregs cpus[2], own[2]; /* shown, and its own */
	target_on_read on_read;
	void *arg;
	bool lost, ends;
	struct live live;
	struct live_order how;
	unsigned stops; /* how often it has stopped */
	unsigned stores;
	unsigned trouble[TARGET_TROUBLES]; /* times that it fails, from here on */
	uint64_t watched[LIVE_WATCHES];	   /* pages; 0: none */
	bool storing;			   /* it stands before a store */
	unsigned ntables;
	uint64_t tables[MAX_TABLES][ENTRIES];
};

static uint64_t new_table(struct target *t)
{
	if (t->ntables == MAX_TABLES)
		abort();
	return BASE + t->ntables++ * 4096u;
}

static void set(struct target *t, uint64_t table, unsigned index, uint64_t raw)
{
	t->tables[(table - BASE) / 4096][index] = bits_le64(raw);
}

/* n leaves of `size` bytes from index on, one after the other in output. */
static void fill(struct target *t, uint64_t table, unsigned index, unsigned n, uint64_t raw,
		 uint64_t size)
{
	for (unsigned i = 0; i < n; i++)
		set(t, table, index + i, raw + i * size);
}

static uint64_t add_table(struct target *t, uint64_t above, unsigned index, uint64_t bits)
{
	uint64_t table = new_table(t);

	set(t, above, index, table | TABLE | bits);
	return table;
}

/* Xen's text, read-only data, data, fixmap; and two oddities. */
static void fill_xen_image(struct target *t, uint64_t l3)
{
	const uint64_t leaf = PAGE | WB | AP1;

	fill(t, l3, 0, 0x4c, (0x40400000 | leaf) | RO, 4096);
	fill(t, l3, 0x4c, 0x20, (0x4044c000 | leaf) | RO | XN, 4096);
	fill(t, l3, 0x6c, 0x31, (0x4046c000 | leaf) | XN, 4096);
	set(t, l3, 0xa0, 0x09000000 | PAGE | AP1 | DEVICE | XN);
	set(t, l3, 0xa2, 0x404a2000 | WB | AP1 | XN | 0x303); /* AF clear */
	set(t, l3, 0xa3, 0x404a3000 | WB | AP1 | XN | 0x701); /* reserved at level 3 */
	set(t, l3, 0xa4, 0x00dead0000000000);		      /* invalid, with software's bits */
	set(t, l3, 0xa5, 0xf00000000000 | leaf | XN);	      /* beyond 44 bits */
	fill(t, l3, 0xb0, 16, (0x40500000 | leaf) | XN | CONTIG, 4096);
}

static uint64_t make_el2(struct target *t, bool large)
{
	const uint64_t leaf = BLOCK | WB | AP1 | XN;
	uint64_t root = new_table(t);
	uint64_t l1 = add_table(t, root, 0, 0), l2 = add_table(t, l1, 0, 0);
	uint64_t l3 = add_table(t, l2, 1, 0), directmap, strict;

	fill_xen_image(t, l3);
	set(t, l2, 2, 0x40600000 | leaf); /* a block between tables */
	l3 = add_table(t, l2, 3, 0);
	fill(t, l3, 0, ENTRIES, 0x41000000 | PAGE | WB | AP1 | XN, 4096);
	fill(t, l2, 0x10, 16, 0x44000000 | leaf | CONTIG, 2u << 20);
	set(t, l2, 0x48, 0x09000000 | BLOCK | AP1 | DEVICE | XN);
	directmap = add_table(t, root, 1, 0);
	fill(t, directmap, 1, 3, 0x40000000 | leaf, 1u << 30);
	set(t, root, 2, 0x80000000 | TABLE);		     /* nothing is there */
	set(t, root, 3, root | TABLE);			     /* itself */
	set(t, root, 4, 0x40000000 | 1);		     /* reserved at level 0 */
	strict = add_table(t, root, 5, UINT64_C(0x5) << 60); /* APTable 2, XNTable */
	set(t, strict, 0, 0x80000000 | BLOCK | WB | AP1);
	set(t, root, 0x10, 0x100000000000 | TABLE); /* beyond 44 bits */
	if (large) {
		l1 = add_table(t, root, 6, 0);
		for (unsigned i = 0; i < 500; i++)
			set(t, add_table(t, l1, i, 0), i, 0x40000000 | leaf);
	}
	return root;
}

/* IPA 0x40000000 on is 1:1 but for one page elsewhere and one that is missing; and a UART. */
static uint64_t make_stage2(struct target *t)
{
	uint64_t root = new_table(t);
	uint64_t l1 = add_table(t, root, 0, S2_TYPE(1)), l2 = add_table(t, l1, 0, S2_TYPE(1));
	uint64_t l3 = add_table(t, l2, 0x48, S2_TYPE(1));

	set(t, l3, 0, 0x09000000 | S2_DEVICE | 3);
	l2 = add_table(t, l1, 1, S2_TYPE(1));
	fill(t, l2, 0, 64, 0x40000000 | S2_RAM | 1, 2u << 20);
	l3 = new_table(t);
	set(t, l2, 8, l3 | TABLE | S2_TYPE(1));
	fill(t, l3, 0, ENTRIES, 0x41000000 | S2_RAM | 3, 4096);
	set(t, l3, 5, 0x47654000 | S2_RAM | 3);
	set(t, l3, 6, 0);
	return root;
}

/* The guest's kernel half. Its tables are at IPAs that are PAs: they lie in the 1:1 part. */
static uint64_t make_guest(struct target *t)
{
	const uint64_t kernel = WB | XN; /* UXN */
	uint64_t root = new_table(t);
	uint64_t l1 = add_table(t, root, 0, 0), l2 = add_table(t, l1, 0, 0);
	uint64_t l3 = add_table(t, l2, 1, PXN << 6); /* PXNTable */

	fill(t, l2, 4, 8, 0x41200000 | BLOCK | kernel | RO, 2u << 20);
	fill(t, l3, 0, 16, 0x41000000 | PAGE | kernel | PXN, 4096);
	set(t, l3, 0x20, 0x09000000 | PAGE | DEVICE | XN | PXN);
	l1 = add_table(t, root, 0x1ff, 0);
	fill(t, l1, 0x1fe, 1, 0x40000000 | BLOCK | kernel | PXN | NG, 0);
	return root;
}

static void target_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct target *t = (struct target *)m;

	for (size_t i = 0; i < n; i++) {
		uint64_t off = reqs[i].pa.v - BASE;

		if (t->on_read)
			t->on_read(t->arg);
		reqs[i].st = t->lost ? ERR_SOURCE : ERR_HOLE;
		if (t->live.state == LIVE_RUNNING)
			reqs[i].st = ERR_RUNNING;
		if (reqs[i].st != ERR_HOLE)
			continue;
		if (off >= sizeof(t->tables) || reqs[i].len > sizeof(t->tables) - off) {
			if (reqs[i].pa.v - t->ranges[0].start.v < t->ranges[0].size)
				reqs[i].st = ERR_DEVICE;
			continue;
		}
		memcpy(reqs[i].buf, (const char *)t->tables + off, reqs[i].len);
		reqs[i].st = ERR_NONE;
	}
}

void target_note(struct mem *m)
{
	static const char note[] = "OSRELEASE=6.1.0\nPAGESIZE=4096\n"
				   "SYMBOL(swapper_pg_dir)=ffff800047ff0000\n"
				   "NUMBER(kimage_voffset)=0xffff800000000000\n";

	m->vmcoreinfo = note;
	m->vmcoreinfo_len = sizeof(note) - 1;
}

void target_lose(struct mem *m)
{
	((struct target *)m)->lost = true;
}

/* However it was watched: no watchpoint outlives the screen. */
static void target_close(struct mem *m)
{
	const struct target *t = (const struct target *)m;

	for (unsigned i = 0; i < LIVE_WATCHES; i++)
		if (t->watched[i])
			abort();
	free(m);
}

static void know(struct sysregs *regs, enum sysreg id, uint64_t v)
{
	regs->r[id] = (struct sysreg_value){v, SYSREG_READ};
}

/* What both CPUs have in common. */
static void set_hypervisor(struct sysregs *regs, uint64_t root)
{
	know(regs, SYSREG_TTBR0_EL2, root);
	know(regs, SYSREG_TCR_EL2, 0x80843510);
	know(regs, SYSREG_MAIR_EL2, XEN_MAIR);
	know(regs, SYSREG_SCTLR_EL2, 0x30cd183f);
	know(regs, SYSREG_VTCR_EL2, 0x80043594);
	know(regs, SYSREG_ID_AA64MMFR0_EL1, 0x1124);
	regs->r[SYSREG_TTBR0_EL3].origin = SYSREG_ABSENT;
}

void target_set_root(struct mem *m, uint64_t pa)
{
	struct target *t = (struct target *)m;

	for (unsigned cpu = 0; cpu < 2; cpu++)
		know(&t->own[cpu], SYSREG_TTBR0_EL2, pa);
}

void target_renew(struct mem *m)
{
	struct target *t = (struct target *)m;

	memcpy(t->cpus, t->own, sizeof(t->cpus));
}

void target_forget(struct mem *m)
{
	struct target *t = (struct target *)m;

	memset(t->own, 0, sizeof(t->own));
	target_renew(m);
}

static void set_registers(struct target *t, bool large)
{
	uint64_t el2 = make_el2(t, large), guest;

	set_hypervisor(&t->cpus[0], el2);
	set_hypervisor(&t->cpus[1], el2);
	know(&t->cpus[0], SYSREG_HCR_EL2, 0x0000000080000039);
	know(&t->cpus[0], SYSREG_VTTBR_EL2, new_table(t));
	know(&t->cpus[1], SYSREG_HCR_EL2, 0x0000000080000039);
	know(&t->cpus[1], SYSREG_VTTBR_EL2, make_stage2(t) | UINT64_C(1) << 48);
	guest = make_guest(t);
	know(&t->cpus[1], SYSREG_TTBR0_EL1, 0);
	know(&t->cpus[1], SYSREG_TTBR1_EL1, guest);
	know(&t->cpus[1], SYSREG_TCR_EL1, 0x5b5103590 | 1 << 7); /* EPD0 */
	know(&t->cpus[1], SYSREG_MAIR_EL1, XEN_MAIR);
	know(&t->cpus[1], SYSREG_SCTLR_EL1, 0x30d0198d);
}

static struct mem *make(target_on_read on_read, void *arg, bool large)
{
	static const struct mem_ops ops = {.read = target_read, .close = target_close};
	struct target *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->on_read = on_read;
	t->arg = arg;
	set_registers(t, large);
	memcpy(t->own, t->cpus, sizeof(t->own));
	t->ranges[0] = (struct mem_range){addr_pa(0x09000000), 0x1000, MEM_DEVICE, "pl011"};
	t->ranges[1] = (struct mem_range){addr_pa(BASE), 0x08000000, MEM_RAM, "mach-virt.ram"};
	t->m = (struct mem){.ops = &ops, .ranges = t->ranges, .nranges = 2, .map_known = true};
	strcpy(t->m.kind, "test");
	t->m.cpus = t->cpus;
	t->m.ncpus = 2;
	t->m.regs_from_target = true;
	return &t->m;
}

struct mem *target_new(target_on_read on_read, void *arg)
{
	return make(on_read, arg, false);
}

struct mem *target_new_large(target_on_read on_read, void *arg)
{
	return make(on_read, arg, true);
}

/*
 * By the places of make_stage2(): the root as Xen writes it, blocks, pages and a table, which Xen
 * has made invalid, but keeps; or not yet.
 */
static void make_kept(struct target *t, bool valid)
{
	uint64_t root = t->cpus[1].r[SYSREG_VTTBR_EL2].v & UINT64_C(0xffffffff);
	uint64_t l2 = new_table(t);

	set(t, root, 0, (root + 0x1000) | TABLE | S2_TYPE(1) | 0x7fc);
	fill(t, root + 0x4000, 32, 16, 0x44000000 | S2_RAM | valid, 2u << 20);
	fill(t, root + 0x5000, 0x10, 32, 0x41010000 | S2_RAM | 2 | valid, 4096);
	set(t, root + 0x1000, 2, l2 | S2_TYPE(1) | 2 | valid);
	set(t, l2, 0, 0x47000000 | S2_RAM | 1);
}

struct mem *target_new_kept(void)
{
	struct target *t = (struct target *)make(NULL, NULL, false);

	if (!t)
		return NULL;
	make_kept(t, false);
	return &t->m;
}

/* 160 level 3 tables. No page's output is next to its neighbour's: each is a range of its own. */
static void fill_many(struct target *t, uint64_t l2, uint64_t table, uint64_t leaf, uint64_t ro)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < 160; i++) {
		uint64_t l3 = add_table(t, l2, i, table);

		for (unsigned k = 0; k < ENTRIES; k++, n++)
			set(t, l3, k, ((n * 5 % 16384) << 12 | leaf) ^ (n % 50000 ? 0 : ro));
	}
}

/* Of EL2; and of the guest, below one block of its own. By the places of make_stage2(),
 * make_guest(). */
static void make_many(struct target *t)
{
	uint64_t s2 = t->cpus[1].r[SYSREG_VTTBR_EL2].v & UINT64_C(0xffffffff);
	uint64_t guest = t->cpus[1].r[SYSREG_TTBR1_EL1].v;

	fill_many(t, add_table(t, add_table(t, BASE, 6, 0), 0, 0), 0, PAGE | WB | AP1 | XN, RO);
	fill_many(t, add_table(t, s2 + 0x1000, 2, S2_TYPE(1)), S2_TYPE(1), S2_RAM | 3, RO);
	set(t, guest + 0x4000, 0x1fd, 0x80000000 | BLOCK | WB | XN | PXN | NG);
}

struct mem *target_new_many(target_on_read on_read, void *arg)
{
	struct target *t = (struct target *)make(on_read, arg, false);

	if (!t)
		return NULL;
	make_many(t);
	return &t->m;
}

/* What is now a block, narrower, elsewhere, gone, and a table: by the places of make_el2(). */
struct mem *target_new_before(void)
{
	struct target *t = (struct target *)make(NULL, NULL, false);
	const uint64_t leaf = WB | AP1, l2 = BASE + 0x2000, l3 = BASE + 0x3000;

	if (!t)
		return NULL;
	set(t, l2, 2, 0);
	set(t, l2, 3, 0x41000000 | BLOCK | leaf | XN);
	set(t, l3, 0x6c, 0x4046c000 | PAGE | leaf);
	set(t, l3, 0x10, 0x40999000 | PAGE | leaf | RO);
	set(t, BASE + 0x6000, 1, 0xc0000000 | BLOCK | leaf);
	make_kept(t, true);
	return &t->m;
}

/* ---- A guest that runs ---- */

/* By the places of make_el2(): a page that is unmapped, moved and made writable; a block. */
static void change(struct target *t)
{
	const uint64_t leaf = WB | AP1, l2 = BASE + 0x2000, l3 = BASE + 0x3000;

	if (t->stops++ % 2) {
		set(t, l3, 0x10, 0x40999000 | PAGE | leaf | RO);
		set(t, l3, 0x6c, 0x4046c000 | PAGE | leaf);
	} else {
		set(t, l3, 0x10, 0);
		set(t, l2, 2, 0x42000000 | BLOCK | leaf | XN);
	}
}

static struct target *of_live(struct live *l)
{
	return (struct target *)((char *)l - offsetof(struct target, live));
}

void target_fail(struct mem *m, enum target_trouble what, unsigned times)
{
	((struct target *)m)->trouble[what] = times;
}

static bool fails(struct live *l, enum target_trouble what)
{
	unsigned *left = &of_live(l)->trouble[what];

	return *left && (*left)--;
}

static enum err_code guest_run(struct live *l, const struct live_order *how, struct err *err)
{
	if (fails(l, TARGET_RUN))
		return err_set(err, ERR_SOURCE, "unix:gdb: it cannot be let run");
	of_live(l)->how = *how;
	l->state = LIVE_RUNNING;
	return ERR_NONE;
}

static void guest_stopped(struct target *t, enum live_why why)
{
	if (t->live.state != LIVE_RUNNING)
		return;
	change(t);
	t->live.state = LIVE_STOPPED;
	t->live.why = why;
	t->live.cpu = t->how.cpu;
	t->live.at_known = true;
	t->live.at = t->how.to ? t->how.address : 0x200000 + 4 * t->stops;
}

/* By the places of make_el2(), and the directmap. */
#define STORES_TO   (BASE + 0x3000)
#define STORES_PAGE (UINT64_C(0x8000000000) + STORES_TO)

static void store(struct target *t)
{
	const uint64_t leaf = PAGE | WB | AP1;
	const struct {
		unsigned index;
		uint64_t raw;
	} rows[] = {{0x6d, 0x40999000 | leaf | XN},
		    {0x6e, 0},
		    {0x6e, 0x4099a000 | leaf | XN},
		    {0x6f, 0x4046f000 | leaf | XN | RO}};

	set(t, STORES_TO, rows[t->stores % 4].index, rows[t->stores % 4].raw);
	t->stores++;
	t->storing = false;
}

static uint64_t *watched_at(struct target *t, uint64_t page)
{
	for (unsigned i = 0; i < LIVE_WATCHES; i++)
		if (t->watched[i] == page)
			return &t->watched[i];
	return NULL;
}

static enum err_code guest_set_watch(struct live *l, uint64_t address, uint32_t bytes, bool on,
				     struct err *err)
{
	uint64_t *place = watched_at(of_live(l), on ? 0 : address);

	if (bytes != 4096 || l->state == LIVE_RUNNING || !place || fails(l, TARGET_WATCH))
		return err_set(err, ERR_UNSUPPORTED, "it cannot be watched");
	*place = on ? address : 0;
	return ERR_NONE;
}

/* The state and place of a stop that changes nothing else. */
static void stop_at_store(struct target *t, enum live_why why)
{
	t->live.state = LIVE_STOPPED;
	t->live.why = why;
	t->live.cpu = 1;
	t->live.at_known = true;
	t->live.at = TARGET_IMAGE + 0x400000 + 4 * t->stores;
	t->live.stored = STORES_PAGE;
}

void target_guest_stores(struct mem *m)
{
	struct target *t = (struct target *)m;

	if (t->live.state != LIVE_RUNNING)
		return;
	t->storing = watched_at(t, STORES_PAGE);
	if (t->storing)
		stop_at_store(t, LIVE_STORE);
	else
		store(t);
}

/* It can do its store where that is watched no more. */
static bool go_on_storing(struct target *t)
{
	if (!t->storing)
		return false;
	if (watched_at(t, STORES_PAGE)) {
		stop_at_store(t, LIVE_STORE);
		return true;
	}
	store(t);
	if (t->how.step)
		stop_at_store(t, LIVE_ARRIVED);
	return t->how.step;
}

/* A step is done as soon as somebody asks. */
static void guest_poll(struct live *l, int ms)
{
	(void)ms;
	if (l->state == LIVE_RUNNING && go_on_storing(of_live(l)))
		return;
	if (of_live(l)->how.step)
		guest_stopped(of_live(l), LIVE_ARRIVED);
	if (!of_live(l)->ends)
		return;
	l->state = LIVE_GONE;
	err_set(&l->gone, ERR_SOURCE, "unix:gdb: the gdbstub has gone");
}

static void guest_halt(struct live *l)
{
	guest_stopped(of_live(l), LIVE_ASKED);
}

void target_stop_guest(struct mem *m, enum live_why why)
{
	guest_stopped((struct target *)m, why);
}

void target_end_guest(struct mem *m)
{
	((struct target *)m)->ends = true;
	target_lose(m);
}

struct live *target_guest(struct mem *m, bool found_running)
{
	static const struct live_ops ops = {
		.run = guest_run, .poll = guest_poll, .halt = guest_halt, .watch = guest_set_watch};
	struct target *t = (struct target *)m;

	t->live = (struct live){.ops = &ops, .found_running = found_running, .fd = -1};
	return &t->live;
}

/* Below L0[007] is the gigabyte of RAM, executable: what symbols can be of. */
struct mem *target_new_named(void)
{
	struct target *t = (struct target *)make(NULL, NULL, false);

	if (t)
		set(t, add_table(t, BASE, 7, 0), 0, BASE | BLOCK | WB | AP1 | RO); /* WXN */
	return t ? &t->m : NULL;
}

const struct symbols *target_symbols(void)
{
	static struct symbol rows[] = {
		{TARGET_IMAGE, 0x1000, "xen_pgtable"},
		{TARGET_IMAGE, 0, "_start"},
		{TARGET_IMAGE + 0x1000, 0x1000, "xen_first"},
		{TARGET_IMAGE + 0x2000, 0, "xen_second"},
		{TARGET_IMAGE + 0x400000, 0, "start_xen"},
		{TARGET_IMAGE + 0x600000, 0, "_end"},
	};
	static struct symbols s = {.file = "xen-syms", .v = rows, .n = 6};

	symbols_sort(&s);
	return &s;
}
