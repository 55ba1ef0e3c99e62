/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A gdbstub made of a script, served by a thread: for what a real one does not do on demand.
 */
#ifndef PTVIEW_TESTS_FAKE_H
#define PTVIEW_TESTS_FAKE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What to answer to packets that begin with starts. The first rule that matches and is not used up
 * counts, then the fake's own. An answer is a payload, which is framed, or one of
 *   "!close"     hang up          "!mute"  never answer anything again
 *   "!nak"       refuse it        "!bad"   OK with a wrong checksum
 *   "!raw TEXT"  send TEXT as it is
 *   "!late TEXT" TEXT, framed, after 300 ms
 *   "!flood N"   N times 512 KiB of console output
 *   "!step"      signal 5 after 300 ms, or signal 2 where any byte but '+' comes first
 *   "!sleep"     run until any byte but '+' comes, as a step of a CPU that waits for an interrupt
 *   "!notes"     nothing but a notification every now and then, until the client has gone
 */
struct fake_rule {
	const char *starts;
	const char *answer;
	int times; /* 0: always */
	int after; /* packets that match but are left to later rules first */
};

/*
 * A store of its guest to the page at 0x40000000, which is zero but for those. `stop` is what it
 * says when it is let run and is about to do it, which it does when it is stepped; NULL: it does it
 * when it is let run, and runs on.
 */
struct fake_store {
	const char *stop;
	unsigned entry;
	unsigned long long value;
	bool early; /* it is done when the stop is reported: stepped, it does nothing */
};
enum { FAKE_ENTRIES = 512 };

struct fake {
	/* set before fake_start() */
	const struct fake_store *stores; /* ends with entry FAKE_ENTRIES; NULL: it stores nothing */
	const struct fake_rule *rules;	 /* ends with starts NULL; may be NULL */
	const char *greeting;		 /* sent on connection as it is; NULL for nothing */
	const char *status;		 /* of "info status"; NULL: "VM status: paused" */
	const char *version;		 /* of "info version"; NULL: "7.2.22" */
	bool strict;			 /* waits for '+' after each packet that it sends */
	bool never_accept;
	bool runs; /* takes breakpoints; "vCont;c" lets its guest run, until any byte but '+' */
	bool one_by_one; /* its list of threads comes a thread a packet */
	size_t chunk;	 /* bytes of a description that it sends at once; 0: as asked for */
	size_t cut;	 /* bytes after which it hangs up; 0: never */
	int clients;	 /* that come one after the other; 0: one */
	unsigned noise;	 /* a seed: damages a byte in about 300 that it sends; 0: none */

	/* the fake's */
	char where[128]; /* "unix:PATH" */
	int listener, fd;
	pthread_t thread;
	bool muted, no_ack, running;
	size_t sent;	 /* bytes, so far */
	int thread_at;	 /* in the list */
	int mode;	 /* qemu.PhyMemMode */
	unsigned stored; /* of stores */
	unsigned long long page[FAKE_ENTRIES];
	int used[32], seen[32];
	char log[1 << 16]; /* the payloads received, each followed by a newline */
	size_t logged;
	char in[1 << 16];
	size_t in_len;
};

/* Listen and serve one client, or as many as are said. */
void fake_start(struct fake *f);

/*
 * The same in two steps, for a child to be forked between them: a thread that allocates at the
 * moment of a fork leaves the child's allocator locked under AddressSanitizer.
 */
void fake_listen(struct fake *f);
void fake_accept(struct fake *f);

/* Wait until the client has gone, and clean up. */
void fake_stop(struct fake *f);

/* Serve what has been connected already: one end of a socketpair. */
void fake_serve(struct fake *f, int fd);

/* The byte that the fake has at a physical address. */
unsigned char fake_byte(unsigned long long pa);

#endif
