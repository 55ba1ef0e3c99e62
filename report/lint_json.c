/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "report/lint.h"
#include "report/jsonline.h"
#include "report/output.h"

bool lint_json(FILE *f, const char *regime, const struct lint_finding *x)
{
	const struct lint_rule *rule = lint_rule(x->id);

	return jsonline_put(
		f,
		json_pack("{s:s, s:s, s:s, s:o, s:o, s:I, s:i, s:o, s:i, s:o, s:s, s:s}", "id",
			  rule->id, "severity", lint_severity_name(rule->severity), "regime",
			  regime, "start", jsonline_hex(x->start.v), "end",
			  jsonline_end(x->start.v, x->size), "count", (json_int_t)x->count, "level",
			  x->level, "table", jsonline_hex(x->table.v), "index", (int)x->index,
			  "raw", jsonline_raw(x->raw), "message", rule->message, "why", x->why));
}

bool lint_json_rules(FILE *f)
{
	bool ok = true;

	for (int i = 0; i < LINT_COUNT && ok; i++) {
		const struct lint_rule *r = lint_rule((enum lint_id)i);

		ok = jsonline_put(f, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", r->id, "severity",
					       lint_severity_name(r->severity), "message",
					       r->message, "source", r->source, "fix", r->fix));
	}
	return ok;
}

/* ---- SARIF 2.1.0 ---- */

struct lint_sarif {
	json_t *results;
	const char *source, *version;
};

struct lint_sarif *lint_sarif_new(const char *source, const char *version)
{
	struct lint_sarif *s = malloc(sizeof(*s));

	if (s)
		*s = (struct lint_sarif){json_array(), source, version};
	return s;
}

/* reportingDescriptor, SARIF 3.49; the level has the words of ours. */
static json_t *rules_array(void)
{
	json_t *a = json_array();

	for (int i = 0; i < LINT_COUNT; i++) {
		const struct lint_rule *r = lint_rule((enum lint_id)i);

		json_array_append_new(
			a,
			json_pack("{s:s, s:{s:s}, s:{s:o}, s:{s:s}, s:{s:s}}", "id", r->id,
				  "shortDescription", "text", r->message, "help", "text",
				  json_sprintf("Rule: %s. To do: %s.", r->source, r->fix),
				  "defaultConfiguration", "level", lint_severity_name(r->severity),
				  "properties", "source", r->source));
	}
	return a;
}

/* A URI reference: what is not unreserved or "/" is escaped (RFC 3986). */
static json_t *uri(const char *source)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";
	char *buf = malloc(3 * strlen(source) + 1), *p = buf;
	json_t *o;

	if (!buf)
		return NULL;
	for (; *source; source++) {
		if (strchr(plain, *source))
			*p++ = *source;
		else
			p += sprintf(p, "%%%02X", (unsigned char)*source);
	}
	*p = '\0';
	o = json_string(buf);
	free(buf);
	return o;
}

/* location, SARIF 3.28: the descriptor by its physical address, the mapping by its input range. */
static json_t *location(const struct lint_sarif *s, const char *regime,
			const struct lint_finding *x)
{
	return json_pack("{s:{s:{s:o}, s:{s:I, s:s, s:s}}, s:[{s:o, s:s}]}", "physicalLocation",
			 "artifactLocation", "uri", uri(s->source), "address", "absoluteAddress",
			 (json_int_t)(x->table.v + x->index * 8u), "kind", "descriptor", "name",
			 regime, "logicalLocations", "fullyQualifiedName",
			 json_sprintf("%s/0x%llx", regime, (unsigned long long)x->start.v), "kind",
			 "mapping");
}

static json_t *result(const struct lint_sarif *s, const char *regime, const struct lint_finding *x)
{
	const struct lint_rule *r = lint_rule(x->id);
	json_t *o = json_pack(
		"{s:s, s:i, s:s, s:{s:o}, s:[o], s:{s:o}}", "ruleId", r->id, "ruleIndex",
		(int)x->id, "level", lint_severity_name(r->severity), "message", "text",
		json_sprintf("%s: %s", r->message, x->why), "locations", location(s, regime, x),
		"partialFingerprints", "mapping/v1",
		json_sprintf("%s:%s:%llx", r->id, regime, (unsigned long long)x->start.v));

	json_object_set_new(o, "properties",
			    json_pack("{s:s, s:o, s:o, s:I, s:i, s:o}", "regime", regime, "start",
				      jsonline_hex(x->start.v), "end",
				      jsonline_end(x->start.v, x->size), "count",
				      (json_int_t)x->count, "descriptorLevel", x->level, "raw",
				      jsonline_hex(x->raw)));
	return o;
}

bool lint_sarif_add(struct lint_sarif *s, const char *regime, const struct lint_result *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (json_array_append_new(s->results, result(s, regime, &r->f[i])))
			return false;
	return true;
}

bool lint_sarif_finish(struct lint_sarif *s, FILE *f)
{
	json_t *o = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:o}]}", "$schema",
			      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
			      "sarif-schema-2.1.0.json",
			      "version", "2.1.0", "runs", "tool", "driver", "name", "ptview",
			      "version", s->version, "rules", rules_array(), "results", s->results);
	bool ok =
		o && !json_dumpf(o, f, JSON_INDENT(1) | JSON_ENSURE_ASCII) && fputc('\n', f) != EOF;

	if (!ok)
		output_lost();
	json_decref(o);
	free(s);
	return ok;
}
