/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A socket that does not block, between two buffers of fixed size. */
#ifndef PTVIEW_SHARE_LINK_H
#define PTVIEW_SHARE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "gdbstub/rsp.h"

struct share_link {
	int fd; /* the link's; -1: closed */
	uint8_t *in, *out;
	size_t in_start, in_end, in_size;
	size_t out_start, out_end, out_size;
};

/* Take fd over, with buffers of these sizes. False where there is no memory: fd is closed. */
bool share_link_open(struct share_link *l, int fd, size_t in_size, size_t out_size);

/* Close and free; does nothing on a link that is closed. */
void share_link_close(struct share_link *l);

/* Receive what there is and fits: CONN_LOST, CONN_AGAIN, or how many bytes. See conn.h. */
ssize_t share_link_fill(struct share_link *l);

/* Send what can be sent without waiting. False where the peer is gone. */
bool share_link_flush(struct share_link *l);

/* Bytes that share_link_put() can still take. */
size_t share_link_room(const struct share_link *l);

/* Queue bytes to be sent. False, and nothing is queued, where they do not fit. */
bool share_link_put(struct share_link *l, const void *p, size_t len);

/* Queue a packet of this payload, which is escaped. */
bool share_link_say(struct share_link *l, const void *body, size_t len);

/* Something waits to be sent. */
bool share_link_waits(const struct share_link *l);

/* The item at the front of what was received; raw is where its bytes are, it.used of them. */
struct rsp_item share_link_next(const struct share_link *l, const uint8_t **raw);

/* Drop len bytes from the front of what was received. */
void share_link_drop(struct share_link *l, size_t len);

#endif
