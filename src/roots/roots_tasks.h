/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes of a Linux kernel whose tables were found, by name, with their roots. */
#ifndef PTVIEW_ROOTS_TASKS_H
#define PTVIEW_ROOTS_TASKS_H

#include "src/roots/roots.h"

/* A list of more is none: pid_max is 4194304 at most. */
enum { ROOTS_TASKS_MAX = 1 << 22, ROOTS_TASK_COMM = 16 };

struct roots_task {
	uint64_t va; /* of its struct task_struct */
	int pid;
	char comm[ROOTS_TASK_COMM + 1]; /* printable ASCII; other bytes are '?' */
	bool user;     /* it has an address space of its own; else a kernel thread */
	bool known;    /* root is: its tables could be found */
	uint64_t root; /* as TTBR0 would have it: an IPA where the kernel goes through a stage 2 */
};

struct roots_tasks {
	struct roots_task *v; /* in the kernel's order, swapper first */
	size_t n, cap;
	uint64_t btf; /* where the layout is described, physical */
	bool cut;     /* the list could not be followed to its end */
};

/*
 * All processes (threads are not listed) of a kernel that is a candidate of r. ERR_NONE, with *out
 * to be freed; ERR_NOT_PRESENT, with a line: it has no BTF that can be read, or its first task is
 * not found. ERR_NOMEM; ERR_CANCELLED.
 */
enum err_code roots_tasks_find(struct mem *m, const struct roots *r,
			       const struct roots_candidate *kernel, const struct roots_options *o,
			       struct roots_tasks *out, struct err *err);
void roots_tasks_free(struct roots_tasks *t);

#endif
