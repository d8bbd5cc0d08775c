/* See expression.h. */
#include "tui/expression.h"

#include <stdio.h>
#include <string.h>

#include "engine/run/alert_rule.h"
#include "engine/run/row_field.h"

typedef struct place {
	const char *text;
	size_t from, at; /* where the word to be completed begins */
	const rv_view *v;
	rv_offer_fn *offer;
	void *ctx;
} place;

static size_t word_start(const char *text, size_t from, size_t end)
{
	while (end > from && rv_row_field_is_word(text[end - 1]))
		end--;
	return end;
}

static size_t skip_back(const char *text, size_t from, size_t end)
{
	while (end > from && text[end - 1] == ' ')
		end--;
	return end;
}

size_t rv_expression_tail(const char *text, size_t from)
{
	const size_t n = strlen(text);

	return n < from ? n : word_start(text, from, n);
}

static void offer_all(const place *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p->offer(p->ctx, words[i]);
}

#define OFFER(p, ...)                                                                              \
	offer_all(p, (const char *const[]){ __VA_ARGS__ },                                         \
		  sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* behind: "" or what stands behind a symbol. */
static void offer_symbols(const place *p, const char *behind)
{
	char text[RV_SYMBOL_MAX + 4];

	for (size_t i = 0; p->v && i < p->v->n_rows; i++) {
		(void)snprintf(text, sizeof(text), "%s%s", p->v->rows[i].symbol, behind);
		p->offer(p->ctx, text);
	}
}

/* ---- filter ---- */

static const rv_row_field_info *field_ending_at(const place *p, size_t end)
{
	const size_t start = word_start(p->text, p->from, end);

	return rv_row_field_find(p->text + start, end - start);
}

static void offer_fields(const place *p)
{
	const rv_row_field_info *f;

	for (size_t i = 0; (f = rv_row_field_at(i)) != NULL; i++)
		p->offer(p->ctx, f->name);
}

/* Behind an operator that ends at end. */
static void offer_values(const place *p, size_t end)
{
	while (end > p->from && strchr("=!~", p->text[end - 1]))
		end--;
	const rv_row_field_info *f = field_ending_at(p, skip_back(p->text, p->from, end));
	if (!f)
		return;
	if (f->field == RV_FIELD_BUCKET)
		OFFER(p, "l1", "alt", "meme", "rest");
	else if (f->field == RV_FIELD_TIER)
		OFFER(p, "core", "sat", "tact", "ext");
	else if (f->field == RV_FIELD_SYMBOL)
		offer_symbols(p, "");
}

static void offer_operators(const place *p, rv_row_field field)
{
	if (field < RV_FIELD_NUMBERS)
		OFFER(p, ">", ">=", "<", "<=");
	else if (field == RV_FIELD_SYMBOL)
		OFFER(p, "=", "!=", "~");
	else
		OFFER(p, "=", "!=");
}

/* A field waits for its operator; anything else is a value, behind which a comparison has ended. */
static void offer_after_word(const place *p, size_t end)
{
	const rv_row_field_info *f = field_ending_at(p, end);
	const size_t before = skip_back(p->text, p->from, word_start(p->text, p->from, end));
	const bool value = before > p->from && strchr("=~<>", p->text[before - 1]);

	if (f && !value)
		offer_operators(p, f->field);
	else
		OFFER(p, "&", "|");
}

void rv_filter_offer(const char *text, size_t from, const rv_view *v, rv_offer_fn *offer, void *ctx)
{
	const place p = { text, from, rv_expression_tail(text, from), v, offer, ctx };
	const size_t end = skip_back(text, from, p.at);
	const char last = end > from ? text[end - 1] : '\0';

	if (last == '\0' || strchr("&|(!", last))
		offer_fields(&p);
	else if (last == '=' || last == '~')
		offer_values(&p, end);
	else if (last == ')')
		OFFER(&p, "&", "|");
	else if (rv_row_field_is_word(last) && text[p.at] == '\0')
		offer_after_word(&p, end);
}

/* ---- alert rule ---- */

/* The value that the rule begins with, and what may follow it; false: there is none. */
static bool value_of(const place *p, int *value, const char **of)
{
	const char *name = "", *help = "", *s = p->text + p->from + strspn(p->text + p->from, " ");
	size_t n = 0;
	char probe[48];
	rv_alert_rule rule;
	rv_rule_error unread;

	while (rv_row_field_is_word(s[n]))
		n++;
	for (size_t i = 0; rv_alert_rule_describe(i, &name, of, &help); i++) {
		static const char *const rest[] = { "> 0", "changes" };
		if (strlen(name) != n || strncmp(s, name, n) != 0)
			continue;
		const char *arg = strncmp(*of, "(SYM", 4) == 0	    ? "(X)"
				  : strncmp(*of, "(SPREAD", 7) == 0 ? "(btc_vs_eth)"
								    : "";
		for (size_t k = 0; k < 2; k++) {
			(void)snprintf(probe, sizeof(probe), "%s%s %s", name, arg, rest[k]);
			if (rv_alert_rule_parse(probe, &rule, &unread) == RV_OK) {
				*value = rule.value;
				return true;
			}
		}
	}
	return false;
}

static void offer_names(const place *p)
{
	const char *name = "", *of = "", *help = "";
	char text[40];

	for (size_t i = 0; rv_alert_rule_describe(i, &name, &of, &help); i++) {
		(void)snprintf(text, sizeof(text), "%s%s", name, of[0] == '(' ? "(" : "");
		p->offer(p->ctx, text);
	}
	p->offer(p->ctx, "end");
}

static void offer_of(const place *p, const char *of)
{
	if (strcmp(of, "(SYM)") == 0)
		offer_symbols(p, ")");
	else if (strcmp(of, "(SPREAD)") == 0)
		OFFER(p, "btc_vs_eth)", "l1_vs_alt)", "meme_vs_rest)");
	else if (of[0] == '[')
		OFFER(p, "BTC)", "ETH)");
}

static void offer_words(const place *p, int value)
{
	const char *w;
	int means;

	for (size_t i = 0; (w = rv_alert_rule_word(value, i, &means)) != NULL; i++)
		p->offer(p->ctx, w);
}

void rv_rule_offer(const char *text, size_t from, const rv_view *v, rv_offer_fn *offer, void *ctx)
{
	const place p = { text, from, rv_expression_tail(text, from), v, offer, ctx };
	const size_t end = skip_back(text, from, p.at);
	const char last = end > from ? text[end - 1] : '\0';
	const char *of = "";
	int value = 0;

	if (last == '\0') {
		offer_names(&p);
		return;
	}
	if (!value_of(&p, &value, &of))
		return;
	const size_t start = word_start(text, from, end);
	const bool name = skip_back(text, from, start) == from;
	if (last == '(')
		offer_of(&p, of);
	else if (last == '=')
		offer_words(&p, value);
	else if (last == ')' || (name && of[0] != '('))
		rv_alert_rule_is_word(value) ? OFFER(&p, "changes", "=", "!=")
					     : OFFER(&p, ">", ">=", "<", "<=");
	else if (rv_row_field_is_word(last) && !name && !strstr(text + from, "changes") &&
		 !strstr(text + from, " for"))
		OFFER(&p, "for");
}
