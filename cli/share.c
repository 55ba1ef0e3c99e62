/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The share serves in a process of its own where there is a screen too: the screen is one of its
 * clients, and nothing that it does, such as a long search, keeps the others waiting.
 */
#include "cli/share.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/job_source.h"
#include "gdbstub/rescue.h"
#include "gdbstub/share.h"
#include "report/output.h"

static void say(void *arg, const char *line)
{
	(void)arg;
	output_say("ptview: %s\n", line);
}

static int fail(const struct err *err)
{
	output_say("ptview: %s\n", err->text);
	return err->code == ERR_USAGE ? EXIT_USAGE : EXIT_SOURCE;
}

/* Where a process that shares says that it is ready, and notes that it is to end; -1: nowhere. */
struct ends {
	int ready, parent;
};

static void say_ready(const struct args *a, const struct share_listen *l, const struct ends *ends)
{
	if (ends->ready < 0) {
		output_say("ptview: %s is shared; for gdb: target remote %s%s\n", a->source,
			   strncmp(l->where, "unix:", 5) ? "" : l->where + 5,
			   strncmp(l->where, "unix:", 5) ? l->where : "");
		return;
	}
	if (write(ends->ready, l->where, strlen(l->where)) < 0)
		output_say("ptview: --share: %s\n", strerror(errno));
	close(ends->ready);
}

static enum err_code serve_at(const struct args *a, struct share_listen *l, const struct ends *ends,
			      struct err *err)
{
	const struct stub_options stub = {
		.timeout_ms = a->timeout_ms, .leave = a->leave, .keep_acks = true};
	const struct share_options share = {
		.timeout_ms = a->timeout_ms, .parent = ends->parent, .say = say};
	struct mem *m;
	enum err_code st = stub_open(a->source, &stub, &m, err);

	if (st)
		return st;
	if (stub_run_unknown(m))
		job_say_run_unknown(a->source);
	say_ready(a, l, ends);
	st = share_run(m, l, &share, err);
	mem_close(m);
	return st;
}

static int serve(const struct args *a, const struct ends *ends)
{
	struct share_listen l;
	struct err err = {0};
	enum err_code st;

	rescue_install(NULL);
	st = share_listen_open(&l, a->share, &err);
	if (!st) {
		st = serve_at(a, &l, ends, &err);
		share_listen_close(&l);
	}
	return st ? fail(&err) : EXIT_DONE;
}

/*
 * In the child. A terminal's signals are the screen's; what is said once that is there is kept in
 * `later`.
 */
static int serve_beside(const struct args *a, const int *ready, const int *alive, FILE *later)
{
	const struct ends ends = {ready[1], alive[0]};

	close(ready[0]);
	close(alive[1]);
	setpgid(0, 0);
	dup2(fileno(later), STDERR_FILENO);
	return serve(a, &ends);
}

/* What the share said while the screen was there. */
static void say_later(FILE *later)
{
	char line[512];

	rewind(later);
	while (fgets(line, sizeof(line), later)) {
		line[strcspn(line, "\n")] = '\0';
		output_say("%s\n", line);
	}
}

/* The screen at where the share listens, which is read from `ready`. False where it never was. */
static bool look_at(const struct args *a, int ready, int *status)
{
	struct args mine = *a;
	char where[sizeof(((struct share_listen *)0)->where)];
	size_t len = 0;
	ssize_t n;

	while ((n = read(ready, where + len, sizeof(where) - 1 - len)) > 0)
		len += (size_t)n;
	where[len] = '\0';
	if (!len)
		return false;
	mine.source = where;
	mine.share = NULL;
	mine.shared = true;
	mine.leave = STUB_LEAVE_AS_FOUND; /* the share's business */
	*status = cmd_look(&mine);
	return true;
}

/* What there is of it, where the share cannot begin. */
static void release(FILE *later, const int *ready, const int *alive)
{
	for (int i = 0; i < 2; i++) {
		if (ready[i] >= 0)
			close(ready[i]);
		if (alive[i] >= 0)
			close(alive[i]);
	}
	if (later)
		fclose(later);
}

static int look(const struct args *a)
{
	int ready[2] = {-1, -1}, alive[2] = {-1, -1}, theirs = 0, status = EXIT_DONE;
	FILE *later = tmpfile();
	pid_t child;

	if (!later || pipe(ready) || pipe(alive) || (child = fork()) < 0) {
		output_say("ptview: --share: %s\n", strerror(errno));
		release(later, ready, alive);
		return EXIT_SOURCE;
	}
	if (!child)
		_exit(serve_beside(a, ready, alive, later));
	close(ready[1]);
	close(alive[0]);
	look_at(a, ready[0], &status);
	close(ready[0]);
	close(alive[1]);
	while (waitpid(child, &theirs, 0) < 0 && errno == EINTR)
		;
	say_later(later);
	fclose(later);
	if (status)
		return status;
	return WIFEXITED(theirs) ? WEXITSTATUS(theirs) : EXIT_SOURCE;
}

int share_look(const struct args *a)
{
	if (!job_is_live(a)) {
		output_say("ptview: --share is of a gdbstub, and %s is none\n", a->source);
		return EXIT_USAGE;
	}
	return isatty(STDOUT_FILENO) ? look(a) : serve(a, &(struct ends){-1, -1});
}
