/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of a few lines: roots and what leads to them, refusals of Xen, and lines of progress. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/output.h"
#include "report/refusal.h"
#include "report/roots.h"

static struct text text;

static void is(const char *want)
{
	text_put(&text, TEXT_PLAIN, "%s", ""); /* so that there is a buffer */
	assert_string_equal(text.buf, want);
	text_clear(&text);
}

/* ---- Roots ---- */

static const struct roots_form form = {.geometry = "4K", .start_level = 1};

static void a_candidate_with_all_that_is_known(void **state)
{
	struct roots_candidate c = {.regime = REGIME_S2,
				    .form = &form,
				    .root = 0x80000000,
				    .label = ROOTS_DOMAIN,
				    .sure = ROOTS_CERTAIN,
				    .score = 97,
				    .vmid = 3,
				    .nevidence = 1,
				    .evidence = {{.words = "a word of memory is VTTBR_EL2"}}};

	(void)state;
	c.regs.r[SYSREG_VTTBR_EL2] =
		(struct sysreg_value){UINT64_C(0x0003000080000000), SYSREG_INFERRED};
	roots_rows(&text, 2, &c, true);
	is("  2  s2     root 0x80000000, 4K granule, start level 1  certain  domain VMID 3  (97)\n"
	   "       a word of memory is VTTBR_EL2\n"
	   "       VTTBR_EL2  0x0003000080000000 inferred\n");
	c.sure = ROOTS_LIKELY;
	c.nested = true;
	c.stage2 = 0x90000000;
	c.regime = REGIME_EL1_1;
	c.label = ROOTS_KERNEL;
	c.vmid = 0;
	c.symbol = "swapper_pg_dir";
	roots_line(&text, 3, &c);
	is("  3  el1.1  IPA root 0x80000000, 4K granule, start level 1, through stage 2 at "
	   "0x90000000  likely  kernel swapper_pg_dir  (97)\n");
}

static void roots_that_are_lost(void **state)
{
	struct roots_lost l = {.root = 0x1000, .words = "init_mm.pgd", .st = ERR_NOT_PRESENT};
	char buf[ROOTS_LOST_WORDS_MAX];

	(void)state;
	text_put(&text, TEXT_PLAIN, "%s\n", roots_lost_words(&l, buf));
	l.st = ERR_NONE;
	text_put(&text, TEXT_PLAIN, "%s\n", roots_lost_words(&l, buf));
	is("the root 0x1000 (init_mm.pgd) cannot be read: not in the dump\n"
	   "the root 0x1000 (init_mm.pgd) has no tables that follow the format\n");
}

static void processes(void **state)
{
	static const struct roots_task tasks[] = {
		{.pid = 1, .comm = "init", .user = true, .known = true, .root = 0x41234000},
		{.pid = 2, .comm = "kthreadd"},
		{.pid = 77, .comm = "sh", .user = true}};
	struct roots_candidate c = {.regime = REGIME_EL1_1, .root = 0x41000000, .nested = true};

	(void)state;
	roots_tasks_head(&text, &c);
	for (size_t i = 0; i < 3; i++)
		roots_task_line(&text, &tasks[i]);
	is("el1.1  processes of the kernel with IPA root 0x41000000\n"
	   "       1  init             0x000041234000\n"
	   "       2  kthreadd         kernel thread\n"
	   "      77  sh               its root cannot be read\n");
}

static void domains(void **state)
{
	struct roots_domain v[] = {
		{.id = 0, .known = true, .vmid = 1, .root = 0x80000000, .candidate = 0},
		{.id = 5, .known = true, .vmid = 2, .root = 0x80100000, .candidate = SIZE_MAX},
		{.id = 32752}};
	struct roots_domains d = {.v = v, .n = 3, .vttbr = 0x238, .next = 0x50, .named = 1};
	struct roots_candidate xen = {.regime = REGIME_EL2, .root = 0x40000000};

	(void)state;
	roots_domains_rows(&text, &xen, &d);
	is("el2  domains of Xen with root 0x40000000\n"
	   "       inferred: the word at +0x238 of struct domain is VTTBR in all 3 domains: VMID "
	   "and root, in 1 of a stage 2 that was found\n"
	   "       inferred: the word at +0x50 is next_in_list, by domain_hash\n"
	   "       0  VMID 1      0x000080000000  candidate 1\n"
	   "       5  VMID 2      0x000080100000  none of the candidates\n"
	   "   32752  its stage 2 is not known\n");
}

/* One domain alone, words of which several or none could be VTTBR, and no domain at all. */
static void domains_that_tell_less(void **state)
{
	struct roots_domain one = {.id = 0};
	struct roots_domains d = {.v = &one, .n = 1, .vttbr = 0x238, .named = 1};
	struct roots_candidate xen = {.regime = REGIME_EL2, .root = 0x40000000};

	(void)state;
	roots_domains_rows(&text, &xen, &d);
	is("el2  domains of Xen with root 0x40000000\n"
	   "       inferred: the word at +0x238 of struct domain is VTTBR: VMID and root of a "
	   "stage 2 that was found\n"
	   "       0  its stage 2 is not known\n");
	d.vttbr = 0;
	d.words = 2;
	roots_domains_rows(&text, &xen, &d);
	d.words = 0;
	roots_domains_rows(&text, &xen, &d);
	d.n = 0;
	roots_domains_rows(&text, &xen, &d);
	is("el2  domains of Xen with root 0x40000000\n"
	   "       VTTBR is not told: several words of struct domain could be it\n"
	   "       0  its stage 2 is not known\n"
	   "el2  domains of Xen with root 0x40000000\n"
	   "       VTTBR is not told: no word of struct domain could be it\n"
	   "       0  its stage 2 is not known\n"
	   "el2  domains of Xen with root 0x40000000\n"
	   "       it has none\n");
}

/* ---- Refusals ---- */

static void a_refusal_with_its_frames(void **state)
{
	struct refusal r = {.message = "Changing MFN for a valid entry is not allowed ({oldmfn} -> "
				       "{newmfn})",
			    .has_mfns = true,
			    .old_mfn = 0x48000,
			    .new_mfn = 0x48001};

	(void)state;
	refusal_text(&text, &r);
	is("xen_pt_update()  refused: Changing MFN for a valid entry is not allowed\n"
	   "  the entry maps MFN 0x48000, and MFN 0x48001 was to be mapped there: -EINVAL\n"
	   "cause: the frame of a valid entry is not changed: something is mapped there "
	   "(remap-valid): two callers want the same virtual address, or a range overlaps one that "
	   "is mapped\n"
	   "To see it step by step, as a file for ptview replay; Xen does not print the address, "
	   "0x200000 stands for it:\n"
	   "ptreplay 1\n"
	   "arch arm64\n"
	   "op map 0x200000 0x48000 1 PAGE_HYPERVISOR_RW\n"
	   "op map 0x200000 0x48001 1 PAGE_HYPERVISOR_RW\n");
}

static void refusals_without_frames(void **state)
{
	static const char *const messages[] = {
		"Modifying invalid entry is not allowed.",
		"The virtual address is not aligned to the page-size.",
		"Something that nobody knows"};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		refusal_text(&text, &(struct refusal){.message = messages[i]});
	is("xen_pt_update()  refused: Modifying invalid entry is not allowed.\n"
	   "cause: nothing is mapped at the address (not-mapped): permissions of what is not "
	   "mapped were to change\n"
	   "xen_pt_update()  refused: The virtual address is not aligned to the page-size.\n"
	   "cause: the range given to Xen is not page aligned (unaligned-range): the range begins "
	   "inside of a page\n"
	   "xen_pt_update()  refused: Something that nobody knows\n");
}

/* ---- Lines on standard error ---- */

/* What `say` writes there. */
static const char *said(void (*say)(void))
{
	static char out[8192];
	int keep = dup(STDERR_FILENO);
	FILE *to = tmpfile();

	assert_non_null(to);
	fflush(stderr);
	dup2(fileno(to), STDERR_FILENO);
	say();
	fflush(stderr);
	dup2(keep, STDERR_FILENO);
	close(keep);
	rewind(to);
	out[fread(out, 1, sizeof(out) - 1, to)] = '\0';
	fclose(to);
	return out;
}

static void say_progress(void)
{
	output_progress("%d of %d", 1, 2);
	output_progress("%d of %d", 2, 2);
	output_progress_end();
}

static void progress_is_written_over(void **state)
{
	(void)state;
	assert_string_equal(said(say_progress), "\r1 of 2\r2 of 2\r\033[K");
}

static void say_two_lines(void)
{
	output_say("ptview: %s\n", "a name\nwith a line of its own\033[2J");
}

static void say_much(void)
{
	static char much[8000];

	memset(much, 'x', sizeof(much) - 1);
	output_say("ptview: %s\n", much);
}

/* What others wrote neither ends a line nor steers a terminal; one that is cut still ends. */
static void a_line_is_one_line(void **state)
{
	const char *line;

	(void)state;
	assert_string_equal(said(say_two_lines), "ptview: a name?with a line of its own?[2J\n");
	line = said(say_much);
	assert_true(strlen(line) > 1000 && strlen(line) < 8000);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_candidate_with_all_that_is_known),
		cmocka_unit_test(roots_that_are_lost),
		cmocka_unit_test(processes),
		cmocka_unit_test(domains),
		cmocka_unit_test(domains_that_tell_less),
		cmocka_unit_test(a_refusal_with_its_frames),
		cmocka_unit_test(refusals_without_frames),
		cmocka_unit_test(progress_is_written_over),
		cmocka_unit_test(a_line_is_one_line),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	text_free(&text);
	return failed;
}
