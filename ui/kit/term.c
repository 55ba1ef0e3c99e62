/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process's terminal, by ncurses. The only file that knows it.
 *
 * The mouse is asked for here and decoded by sequence.c, not by ncurses: its own support depends on
 * the terminfo entry, and those of tmux and screen stop at column 223 (DEC private modes 1000 and
 * 1006, as in xterm's ctlseqs).
 *
 * There is one static: a signal handler has nothing else to find the terminal by.
 */
#include "ui/kit/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "src/clock.h"
#include "ui/kit/keys.h"
#include "ui/kit/sequence.h"

enum { CELLS_MOST = 1 << 20 }; /* curses and the views have 90 bytes of each */

static const char mouse_on[] = "\033[?1000h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1000l";

/* Bracketed paste (xterm's ctlseqs): what is pasted comes between two sequences, and is no keys. */
static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

/* What a signal handler needs: made before `active` is set, not changed while it is. */
static struct {
	volatile sig_atomic_t active;
	struct termios saved;
	char undo[256];
	size_t len;
} emergency;

enum { MOUSE_SGR = 0x2000, MOUSE_OLD, PASTE_BEGIN, PASTE_END, NO_CHARACTER };

enum { PASTE_GAP_MS = 2000 }; /* a paste that stops for longer has ended */

enum {
	ASK_MS = 80,	 /* for so long the first picture waits for the answer */
	LATE_MS = 10000, /* until then, one may come */
	NEXT_MS = 50,	 /* so soon comes the next character of a sequence */
	PENDING = 16,	 /* events that come before it */
};

struct curses {
	const struct theme *theme;
	enum theme_depth depth;
	bool mouse;
	bool interrupt; /* ^C is a key */
	bool automatic; /* the theme is the one that the terminal's ground asks for */
	uint64_t asked; /* for the ground, in milliseconds; 0: no, or it has answered */
	const char *how;
	struct term_event pending[PENDING]; /* come while it was waited for the answer */
	unsigned npending;
	int heeded;  /* read() ends when there is something to be read from it; or -1 */
	char *paste; /* the last one, or NULL */
	size_t paste_len, paste_cap;
	struct sigaction tstp;
};

/* A pair for each style, as text, under the cursor and on a bar. */
static int pair_of(enum text_style style, unsigned marks)
{
	int kind = marks & GRID_SELECTED ? 1 : marks & (GRID_BAR | GRID_RESTING) ? 2 : 0;

	return 1 + kind * TEXT_STYLES + (int)style;
}

static attr_t cell_attr(const struct curses *c, const struct grid_cell *cell)
{
	enum text_style style = (enum text_style)cell->style;
	struct theme_cell l = theme_cell(c->theme, c->depth, style, cell->marks);
	attr_t a = (l.bold ? A_BOLD : 0) | (l.dim ? A_DIM : 0) | (l.underline ? A_UNDERLINE : 0) |
		   (l.reverse ? A_REVERSE : 0);

	if (l.ink >= 0 || l.ground >= 0)
		a |= (attr_t)COLOR_PAIR(pair_of(style, cell->marks));
	return a;
}

/* terminfo's RGB, as a flag, a number or a string: colours are no numbers of a palette. */
static bool is_direct(void)
{
	const char *rgb = tigetstr("RGB");

	return tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || (rgb && rgb != (const char *)-1);
}

static enum theme_depth depth_of(const struct theme *t)
{
	if (!t->color || !has_colors() || start_color() != OK || use_default_colors() != OK)
		return THEME_MONO;
	if (COLORS < 256 || COLOR_PAIRS <= pair_of(TEXT_STYLES - 1, GRID_BAR))
		return THEME_BASIC;
	return is_direct() ? THEME_DIRECT : THEME_INDEXED;
}

static void make_pairs(struct curses *c)
{
	static const unsigned kinds[] = {0, GRID_SELECTED, GRID_BAR};

	c->depth = depth_of(c->theme);
	if (c->depth == THEME_MONO)
		c->theme = theme_by_name("mono");
	for (int s = 0; c->depth != THEME_MONO && s < TEXT_STYLES; s++) {
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			enum text_style style = (enum text_style)s;
			struct theme_cell l = theme_cell(c->theme, c->depth, style, kinds[i]);

			if (l.ink >= 0 || l.ground >= 0)
				init_extended_pair(pair_of(style, kinds[i]), l.ink, l.ground);
		}
	}
}

static void curses_size(void *arg, unsigned *rows, unsigned *cols)
{
	(void)arg;
	*rows = LINES > 0 ? (unsigned)LINES : 1;
	*cols = COLS > 0 ? (unsigned)COLS : 1;
}

/* All cells, always: curses finds out what has changed and sends only that. */
static void curses_draw(void *arg, const struct grid *g, bool again)
{
	const struct curses *c = arg;

	if (again)
		clearok(stdscr, TRUE);
	erase();
	for (unsigned row = 0; row < g->rows; row++) {
		for (unsigned col = 0; col < g->cols; col++) {
			const struct grid_cell *cell = &g->cells[(size_t)row * g->cols + col];

			if (!cell->ch[0])
				continue;
			attrset((int)cell_attr(c, cell));
			mvaddstr((int)row, (int)col, cell->ch);
		}
	}
	curs_set(g->caret);
	if (g->caret)
		move((int)g->caret_row, (int)g->caret_col);
	refresh();
}

static uint64_t curses_now(void *arg)
{
	(void)arg;
	return (uint64_t)clock_ms();
}

static void put_bytes(const char *s, size_t len)
{
	ssize_t n = write(STDOUT_FILENO, s, len);

	(void)n; /* there is nobody to tell */
}

/*
 * The character that begins with this byte: others of it are on their way. False where there is
 * none of these bytes; the last one may begin another.
 */
static bool complete(int byte, wint_t *ch)
{
	mbstate_t state = {0};
	wchar_t wide = 0;
	size_t n, len = 0;

	do {
		char c = (char)byte;

		n = mbrtowc(&wide, &c, 1, &state);
		if (n != (size_t)-2)
			break;
		len++;
		timeout(NEXT_MS);
		byte = getch();
	} while (byte >= 0 && byte <= UCHAR_MAX);
	*ch = (wint_t)wide;
	if (n <= 1)
		return true;
	if (len && byte != ERR)
		ungetch(byte);
	return false;
}

/*
 * As get_wch(), which keeps what comes behind a byte that is no character until it has more than a
 * hundred (ncurses 6.4): the screen would be deaf for so many keys. Here it is a key of no meaning.
 */
static int next_key(wint_t *ch)
{
	int byte = getch();

	if (byte == ERR)
		return ERR;
	*ch = (wint_t)byte;
	if (byte <= UCHAR_MAX && complete(byte, ch))
		return OK;
	if (byte <= UCHAR_MAX)
		*ch = NO_CHARACTER;
	return KEY_CODE_YES;
}

/* One character that must already be on its way; -1 if it is not. */
static int next_char(void)
{
	wint_t ch;

	timeout(NEXT_MS);
	return next_key(&ch) == OK ? (int)ch : -1;
}

static struct term_event mouse_event(struct sequence_mouse m)
{
	struct term_event ev = {.what = TERM_NOTHING, .row = m.row, .col = m.col};

	switch (m.button) {
	case 0: ev.what = TERM_CLICK; break;
	case 64: ev.what = TERM_WHEEL_UP; break;
	case 65: ev.what = TERM_WHEEL_DOWN; break;
	default: break;
	}
	return ev;
}

static int function_key(wint_t ch)
{
	switch (ch) {
	case KEY_UP: return KEYS_UP;
	case KEY_DOWN: return KEYS_DOWN;
	case KEY_LEFT: return KEYS_LEFT;
	case KEY_RIGHT: return KEYS_RIGHT;
	case KEY_PPAGE: return KEYS_PGUP;
	case KEY_NPAGE: return KEYS_PGDN;
	case KEY_HOME: return KEYS_HOME;
	case KEY_END: return KEYS_END;
	case KEY_BACKSPACE: return KEYS_BACKSPACE;
	case KEY_DC: return KEYS_DEL;
	case KEY_ENTER: return KEYS_ENTER;
	case KEY_F(1): return KEYS_F1;
	default: return KEYS_NONE;
	}
}

/* next_key() has failed: the time is over, a signal came, or the terminal is gone. */
static struct term_event no_key(void)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};

	if (poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLERR | POLLNVAL))
		return (struct term_event){.what = TERM_END};
	return (struct term_event){.what = TERM_NOTHING};
}

/* ---- The ground ---- */

static bool is_awaited(const struct curses *c)
{
	return c->asked && (uint64_t)clock_ms() - c->asked < LATE_MS;
}

static void take_theme(struct curses *c, const struct theme *theme, const char *how)
{
	c->theme = theme;
	c->how = how;
	make_pairs(c);
}

/* The answer, behind ESC ]: of one that is cut off by a key, the key remains. */
static struct term_event answered(struct curses *c)
{
	struct term_event ev = {.what = TERM_NOTHING};
	const struct theme *t;
	uint32_t rgb;
	int after;

	if (sequence_ground(next_char, &rgb, &after) && c->automatic) {
		c->asked = 0;
		t = theme_for_ground(rgb);
		take_theme(c, t,
			   strcmp(t->name, "light") ? "dark: the terminal has said so"
						    : "light: the terminal has said so");
		ev.what = TERM_RESIZE;
	}
	if (after >= 0)
		unget_wch((wchar_t)after);
	return ev;
}

/*
 * A sequence that no row of terminfo and of `common` names is one key that means nothing, not Esc
 * and the letters after it. A person's Esc comes alone. What the terminal is comes behind the
 * answer that is awaited, or without one.
 */
static struct term_event escaped(struct curses *c)
{
	struct term_event ev = {.what = TERM_KEY, .key = KEYS_ESC};
	wint_t ch;

	timeout(is_awaited(c) ? NEXT_MS : 0);
	if (next_key(&ch) != OK)
		return ev;
	if (ch == ']' && is_awaited(c))
		return answered(c);
	if (ch != '[' && ch != 'O') {
		unget_wch((wchar_t)ch);
		return ev;
	}
	ev.key = KEYS_NONE;
	if (sequence_control(next_char)) {
		c->asked = 0;
		ev.what = TERM_NOTHING;
	}
	return ev;
}

/* Keep bytes of a paste; false where there is no room, or no memory. */
static bool keep_paste(struct curses *c, const char *s, size_t len)
{
	if (len > TERM_PASTE_MAX - c->paste_len)
		return false;
	if (len > c->paste_cap - c->paste_len) {
		size_t cap = c->paste_cap ? 2 * c->paste_cap : 64 * 1024;
		char *more = realloc(c->paste, cap);

		if (!more)
			return false;
		c->paste = more;
		c->paste_cap = cap;
	}
	memcpy(c->paste + c->paste_len, s, len);
	c->paste_len += len;
	return true;
}

/*
 * All that comes before the end of the paste, byte by byte: it need not be characters. Terminals
 * send Return for the end of a line.
 */
static struct term_event pasted(struct curses *c)
{
	struct term_event ev = {.what = TERM_PASTE};
	int ch;

	c->paste_len = 0;
	timeout(PASTE_GAP_MS);
	while ((ch = getch()) != ERR && ch != PASTE_END) {
		char byte = ch == '\r' ? '\n' : (char)(unsigned char)ch;

		if (ch <= UCHAR_MAX) /* else a key in the midst of it */
			ev.cut = !keep_paste(c, &byte, 1) || ev.cut;
	}
	ev.bytes = c->paste_len ? c->paste : "";
	ev.len = c->paste_len;
	return ev;
}

/* As next_key(), which ends too when what is heeded has come: what curses holds already is first.
 */
static int first_of(const struct curses *c, int timeout_ms, wint_t *ch)
{
	struct pollfd p[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
			      {.fd = c->heeded, .events = POLLIN}};
	bool alone = c->heeded < 0 || !timeout_ms;
	int st;

	timeout(alone ? timeout_ms : 0);
	st = next_key(ch);
	if (st != ERR || alone)
		return st;
	poll(p, 2, timeout_ms); /* a signal ends it: getch() has the new size */
	return next_key(ch);
}

static struct term_event read_event(struct curses *c, int timeout_ms)
{
	struct term_event ev = {.what = TERM_KEY};
	wint_t ch;
	int st = first_of(c, timeout_ms, &ch);

	if (st == ERR)
		return no_key();
	if (st == KEY_CODE_YES) {
		switch (ch) {
		case KEY_RESIZE: ev.what = TERM_RESIZE; return ev;
		case MOUSE_SGR: return mouse_event(sequence_mouse(next_char));
		case MOUSE_OLD: return mouse_event(sequence_mouse_old(next_char));
		case PASTE_BEGIN: return pasted(c);
		default: ev.key = function_key(ch); return ev;
		}
	}
	if (ch == KEYS_ESC)
		return escaped(c);
	ev.key = ch == '\r' ? KEYS_ENTER : (int)ch;
	return ev;
}

/* What came while the answer was awaited is first. */
static struct term_event curses_read(void *arg, int timeout_ms)
{
	struct curses *c = arg;
	struct term_event ev;

	if (!c->npending)
		return read_event(c, timeout_ms);
	ev = c->pending[0];
	c->npending--;
	memmove(&c->pending[0], &c->pending[1], c->npending * sizeof(ev));
	return ev;
}

/* Until the terminal has answered, the time is over, or there is something that is no key. */
static void await_answer(struct curses *c)
{
	uint64_t until = c->asked + ASK_MS, now;

	while (c->asked && (now = (uint64_t)clock_ms()) < until && c->npending < PENDING) {
		struct term_event ev = read_event(c, (int)(until - now));

		if (ev.what != TERM_NOTHING && ev.what != TERM_RESIZE)
			c->pending[c->npending++] = ev;
		if (ev.what == TERM_PASTE || ev.what == TERM_END)
			break;
	}
}

/* What it says of itself without being asked, or nothing; then ask, and for a sign that it has
 * answered. */
static void choose_theme(struct curses *c)
{
	const struct theme *t = theme_for(getenv("COLORFGBG"));

	take_theme(c, t,
		   !t->known ? "its own colours: the terminal does not say its ground"
		   : strcmp(t->name, "light") ? "dark, by COLORFGBG"
					      : "light, by COLORFGBG");
	put_bytes("\033]11;?\033\\\033[c", 11);
	c->asked = (uint64_t)clock_ms();
	await_answer(c);
}

static const char *curses_theme(void *arg, const struct theme *theme)
{
	struct curses *c = arg;

	c->automatic = !strcmp(theme->name, "auto");
	if (c->automatic && has_colors())
		choose_theme(c);
	else
		take_theme(c, c->automatic ? theme_by_name("mono") : theme, NULL);
	return c->automatic ? c->how : NULL;
}

/* xterm's ctlseqs: OSC 52 ; c ; base64 BEL. */
static void curses_copy(void *arg, const char *text)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t len = strlen(text);

	(void)arg;
	put_bytes("\033]52;c;", 7);
	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned)(unsigned char)text[i] << 16;
		char four[4] = {'=', '=', '=', '='};

		v |= i + 1 < len ? (unsigned)(unsigned char)text[i + 1] << 8 : 0;
		v |= i + 2 < len ? (unsigned)(unsigned char)text[i + 2] : 0;
		for (unsigned k = 0; k < 4 && i + k <= len; k++)
			four[k] = digits[v >> (18 - 6 * k) & 63];
		put_bytes(four, 4);
	}
	put_bytes("\a", 1);
}

static void curses_heed(void *arg, int fd, bool interrupt)
{
	struct curses *c = arg;
	struct termios t;

	c->heeded = fd;
	if (interrupt == c->interrupt || tcgetattr(STDIN_FILENO, &t))
		return;
	c->interrupt = interrupt;
	t.c_cc[VINTR] = interrupt ? _POSIX_VDISABLE : emergency.saved.c_cc[VINTR];
	tcsetattr(STDIN_FILENO, TCSANOW, &t);
	def_prog_mode();
}

static void add_undo(const char *s)
{
	/* Padding ($<5>) is left out: no terminal of today needs it. */
	for (; s && s != (const char *)-1 && *s; s++) {
		if (s[0] == '$' && s[1] == '<')
			s += strcspn(s, ">");
		else if (emergency.len < sizeof(emergency.undo))
			emergency.undo[emergency.len++] = *s;
		if (!*s)
			break;
	}
}

static void arm_emergency(bool mouse)
{
	emergency.len = 0;
	add_undo(paste_off);
	if (mouse)
		add_undo(mouse_off);
	add_undo(tigetstr("rmkx"));
	add_undo(tigetstr("sgr0"));
	add_undo(tigetstr("cnorm"));
	add_undo(tigetstr("rmcup"));
	emergency.active = 1;
}

bool term_emergency_restore(void)
{
	int saved = errno;

	if (!emergency.active)
		return false;
	emergency.active = 0;
	put_bytes(emergency.undo, emergency.len);
	tcsetattr(STDIN_FILENO, TCSANOW, &emergency.saved);
	errno = saved;
	return true;
}

/*
 * What terminals send that is not what terminfo says of TERM: each of the modes of cursor keys
 * (DECCKM) whichever is set, and the editing keypads of VT220, Linux and rxvt.
 */
static const struct {
	const char *sequence;
	int key;
} common[] = {
	{"\033[A", KEY_UP},	{"\033OA", KEY_UP},    {"\033[B", KEY_DOWN},
	{"\033OB", KEY_DOWN},	{"\033[C", KEY_RIGHT}, {"\033OC", KEY_RIGHT},
	{"\033[D", KEY_LEFT},	{"\033OD", KEY_LEFT},  {"\033[H", KEY_HOME},
	{"\033OH", KEY_HOME},	{"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
	{"\033[F", KEY_END},	{"\033OF", KEY_END},   {"\033[4~", KEY_END},
	{"\033[8~", KEY_END},	{"\033[3~", KEY_DC},   {"\033[5~", KEY_PPAGE},
	{"\033[6~", KEY_NPAGE}, {"\033OP", KEY_F(1)},
};

static void define_keys(void)
{
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (!key_defined(common[i].sequence))
			define_key(common[i].sequence, common[i].key);
}

/* ^Z is a key: who takes the terminal away has to give it back first. */
static void take_suspend_key(void)
{
	struct termios t;

	if (tcgetattr(STDIN_FILENO, &t))
		return;
	t.c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(STDIN_FILENO, TCSANOW, &t);
	def_prog_mode();
}

/* What curses knows nothing of. */
static void extras_on(const struct curses *c)
{
	put_bytes(paste_on, sizeof(paste_on) - 1);
	if (c->mouse)
		put_bytes(mouse_on, sizeof(mouse_on) - 1);
}

static void extras_off(const struct curses *c)
{
	put_bytes(paste_off, sizeof(paste_off) - 1);
	if (c->mouse)
		put_bytes(mouse_off, sizeof(mouse_off) - 1);
}

static void set_modes(struct curses *c, const struct theme *theme)
{
	const char *kmous = tigetstr("kmous");

	set_escdelay(25);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	define_keys();
	intrflush(stdscr, FALSE);
	take_suspend_key();
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
	c->mouse = kmous && kmous != (const char *)-1;
	if (c->mouse) {
		define_key("\033[<", MOUSE_SGR);
		define_key("\033[M", MOUSE_OLD);
	}
	extras_on(c);
	curses_theme(c, theme);
}

/* The terminal may come back with another size. */
static void follow_size(void)
{
	struct winsize w;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) && w.ws_row && w.ws_col)
		resizeterm(w.ws_row, w.ws_col);
}

/* SIGTSTP is ignored but here: a stopped ptview would leave the shell with the mouse on. */
static void curses_suspend(void *arg, const char *line)
{
	struct curses *c = arg;
	struct sigaction stop = {.sa_handler = SIG_DFL}, ignore;

	extras_off(c);
	endwin();
	if (line) {
		put_bytes("ptview: ", 8);
		put_bytes(line, strlen(line));
		put_bytes("\n", 1);
	}
	sigaction(SIGTSTP, &stop, &ignore);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ignore, NULL);
	refresh();
	follow_size();
	extras_on(c);
}

/* A terminal that cannot place the cursor shows nothing that could be read; others can be put back.
 */
static bool can_place(void)
{
	int status;
	const char *cup;
	bool can;

	if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
		return false;
	cup = tigetstr("cup");
	can = cup && cup != (const char *)-1;
	if (can)
		arm_emergency(true);
	del_curterm(cur_term);
	return can;
}

/* Rows or columns as curses will take them: the environment's, or else the terminal's own. */
static unsigned long extent(const char *name, unsigned short own)
{
	const char *value = getenv(name);
	unsigned long n = value ? strtoul(value, NULL, 10) : 0;

	return n ? n : own;
}

/* Of a size that no terminal has, curses would take gigabytes. Puts the reason in *err. */
static bool is_huge(struct err *err)
{
	struct winsize w = {.ws_row = 0};
	unsigned long rows, cols;

	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &w);
	rows = extent("LINES", w.ws_row);
	cols = extent("COLUMNS", w.ws_col);
	if (!cols || rows <= CELLS_MOST / cols)
		return false;
	err_set(err, ERR_USAGE,
		"a terminal of %lu rows and %lu columns is more than %d characters: set LINES and "
		"COLUMNS, or none",
		rows, cols, CELLS_MOST);
	return true;
}

enum err_code term_open(struct term_handle *t, const struct theme *theme, bool *utf8,
			struct err *err)
{
	static const struct term_ops ops = {curses_size,    curses_draw, curses_read, curses_now,
					    curses_suspend, curses_copy, curses_heed, curses_theme};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	const char *name = getenv("TERM");
	struct curses *c;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE, "standard input and output are no terminal");
	c = calloc(1, sizeof(*c));
	if (!c || tcgetattr(STDIN_FILENO, &emergency.saved))
		goto fail;
	emergency.len = 0; /* nothing to undo yet, but from here on ncurses may end the program */
	emergency.active = 1;
	if (!can_place())
		goto fail;
	if (is_huge(err)) {
		emergency.active = 0;
		free(c);
		return ERR_USAGE;
	}
	c->heeded = -1;
	setlocale(LC_CTYPE, "");
	*utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (!newterm(NULL, stdout, stdin))
		goto fail;
	/* A stopped ptview would leave the shell with the mouse switched on. */
	sigaction(SIGTSTP, &ignore, &c->tstp);
	set_modes(c, theme);
	arm_emergency(c->mouse);
	*t = (struct term_handle){&ops, c};
	return ERR_NONE;
fail:
	term_emergency_restore(); /* newterm() may have switched the screen before it gave up */
	free(c);
	return err_set(err, ERR_USAGE,
		       "the terminal '%s' cannot show it: set TERM to what it is, "
		       "or use a command that prints (ptview --help)",
		       name ? name : "");
}

void term_close(struct term_handle *t)
{
	struct curses *c = t->arg;

	if (is_awaited(c)) /* or the shell would have the answer */
		await_answer(c);
	extras_off(c);
	/* Without an alternate screen something would stay behind. */
	erase();
	refresh();
	/* Not delscreen(): what it frees is no more than the program's end does, and it crashes
	 * where ncurses once had no memory for a string. */
	endwin();
	emergency.active = 0;
	sigaction(SIGTSTP, &c->tstp, NULL);
	free(c->paste);
	free(c);
	t->arg = NULL;
}
