/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/keys.h"

#include <stdint.h>
#include <string.h>

#include "ui/kit/utf8.h"

enum {
	TREE = KEYS_TREE,
	DETAIL = KEYS_DETAIL,
	PAGER = KEYS_PAGER,
	MENU = KEYS_MENU,
	PROMPT = KEYS_PROMPT,
	REPLAY = KEYS_REPLAY | KEYS_TRY,
	TRY = KEYS_TRY,
	LIST = KEYS_LIST,
	WORDS = KEYS_WORDS,
	CELLS = KEYS_CELLS,
	LESSON = KEYS_LESSON,
	MAIN = TREE | DETAIL | LIST | WORDS | CELLS | LESSON,
	SCROLLS = MAIN | PAGER | MENU,
	SCREENS = SCROLLS | KEYS_REPLAY,
	PLACES = TREE | DETAIL | PAGER | MENU | KEYS_REPLAY | LESSON, /* where q leaves or closes */
	ANY = PLACES | PROMPT,
	ALL = ANY | LIST | WORDS | CELLS | TRY,
};

/* clang-format off */
static const struct keys_row table[] = {
	{"Moving", SCROLLS, REQ_DOWN, {'j', KEYS_DOWN, KEYS_CTRL('n')}, NULL, "next row"},
	{NULL, SCROLLS, REQ_UP, {'k', KEYS_UP, KEYS_CTRL('p')}, NULL, "previous row"},
	{NULL, SCROLLS, REQ_PAGE_DOWN, {KEYS_PGDN, KEYS_CTRL('f')}, NULL, "a page down"},
	{NULL, SCROLLS, REQ_PAGE_UP, {KEYS_PGUP, KEYS_CTRL('b')}, NULL, "a page up"},
	{NULL, SCROLLS, REQ_HALF_DOWN, {KEYS_CTRL('d')}, NULL, "half a page down"},
	{NULL, SCROLLS, REQ_HALF_UP, {KEYS_CTRL('u')}, NULL, "half a page up"},
	{NULL, SCROLLS, REQ_FIRST, {KEYS_HOME, '<'}, NULL, "first row"},
	{NULL, SCROLLS, REQ_LAST, {KEYS_END, 'G', '>'}, NULL, "last row"},
	{NULL, TREE, REQ_PARENT, {'p'}, NULL, "the descriptor that points to this table"},
	{NULL, TREE, REQ_NEXT_TABLE, {']'}, NULL, "next table of the same level"},
	{NULL, TREE, REQ_PREV_TABLE, {'['}, NULL, "previous table of the same level"},
	{NULL, TREE, REQ_NEXT_VALID, {'n'}, NULL, "next row that is not invalid"},
	{NULL, TREE, REQ_PREV_VALID, {'N'}, NULL, "previous row that is not invalid"},
	{NULL, TREE, REQ_NEXT_WRONG, {'e'}, NULL,
	 "next row with an error: reserved, unreadable, ..."},
	{NULL, TREE, REQ_PREV_WRONG, {'E'}, NULL, "previous row with an error"},

	{"Unfolding", TREE, REQ_TOGGLE, {KEYS_ENTER, KEYS_SPACE}, NULL,
	 "unfold or fold"},
	{NULL, TREE, REQ_OPEN, {'l', KEYS_RIGHT}, NULL,
	 "unfold; where unfolded: go to the first row in it"},
	{NULL, TREE, REQ_SHUT, {'h', KEYS_LEFT}, NULL, "fold; where folded: go to the parent"},
	{NULL, TREE, REQ_OPEN_ALL, {'*'}, NULL, "unfold all tables below this row"},
	{NULL, TREE, REQ_FOLD_ALL, {'-'}, NULL, "fold everything"},

	{"Lessons", LESSON, REQ_ANSWER, {KEYS_ENTER}, "answer", "lesson: answer the task"},
	{NULL, MAIN, REQ_ANSWER, {'A'}, NULL, "the same, from any view of its tables"},
	{NULL, LESSON, REQ_CLOSE, {KEYS_ESC}, "tree", "lesson: its tables"},
	{NULL, MAIN, REQ_LESSON, {'T'}, NULL, "the words of the lesson, and its task"},
	{NULL, LESSON, REQ_HINT, {'!'}, "hint", "a hint; one more, as often as there are some"},
	{NULL, LESSON, REQ_NEXT_TASK, {'n'}, "next", "lesson: next task"},
	{NULL, LESSON, REQ_PREV_TASK, {'N', 'p'}, NULL, "lesson: previous task"},
	{NULL, MAIN, REQ_NEXT_LESSON, {')'}, NULL, "next lesson"},
	{NULL, MAIN, REQ_PREV_LESSON, {'('}, NULL, "previous lesson"},

	{"Views", MAIN, REQ_TREE, {'1'}, NULL, "the tree of tables; Esc and q lead back to it, too"},
	{NULL, LIST | WORDS | CELLS, REQ_CLOSE, {KEYS_ESC, 'q'}, "tree", "back to the tree"},
	{NULL, LIST, REQ_ACCEPT, {KEYS_ENTER, 'l', KEYS_RIGHT}, "show", "map, findings: show this entry in the tree"},
	{NULL, MAIN, REQ_MAP, {'m', '2'}, "map", "what is mapped: merged ranges, with their sizes"},
	{NULL, MAIN, REQ_FINDINGS, {'f', '3'}, "findings", "what is wrong, dangerous or wasteful"},
	{NULL, MAIN, REQ_WHY, {'W', '4'}, "why", "why this mapping has its size, and what would win more"},
	{NULL, MAIN, REQ_PATH, {'a', '5'}, NULL, "the walk to this address, cut into its indexes"},
	{NULL, MAIN, REQ_BITS, {'d', '6'}, NULL, "this descriptor, bit by bit"},
	{NULL, MAIN, REQ_REGISTERS, {'i', '7'}, NULL, "the registers that decide this regime"},
	{NULL, MAIN, REQ_STATISTICS, {'u', '8'}, NULL, "usage: tables and leaves by level, bytes"},
	{NULL, MAIN, REQ_OVERVIEW, {'v', '9'}, NULL, "the whole address space in one screen"},
	{NULL, MAIN, REQ_GRID, {'#', '0'}, NULL, "this table as a field of its entries, by index"},
	{NULL, CELLS, REQ_ACCEPT, {KEYS_ENTER, '+'}, "zoom", "cells: into this one; a page: show it in the tree"},
	{NULL, CELLS, REQ_ZOOM_OUT, {'-', KEYS_BACKSPACE, KEYS_RUBOUT, KEYS_CTRL('h')}, "out", "overview: cells around these; grid: the table above"},
	{NULL, CELLS, REQ_LEFT, {'h', KEYS_LEFT}, NULL, "cells: one to the left"},
	{NULL, CELLS, REQ_RIGHT, {'l', KEYS_RIGHT}, NULL, "cells: one to the right"},
	{NULL, CELLS, REQ_NEXT_VALID, {'n'}, NULL, "cells: next one that has something"},
	{NULL, CELLS, REQ_PREV_VALID, {'N'}, NULL, "cells: previous one that has something"},
	{NULL, MAIN, REQ_COMPARE, {'D'}, NULL, "what differs from another CPU, or from a file"},
	{NULL, MAIN, REQ_NEXT_DIFFERENCE, {'}'}, NULL, "next difference, where compared"},
	{NULL, MAIN, REQ_PREV_DIFFERENCE, {'{'}, NULL, "previous difference"},
	{NULL, MAIN, REQ_ONLY, {'&'}, "filter", "show only what matches, in the map: wx, device, 2M, ..."},
	{NULL, LIST, REQ_SEARCH, {'/'}, NULL, "map, findings: search what matches: wx, device, 2M, ..."},
	{NULL, LIST, REQ_NEXT_MATCH, {'n'}, NULL, "next match"},
	{NULL, LIST, REQ_PREV_MATCH, {'N'}, NULL, "previous match"},

	{"Looking", MAIN, REQ_GO, {'g'}, "go",
	 "go to an input address, and show its walk"},
	{NULL, TREE | DETAIL | WORDS | CELLS | LESSON, REQ_GO, {'/'}, NULL, "the same, but in map and findings"},
	{NULL, MAIN, REQ_BACKWARD, {'H', KEYS_CTRL('o')}, NULL, "back to where one was before a jump"},
	{NULL, MAIN, REQ_FORWARD, {'L'}, NULL, "forward again"},
	{NULL, MAIN, REQ_SET_MARK, {'M'}, NULL, "mark this entry with a letter"},
	{NULL, MAIN, REQ_GO_MARK, {'\''}, NULL, "to the entry of a mark; twice: before the last jump"},
	{NULL, MAIN, REQ_OUTPUT, {'o'}, NULL,
	 "find the input addresses that lead to an output"},
	{NULL, MAIN, REQ_TRY, {'t'}, NULL,
	 "would it fail? try one of Xen's updates on these tables"},
	{NULL, MAIN, REQ_FILTER, {'F'}, NULL,
	 "findings: all, warnings and errors, errors"},
	{NULL, MAIN, REQ_WALK, {'w'}, NULL, "show or hide the walk to this row"},
	{NULL, MAIN, REQ_COMMAND, {':'}, NULL, "a command by its name; Tab completes, Up recalls"},
	{NULL, MAIN, REQ_COPY, {'y'}, NULL, "copy the output address of this entry (OSC 52)"},
	{NULL, MAIN, REQ_SAVE, {'S'}, NULL, "save what is on the screen as text, in a new file"},
	{NULL, MAIN, REQ_EXPORT, {'P'}, NULL, "export this view: a picture, page, graph or list"},
	{NULL, MAIN, REQ_STAGE2, {'s'}, NULL, "outputs through stage 2, on or off"},
	{NULL, MAIN, REQ_REGIME, {'r'}, "regime", "choose the translation regime"},
	{NULL, MAIN, REQ_NEXT_REGIME, {'R'}, NULL, "next regime that has something to be walked"},
	{NULL, MAIN, REQ_ROOTS, {'b'}, NULL,
	 "where tables begin: look in memory, and choose a root"},
	{NULL, MAIN, REQ_CPU, {'c'}, NULL, "choose the CPU"},
	{NULL, MAIN, REQ_NEXT_CPU, {'C'}, NULL, "next CPU"},

	{"A live guest", MAIN, REQ_RUN, {'x'}, NULL, "let it run, or stop it; the screen keeps what was read"},
	{NULL, MAIN, REQ_HALT, {KEYS_CTRL('c')}, NULL, "stop it; while it does not run: leave at once"},
	{NULL, MAIN, REQ_STEP, {'.'}, NULL, "one instruction of this CPU, the others standing still"},
	{NULL, MAIN, REQ_WATCH, {'X'}, NULL, "watch it: look each second, log what changes; or end that"},
	{NULL, MAIN, REQ_LOG, {'J'}, NULL, "the log of what changed while it ran"},
	{NULL, MAIN, REQ_INTERVAL, {'I'}, NULL, "how often to look while watching"},
	{NULL, MAIN, REQ_UNTIL, {'U'}, NULL, "let it run until a CPU comes to a virtual address"},

	{"Panes", MAIN, REQ_FOCUS, {KEYS_TAB}, NULL,
	 "give the keys to the detail pane, or back"},
	{NULL, MAIN, REQ_ZOOM, {'z'}, "detail", "detail pane: whole screen, hidden, as before"},
	{NULL, DETAIL, REQ_ACCEPT, {KEYS_ENTER}, NULL, "detail pane: whole screen, or back"},
	{NULL, DETAIL | PAGER | WORDS | LESSON, REQ_LEFT, {'h', KEYS_LEFT}, NULL,
	 "detail, text: scroll to the left"},
	{NULL, DETAIL | PAGER | WORDS | LESSON, REQ_RIGHT, {'l', KEYS_RIGHT}, NULL,
	 "detail, text: scroll to the right"},
	{NULL, PAGER | WORDS | LESSON, REQ_PAGE_DOWN, {KEYS_SPACE}, NULL, "text: a page down"},

	{"Replay", REPLAY, REQ_STEP, {'s', 'n', KEYS_RIGHT, KEYS_SPACE}, "step", "one step on"},
	{NULL, TRY, REQ_CLOSE, {KEYS_ESC, 'q'}, "tree", "back to the tree"},
	{NULL, REPLAY, REQ_BACK, {'b', 'p', KEYS_LEFT}, "back", "one step back"},
	{NULL, REPLAY, REQ_STEPS, {KEYS_PGDN, KEYS_CTRL('f')}, NULL, "64 steps on"},
	{NULL, REPLAY, REQ_BACK_STEPS, {KEYS_PGUP, KEYS_CTRL('b')}, NULL, "64 steps back"},
	{NULL, REPLAY, REQ_NEXT_OP, {'j', KEYS_DOWN, ']'}, NULL,
	 "to the end of this operation; from there, of the next one"},
	{NULL, REPLAY, REQ_PREV_OP, {'k', KEYS_UP, '['}, NULL,
	 "to the end of the operation before"},
	{NULL, REPLAY, REQ_NEXT_REFUSAL, {'R'}, "refusal", "run to the next refusal, or mapping of what is no RAM"},
	{NULL, REPLAY, REQ_PREV_REFUSAL, {'B'}, NULL, "back to the one before"},
	{NULL, REPLAY, REQ_FIRST, {KEYS_HOME, '<'}, NULL, "back to the start"},
	{NULL, REPLAY, REQ_LAST, {KEYS_END, 'G', '>'}, NULL, "run to the end"},
	{NULL, REPLAY, REQ_GO, {'g', '/'}, "go", "go to an operation by its number"},
	{NULL, REPLAY, REQ_EDIT, {'e'}, "edit", "edit this operation, and run on from it"},
	{NULL, REPLAY, REQ_DIALECT, {'d'}, "dialect",
	 "the next version of Xen, at the same operation and step"},
	{NULL, REPLAY, REQ_COMMAND, {':'}, NULL, "a command by its name: go, edit, dialect, save, export"},
	{NULL, REPLAY, REQ_SAVE, {'S'}, NULL, "save the operations, as edited, in a new file"},
	{NULL, REPLAY, REQ_EXPORT, {'P'}, NULL, "export: a picture of this operation, a page or list of all"},
	{NULL, REPLAY, REQ_HALF_DOWN, {KEYS_CTRL('d')}, NULL, "scroll the text below"},
	{NULL, REPLAY, REQ_HALF_UP, {KEYS_CTRL('u')}, NULL, "scroll it back"},
	{NULL, REPLAY, REQ_ZOOM, {'z', KEYS_TAB}, NULL, "the text below: whole screen, or back"},

	{"Lists and prompt", MENU, REQ_ACCEPT, {KEYS_ENTER, KEYS_SPACE, 'l'}, "choose",
	 "choose this one"},
	{NULL, PROMPT, REQ_ACCEPT, {KEYS_ENTER}, "go", "take what is typed"},
	{NULL, PROMPT, REQ_COMPLETE, {KEYS_TAB}, NULL, "complete a name: of a command, an operation, a flag"},
	{NULL, PROMPT, REQ_OLDER, {KEYS_UP, KEYS_CTRL('p')}, NULL, "line typed before"},
	{NULL, PROMPT, REQ_NEWER, {KEYS_DOWN, KEYS_CTRL('n')}, NULL, "line typed after it"},
	{NULL, PROMPT, REQ_ERASE, {KEYS_BACKSPACE, KEYS_RUBOUT, KEYS_CTRL('h')}, NULL,
	 "erase the character before the cursor"},
	{NULL, PROMPT, REQ_DELETE, {KEYS_DEL}, NULL, "erase the character under the cursor"},
	{NULL, PROMPT, REQ_ERASE_ALL, {KEYS_CTRL('u')}, NULL, "erase all"},
	{NULL, PROMPT, REQ_LEFT, {KEYS_LEFT, KEYS_CTRL('b')}, NULL, "a character to the left"},
	{NULL, PROMPT, REQ_RIGHT, {KEYS_RIGHT, KEYS_CTRL('f')}, NULL,
	 "a character to the right"},
	{NULL, PROMPT, REQ_FIRST, {KEYS_HOME, KEYS_CTRL('a')}, NULL, "to the start"},
	{NULL, PROMPT, REQ_LAST, {KEYS_END, KEYS_CTRL('e')}, NULL, "to the end"},

	{"Everywhere", SCREENS | TRY, REQ_HELP, {'?', KEYS_F1}, "help", "this help"},
	{NULL, ANY & ~LESSON, REQ_CLOSE, {KEYS_ESC}, NULL, "close what is on top; stop what takes long"},
	{NULL, ALL, REQ_REDRAW, {KEYS_CTRL('l')}, NULL, "draw the screen anew"},
	{NULL, ALL, REQ_SUSPEND, {KEYS_CTRL('z')}, NULL, "to the shell, until fg; a live guest stays held"},
	{NULL, PLACES, REQ_QUIT, {'q'}, "quit", "leave; in help and lists: close them"},
};
/* clang-format on */

enum { ROWS = sizeof(table) / sizeof(table[0]) };

/* Keys that are not their own name. */
static const struct {
	int code;
	const char *name;
} names[] = {
	{KEYS_TAB, "Tab"},     {KEYS_ENTER, "Enter"}, {KEYS_ESC, "Esc"},
	{KEYS_SPACE, "Space"}, {KEYS_RUBOUT, "^?"},   {KEYS_UP, "Up"},
	{KEYS_DOWN, "Down"},   {KEYS_LEFT, "Left"},   {KEYS_RIGHT, "Right"},
	{KEYS_PGUP, "PgUp"},   {KEYS_PGDN, "PgDn"},   {KEYS_HOME, "Home"},
	{KEYS_END, "End"},     {KEYS_DEL, "Del"},     {KEYS_BACKSPACE, "Backspace"},
	{KEYS_F1, "F1"},
};

const struct keys_row *keys_row(size_t i)
{
	return i < ROWS ? &table[i] : NULL;
}

enum keys_request keys_find(enum keys_context context, int code)
{
	for (size_t i = 0; i < ROWS && code != KEYS_NONE; i++) {
		const struct keys_row *row = &table[i];

		for (unsigned k = 0; k < KEYS_PER_ROW; k++) {
			if ((row->contexts & context) && row->codes[k] == code)
				return row->req;
		}
	}
	return REQ_NONE;
}

const char *keys_name(int code, char buf[KEYS_NAME_MAX])
{
	char utf8[5];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].code == code) {
			snprintf(buf, KEYS_NAME_MAX, "%s", names[i].name);
			return buf;
		}
	}
	if (code > 0 && code < 0x20) {
		snprintf(buf, KEYS_NAME_MAX, "^%c", code + 0x40);
	} else {
		utf8_encode((uint32_t)code, utf8);
		snprintf(buf, KEYS_NAME_MAX, "%s", utf8);
	}
	return buf;
}

enum keys_request keys_find_name(enum keys_context context, const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].name, name))
			return keys_find(context, names[i].code);
	return REQ_NONE;
}

/* "j Down ^N": all keys of a row. */
static void list_keys(const struct keys_row *row, char *buf, size_t len)
{
	size_t at = 0;

	buf[0] = '\0';
	for (unsigned k = 0; k < KEYS_PER_ROW && row->codes[k] != KEYS_NONE && at < len; k++) {
		char name[KEYS_NAME_MAX];

		if (k && row->codes[k] == KEYS_RUBOUT)
			continue; /* the same key to a person */
		at += (size_t)snprintf(buf + at, len - at, "%s%s", k ? " " : "",
				       keys_name(row->codes[k], name));
	}
}

void keys_help_text(struct text *t, unsigned contexts)
{
	const char *heading = NULL;

	for (size_t i = 0; i < ROWS; i++) {
		char keys[64];

		heading = table[i].heading ? table[i].heading : heading;
		if (!(table[i].contexts & contexts) ||
		    (table[i].req >= REQ_LESSON && !(contexts & LESSON)))
			continue;
		if (heading)
			text_put(t, TEXT_HEAD, "%s%s\n", t->len ? "\n" : "", heading);
		heading = NULL;
		list_keys(&table[i], keys, sizeof(keys));
		text_put(t, TEXT_VALUE, "  %-16s ", keys);
		text_put(t, TEXT_PLAIN, "%s\n", table[i].help);
	}
}

/* mdoc takes a leading dot or quote for a request, and a lone punctuation mark for a delimiter. */
static void mdoc_escape(const char *s, FILE *f)
{
	fputs("\\&", f);
	for (; *s; s++) {
		if (*s == '\\' || *s == '-')
			fprintf(f, *s == '-' ? "\\-" : "\\e");
		else if (*s == '^')
			fputs("\\(ha", f);
		else if (*s == '"')
			fputs("\\(dq", f);
		else
			fputc(*s, f);
	}
}

static void mdoc_row(const struct keys_row *row, FILE *f)
{
	fputs(".It ", f);
	for (unsigned k = 0; k < KEYS_PER_ROW && row->codes[k] != KEYS_NONE; k++) {
		char name[KEYS_NAME_MAX];

		if (k && row->codes[k] == KEYS_RUBOUT)
			continue;
		fputs(k ? " , Ic " : "Ic ", f);
		mdoc_escape(keys_name(row->codes[k], name), f);
	}
	fputs("\n", f);
	mdoc_escape(row->help, f);
	fputs("\n", f);
}

void keys_write_mdoc(FILE *f)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (table[i].heading && i)
			fputs(".El\n", f);
		if (table[i].heading)
			fprintf(f, ".Ss %s\n.Bl -tag -width \"xxxxxxxxxxxx\" -compact\n",
				table[i].heading);
		mdoc_row(&table[i], f);
	}
	fputs(".El\n", f);
}
