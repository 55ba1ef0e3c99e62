/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What QEMU's gdbstub does, measured on 7.2 and read in the source of later versions:
 *
 * - Accepting a connection stops the guest. Only a detach ("D;1") resumes it; closing does not.
 * - While the guest runs, any byte stops it again; so nothing may follow the detach, not even '+'.
 * - A second detach, or one from a process that does not exist, dereferences NULL in QEMU. One,
 * then.
 * - A detach removes the breakpoints, and so does "?"; a connection that closes does not.
 * - A half-sent packet outlives its connection. "#00#00" ends it from any state of the parser: the
 *   first '#' may only bring it from the checksum back to the payload, the second ends that, and
 * the wrong checksum has it dropped. Between packets these bytes are ignored. A '+' goes first,
 * since before an acknowledgement QEMU hears nothing but '+', '-' and '$'.
 * - A second client is queued by the kernel and accepted when the first one leaves, even if it has
 *   long gone; that too stops the guest. Whatever it sent is read then. So a client that gives up
 *   waiting leaves a detach behind, or the guest would stand still with nobody attached.
 */
#include "gdbstub/runstate.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gdbstub/conn.h"
#include "gdbstub/hold.h"
#include "gdbstub/rsp.h"
#include "src/clock.h"

#define STUBS	   8	/* open at once */
#define BOUND_MS   1000 /* for one stub, in a signal handler */
#define BREAK_BODY 32	/* bytes of a "z1,ADDRESS,4", a "z2,ADDRESS,BYTES" */

static struct runstate *table; /* STUBS of them, shared with children; NULL until one is taken */

/* Cuts the received stream into packets, and keeps the first bytes of each. */
struct tap {
	enum { OUTSIDE, INSIDE, CHECKSUM } state;
	uint8_t head[4];
	size_t len;    /* of the payload */
	int left;      /* digits of the checksum to come */
	int64_t until; /* clock_ms() at which to stop waiting */
	bool gone;     /* the stub has hung up */
};

/* True where c ends a packet. */
static bool tap_byte(struct tap *t, uint8_t c)
{
	switch (t->state) {
	case OUTSIDE:
		if (c == '$') {
			t->state = INSIDE;
			t->len = 0;
		}
		return false;
	case INSIDE:
		if (c == '#') {
			t->state = CHECKSUM;
			t->left = 2;
		} else if (t->len++ < sizeof(t->head)) {
			t->head[t->len - 1] = c;
		}
		return false;
	case CHECKSUM:
		if (--t->left)
			return false;
		t->state = OUTSIDE;
		return true;
	}
	return false;
}

static size_t tap_head(const struct tap *t)
{
	return t->len < sizeof(t->head) ? t->len : sizeof(t->head);
}

/* A stop report that nobody asked for: the guest ran until now. */
static void note_stop(struct runstate *r, const struct tap *t)
{
	if (r->run == RUN_UNKNOWN && rsp_is_stop(t->head, tap_head(t)))
		r->run = RUN_RUNNING;
}

/* What the session had received before it could look at it. */
static void scan_unread(struct runstate *r)
{
	struct tap t = {.state = OUTSIDE};

	for (const uint8_t *p = r->unread; p && *p; p++)
		if (tap_byte(&t, *p))
			note_stop(r, &t);
}

/*
 * Read packets until one starts with want ("" for any). False where time is up or the stub has
 * gone. What the last block holds beyond that packet is dropped: nothing after it matters.
 */
static bool await(struct runstate *r, struct tap *t, const char *want)
{
	uint8_t block[4096];
	bool found = false;

	while (!found && !t->gone) {
		int64_t left = t->until - clock_ms();
		ssize_t n;

		if (left <= 0 || !conn_wait(r->fd, false, (int)left))
			return false;
		n = conn_recv(r->fd, block, sizeof(block));
		t->gone = n == CONN_LOST;
		r->heard |= n > 0;
		for (ssize_t i = 0; i < n; i++) {
			if (!tap_byte(t, block[i]))
				continue;
			note_stop(r, t);
			found |=
				tap_head(t) >= strlen(want) && !memcmp(t->head, want, strlen(want));
		}
	}
	return found;
}

/* Send everything. While there is no room, take in what the stub wants to get rid of. */
static void put(struct runstate *r, struct tap *t, const uint8_t *p, size_t len)
{
	uint8_t block[4096];

	while (len && !t->gone) {
		int64_t left = t->until - clock_ms();
		ssize_t n = conn_send(r->fd, p, len);

		if (n > 0) {
			p += n;
			len -= (size_t)n;
			continue;
		}
		if (n == CONN_LOST || left <= 0 || !conn_wait(r->fd, true, (int)left))
			return;
		n = conn_recv(r->fd, block, sizeof(block));
		for (ssize_t i = 0; i < n; i++)
			if (tap_byte(t, block[i]))
				note_stop(r, t);
	}
}

static size_t add(uint8_t *out, size_t at, size_t cap, const char *body)
{
	return at + rsp_frame(out + at, cap - at, body, strlen(body));
}

/* v in hex at p, not terminated; the number of digits. snprintf is not for signal handlers. */
static size_t put_hex(char *p, uint64_t v)
{
	size_t n = 1;

	for (uint64_t rest = v >> 4; rest; rest >>= 4)
		n++;
	for (size_t i = n; i; i--, v >>= 4)
		p[i - 1] = "0123456789abcdef"[v & 15];
	return n;
}

/* "z1,ADDRESS,BYTES": kind 1 is a hardware breakpoint, 2 a write watchpoint. */
static size_t add_point(uint8_t *out, size_t at, size_t cap, char kind, uint64_t address,
			uint32_t bytes)
{
	char body[BREAK_BODY] = {'z', kind, ','};
	size_t n = 3 + put_hex(body + 3, address);

	body[n++] = ',';
	body[n + put_hex(body + n, bytes)] = '\0';
	return add(out, at, cap, body);
}

/* Breakpoints are of 4 bytes: see trace.c. A detach removes them too, but not all end in one. */
static size_t add_points(const struct runstate *r, uint8_t *out, size_t at, size_t cap)
{
	for (int i = 0; i < (int)r->nbreaks; i++)
		at = add_point(out, at, cap, '1', r->breaks[i], 4);
	for (int i = 0; i < (int)r->nwatches; i++)
		at = add_point(out, at, cap, '2', r->watches[i].address, r->watches[i].bytes);
	return at;
}

/*
 * End what was half sent, restore the memory mode, and wait until all that was asked before has
 * been answered. The reply to qC is the mark: no other reply starts with QC.
 */
static void settle(struct runstate *r, struct tap *t)
{
	static const char resync[] = "+#00#00";
	uint8_t out[160 + (RUNSTATE_BREAKS + RUNSTATE_WATCHES) * (BREAK_BODY + RSP_FRAME)];
	size_t n = sizeof(resync) - 1;

	memcpy(out, resync, n);
	if (r->mode != RUNSTATE_MODE_UNTOUCHED)
		n = add(out, n, sizeof(out), r->mode ? "Qqemu.PhyMemMode:1" : "Qqemu.PhyMemMode:0");
	n = add_points(r, out, n, sizeof(out));
	if (r->sweep)
		n = add(out, n, sizeof(out), "?");
	n = add(out, n, sizeof(out), "qC");
	put(r, t, out, n);
	await(r, t, "QC");
}

static void detach(struct runstate *r, struct tap *t)
{
	char body[24] = "D;";
	unsigned process = r->process > 0 ? (unsigned)r->process : 1;
	uint8_t out[2 * sizeof(body) + RSP_FRAME];

	body[2 + put_hex(body + 2, process)] = '\0';
	r->parting = 1;
	put(r, t, out, add(out, 0, sizeof(out), body));
	await(r, t, "");
}

static void restore(struct runstate *r, int bound_ms)
{
	struct tap t = {.state = OUTSIDE, .until = clock_ms() + bound_ms};

	if (r->run == RUN_UNKNOWN)
		scan_unread(r);
	settle(r, &t);
	if (r->run == RUN_RUNNING || (r->run == RUN_UNKNOWN && !r->heard))
		detach(r, &t);
}

static struct runstate *shared_table(void)
{
	void *p = mmap(NULL, STUBS * sizeof(*table), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

struct runstate *runstate_take(int fd, const uint8_t *unread)
{
	if (!table)
		table = shared_table();
	for (size_t i = 0; table && i < STUBS; i++) {
		struct runstate *r = &table[i];

		if (r->used)
			continue;
		*r = (struct runstate){.fd = fd,
				       .owner = (int)getpid(),
				       .run = RUN_UNKNOWN,
				       .mode = RUNSTATE_MODE_UNTOUCHED,
				       .process = 1,
				       .unread = unread};
		r->used = 1;
		return r;
	}
	return NULL;
}

void runstate_leave(struct runstate *r, int bound_ms)
{
	sigset_t saved;

	if (!r || !r->used)
		return;
	hold_begin(&saved);
	r->leaving = 1;
	restore(r, bound_ms);
	r->used = 0;
	hold_end(&saved);
}

bool runstate_add_break(struct runstate *r, uint64_t address)
{
	if (r->nbreaks == RUNSTATE_BREAKS)
		return false;
	r->breaks[r->nbreaks] = address;
	r->nbreaks = r->nbreaks + 1;
	return true;
}

/* A signal in between finds one of them twice, never one too few. */
void runstate_drop_break(struct runstate *r, uint64_t address)
{
	for (int i = 0; i < (int)r->nbreaks; i++) {
		if (r->breaks[i] != address)
			continue;
		r->breaks[i] = r->breaks[r->nbreaks - 1];
		r->nbreaks = r->nbreaks - 1;
		return;
	}
}

bool runstate_add_watch(struct runstate *r, uint64_t address, uint32_t bytes)
{
	if (r->nwatches == RUNSTATE_WATCHES)
		return false;
	r->watches[r->nwatches] = (struct runstate_watch){address, bytes};
	r->nwatches = r->nwatches + 1;
	return true;
}

void runstate_drop_watch(struct runstate *r, uint64_t address)
{
	for (int i = 0; i < (int)r->nwatches; i++) {
		if (r->watches[i].address != address)
			continue;
		r->watches[i] = r->watches[r->nwatches - 1];
		r->nwatches = r->nwatches - 1;
		return;
	}
}

bool runstate_take_over(struct runstate *r, int bound_ms)
{
	struct tap t = {.state = OUTSIDE, .until = clock_ms() + bound_ms};

	if (!r->used || r->parting)
		return false;
	r->owner = (int)getpid();
	r->leaving = 0;
	if (r->run == RUN_UNKNOWN)
		scan_unread(r);
	settle(r, &t);
	return true;
}

void runstate_forget(struct runstate *r)
{
	if (r)
		r->used = 0;
}

void runstate_leave_all(void)
{
	for (size_t i = 0; table && i < STUBS; i++) {
		struct runstate *r = &table[i];

		if (!r->used || r->leaving || r->owner != (int)getpid())
			continue;
		r->leaving = 1;
		restore(r, BOUND_MS);
		r->used = 0;
	}
}
