/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks a run of stage 2 shattered; tables that are there before its first operation. */
#include "tests/replay/util.h"

#include "src/xen/p2m_history.h"

#define HEAD "ptreplay 2\nkind p2m\ndialect master\narch arm64\n"

static void look_on(void *arg, const struct p2m_event *ev)
{
	p2m_history_event(arg, ev);
}

/* "1G 0x40000 by 2, 2M 0x40000 by 2", after all operations. */
static const char *shattered(const char *text)
{
	static const char *const sizes[] = {"512G", "1G", "2M"};
	static char out[400];
	struct p2m_history h = {.n = 0};
	struct replay_opts opts = {.p2m_event = look_on, .event_arg = &h};
	struct replay *s = util_parse(text);
	struct replay_result res;
	struct replay_run *r;
	struct err err;

	assert_int_equal(replay_open(s, &opts, &r, &err), ERR_NONE);
	for (size_t i = 0; i < s->nops; i++) {
		p2m_history_begin(&h, i + 1);
		assert_int_equal(replay_do(r, &s->ops[i], &res, &err), ERR_NONE);
	}
	out[0] = '\0';
	for (size_t i = 0; i < h.n; i++)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s 0x%llx by %zu",
			 i ? ", " : "", sizes[h.list[i].level], (unsigned long long)h.list[i].gfn,
			 h.list[i].op);
	assert_int_equal(h.more, 0);
	p2m_history_free(&h);
	replay_close(r);
	replay_free(s);
	return out;
}

#define BLOCK_1G HEAD "op insert 0x40000 0x40000 0x880000 ram_rw\n"

static void what_is_shattered_by_what(void **state)
{
	static const struct {
		const char *text, *found;
	} rows[] = {
		{BLOCK_1G, ""},
		{BLOCK_1G "op insert 0x40200 0x200 0xa00000 ram_rw\n", "1G 0x40000 by 2"},
		{BLOCK_1G "op remove 0x40005 1 0x880005\n", "1G 0x40000 by 2, 2M 0x40000 by 2"},
		{BLOCK_1G "op insert 0x40200 0x200 0xa00000 ram_rw\nop remove 0x40405 1 0x880405\n",
		 "1G 0x40000 by 2, 2M 0x40400 by 3"},
		/* whole again: all of it, and one of its parts */
		{BLOCK_1G
		 "op remove 0x40005 1 0x880005\nop insert 0x40000 0x40000 0x880000 ram_rw\n",
		 ""},
		{BLOCK_1G "op remove 0x40005 1 0x880005\nop insert 0x40000 0x200 0x880000 ram_rw\n",
		 "1G 0x40000 by 2"},
		/* removed with all that is below; the one beside it stays */
		{BLOCK_1G
		 "op insert 0x80000 0x40000 0x8c0000 ram_rw\nop remove 0x40005 1 0x880005\n"
		 "op remove 0x80005 1 0x8c0005\nop set 0x40000 0x40000 none invalid rwx\n",
		 "1G 0x80000 by 4, 2M 0x80000 by 4"},
		/* the pool has one page of two: nothing is shattered; then it has both */
		{HEAD "pool 1\nop insert 0x40000 0x40000 0x880000 ram_rw\n"
		      "op remove 0x40005 1 0x880005\n",
		 ""},
		{HEAD "pool 1\nop insert 0x40000 0x40000 0x880000 ram_rw\n"
		      "op remove 0x40005 1 0x880005\nop pool 2\nop remove 0x40005 1 0x880005\n",
		 "1G 0x40000 by 4, 2M 0x40000 by 4"},
		/* it has one of two, and the flush of a removal waits: the free carries that out */
		{HEAD "pool 1\nop insert 0x40000 0x40000 0x880000 ram_rw\n"
		      "op insert 0 0x40000 0x8c0000 ram_rw\nop set 0 0x40000 none invalid rwx\n"
		      "op remove 0x40005 1 0x880005\n",
		 ""},
		/* one after another within one operation */
		{HEAD "op insert 0x40000 0x400 0x880000 ram_rw\nop remove 0x401ff 2 0x8801ff\n",
		 "2M 0x40000 by 2, 2M 0x40200 by 2"},
		/* invalidated tables are tables still */
		{BLOCK_1G "op insert 0x40200 0x200 0xa00000 ram_rw\nop invalidate\n",
		 "1G 0x40000 by 2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(shattered(rows[i].text), rows[i].found);
}

/* ---- Tables at the start ---- */

#define INIT                                                                           \
	HEAD "max 0x401ff\nlowest 0x40000\ninit\n"                                     \
	     "  entry level=1 table=0x80000000 index=0x001 value=0x00800000800027ff\n" \
	     "  entry level=2 table=0x80002000 index=0x000 value=0x00800008800007fd\n"

static void look_ups(const char *text, uint64_t max, uint64_t lowest, bool counted)
{
	struct replay_opts opts = {.dialect = NULL};
	struct replay *s = util_parse(text);
	struct replay_result res;
	struct replay_run *r;
	struct err err;
	uint64_t digest[2];

	assert_int_equal(replay_open(s, &opts, &r, &err), ERR_NONE);
	assert_int_equal(replay_p2m(r)->now.max, max);
	assert_int_equal(replay_p2m(r)->now.lowest, lowest);
	assert_int_equal(!replay_p2m(r)->now.uncounted, counted);
	assert_int_equal(replay_digest(r, &digest[0], &err), ERR_NONE);
	for (size_t i = 0; i < s->nops; i++)
		assert_int_equal(replay_do(r, &s->ops[i], &res, &err), ERR_NONE);
	assert_int_equal(replay_rewind(r, &err), ERR_NONE);
	assert_int_equal(replay_digest(r, &digest[1], &err), ERR_NONE);
	assert_int_equal(digest[0], digest[1]);
	replay_close(r);
	replay_free(s);
}

/* What Xen keeps beside the tables is as the file says, or all that the roots reach. */
static void what_is_kept_beside_the_tables(void **state)
{
	(void)state;
	look_ups(INIT "op get 0x40005\nop remove 0x40005 1 0x880005\n", 0x401ff, 0x40000, false);
	look_ups(HEAD "init\n  entry level=1 table=0x80000000 index=0x001 "
		      "value=0x00800008800007fd\nop remove 0x40005 1 0x880005\n",
		 0xfffffff, 0, false);
	look_ups(HEAD "op insert 0x40000 1 0x880000 ram_rw\n", 0, P2M_NONE, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_shattered_by_what),
		cmocka_unit_test(what_is_kept_beside_the_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
