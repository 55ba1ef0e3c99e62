/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/refusal.h"

#include <inttypes.h>
#include <string.h>

#include "report/jsonline.h"
#include "src/walk/cause.h"

/* What stands for the virtual address, which Xen does not print. */
#define SOME_VIRT "0x200000"

/* By what the message begins with. */
static const struct {
	const char *begins;
	enum cause_id cause;
	const char *why;
} rows[] = {
	{"Changing MFN", CAUSE_REMAP_VALID,
	 "two callers want the same virtual address, or a range overlaps one that is mapped"},
	{"trying to replace an existing", CAUSE_REMAP_VALID,
	 "two callers want the same virtual address, or a range overlaps one that is mapped"},
	{"Trying to replace a table", CAUSE_REMAP_VALID,
	 "smaller mappings are there, and a block does not replace their table"},
	{"Modifying invalid", CAUSE_NOT_MAPPED, "permissions of what is not mapped were to change"},
	{"The virtual address is not aligned", CAUSE_UNALIGNED_RANGE,
	 "the range begins inside of a page"},
	{"Assertion 'IS_ALIGNED(", CAUSE_UNALIGNED_RANGE,
	 "the range begins or ends inside of a page"},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static unsigned row_of(const struct refusal *r)
{
	unsigned i = 0;

	while (i < ROWS && strncmp(r->message, rows[i].begins, strlen(rows[i].begins)) != 0)
		i++;
	return i;
}

/* The message without the holes of its pattern, and the blanks before them. */
static int message_length(const struct refusal *r)
{
	size_t len = strcspn(r->message, "({");

	while (len && r->message[len - 1] == ' ')
		len--;
	return (int)len;
}

/* Two operations: what is there, and what was asked for on top of it. */
static void put_script(const struct refusal *r, char *buf, size_t len)
{
	snprintf(buf, len,
		 "ptreplay 1\narch %s\nop map " SOME_VIRT " 0x%" PRIx64
		 " 1 PAGE_HYPERVISOR_RW\nop map " SOME_VIRT " 0x%" PRIx64 " 1 PAGE_HYPERVISOR_RW\n",
		 r->arm32 ? "arm32" : "arm64", r->old_mfn, r->new_mfn);
}

void refusal_text(struct text *t, const struct refusal *r)
{
	unsigned row = row_of(r);
	char script[256];

	text_put(t, TEXT_HEAD, "xen_pt_update()");
	text_put(t, TEXT_PLAIN, "  refused: %.*s\n", message_length(r), r->message);
	if (r->has_mfns)
		text_put(t, TEXT_PLAIN,
			 "  the entry maps MFN 0x%" PRIx64 ", and MFN 0x%" PRIx64
			 " was to be mapped there: -EINVAL\n",
			 r->old_mfn, r->new_mfn);
	if (row < ROWS)
		text_put(t, TEXT_WARN, "cause: %s (%s): %s\n", cause_words(rows[row].cause),
			 cause_name(rows[row].cause), rows[row].why);
	if (!r->has_mfns)
		return;
	put_script(r, script, sizeof(script));
	text_put(t, TEXT_DIM,
		 "To see it step by step, as a file for ptview replay; Xen does not print "
		 "the address, " SOME_VIRT " stands for it:\n");
	text_put(t, TEXT_PLAIN, "%s", script);
}

bool refusal_json(FILE *f, const struct refusal *r)
{
	unsigned row = row_of(r);
	char script[256];
	json_t *o =
		json_pack("{s:s%, s:n}", "refused", r->message, (size_t)message_length(r), "fault");
	const char *id = row < ROWS ? cause_name(rows[row].cause) : cause_name(CAUSE_UNDECIDED);

	json_object_set_new(o, "cause", json_string(id));
	json_object_set_new(o, "cause_words",
			    row < ROWS ? json_string(rows[row].why) : json_null());
	if (r->has_mfns) {
		put_script(r, script, sizeof(script));
		json_object_set_new(o, "old_mfn", jsonline_hex(r->old_mfn));
		json_object_set_new(o, "new_mfn", jsonline_hex(r->new_mfn));
		json_object_set_new(o, "replay", json_string(script));
	}
	return jsonline_put(f, o);
}
