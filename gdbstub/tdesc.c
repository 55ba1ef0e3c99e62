/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h" /* which functions expat has */

#include "gdbstub/tdesc.h"

#include <expat.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 4 /* of inclusion; a document that includes itself ends here */
/*
 * Documents parsed for one answer, each as often as it is included: with 200 includes in each of
 * three small ones, it would be eight million. QEMU's include at most twelve, once.
 */
#define MAX_PARSED 256

/* One run of the parser over one document. */
struct pass {
	struct tdesc *t;
	XML_Parser parser;
	bool numbering; /* second pass: number the registers; first pass: architecture, includes */
	bool in_arch;
	unsigned depth;
	unsigned *parsed;	/* how many documents */
	uint64_t *next;		/* the number of the next register that has none of its own */
	const char *want;	/* a register whose number is asked for, or NULL */
	int *found;		/* that number; -1 until it is seen */
	char why[ERR_TEXT_MAX]; /* set where parsing was given up for a reason of ours */
};

static enum err_code parse(struct pass *up, const struct tdesc_doc *doc, struct err *err);

static void give_up(struct pass *p, const char *why)
{
	if (!p->why[0])
		snprintf(p->why, sizeof(p->why), "%s", why);
	XML_StopParser(p->parser, XML_FALSE);
}

static const char *attribute(const char **attrs, const char *name)
{
	for (; attrs[0]; attrs += 2)
		if (!strcmp(attrs[0], name))
			return attrs[1];
	return NULL;
}

static struct tdesc_doc *find(struct tdesc *t, const char *name)
{
	for (unsigned i = 0; i < t->ndocs; i++)
		if (!strcmp(t->docs[i].name, name))
			return &t->docs[i];
	return NULL;
}

/* A name that can stand in a qXfer request, which ends names with ':'. */
static bool good_name(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || strchr(":#$}*", name[i]))
			return false;
	return len > 0 && len < TDESC_NAME;
}

static void on_include(struct pass *p, const char **attrs)
{
	const char *name = attribute(attrs, "href");
	struct tdesc_doc *doc = name ? find(p->t, name) : NULL;
	struct err err;

	if (!name || !good_name(name)) {
		give_up(p, "an include without a usable name");
	} else if (!p->numbering) {
		if (!doc && p->t->ndocs == TDESC_DOCS)
			give_up(p, "too many documents");
		else if (!doc)
			strcpy(p->t->docs[p->t->ndocs++].name, name);
	} else if (!doc || !doc->text || p->depth == MAX_DEPTH) {
		give_up(p, "an include that is missing or includes itself");
	} else if (parse(p, doc, &err)) {
		give_up(p, err.text);
	}
}

static bool number(const char *text, uint64_t max, uint64_t *v)
{
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	*v = strtoull(text, &end, 0);
	return !*end && *v <= max;
}

enum sysreg_state tdesc_state(const struct tdesc *t)
{
	return strcmp(t->arch, "arm") ? SYSREG_A64 : SYSREG_A32;
}

/*
 * In AArch32 a register narrower than ours is another one: the short descriptors' 32 bits of TTBR0
 * are not the TTBR0 that LPAE uses. Of two that answer to one of our names the wider one wins, then
 * the Arm ARM's name over the stub's own, then the first.
 */
static void note(struct tdesc *t, const char *name, uint64_t num, uint64_t bits)
{
	enum sysreg_state state = tdesc_state(t);
	enum sysreg id = sysreg_by_stub_name(name, state);
	bool exact = id < SYSREG_COUNT && !strcmp(name, sysreg_name(id));
	struct tdesc_reg *r;

	if (id >= SYSREG_COUNT || !bits || bits > 64 ||
	    (state == SYSREG_A32 && bits < sysreg_bits(id)))
		return;
	r = &t->reg[id];
	if (!r->present || bits > r->bits || (bits == r->bits && exact && !r->exact))
		*r = (struct tdesc_reg){true, exact, (uint32_t)num, (uint32_t)bits};
}

static void on_reg(struct pass *p, const char **attrs)
{
	const char *name = attribute(attrs, "name"), *regnum = attribute(attrs, "regnum");
	uint64_t bits, num = *p->next;

	if (!name || !number(attribute(attrs, "bitsize"), INT_MAX, &bits) ||
	    (regnum && !number(regnum, INT_MAX, &num)) || num > INT_MAX) {
		give_up(p, "a register without name, size or sensible number");
		return;
	}
	*p->next = num + 1;
	p->t->mpu |= !strncmp(name, "MPUIR", strlen("MPUIR"));
	if (!p->want)
		note(p->t, name, num, bits);
	else if (*p->found < 0 && !strcmp(name, p->want))
		*p->found = (int)num;
}

static void on_feature(struct pass *p, const char **attrs)
{
	const char *name = attribute(attrs, "name");

	p->t->m_profile |= name && !strcmp(name, "org.gnu.gdb.arm.m-profile");
}

static void on_start(void *user, const char *tag, const char **attrs)
{
	struct pass *p = user;

	if (!strcmp(tag, "xi:include"))
		on_include(p, attrs);
	else if (p->numbering && !strcmp(tag, "reg"))
		on_reg(p, attrs);
	else if (!strcmp(tag, "feature"))
		on_feature(p, attrs);
	p->in_arch = !p->numbering && !strcmp(tag, "architecture");
	if (p->in_arch)
		p->t->arch[0] = '\0';
}

static void on_end(void *user, const char *tag)
{
	(void)tag;
	((struct pass *)user)->in_arch = false;
}

static void on_text(void *user, const char *s, int len)
{
	struct pass *p = user;
	char *arch = p->t->arch;
	size_t at = strlen(arch);

	for (int i = 0; p->in_arch && i < len && at + 1 < sizeof(p->t->arch); i++)
		if (s[i] > ' ' && s[i] <= '~')
			arch[at++] = s[i];
	arch[at] = '\0';
}

/* Descriptions need no entities, and entities can be made to expand without end. */
static void on_entity(void *user, const XML_Char *name, int is_parameter, const XML_Char *value,
		      int len, const XML_Char *base, const XML_Char *system, const XML_Char *public,
		      const XML_Char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)len, (void)base, (void)system,
		(void)public, (void)notation;
	give_up(user, "it declares entities");
}

static unsigned long long line_of(XML_Parser parser)
{
#if HAVE_DECL_XML_GETCURRENTLINENUMBER64 /* expat has deprecated the other one for it */
	return XML_GetCurrentLineNumber64(parser);
#else
	return XML_GetCurrentLineNumber(parser);
#endif
}

static enum err_code run_parser(struct pass *p, const struct tdesc_doc *doc, struct err *err)
{
	const char *why = p->why;

	XML_SetUserData(p->parser, p);
	XML_SetElementHandler(p->parser, on_start, on_end);
	XML_SetCharacterDataHandler(p->parser, on_text);
	XML_SetEntityDeclHandler(p->parser, on_entity);
	if (doc->len <= INT_MAX &&
	    XML_Parse(p->parser, doc->text, (int)doc->len, 1) == XML_STATUS_OK)
		return ERR_NONE;
	if (!*why)
		why = XML_ErrorString(XML_GetErrorCode(p->parser));
	return err_set(err, ERR_MALFORMED, "%s, line %llu: %s", doc->name, line_of(p->parser), why);
}

/* Parse doc as part of up, one level deeper. */
static enum err_code parse(struct pass *up, const struct tdesc_doc *doc, struct err *err)
{
	struct pass p = {.t = up->t,
			 .numbering = up->numbering,
			 .depth = up->depth + 1,
			 .parsed = up->parsed,
			 .next = up->next,
			 .want = up->want,
			 .found = up->found};
	enum err_code st;

	if (++*up->parsed > MAX_PARSED)
		return err_set(err, ERR_MALFORMED, "%s: included again and again", doc->name);
	p.parser = XML_ParserCreate(NULL);
	if (!p.parser)
		return err_set(err, ERR_NOMEM, "%s: no memory", doc->name);
	st = run_parser(&p, doc, err);
	XML_ParserFree(p.parser);
	return st;
}

void tdesc_init(struct tdesc *t)
{
	memset(t, 0, sizeof(*t));
	strcpy(t->docs[t->ndocs++].name, "target.xml");
}

void tdesc_free(struct tdesc *t)
{
	for (unsigned i = 0; i < t->ndocs; i++)
		free(t->docs[i].text);
	memset(t, 0, sizeof(*t));
}

enum err_code tdesc_add(struct tdesc *t, unsigned i, char *text, size_t len, struct err *err)
{
	unsigned parsed = 0;
	struct pass top = {.t = t, .parsed = &parsed};

	free(t->docs[i].text);
	t->docs[i].text = text;
	t->docs[i].len = len;
	return parse(&top, &t->docs[i], err);
}

enum err_code tdesc_resolve(struct tdesc *t, struct err *err)
{
	uint64_t next = 0;
	unsigned parsed = 0;
	struct pass top = {.t = t, .numbering = true, .parsed = &parsed, .next = &next};

	memset(t->reg, 0, sizeof(t->reg));
	return parse(&top, &t->docs[0], err);
}

int tdesc_number(struct tdesc *t, const char *name)
{
	uint64_t next = 0;
	int found = -1;
	unsigned parsed = 0;
	struct pass top = {.t = t,
			   .parsed = &parsed,
			   .numbering = true,
			   .next = &next,
			   .want = name,
			   .found = &found};

	return parse(&top, &t->docs[0], NULL) ? -1 : found;
}
