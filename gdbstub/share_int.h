/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the share have in common. */
#ifndef PTVIEW_SHARE_INT_H
#define PTVIEW_SHARE_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gdbstub/session.h"
#include "gdbstub/share.h"
#include "gdbstub/share_link.h"

/* Bounds. Buffers are of these sizes from the start; a client takes 1.3 MiB. */
#define SHARE_PACKET	((size_t)64 << 10)	       /* payload bytes, unescaped */
#define SHARE_FRAME	(2 * SHARE_PACKET + RSP_FRAME) /* the same, escaped and framed */
#define SHARE_OUT	((size_t)1 << 20)	       /* bytes on their way to a client */
#define SHARE_WINDOW	64			       /* requests that the stub has not answered */
#define SHARE_BREAKS	256			       /* breakpoints of a client */
#define SHARE_RESUME	4096			       /* bytes of a request to let the guest run */
#define SHARE_STOP	512			       /* of a report that it has stopped */
#define SHARE_ID	32			       /* of a thread id, or of another mode */
#define SHARE_NAME	64			       /* of a small request of our own */
#define SHARE_BRIEF	200  /* ms: a client that was silent for so long has done looking */
#define SHARE_STEP	1000 /* ms that a step has before somebody who looks may interrupt it */
#define SHARE_PROCESSES 8    /* attached besides the first; of QEMU's machines none has so many */
#define SHARE_NOBODY	(-1)

/* Modes that a stub has one of and each client its own. */
enum share_what { SHARE_HG, SHARE_HC, SHARE_PHYS, SHARE_SSTEP, SHARE_MODES };

/* Their values, as they were sent; "": not known. */
struct share_modes {
	char v[SHARE_MODES][SHARE_ID];
};

struct share_break {
	unsigned type;
	uint64_t address, kind;
};

/* Whether the guest must stand still for a client. */
enum share_hold {
	SHARE_HOLD_NONE,
	SHARE_HOLD_BRIEF, /* until it is silent: another one wants the guest to run */
	SHARE_HOLD_LONG,  /* until it detaches or hangs up, as at a stub */
};

struct share_client {
	struct share_link link; /* fd -1: none, or gone */
	bool used;		/* until nothing of it is left at the stub */
	unsigned number;	/* for messages, from 1 */
	bool spoke;		/* has sent anything */
	bool acks;		/* until QStartNoAckMode */
	bool multi;		/* takes thread ids with a process */
	bool debugger;		/* controls the guest, and has not detached */
	bool interrupt;		/* has asked for the stop of what it resumed */
	bool unset;		/* its breakpoints are to be removed */
	enum share_hold hold;
	struct share_modes modes;
	size_t threads; /* of the list of threads: how many it was told */
	int64_t asked;	/* when it last asked something */
	int64_t heard;	/* when it last sent anything */
	int64_t full;	/* since when it does not read what it is sent; 0: it does */
	size_t flying;	/* requests of it that are not answered */
	size_t stray;	/* bytes that are of no packet, since the last one */
	unsigned bad;	/* packets of bad checksum in a row */
	size_t nbreaks;
	struct share_break breaks[SHARE_BREAKS];
};

/* A request that the stub has not answered. */
struct share_flight {
	int client;
	bool quiet;   /* the share's own, for that client: the answer is not for it */
	bool monitor; /* answered by several packets, at any time */
	bool ids;     /* the answer has thread ids */
	bool acked;
	char op;				/* 'Z', 'z', '?', 'v' of vAttach; 0: none of them */
	enum share_what what;			/* the mode that it sets; SHARE_MODES: none */
	char before[SHARE_ID], after[SHARE_ID]; /* its values */
	struct share_break brk;			/* op Z, z */
	long process;				/* op v */
};

enum share_state {
	SHARE_IS_STOPPED,
	SHARE_IS_RUNNING,
	SHARE_IS_STOPPING, /* told to; the report is to come */
};

struct share {
	const struct share_options *o;
	struct share_listen *listen;
	struct session *session; /* of the stub: what it must be left like */
	const char *where;
	int timeout_ms, patience_ms;
	struct err trouble; /* code not ERR_NONE: the stub has failed */

	struct share_link up;
	int64_t heard; /* when the stub last sent something, or was asked */
	struct share_flight flight[SHARE_WINDOW];
	size_t first, nflight; /* a ring */
	size_t packet_size;
	char supported[512];	       /* what the stub says it supports */
	struct share_modes modes;      /* that the stub is in */
	struct share_modes fresh;      /* of a new client */
	int threads_of;		       /* whose place in the list of threads the stub has */
	size_t threads_at, threads_to; /* where that is, and is to be */
	size_t rearm; /* the next breakpoint to set again, of all clients'; SHARE_ARMED: none */

	long attached[SHARE_PROCESSES]; /* by vAttach, and not detached; 0: none */

	enum share_state state;
	bool free;		   /* the guest is to run while nobody looks */
	bool syscall;		   /* the guest waits for the client's answer to an F packet */
	int runner;		   /* who let the guest run and waits for its stop */
	char resume[SHARE_RESUME]; /* by what; free: empty */
	size_t resume_len;
	uint8_t kept[SHARE_STOP]; /* the frame of a stop that is ours, while somebody looks */
	size_t kept_len;
	bool own;		   /* what was sent last to let it run was no client's request */
	int64_t resumed, stopping; /* since when */

	unsigned count; /* of clients that there were */
	struct share_client clients[SHARE_CLIENTS];
	uint8_t text[SHARE_PACKET + 1]; /* the request at hand, unescaped */
};

#define SHARE_ARMED ((size_t)SHARE_CLIENTS * SHARE_BREAKS)

int share_index(const struct share *s, const struct share_client *c);

/* Say a line by the options' say(). */
void share_say(struct share *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The stub has failed: note the line, unless another one came first. */
void share_die(struct share *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- share_flight.c: requests on their way to the stub ---- */

/* Room for a request of a client, and n small ones before it. */
bool share_flight_room(const struct share *s, size_t n);
/* Send a frame, len bytes, of which *f says what it is. There must be room. */
void share_flight_send(struct share *s, const struct share_flight *f, const void *raw, size_t len);
/* The same of a small request. */
void share_flight_ask(struct share *s, const struct share_flight *f, const char *body);
/* The stub has acknowledged one, or sent a packet. */
void share_flight_acked(struct share *s);
void share_flight_packet(struct share *s, const struct rsp_item *it, const uint8_t *raw);

/* ---- share_mode.c: what each client has its own of ---- */

/* Where text sets a mode, note that in *f, of client c. False where the value is too long. */
bool share_mode_parse(const struct share_client *c, const char *text, struct share_flight *f);
/* f is about to be sent. */
void share_mode_sent(struct share *s, struct share_client *c, const struct share_flight *f);
/* f has been answered. */
void share_mode_done(struct share *s, struct share_client *c, const struct share_flight *f,
		     bool ok);
/* Put the stub into the modes of c: at most SHARE_MODES small requests. */
void share_mode_enter(struct share *s, struct share_client *c);
/* A stop has made the stub choose the thread that the report names; c, if not NULL, is told. */
void share_mode_stopped(struct share *s, struct share_client *c, const uint8_t *data, size_t len);
/*
 * c asks for the list of threads: from the start, or for more of it. False where that has to wait.
 */
bool share_mode_threads(struct share *s, struct share_client *c, bool start);

/* ---- share_break.c: whose breakpoints are set ---- */

/* Parse "Z..." or "z...". False where it is neither. */
bool share_break_parse(const char *text, struct share_break *b);
/* f, which sets or removes one, is done. */
void share_break_done(struct share *s, struct share_client *c, const struct share_flight *f,
		      bool ok);
/* "?" of c was sent, which removes all breakpoints: set those of the others again. */
void share_break_swept(struct share *s, struct share_client *c);
/* Set and remove what is to be. True while there is something left of that. */
bool share_break_step(struct share *s);

/* ---- share_run.c: whether the guest runs ---- */

/* True where the stub can be asked. Else it will be, once the guest has been stopped. */
bool share_run_ready(struct share *s, struct share_client *c);
/* Another client than c controls the guest. */
bool share_run_debugged(const struct share *s, const struct share_client *c);
/* Would the guest run if nobody looked? */
bool share_run_wanted(const struct share *s);
/* c, which is the runner or could be, lets it run by this request. */
void share_run_resume(struct share *s, struct share_client *c, const char *text, size_t len);
/* c sent an interrupt, or asks something though it has resumed. */
void share_run_interrupt(struct share *s, struct share_client *c);
/* c has detached; or hung up. */
void share_run_detached(struct share *s, struct share_client *c);
void share_run_left(struct share *s, struct share_client *c);
/* A packet of the stub while the guest is not known to be stopped. */
void share_run_packet(struct share *s, const struct rsp_item *it, const uint8_t *raw);
/* Resume or stop, if that is due. Returns in how many ms it may be due next; -1: never. */
int share_run_step(struct share *s, int64_t now);

/* ---- share_request.c: what a client asks ---- */

/* Take a packet of c, of the frame raw. False where it has to wait. */
bool share_request_take(struct share *s, struct share_client *c, const struct rsp_item *it,
			const uint8_t *raw);

/* ---- share_client.c: clients ---- */

void share_client_accept(struct share *s);
/* Send a packet of text, and the acknowledgement of what it answers. */
void share_client_answer(struct share_client *c, const char *text);
/* Send a frame of the stub; ids: of thread ids. */
void share_client_forward(struct share_client *c, const struct rsp_item *it, const uint8_t *raw,
			  bool ids);
/* Print a line at a debugger that waits. */
void share_client_print(struct share_client *c, const char *line);
/* It is gone, or is sent away: why, a phrase, or NULL. */
void share_client_end(struct share *s, struct share_client *c, const char *why);
/* Receive and take what it asks. */
void share_client_fill(struct share *s, struct share_client *c, int64_t now);
void share_client_pump(struct share *s, struct share_client *c, int64_t now);
/* End those that are over their time, free those that are gone. The next time in ms; -1: none. */
int share_client_step(struct share *s, int64_t now);
/* Some client must read before the stub may say more. */
bool share_client_full(const struct share *s);

#endif
