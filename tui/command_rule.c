/*
 * Alert rules on the command line: `alert rv(SOL) > 0.8 for 3`, `alert end 3`, `alerts`. The rule
 * has a grammar of its own (engine/run/alert_rule.h); here its symbol must be one of the snapshot.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/num.h"
#include "engine/run/alert_rule.h"
#include "tui/command_verbs.h"

/* "alert end N" */
static rv_status parse_end(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 2);
	const rv_desk_rules *l = &in->v->trade.rules;
	int64_t id = 0;

	out->cmd.kind = RV_CMD_ALERT_RULE_END;
	if (w.len > 1 && w.s[0] == 'c' && rv_num_parse_i64(w.s + 1, w.len - 1, &id) == RV_OK)
		return rv_words_fail(
			in->ws, 2, "that one is of the configuration, alerts.rules: it ends there");
	if (w.len == 0 || rv_num_parse_i64(w.s, w.len, &id) != RV_OK)
		return rv_words_fail(in->ws, 2, "the number of a rule is expected, alerts has it");
	for (size_t i = 0; i < l->n; i++) {
		if (l->r[i].id != (uint64_t)id)
			continue;
		out->cmd.n_ids = 1;
		out->cmd.ids[0] = l->r[i].id;
		return rv_words_end(in->ws, 3);
	}
	return rv_words_fail(in->ws, 2, "no rule of that number is set, alerts has them");
}

/* As the snapshot writes it, letters in either case. */
static bool know_symbol(const rv_view *v, rv_alert_rule *r)
{
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, r->of) == 0)
			return true;
	}
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcasecmp(v->rows[i].symbol, r->of) != 0)
			continue;
		memcpy(r->of, v->rows[i].symbol, sizeof(r->of));
		return true;
	}
	return false;
}

static rv_status fail_at(const rv_line_in *in, size_t pos, const char *text)
{
	rv_line_error *e = in->ws->err;

	e->pos = pos;
	(void)snprintf(e->text, sizeof(e->text), "%s", text);
	return RV_EPARSE;
}

rv_status rv_parse_alert(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 1);
	rv_alert_rule rule;
	rv_rule_error wrong;
	char text[RV_RULE_TEXT];

	out->kind = RV_LINE_SEND;
	out->cmd.kind = RV_CMD_ALERT_RULE;
	if (w.len == 0)
		return rv_words_fail(in->ws, 1,
				     "a rule is expected, as rv(SOL) > 0.8 for 3, or end N");
	if (rv_word_is(w, "end"))
		return parse_end(in, out);
	if (rv_alert_rule_parse(w.s, &rule, &wrong) != RV_OK)
		return fail_at(in, w.pos + wrong.pos, wrong.text);
	if (rv_alert_rule_has_symbol(&rule) && !know_symbol(in->v, &rule))
		return fail_at(in, w.pos + strcspn(w.s, "(") + 1, "no such symbol here");
	(void)snprintf(out->cmd.reason, sizeof(out->cmd.reason), "%s",
		       rv_alert_rule_text(&rule, text));
	return RV_OK;
}

rv_status rv_parse_alerts(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_ALERTS;
	return rv_words_end(in->ws, 1);
}
