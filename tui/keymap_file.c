/* The operator's own keys; see keymap_file.h. */
#include "tui/keymap_file.h"

#include <stdio.h>
#include <string.h>

#include "tui/keymap_names.h"
#include "tui/keys.h"

enum { LINES_MAX = 256, KEYS_MAX = 6, NAME_MAX_LEN = 40 };

#define TEXT_CONTEXTS (1u << RV_CTX_INPUT | 1u << RV_CTX_WORD)

/* A line: what it gives which keys. */
typedef struct change {
	rv_action action;
	unsigned contexts; /* of those that have the action */
	bool one;	   /* the line names its context */
	size_t line, n;
	int key[KEYS_MAX];
} change;

typedef struct reading {
	const char *name;
	rv_err *err;
	size_t n;
	change list[LINES_MAX];
	size_t line_of[RV_KEYMAP_MAX]; /* of each binding of the new table; 0: built in */
	rv_keymap *out;
} reading;

typedef struct piece {
	const char *s;
	size_t n;
} piece;

static int shown(piece p)
{
	return (int)(p.n < NAME_MAX_LEN ? p.n : NAME_MAX_LEN);
}

static bool blank(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\r';
}

static piece trimmed(const char *s, size_t n)
{
	while (n > 0 && blank(*s)) {
		s++;
		n--;
	}
	while (n > 0 && blank(s[n - 1]))
		n--;
	return (piece){ s, n };
}

bool rv_action_is_fixed(rv_action a)
{
	return (rv_action_is_safety(a) && a != RV_ACT_REPAINT) || a == RV_ACT_YES;
}

/* The contexts in which the built-in table has the action. */
static unsigned contexts_of(rv_action a)
{
	const rv_key_binding *t;
	const size_t n = rv_keymap_built_in(&t);
	unsigned all = 0;

	for (size_t i = 0; i < n; i++)
		all |= t[i].action == a ? t[i].contexts : 0;
	return all;
}

/* The contexts in which the built-in table has this key for the action. */
static unsigned contexts_of_key(rv_action a, int key)
{
	const rv_key_binding *t;
	const size_t n = rv_keymap_built_in(&t);
	unsigned all = 0;

	for (size_t i = 0; i < n; i++)
		all |= t[i].action == a && t[i].key == key ? t[i].contexts : 0;
	return all;
}

static bool printable(int key)
{
	return key >= ' ' && key <= '~';
}

/* Keys that mean the same everywhere, and those that the terminal itself acts on. */
static const char *reserved_for(int key)
{
	switch (key) {
	case 'L':
		return "lock";
	case 'K':
		return "the kill menu";
	case 'Q':
	case RV_KEY_F10:
	case RV_KEY_CTRL('c'):
		return "quit";
	case 'Y':
		return "yes";
	case RV_KEY_ESC:
		return "the way back";
	case RV_KEY_CTRL('z'):
		return "stopping the program";
	default:
		return NULL;
	}
}

static rv_status read_key(reading *r, change *c, piece word)
{
	const int key = rv_key_named(word.s, word.n);
	const char *for_what = reserved_for(key);

	if (key == RV_KEY_NONE)
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: '%.*s': expected a key: one character, Ctrl-x, F1 to "
				  "F12, or a name such as PgUp, Tab, Space",
				  r->name, c->line, shown(word), word.s);
	if (for_what && !(c->action == RV_ACT_BACK && key == RV_KEY_ESC))
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: '%.*s' is kept for %s, expected another key", r->name,
				  c->line, shown(word), word.s, for_what);
	if (rv_action_is_trading(c->action) && (!printable(key) || key == ' ' || key == 'q') &&
	    contexts_of_key(c->action, key) == 0)
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: '%.*s' for %s, which can trade: expected one character "
				  "other than q (no Ctrl, Enter, Space or named key)",
				  r->name, c->line, shown(word), word.s, rv_action_name(c->action));
	if (c->one && printable(key) && (c->contexts & TEXT_CONTEXTS))
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: '%.*s' is text there, expected Ctrl-x or a named key",
				  r->name, c->line, shown(word), word.s);
	for (size_t i = 0; i < c->n; i++) {
		if (c->key[i] == key)
			return rv_err_set(r->err, RV_EPARSE, "%s:%zu: '%.*s' stands there twice",
					  r->name, c->line, shown(word), word.s);
	}
	if (c->n == KEYS_MAX)
		return rv_err_set(r->err, RV_EPARSE, "%s:%zu: expected at most %d keys", r->name,
				  c->line, KEYS_MAX);
	c->key[c->n++] = key;
	return RV_OK;
}

static rv_status read_keys(reading *r, change *c, piece rest)
{
	while (rest.n > 0) {
		size_t n = 0;
		while (n < rest.n && !blank(rest.s[n]))
			n++;
		const rv_status st = read_key(r, c, (piece){ rest.s, n });
		if (st != RV_OK)
			return st;
		rest = trimmed(rest.s + n, rest.n - n);
	}
	if (c->n == 0)
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: %s: expected a key behind the =", r->name, c->line,
				  rv_action_name(c->action));
	return RV_OK;
}

/* "find", "main.find" */
static rv_status read_what(reading *r, change *c, piece what)
{
	const char *dot = memchr(what.s, '.', what.n);
	const piece name = dot ? (piece){ dot + 1, what.n - (size_t)(dot + 1 - what.s) } : what;

	c->action = rv_action_named(name.s, name.n);
	if (c->action == RV_ACT_NONE)
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: no action '%.*s', expected one of `rvdesk keys`",
				  r->name, c->line, shown(name), name.s);
	if (rv_action_is_fixed(c->action))
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: %s always has its own keys, expected another action",
				  r->name, c->line, rv_action_name(c->action));
	c->contexts = contexts_of(c->action);
	if (!dot)
		return RV_OK;
	const piece where = { what.s, (size_t)(dot - what.s) };
	const rv_key_context ctx = rv_key_context_named(where.s, where.n);
	c->one = true;
	c->contexts &= ctx < RV_CTX_N ? 1u << ctx : 0;
	if (c->contexts == 0)
		return rv_err_set(r->err, RV_EPARSE,
				  "%s:%zu: '%.*s' is no place that has %s, expected one of `rvdesk "
				  "keys`",
				  r->name, c->line, shown(where), where.s,
				  rv_action_name(c->action));
	return RV_OK;
}

static rv_status check_new(reading *r, const change *c)
{
	for (size_t i = 0; i < r->n; i++) {
		const change *b = &r->list[i];
		if (b->action == c->action && b->one == c->one && (b->contexts & c->contexts))
			return rv_err_set(r->err, RV_EPARSE,
					  "%s:%zu: %s has its keys in line %zu already, expected "
					  "one line",
					  r->name, c->line, rv_action_name(c->action), b->line);
	}
	return RV_OK;
}

static rv_status read_line(reading *r, size_t line, piece p)
{
	change c = { .line = line };
	const char *eq = memchr(p.s, '=', p.n);
	rv_status st;

	if (p.n == 0 || p.s[0] == '#')
		return RV_OK;
	if (!eq)
		return rv_err_set(r->err, RV_EPARSE, "%s:%zu: expected ACTION = KEY ...", r->name,
				  line);
	if (r->n == LINES_MAX)
		return rv_err_set(r->err, RV_EFULL, "%s:%zu: expected at most %d lines", r->name,
				  line, LINES_MAX);
	st = read_what(r, &c, trimmed(p.s, (size_t)(eq - p.s)));
	if (st == RV_OK)
		st = read_keys(r, &c, trimmed(eq + 1, p.n - (size_t)(eq + 1 - p.s)));
	if (st == RV_OK)
		st = check_new(r, &c);
	if (st == RV_OK)
		r->list[r->n++] = c;
	return st;
}

static rv_status read_lines(reading *r, const char *text, size_t n)
{
	size_t line = 0;

	while (n > 0) {
		const char *end = memchr(text, '\n', n);
		const size_t len = end ? (size_t)(end - text) : n;
		const rv_status st = read_line(r, ++line, trimmed(text, len));
		if (st != RV_OK)
			return st;
		const size_t used = end ? len + 1 : len;
		text += used;
		n -= used;
	}
	return RV_OK;
}

static rv_status push(reading *r, unsigned contexts, int key, rv_action a, size_t line)
{
	rv_keymap *m = r->out;

	if (contexts == 0)
		return RV_OK;
	if (m->n == RV_KEYMAP_MAX)
		return rv_err_set(r->err, RV_EFULL, "%s: more keys than a table can have", r->name);
	r->line_of[m->n] = line;
	m->list[m->n++] = (rv_key_binding){ contexts, key, a };
	return RV_OK;
}

/* The contexts of an action that lines speak for; all: also those without a context. */
static unsigned covered(const reading *r, rv_action a, bool all)
{
	unsigned c = 0;

	for (size_t i = 0; i < r->n; i++)
		c |= r->list[i].action == a && (all || r->list[i].one) ? r->list[i].contexts : 0;
	return c;
}

static rv_status push_built_in(reading *r)
{
	const rv_key_binding *t;
	const size_t n = rv_keymap_built_in(&t);
	rv_status st = RV_OK;

	for (size_t i = 0; i < n && st == RV_OK; i++) {
		const bool stays = t[i].action == RV_ACT_BACK && t[i].key == RV_KEY_ESC;
		const unsigned gone = stays ? 0 : covered(r, t[i].action, true);
		st = push(r, t[i].contexts & ~gone, t[i].key, t[i].action, 0);
	}
	return st;
}

/* A key that the action has anyway stays where it was; another one goes where it is no text. */
static rv_status push_change(reading *r, const change *c)
{
	const unsigned own_places = c->one ? 0 : covered(r, c->action, false);
	const unsigned scope = c->contexts & ~own_places;
	rv_status st = RV_OK;

	for (size_t k = 0; k < c->n && st == RV_OK; k++) {
		const unsigned was = contexts_of_key(c->action, c->key[k]) & scope;
		const unsigned text = printable(c->key[k]) ? TEXT_CONTEXTS : 0;
		if (c->action == RV_ACT_BACK && c->key[k] == RV_KEY_ESC)
			continue; /* it has it everywhere */
		st = push(r, was ? was : scope & ~text, c->key[k], c->action, c->line);
	}
	return st;
}

/* Where an action is left without a key, it keeps its own. */
static rv_status push_left(reading *r)
{
	const rv_key_binding *t;
	const size_t n = rv_keymap_built_in(&t);
	const size_t m = r->out->n;
	rv_status st = RV_OK;

	for (size_t i = 0; i < n && st == RV_OK; i++) {
		unsigned has = 0;
		for (size_t k = 0; k < m; k++)
			has |= r->out->list[k].action == t[i].action ? r->out->list[k].contexts : 0;
		st = push(r, t[i].contexts & ~has, t[i].key, t[i].action, 0);
	}
	return st;
}

static const char *first_context(unsigned contexts)
{
	int c = 0;

	while (c + 1 < RV_CTX_N && !(contexts & 1u << c))
		c++;
	return rv_key_context_name((rv_key_context)c);
}

static rv_status refuse_twice(reading *r, size_t a, size_t b)
{
	const size_t late = r->line_of[a] > r->line_of[b] ? a : b, other = late == a ? b : a;
	const rv_key_binding *x = &r->out->list[late], *y = &r->out->list[other];
	char key[RV_KEY_TEXT];

	return rv_err_set(r->err, RV_EPARSE,
			  "%s:%zu: '%s' for %s is the key of %s (%s), expected one that is free or "
			  "a line that frees it",
			  r->name, r->line_of[late], rv_key_text(x->key, true, key),
			  rv_action_name(x->action), rv_action_name(y->action),
			  first_context(x->contexts & y->contexts));
}

static rv_status check_table(reading *r)
{
	const rv_keymap *m = r->out;

	for (size_t i = 0; i < m->n; i++) {
		for (size_t k = i + 1; k < m->n; k++) {
			if (m->list[i].key == m->list[k].key &&
			    (m->list[i].contexts & m->list[k].contexts))
				return refuse_twice(r, i, k);
		}
	}
	return RV_OK;
}

rv_status rv_keymap_parse(const char *name, const char *text, size_t n, rv_keymap *out, rv_err *err)
{
	rv_keymap made = { .n = 0 };
	reading r = { .name = name, .err = err, .out = &made };
	rv_status st = read_lines(&r, text, n);

	if (st == RV_OK)
		st = push_built_in(&r);
	for (size_t i = 0; i < r.n && st == RV_OK; i++)
		st = push_change(&r, &r.list[i]);
	if (st == RV_OK)
		st = push_left(&r);
	if (st == RV_OK)
		st = check_table(&r);
	if (st == RV_OK)
		*out = made;
	return st;
}
