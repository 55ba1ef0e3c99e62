/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/prompt.h"

#include <ctype.h>
#include <string.h>

#include "src/number.h"
#include "ui/kit/utf8.h"

void prompt_open(struct prompt *p)
{
	p->line[0] = '\0';
	p->len = p->caret = 0;
	p->room = PROMPT_SHORT;
	p->at = p->nhistory;
	p->err.code = ERR_NONE;
}

void prompt_open_with(struct prompt *p, const char *s, size_t len)
{
	prompt_open(p);
	p->room = PROMPT_MAX;
	p->len = len < p->room ? len : p->room - 1;
	memcpy(p->line, s, p->len);
	p->line[p->len] = '\0';
	p->caret = p->len;
}

static void insert_char(struct prompt *p, int code)
{
	char bytes[5];
	size_t n = utf8_encode((uint32_t)code, bytes);

	if (p->len + n >= p->room)
		return;
	memmove(p->line + p->caret + n, p->line + p->caret, p->len - p->caret + 1);
	memcpy(p->line + p->caret, bytes, n);
	p->len += n;
	p->caret += n;
}

static void cut(struct prompt *p, size_t from, size_t to)
{
	memmove(p->line + from, p->line + to, p->len - to + 1);
	p->len -= to - from;
	p->caret = from;
}

static size_t next_size(const struct prompt *p)
{
	struct utf8_char u;

	if (p->caret == p->len)
		return 0;
	return utf8_next(p->line + p->caret, p->len - p->caret, false, &u);
}

/* Past the newest line comes the empty one. */
static void recall(struct prompt *p, unsigned at)
{
	p->at = at;
	if (at < p->nhistory)
		memcpy(p->line, p->history[at], PROMPT_MAX);
	else
		p->line[0] = '\0';
	p->len = p->caret = strlen(p->line);
}

void prompt_edit(struct prompt *p, enum keys_request req, int code)
{
	size_t last = utf8_last(p->line, p->caret);

	p->err.code = ERR_NONE;
	switch (req) {
	case REQ_NONE:
		if (code >= 0x20 && code < KEYS_UP && code != KEYS_RUBOUT)
			insert_char(p, code);
		break;
	case REQ_ERASE: cut(p, p->caret - last, p->caret); break;
	case REQ_DELETE: cut(p, p->caret, p->caret + next_size(p)); break;
	case REQ_ERASE_ALL: cut(p, 0, p->len); break;
	case REQ_LEFT: p->caret -= last; break;
	case REQ_RIGHT: p->caret += next_size(p); break;
	case REQ_FIRST: p->caret = 0; break;
	case REQ_LAST: p->caret = p->len; break;
	case REQ_OLDER:
		if (p->at > 0)
			recall(p, p->at - 1);
		break;
	case REQ_NEWER:
		if (p->at < p->nhistory)
			recall(p, p->at + 1);
		break;
	default: break;
	}
}

void prompt_accept(struct prompt *p)
{
	if (!p->len || (p->nhistory && !strcmp(p->history[p->nhistory - 1], p->line)))
		return;
	if (p->nhistory == PROMPT_HISTORY) {
		memmove(p->history[0], p->history[1], sizeof(p->history) - PROMPT_MAX);
		p->nhistory--;
	}
	memcpy(p->history[p->nhistory++], p->line, PROMPT_MAX);
}

/* The bytes of the character at s, so that a message can quote it whole. */
static int char_size(const char *s)
{
	struct utf8_char u;

	return (int)utf8_next(s, strlen(s), false, &u);
}

enum err_code prompt_address(const char *s, uint64_t *v, struct err *err)
{
	char bare[PROMPT_MAX];
	size_t n = 0, prefix = 0;

	for (; *s; s++) {
		if (strchr("_' ", *s))
			continue;
		if (n == 1 && bare[0] == '0' && (*s == 'x' || *s == 'X'))
			prefix = 2;
		else if (!isxdigit((unsigned char)*s))
			return err_set(err, ERR_USAGE, "'%.*s' is not a hexadecimal digit",
				       char_size(s), s);
		if (n == sizeof(bare))
			return err_set(err, ERR_USAGE, "more than 64 bits");
		bare[n++] = *s;
	}
	if (n == prefix)
		return err_set(err, ERR_USAGE, "type an address in hexadecimal");
	return number_address(bare, n, v, err) ? ERR_USAGE : ERR_NONE;
}
