/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdbstub/rsp.h"

#define MAX_TEXT ((size_t)8 << 20) /* bytes of an answer */
#define MONITOR	 "qRcmd,"

void ask_set(struct ask *a, const char *body)
{
	*a = (struct ask){.text = NULL};
	snprintf(a->body, sizeof(a->body), "%s", body);
}

void ask_monitor(struct ask *a, const char *command)
{
	size_t len = strlen(command), start = strlen(MONITOR);

	ask_set(a, MONITOR);
	if (start + 2 * len < sizeof(a->body))
		rsp_to_hex(command, len, a->body + start);
}

const char *ask_text(const struct ask *a)
{
	return a->text ? a->text : "";
}

/*
 * Append to the text of an ask, which has no text in the end where it gets too long or there is no
 * memory. Run lengths make at most 97 bytes of two.
 */
static void append(struct ask *a, const uint8_t *data, size_t len, bool hex)
{
	size_t cap = memchr(data, '*', len) ? len * 49 : len, n;
	char *text = a->len < MAX_TEXT ? realloc(a->text, a->len + cap + 1) : NULL;
	uint8_t *end;

	if (!text) {
		free(a->text);
		a->text = NULL;
		a->len = MAX_TEXT; /* nothing more is appended */
		return;
	}
	a->text = text;
	end = (uint8_t *)text + a->len;
	if (!rsp_decode(data, len, end, cap, &n) || (hex && !rsp_hex(end, n, end, n / 2)))
		n = 0;
	a->len += hex ? n / 2 : n;
	text[a->len] = '\0';
}

static size_t body_of(void *ctx, size_t i, char *body)
{
	const struct ask *a = (const struct ask *)ctx + i;
	size_t len = strlen(a->body);

	memcpy(body, a->body, len);
	return len;
}

/* Only a monitor command may print, and its final OK is no text. */
static bool reply_to(void *ctx, size_t i, const uint8_t *data, size_t len)
{
	struct ask *a = (struct ask *)ctx + i;
	bool monitor = !strncmp(a->body, MONITOR, strlen(MONITOR));

	if (rsp_is_console(data, len)) {
		if (monitor)
			append(a, data + 1, len - 1, true);
		return false;
	}
	if (!monitor || !rsp_is(data, len, "OK"))
		append(a, data, len, false);
	return true;
}

enum err_code ask_run(struct session *s, struct ask *asks, size_t n)
{
	struct session_job job = {.n = n, .ctx = asks, .ask = body_of, .reply = reply_to};

	return session_run(s, &job);
}

void ask_free(struct ask *asks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(asks[i].text);
		asks[i].text = NULL;
		asks[i].len = 0;
	}
}
