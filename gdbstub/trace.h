/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Letting a guest run under control: breakpoints, single CPUs, single steps, registers as they are
 * now. Memory is never written.
 */
#ifndef PTVIEW_TRACE_H
#define PTVIEW_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gdbstub/runstate.h"
#include "gdbstub/stub.h"
#include "src/err.h"
#include "src/mem.h"

#define TRACE_CPUS 64 /* that can be told apart */
#define TRACE_ALL  (~UINT64_C(0))

#define TRACE_WATCHES RUNSTATE_WATCHES

struct trace;

/* Why the guest stands still. */
enum trace_why {
	TRACE_HIT,   /* a breakpoint, or the end of a step */
	TRACE_WATCH, /* a watchpoint */
	TRACE_ASKED, /* run.stop() said so, or its time was up */
	TRACE_OTHER, /* someone else stopped it, or it shut down */
};

struct trace_run {
	uint64_t cpus; /* a bit for each CPU that is to run; TRACE_ALL: all */
	bool step;     /* one instruction */
	int max_ms;    /* 0: without end */
	/* Asked several times a second; true stops the guest. May be NULL. */
	bool (*stop)(void *arg);
	void *arg;
};

struct trace_stop {
	enum trace_why why;
	unsigned cpu; /* TRACE_HIT, TRACE_WATCH: which */
	uint64_t at;  /* TRACE_WATCH: the address that the stub names */
	bool refused; /* TRACE_OTHER: it did not run; another client of a share has resumed it */
};

/*
 * Trace a target of stub_open(), which stays the caller's. leave: how the guest is to be left once
 * it has run by trace_run(). STUB_LEAVE_AS_FOUND means running then: a guest that was waiting for
 * its first instruction has been started. STUB_LEAVE_STOPPED: as the stub was told to leave it.
 */
enum err_code trace_open(struct mem *stub, enum stub_leave leave, struct trace **out,
			 struct err *err);

/* Remove all breakpoints. The guest stays stopped until the stub is closed. NULL is allowed. */
void trace_close(struct trace *t);

/*
 * A breakpoint at a virtual address, on all CPUs, at any exception level: a stop need not be where
 * one thinks.
 */
enum err_code trace_break(struct trace *t, uint64_t address, struct err *err);
enum err_code trace_unbreak(struct trace *t, uint64_t address, struct err *err);

/*
 * Stop before a store to [address, address + bytes), which are virtual, of any CPU at any exception
 * level; TRACE_WATCHES at once. The CPU that is stopped does its store when the watchpoint is gone.
 * ERR_UNSUPPORTED where the stub sets none, or there are too many; with KVM there are about four.
 */
enum err_code trace_watch(struct trace *t, uint64_t address, uint32_t bytes, struct err *err);
enum err_code trace_unwatch(struct trace *t, uint64_t address, uint32_t bytes, struct err *err);

/* Let CPUs run until the next stop. */
enum err_code trace_run(struct trace *t, const struct trace_run *run, struct trace_stop *stop,
			struct err *err);

/*
 * The same without waiting (max_ms and stop are not heeded), for who does other things meanwhile;
 * nothing can be read until it has stopped. How the guest is left stays as it was.
 * trace_poll(): true where it has stopped, waiting ms at most, or the stub is dead
 * (stub_trouble()); may be asked at any time. trace_halt() stops it.
 */
enum err_code trace_start(struct trace *t, const struct trace_run *run, struct err *err);
bool trace_poll(struct trace *t, int ms, struct trace_stop *stop);
enum err_code trace_halt(struct trace *t, struct trace_stop *stop, struct err *err);

/* Read n (at most 16) registers of a CPU, by the stub's numbers. */
enum err_code trace_regs(struct trace *t, unsigned cpu, const unsigned *num, size_t n, uint64_t *v,
			 struct err *err);

/* The stub's number of a register; -1 where it has none of that name. */
int trace_regnum(const struct trace *t, const char *name);

/* "aarch64" or "arm", as the target description has it. */
const char *trace_arch(const struct trace *t);

#endif
