/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How do time and memory grow? Writes cores of 1024 leaves and four times as many each time, up to
 * 268 million (2 GiB of tables) in order, and up to 16 million of which none follows its
 * neighbour; and runs ptview on each, from exec to exit.
 *
 *   bench/scale PTVIEW [DIR [LEAVES]]
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"

static const char *const commands[] = {"stats", "map", "lint"};

static const struct shape {
	const char *name;
	uint64_t (*leaf)(uint64_t i);
	uint64_t most;
} shapes[] = {
	{"in order", bench_leaf_in_order, UINT64_C(1) << 28},
	{"scattered", bench_leaf_scattered, UINT64_C(1) << 24},
};

static void become(const char *ptview, const char *command, const char *path)
{
	int null = open("/dev/null", O_WRONLY);

	if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0)
		execl(ptview, ptview, command, path, "--regime", "el2", "--reg",
		      "TTBR0_EL2=0x40000000", "--reg", "TCR_EL2=0x80853510", "--reg",
		      "MAIR_EL2=0xff000004eeaa4400", "--reg", "SCTLR_EL2=1", "--reg", "HCR_EL2=0",
		      (char *)NULL);
	_exit(127);
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static void run(const char *ptview, const char *command, const char *path, const char *label)
{
	struct rusage use;
	char name[96];
	int status;
	pid_t pid;

	pid = fork();
	if (!pid)
		become(ptview, command, path);
	/* 1: lint has found an error, as where memory can be written and executed. */
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) > 1) {
		fprintf(stderr, "%s %s fails\n", ptview, command);
		exit(1);
	}
	snprintf(name, sizeof(name), "scale, %s %s", command, label);
	bench_row(name, (seconds(use.ru_utime) + seconds(use.ru_stime)) * 1e3, "ms", 0);
	bench_row(name, (double)use.ru_maxrss / 1024, "MiB", 0);
}

static void measure(const char *ptview, const char *path, const struct shape *s, uint64_t most)
{
	char label[64];

	for (uint64_t leaves = 1024; leaves <= most; leaves *= 4) {
		bench_core(path, leaves, s->leaf);
		snprintf(label, sizeof(label), "%s, leaves: %llu", s->name,
			 (unsigned long long)leaves);
		for (size_t c = 0; c < sizeof(commands) / sizeof(commands[0]); c++)
			run(ptview, commands[c], path, label);
	}
}

int main(int argc, char **argv)
{
	uint64_t most = argc > 3 ? strtoull(argv[3], NULL, 0) : UINT64_MAX;
	char path[4096];

	if (argc < 2) {
		fputs("usage: bench/scale PTVIEW [DIR [LEAVES]]\n", stderr);
		return 2;
	}
	snprintf(path, sizeof(path), "%s/ptview-bench-scale.core", argc > 2 ? argv[2] : "/tmp");
	for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++)
		measure(argv[1], path, &shapes[s], shapes[s].most < most ? shapes[s].most : most);
	unlink(path);
	return 0;
}
