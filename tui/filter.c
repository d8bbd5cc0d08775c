/*
 * Parser by two stacks (operators waiting, steps written), so that nesting costs no recursion, and
 * the evaluator of the postfix program; see filter.h.
 */
#include "tui/filter.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/factors/rv_momentum.h"

static const struct {
	const char *name;
	unsigned bit;
} buckets[] = {
	{ "l1", RV_BASKET_L1 }, { "alt", RV_BASKET_ALTS }, { "meme", RV_BASKET_MEME }, { "rest", 0 }
};

static const char *const tiers[] = { "core", "sat", "tact", "ext" };

typedef struct parser {
	const char *text;
	size_t pos;
	rv_filter out;
	struct {
		rv_filter_op op;
		size_t pos;
	} stack[RV_FILTER_DEPTH];
	size_t depth;
	rv_filter_error *err;
} parser;

static rv_status fail_at(parser *p, size_t pos, const char *what)
{
	p->err->pos = pos;
	(void)snprintf(p->err->text, sizeof(p->err->text), "%s", what); /* cut is fine */
	return RV_EPARSE;
}

static void skip_blanks(parser *p)
{
	while (p->text[p->pos] == ' ')
		p->pos++;
}

/* Reads letters, digits, '_' and '.' into buf; false if there are none or too many. */
static bool take_word(parser *p, char *buf, size_t cap)
{
	size_t n = 0;

	while (rv_row_field_is_word(p->text[p->pos + n]))
		n++;
	if (n == 0 || n >= cap)
		return false;
	memcpy(buf, p->text + p->pos, n);
	buf[n] = '\0';
	p->pos += n;
	return true;
}

static rv_status write_step(parser *p, const rv_filter_step *s)
{
	if (p->out.n >= RV_FILTER_STEPS)
		return fail_at(p, p->pos, "expression too long");
	p->out.steps[p->out.n++] = *s;
	return RV_OK;
}

static rv_status push(parser *p, rv_filter_op op)
{
	if (p->depth >= RV_FILTER_DEPTH)
		return fail_at(p, p->pos, "nested too deeply");
	p->stack[p->depth].op = op;
	p->stack[p->depth++].pos = p->pos;
	p->pos++;
	return RV_OK;
}

/* Writes the waiting operators that bind at least as tightly as op. */
static rv_status pop_to(parser *p, rv_filter_op op)
{
	while (p->depth > 0 && p->stack[p->depth - 1].op <= op) {
		const rv_filter_step s = { .op = p->stack[--p->depth].op };
		const rv_status st = write_step(p, &s);
		if (st != RV_OK)
			return st;
	}
	return RV_OK;
}

static rv_status take_field(parser *p, rv_filter_field *field)
{
	const size_t at = p->pos;
	char word[RV_SYMBOL_MAX];

	if (!take_word(p, word, sizeof(word)))
		return fail_at(p, at, "expected a field, as rv or alpha (F1 lists them)");
	const rv_row_field_info *f = rv_row_field_find(word, strlen(word));
	if (f) {
		*field = f->field;
		return RV_OK;
	}
	return fail_at(p, at, "no such field (F1 lists them)");
}

static rv_status take_compare(parser *p, rv_filter_field field, rv_filter_op *op)
{
	static const struct {
		const char *text;
		rv_filter_op op;
	} ops[] = { { ">=", RV_FOP_GE },     { "<=", RV_FOP_LE }, { "!=", RV_FOP_NE },
		    { ">", RV_FOP_GT },	     { "<", RV_FOP_LT },  { "=", RV_FOP_EQ },
		    { "~", RV_FOP_CONTAINS } };
	const bool number = field < RV_FIELD_NUMBERS;

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		const size_t n = strlen(ops[i].text);
		if (strncmp(p->text + p->pos, ops[i].text, n) != 0)
			continue;
		if (number != (ops[i].op <= RV_FOP_LE) ||
		    (ops[i].op == RV_FOP_CONTAINS && field != RV_FIELD_SYMBOL))
			break;
		p->pos += n;
		*op = ops[i].op;
		return RV_OK;
	}
	return fail_at(p, p->pos,
		       number			  ? "expected > >= < <= after a number field"
		       : field == RV_FIELD_BUCKET ? "expected = or != after bucket"
		       : field == RV_FIELD_TIER	  ? "expected = or != after tier"
						  : "expected = != or ~ after sym");
}

static bool is_percent(rv_filter_field field)
{
	const rv_row_field_info *f = NULL;

	for (size_t i = 0; (f = rv_row_field_at(i)) != NULL; i++) {
		if (f->field == field)
			return f->percent;
	}
	return false;
}

static rv_status take_number(parser *p, rv_filter_field field, double *out)
{
	const char *why = "";
	size_t used = 0;
	const rv_status st =
		rv_row_field_number(p->text + p->pos, is_percent(field), &used, out, &why);

	if (st != RV_OK)
		return fail_at(p, p->pos + used, why);
	p->pos += used;
	return RV_OK;
}

static rv_status take_tier(parser *p, size_t at, rv_filter_step *s)
{
	for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]); i++) {
		if (strcasecmp(s->symbol, tiers[i]) == 0) {
			s->tier = (int)i;
			return RV_OK;
		}
	}
	return fail_at(p, at, "expected core sat tact or ext");
}

static rv_status take_value(parser *p, rv_filter_step *s)
{
	const size_t at = p->pos;

	if (s->field < RV_FIELD_NUMBERS)
		return take_number(p, s->field, &s->number);
	if (!take_word(p, s->symbol, sizeof(s->symbol)))
		return fail_at(p, at,
			       s->field == RV_FIELD_BUCKET ? "expected l1 alt meme or rest"
			       : s->field == RV_FIELD_TIER ? "expected core sat tact or ext"
							   : "expected letters of a symbol");
	if (s->field == RV_FIELD_SYMBOL)
		return RV_OK;
	if (s->field == RV_FIELD_TIER)
		return take_tier(p, at, s);
	for (size_t i = 0; i < sizeof(buckets) / sizeof(buckets[0]); i++) {
		if (strcasecmp(s->symbol, buckets[i].name) == 0) {
			s->bucket = buckets[i].bit;
			return RV_OK;
		}
	}
	return fail_at(p, at, "expected l1 alt meme or rest");
}

static rv_status take_comparison(parser *p)
{
	rv_filter_step s = { .op = RV_FOP_GT };
	rv_status st = take_field(p, &s.field);

	if (st != RV_OK)
		return st;
	skip_blanks(p);
	st = take_compare(p, s.field, &s.op);
	if (st != RV_OK)
		return st;
	skip_blanks(p);
	st = take_value(p, &s);
	return st == RV_OK ? write_step(p, &s) : st;
}

static rv_status close_paren(parser *p)
{
	const rv_status st = pop_to(p, RV_FOP_OR);

	if (st != RV_OK)
		return st;
	if (p->depth == 0)
		return fail_at(p, p->pos, "no ( for this )");
	p->depth--;
	p->pos++;
	return RV_OK;
}

/* One token where an operand may start; *more says that an operand is still due. */
static rv_status operand(parser *p, bool *more)
{
	const char ch = p->text[p->pos];

	*more = ch == '!' || ch == '(';
	if (*more)
		return push(p, ch == '!' ? RV_FOP_NOT : RV_FOP_OPEN);
	return take_comparison(p);
}

/* One token after an operand; *more says that an operand is due. */
static rv_status after_operand(parser *p, bool *more)
{
	const char ch = p->text[p->pos];

	if (ch == ')')
		return close_paren(p);
	if (ch != '&' && ch != '|')
		return fail_at(p, p->pos, "expected & | or the end");
	const rv_filter_op op = ch == '&' ? RV_FOP_AND : RV_FOP_OR;
	const rv_status st = pop_to(p, op);
	if (st != RV_OK)
		return st;
	*more = true;
	return push(p, op);
}

rv_status rv_filter_parse(const char *text, rv_filter *out, rv_filter_error *err)
{
	parser p = { .text = text, .err = err };
	bool due = true;

	skip_blanks(&p);
	while (text[p.pos]) {
		const rv_status st = due ? operand(&p, &due) : after_operand(&p, &due);
		if (st != RV_OK)
			return st;
		skip_blanks(&p);
	}
	if (due && p.pos > 0 && (p.out.n > 0 || p.depth > 0))
		return fail_at(&p, p.pos, "the expression is not finished");
	const rv_status st = pop_to(&p, RV_FOP_OR);
	if (st != RV_OK)
		return st;
	if (p.depth > 0)
		return fail_at(&p, p.stack[p.depth - 1].pos, "this ( has no )");
	*out = p.out;
	return RV_OK;
}

bool rv_filter_describe(size_t i, const char **name, const char **text)
{
	const rv_row_field_info *f;

	for (size_t at = 0; (f = rv_row_field_at(at)) != NULL; at++) {
		if (!f->help || i-- > 0)
			continue;
		*name = f->name;
		*text = f->help;
		return true;
	}
	return false;
}
