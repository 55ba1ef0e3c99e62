/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/share_link.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gdbstub/conn.h"

bool share_link_open(struct share_link *l, int fd, size_t in_size, size_t out_size)
{
	*l = (struct share_link){.fd = fd, .in_size = in_size, .out_size = out_size};
	l->in = malloc(in_size);
	l->out = malloc(out_size);
	if (l->in && l->out)
		return true;
	share_link_close(l);
	return false;
}

void share_link_close(struct share_link *l)
{
	if (l->fd < 0)
		return;
	close(l->fd);
	free(l->in);
	free(l->out);
	*l = (struct share_link){.fd = -1};
}

ssize_t share_link_fill(struct share_link *l)
{
	ssize_t n;

	if (l->in_start) {
		memmove(l->in, l->in + l->in_start, l->in_end - l->in_start);
		l->in_end -= l->in_start;
		l->in_start = 0;
	}
	if (l->in_end == l->in_size)
		return CONN_AGAIN;
	n = conn_recv(l->fd, l->in + l->in_end, l->in_size - l->in_end);
	if (n > 0)
		l->in_end += (size_t)n;
	return n;
}

bool share_link_flush(struct share_link *l)
{
	ssize_t n = 1;

	while (n > 0 && l->out_start < l->out_end) {
		n = conn_send(l->fd, l->out + l->out_start, l->out_end - l->out_start);
		if (n > 0)
			l->out_start += (size_t)n;
	}
	if (l->out_start == l->out_end)
		l->out_start = l->out_end = 0;
	return n != CONN_LOST;
}

size_t share_link_room(const struct share_link *l)
{
	return l->out_size - (l->out_end - l->out_start);
}

bool share_link_put(struct share_link *l, const void *p, size_t len)
{
	if (len > share_link_room(l))
		return false;
	if (len > l->out_size - l->out_end) {
		memmove(l->out, l->out + l->out_start, l->out_end - l->out_start);
		l->out_end -= l->out_start;
		l->out_start = 0;
	}
	memcpy(l->out + l->out_end, p, len);
	l->out_end += len;
	return true;
}

bool share_link_say(struct share_link *l, const void *body, size_t len)
{
	uint8_t frame[1024];
	size_t n = rsp_frame(frame, sizeof(frame), body, len);

	return n && share_link_put(l, frame, n);
}

bool share_link_waits(const struct share_link *l)
{
	return l->out_start < l->out_end;
}

struct rsp_item share_link_next(const struct share_link *l, const uint8_t **raw)
{
	*raw = l->in + l->in_start;
	return rsp_next(*raw, l->in_end - l->in_start);
}

void share_link_drop(struct share_link *l, size_t len)
{
	l->in_start += len;
}
