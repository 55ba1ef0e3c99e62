/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option_set.h"
#include "report/output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/number.h"

static bool fail(const char *what, const char *arg, const char *hint)
{
	output_say("ptview: %s '%s'%s%s\n", what, arg, hint ? ": " : "", hint ? hint : "");
	return false;
}

/* False after saying err, of option o. */
static bool fail_err(const struct option_row *o, const struct err *err)
{
	output_say("ptview: --%s: %s\n", o->name, err->text);
	return false;
}

/* ---- Plain ones ---- */

static void *field(const struct option_row *o, struct args *a)
{
	if (o->given)
		*(bool *)((char *)a + o->given) = true;
	return (char *)a + o->at;
}

bool option_set_flag(const struct option_row *o, const char *arg, struct args *a)
{
	(void)arg;
	*(bool *)field(o, a) = true;
	return true;
}

bool option_set_text(const struct option_row *o, const char *arg, struct args *a)
{
	*(const char **)field(o, a) = arg;
	return true;
}

/* "use auto, always or never" */
static void list_words(const struct option_row *o, char *buf, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; o->words[i] && n < len; i++) {
		const char *between = !i ? "use " : o->words[i + 1] ? ", " : " or ";

		n += (size_t)snprintf(buf + n, len - n, "%s%s", between, o->words[i]);
	}
}

bool option_set_choice(const struct option_row *o, const char *arg, struct args *a)
{
	char hint[128];

	for (int i = 0; o->words[i]; i++) {
		if (strcmp(arg, o->words[i]) != 0)
			continue;
		memcpy(field(o, a), &i, sizeof(i)); /* an enum without negative values */
		return true;
	}
	list_words(o, hint, sizeof(hint));
	output_say("ptview: --%s '%s': %s\n", o->name, arg, hint);
	return false;
}

bool option_set_count(const struct option_row *o, const char *arg, struct args *a)
{
	uint64_t *v = field(o, a);

	return (number_count(arg, strlen(arg), v) && *v <= o->most) ||
	       fail(o->wrong, arg, "a number is wanted");
}

bool option_set_small(const struct option_row *o, const char *arg, struct args *a)
{
	char range[48];
	uint64_t v;
	int small;

	snprintf(range, sizeof(range), "a number of at most %" PRIu64 " is wanted", o->most);
	if (!number_count(arg, strlen(arg), &v) || v > o->most)
		return fail(o->wrong, arg, range);
	small = (int)v;
	memcpy(field(o, a), &small, sizeof(small));
	return true;
}

bool option_set_address(const struct option_row *o, const char *arg, struct args *a)
{
	struct err err;

	return !number_address(arg, strlen(arg), field(o, a), &err) || fail_err(o, &err);
}

bool option_set_size(const struct option_row *o, const char *arg, struct args *a)
{
	uint64_t *v = field(o, a);

	return (number_size(arg, strlen(arg), v) && *v && *v <= o->most) ||
	       fail(o->wrong, arg, "a number is wanted, which may end in K, M, G or T");
}

/* ---- Of one option each ---- */

/* "-", which elsewhere is standard output, would be made as a file of that name. */
bool option_set_output(const struct option_row *o, const char *arg, struct args *a)
{
	if (!*arg || !strcmp(arg, "-"))
		return fail("--output takes a file's name, not", arg,
			    "/dev/stdout is standard output");
	return option_set_text(o, arg, a);
}

bool option_set_regime(const struct option_row *o, const char *arg, struct args *a)
{
	static const char names[] =
		"use el2, el2.0, el2.1, el1, el1.0, el1.1, el3, s2, s2s, pl2, pl1, pl1.0 or pl1.1; "
		"+s2 may follow an el1 or pl1 name";
	char name[16];
	size_t n = strcspn(arg, "+");
	bool through = !strcmp(arg + n, "+s2");
	enum regime_id id;

	(void)o;
	if ((arg[n] && !through) || n >= sizeof(name))
		return fail("no such regime", arg, names);
	memcpy(name, arg, n);
	name[n] = '\0';
	if (!strcmp(name, "el1") || !strcmp(name, "pl1")) {
		bool pl1 = name[0] == 'p';

		a->regimes[0] = (struct args_regime){pl1 ? REGIME_PL1_0 : REGIME_EL1_0, through};
		a->regimes[1] = (struct args_regime){pl1 ? REGIME_PL1_1 : REGIME_EL1_1, through};
		a->nregimes = 2;
		return true;
	}
	id = regime_by_name(name);
	if (id == REGIME_COUNT || (through && !regime_may_nest(id)))
		return fail("no such regime", arg, names);
	a->regimes[0] = (struct args_regime){id, through};
	a->nregimes = 1;
	return true;
}

/* NAME=VALUE of arg, whose "=" is at eq. */
static enum err_code read_reg(const char *arg, const char *eq, struct args_reg *r, struct err *err)
{
	char name[32];

	snprintf(name, sizeof(name), "%.*s", (int)(eq - arg), arg);
	r->id = sysreg_by_name(name);
	if (r->id == SYSREG_COUNT)
		return err_set(err, ERR_USAGE, "no register '%s' is known here", name);
	if (number_address(eq + 1, strlen(eq + 1), &r->value, err))
		return err_wrap(err, "%s", name);
	if (sysreg_state(r->id) != SYSREG_ANY && r->value >> (sysreg_bits(r->id) - 1) > 1)
		return err_set(err, ERR_USAGE, "%s=0x%llx: that register has %u bits", name,
			       (unsigned long long)r->value, sysreg_bits(r->id));
	return ERR_NONE;
}

bool option_set_reg(const struct option_row *o, const char *arg, struct args *a)
{
	const char *colon = strchr(arg, ':'), *eq = strchr(arg, '=');
	struct args_reg r = {.has_cpu = false};
	struct err err;

	if (a->nregs == ARGS_MAX_REGS)
		return fail("too many --reg, at", arg, NULL);
	if (!eq || (colon && colon > eq))
		return fail("--reg has no value:", arg, "give NAME=VALUE");
	if (colon) {
		r.has_cpu = true;
		if (!number_count(arg, (size_t)(colon - arg), &r.cpu))
			return fail("--reg is of no CPU:", arg, "give N:NAME=VALUE");
		arg = colon + 1;
	}
	if (read_reg(arg, eq, &r, &err))
		return fail_err(o, &err);
	a->regs[a->nregs++] = r;
	return true;
}

bool option_set_op(const struct option_row *o, const char *arg, struct args *a)
{
	(void)o;
	if (a->nops == ARGS_MAX_OPS)
		return fail("too many --op, at", arg, "put them into a file");
	a->ops[a->nops++] = arg;
	return true;
}

/* "LO-HI", HI being exclusive, or "LO+SIZE". */
static enum err_code read_range(const char *s, struct args_ram *r, struct err *err)
{
	static const char use[] = "'%s' is not a range: use LO-HI, HI being exclusive, or LO+SIZE";
	const char *sep = strpbrk(s, "-+"), *right = sep ? sep + 1 : NULL;
	bool size = sep && *sep == '+', all; /* up to the end of all, as --json has it */
	enum err_code st;
	uint64_t v = 0;

	if (!sep)
		return err_set(err, ERR_USAGE, use, s);
	all = !size && !strcmp(right, "0x10000000000000000");
	st = number_place(s, (size_t)(sep - s), &r->first, err);
	if (!st && size)
		st = number_size(right, strlen(right), &v) ? ERR_NONE : ERR_MALFORMED;
	else if (!st && !all)
		st = number_place(right, strlen(right), &v, err);
	if (st == ERR_USAGE) /* it may be two numbers */
		return st;
	r->last = (size ? r->first + v : v) - 1;
	if (st || (!v && !all) || r->last < r->first)
		return err_set(err, ERR_USAGE, use, s);
	return ERR_NONE;
}

bool option_set_ram(const struct option_row *o, const char *arg, struct args *a)
{
	struct err err;

	if (a->nram == ARGS_MAX_RAM)
		return fail("too many --ram, at", arg, NULL);
	return !read_range(arg, &a->ram[a->nram++], &err) || fail_err(o, &err);
}

bool option_set_symbols(const struct option_row *o, const char *arg, struct args *a)
{
	(void)o;
	if (a->nsymbols == ARGS_MAX_SYMBOLS)
		return fail("too many --symbols, at", arg, NULL);
	a->symbols[a->nsymbols++] = arg;
	return true;
}

bool option_set_dtb(const struct option_row *o, const char *arg, struct args *a)
{
	if (a->dtb)
		return fail("a second --dtb", arg, "merge the trees first");
	return option_set_text(o, arg, a);
}

bool option_set_level(const struct option_row *o, const char *arg, struct args *a)
{
	if (strcmp(arg, "-1") != 0 && strcmp(arg, "-2") != 0)
		return option_set_small(o, arg, a);
	*(int *)field(o, a) = arg[1] == '1' ? -1 : -2;
	return true;
}

bool option_set_granule(const struct option_row *o, const char *arg, struct args *a)
{
	(void)o;
	a->granule = regime_geometry_by_name(arg);
	return a->granule ||
	       fail("no such granule", arg,
		    "use 4K, 16K, 64K, 4K-LPA2, 16K-LPA2, 64K-LPA, 4K-A32 or 4K-A32V7");
}

bool option_set_where(const struct option_row *o, const char *arg, struct args *a)
{
	struct err err;

	if (where_parse(arg, &a->where, &err))
		return fail_err(o, &err);
	a->where_text = arg;
	return a->where.n || fail("--where is empty:", arg, "give a word, such as wx");
}
