/* See alert_rules.h. */
#include "app/alert_rules.h"

#include "app/alert_life.h"
#include "app/rule_look.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WATCHED = 2 * RV_RULES_MOST };

void rv_alert_rules_init(rv_alert_rules *a, const char (*config)[RV_RULE_TEXT_CAP], size_t n)
{
	memset(a, 0, sizeof(*a));
	a->n_config = n < RV_RULES_CONFIG ? n : RV_RULES_CONFIG;
	for (size_t i = 0; i < a->n_config; i++)
		memcpy(a->config[i], config[i], sizeof(a->config[i]));
}

/* ---- whose turn it is ---- */

static bool is_free(const rv_watched_rule *w)
{
	return w->id == 0 && w->config == 0;
}

/* A place for a new one: a free one, else that of one that has ended longest ago. */
static rv_watched_rule *place(rv_alert_rules *a)
{
	rv_watched_rule *oldest = NULL;
	for (size_t i = 0; i < WATCHED; i++) {
		rv_watched_rule *w = &a->w[i];
		if (is_free(w) && w->alert.id == 0)
			return w;
		if (is_free(w) && (!oldest || w->alert.id < oldest->alert.id))
			oldest = w;
	}
	return oldest; /* there are twice as many as there are rules */
}

static rv_watched_rule *watch(rv_alert_rules *a, uint64_t id, unsigned config, const char *text)
{
	rv_rule_error unread;
	for (size_t i = 0; i < WATCHED; i++) {
		if (a->w[i].id == id && a->w[i].config == config)
			return &a->w[i];
	}
	rv_watched_rule *w = place(a);
	memset(w, 0, sizeof(*w));
	w->id = id;
	w->config = config;
	w->since_ms = RV_NEVER;
	w->readable = rv_alert_rule_parse(text, &w->rule, &unread) == RV_OK;
	w->row = (rv_rule_row){ .id = id, .config = config };
	if (w->readable)
		(void)rv_alert_rule_text(&w->rule, w->row.text);
	else
		(void)snprintf(w->row.text, sizeof(w->row.text), "%.*s", RV_RULE_TEXT - 1, text);
	return w;
}

/* ---- one look ---- */

static bool is_true(const rv_alert_rule *r, const rv_rule_look *x)
{
	switch (r->op) {
	case RV_RULE_GT:
		return x->number > r->number;
	case RV_RULE_GE:
		return x->number >= r->number;
	case RV_RULE_LT:
		return x->number < r->number;
	case RV_RULE_LE:
		return x->number <= r->number;
	case RV_RULE_EQ:
		return x->word == r->word;
	default:
		return x->word != r->word;
	}
}

static void fire(rv_watched_rule *w, const rv_view *v)
{
	w->row.fired++;
	w->row.fired_utc_ms = v->utc_ms;
}

static void look_for_change(rv_watched_rule *w, const rv_view *v, const rv_rule_look *x)
{
	char was[RV_RULE_SAID];
	if (w->word_known && x->word != w->word) {
		const rv_rule_look before = { .word = w->word };
		memcpy(w->row.was, rv_rule_look_text(v, &w->rule, &before, was),
		       sizeof(w->row.was));
		w->until_ms = v->elapsed_ms + RV_RULE_CHANGE_MS;
		fire(w, v);
	}
	w->word = x->word;
	w->word_known = true;
}

static void count(rv_watched_rule *w, const rv_view *v, const rv_rule_look *x)
{
	if (!is_true(&w->rule, x)) {
		w->fired = false;
		w->seen = 0;
		w->since_ms = RV_NEVER;
		w->row.state = RV_RULE_IS_FALSE;
		return;
	}
	if (w->seen == 0 || x->look != w->look)
		w->seen += w->seen < RV_RULE_TIMES_MOST;
	w->look = x->look;
	if (w->since_ms == RV_NEVER)
		w->since_ms = v->elapsed_ms;
	const bool long_enough = w->rule.for_ms > 0 ? v->elapsed_ms - w->since_ms >= w->rule.for_ms
						    : w->seen >= w->rule.times;
	if (long_enough && !w->fired) {
		w->fired = true;
		fire(w, v);
	}
	w->row.state = w->fired ? RV_RULE_FIRED : RV_RULE_COUNTS;
}

/* Neither true nor false: a row of looks is broken, what has fired stays as it is. */
static void lose(rv_watched_rule *w, const char *why)
{
	w->seen = 0;
	w->since_ms = RV_NEVER;
	w->row.state = RV_RULE_IS_UNKNOWN;
	(void)snprintf(w->row.note, sizeof(w->row.note), "%s", why);
}

static void show_count(rv_watched_rule *w, const rv_view *v)
{
	const bool timed = w->rule.for_ms > 0;
	const int64_t so_far = w->since_ms == RV_NEVER ? 0 : v->elapsed_ms - w->since_ms;
	w->row.timed = timed;
	w->row.times = timed ? (unsigned)(w->rule.for_ms / RV_SECOND_MS) : w->rule.times;
	w->row.seen = timed ? (unsigned)(so_far / RV_SECOND_MS) : w->seen;
}

static void look(rv_watched_rule *w, const rv_view *v)
{
	const bool changes = w->rule.op == RV_RULE_CHANGES;
	char said[RV_RULE_SAID];
	if (!w->readable) {
		lose(w, "no rule of this version");
		return;
	}
	const rv_rule_look x = rv_rule_look_at(v, &w->rule);
	if (x.why[0]) {
		lose(w, x.why);
	} else {
		w->row.note[0] = '\0';
		w->row.value_utc_ms = x.utc_ms;
		memcpy(w->row.said, rv_rule_look_text(v, &w->rule, &x, said), sizeof(said));
		if (changes)
			look_for_change(w, v, &x);
		else
			count(w, v, &x);
	}
	w->row.on = changes ? v->elapsed_ms < w->until_ms : w->fired;
	if (changes && !x.why[0])
		w->row.state = w->row.on ? RV_RULE_FIRED : RV_RULE_IS_FALSE;
	show_count(w, v);
}

/* ---- all of them ---- */

static void take(rv_alert_rules *a, rv_view *v, uint64_t id, unsigned config, const char *text,
		 int64_t uid, int64_t utc_ms)
{
	rv_watched_rule *w = watch(a, id, config, text);
	w->row.uid = uid;
	w->row.set_utc_ms = utc_ms;
	look(w, v);
	v->rules.rows[v->rules.n++] = w->row;
}

static bool is_listed(const rv_rule_view *l, const rv_watched_rule *w)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->rows[i].id == w->id && l->rows[i].config == w->config)
			return true;
	}
	return false;
}

void rv_alert_rules_update(rv_alert_rules *a, rv_view *v)
{
	const rv_desk_rules *set = &v->trade.rules;
	v->rules.n = 0;
	for (size_t i = 0; i < a->n_config; i++)
		take(a, v, 0, (unsigned)i + 1, a->config[i], 0, 0);
	for (size_t i = 0; v->trade.present && i < set->n; i++)
		take(a, v, set->r[i].id, 0, set->r[i].text, set->r[i].uid, set->r[i].utc_ms);
	for (size_t i = 0; i < WATCHED; i++) {
		rv_watched_rule *w = &a->w[i];
		if (is_free(w) || is_listed(&v->rules, w))
			continue;
		w->id = 0; /* ended: its alert is over */
		w->config = 0;
		w->row.on = false;
	}
}

/* ---- alerts ---- */

static void words_of(const rv_rule_row *r, rv_view_alert *s)
{
	const bool changed = r->was[0] != '\0';
	char name[32];
	if (r->config > 0)
		(void)snprintf(name, sizeof(name), "RULE c%u", r->config);
	else
		(void)snprintf(name, sizeof(name), "RULE %" PRIu64, r->id);
	(void)snprintf(s->text, sizeof(s->text), "%s: %s: %s%s%s", name, r->text, r->was,
		       changed ? " to " : "", r->said);
}

static void raise_one(rv_watched_rule *w, uint64_t *next_id)
{
	rv_view_alert *s = &w->alert;
	if (w->told != w->row.fired) {
		w->told = w->row.fired;
		*s = (rv_view_alert){ .id = (*next_id)++,
				      .level = RV_LOG_WARN,
				      .rings = true,
				      .since_utc_ms = w->row.fired_utc_ms };
		words_of(&w->row, s);
	} else if (w->row.on && w->row.state == RV_RULE_FIRED) {
		words_of(&w->row, s); /* with the newest value */
	}
	s->active = s->id != 0 && w->row.on;
}

void rv_alert_rules_raise(rv_alert_rules *a, uint64_t *next_id, rv_view *v)
{
	for (size_t i = 0; i < WATCHED; i++) {
		rv_watched_rule *w = &a->w[i];
		raise_one(w, next_id);
		rv_alert_take_acks(&w->alert, &v->trade);
		if (!rv_alert_is_told(&w->alert, v->mono_ms))
			w->alert.id = 0;
		else if (v->n_alerts < RV_VIEW_ALERTS)
			v->alerts[v->n_alerts++] = w->alert;
	}
}
