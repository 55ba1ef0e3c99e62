/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A conversation with one gdbstub: many requests in flight, replies in order.
 *
 * A stub answers in the order in which it is asked, so nothing in a reply says what it answers. The
 * session counts: acknowledgements tell which requests the stub took, replies go to those in turn.
 * What is no reply at all (stop reports, notifications, console output) is recognised by its shape.
 */
#ifndef PTVIEW_SESSION_H
#define PTVIEW_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gdbstub/runstate.h"
#include "src/err.h"

#define SESSION_BODY   160  /* bytes of a request, at most */
#define SESSION_WINDOW 64   /* requests in flight; more gains nothing, see tests/stub/probe.c */
#define SESSION_PACKET 1024 /* payload bytes that any stub can be trusted to send */

struct session {
	struct err trouble; /* code not ERR_NONE: dead, and why; nothing is sent any more */
	size_t packet_size; /* payload bytes that the stub takes and sends; see session_set_packet
			     */
	bool acks;	    /* '+' after each packet; until QStartNoAckMode */
	bool silent;	    /* dead because no answer came: earlier replies may be misplaced */
	struct runstate *state;

	/* the rest is session.c's */
	char where[128];
	int fd, timeout_ms;
	bool heard_packet; /* it has sent a packet: it is a gdbstub */
	bool heard_ack;
	size_t stray;	  /* items received since the last whole reply */
	unsigned bad;	  /* packets of bad checksum in a row */
	unsigned unacked; /* packets received and not acknowledged yet */
	uint8_t *in;
	size_t in_start, in_end;
	uint8_t *out;
	size_t out_start, out_end;
	struct flight *going; /* the request that the guest runs by; NULL: it stands still */
};

/* Many requests, by callback. */
struct session_job {
	size_t n; /* requests */
	void *ctx;

	/* Write request i to body (SESSION_BODY bytes); its length. May be asked for again. */
	size_t (*ask)(void *ctx, size_t i, char *body);

	/*
	 * A packet of the reply to request i, still escaped. False where more packets belong to it.
	 */
	bool (*reply)(void *ctx, size_t i, const uint8_t *data, size_t len);

	/*
	 * Not NULL: the one request resumes the guest, and a stop report is its reply. Asked
	 * several times a second until there is one; true stops the guest, whose report then comes.
	 */
	bool (*interrupt)(void *ctx);
};

/*
 * Begin with a socket, connected or about to be; takes fd over, even on failure. The first thing
 * sent ends what another client may have left half sent. The run state is unknown, and
 * *state->run is to be set. where: for messages.
 */
enum err_code session_adopt(struct session *s, int fd, const char *where, int timeout_ms,
			    struct err *err);

/* It could not be connected: nothing is to be left as it was found. */
void session_abandon(struct session *s);

/* In a child of the process that opened it, after runstate_take_over(): nothing is under way. */
void session_forget(struct session *s);

/* Leave the target as it was found, disconnect and free. Does nothing on a zeroed struct. */
void session_close(struct session *s);

/* Serve a job to its end. ERR_NONE, or the code of s->trouble. */
enum err_code session_run(struct session *s, const struct session_job *job);

/*
 * Send the one request of a job that resumes the guest, and do not wait: the job lives until the
 * stop report has come, and until then nothing else may be asked. interrupt is not NULL, and not
 * called. Errors as session_run().
 */
enum err_code session_resume(struct session *s, const struct session_job *job);

/*
 * Take in what the stub has sent, waiting ms at most. True where the guest does not run (any more),
 * or the stub is dead: s->trouble. With a guest that stands still: whether the stub is there.
 */
bool session_poll(struct session *s, int ms);

/* Stop the guest that session_resume() let run, and wait for its report as for any reply. */
enum err_code session_halt(struct session *s);

/* Believe the stub's PacketSize, within what the buffers hold. */
void session_set_packet(struct session *s, size_t size);

#endif
