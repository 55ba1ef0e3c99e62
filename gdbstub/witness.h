/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether connecting to a gdbstub stopped its guest, as this machine's kernel saw it.
 *
 * QEMU after 8.0 does not tell: its stub reports no stop that nobody asked for, and its monitor
 * says "paused" of a guest that was paused before and of one that our connecting paused. But to
 * stop a guest, QEMU wakes the thread of each of its CPUs, each of which then goes to sleep
 * (cpus.c, pause_all_vcpus(); do_vm_stop() calls it only where the guest runs). The kernel counts
 * that. So where QEMU is on this machine: count before connecting, count again, and compare.
 *
 * Nothing is sent and nobody is stopped for it; only /proc is read.
 */
#ifndef PTVIEW_WITNESS_H
#define PTVIEW_WITNESS_H

#include <stddef.h>

#include "gdbstub/runstate.h"

#define WITNESS_THREADS 1024 /* looked at, at most */

struct witness_thread {
	int tid;
	unsigned long long switches; /* how often it was taken off a CPU */
};

struct witness {
	struct witness_thread *threads; /* of whoever listens at the address; owned */
	size_t n;
};

/*
 * Before connecting to where (see conn_open()): count the threads of the process that listens
 * there. None are found where it is not on this machine, or belongs to someone else.
 */
void witness_look(struct witness *w, const char *where);

/*
 * After connecting by the socket fd: cpus is what the monitor says to "info cpus", which names the
 * threads of the CPUs. RUN_UNKNOWN where they are not the ones that were counted.
 */
enum run witness_tell(const struct witness *w, int fd, const char *cpus);

void witness_free(struct witness *w);

#endif
