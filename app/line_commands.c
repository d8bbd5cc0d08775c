/* See line_commands.h. */
#include "app/line_commands.h"

#include "app/line_program.h"
#include "app/line_words.h"
#include "app/told_ssh.h"
#include "tui/command_line.h"
#include "tui/money.h"
#include "tui/programs.h"
#include "tui/rules.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * No more commands wait for their answers than a snapshot has answers, so that none is missed; a
 * line is taken while there is room for all that it may become.
 */
enum {
	LINE_CAP = 512,
	WAITING = RV_TV_REPLIES,
	LINE_COMMANDS = RV_TV_MANDATES, /* of one line at most: `cancel all` */
	LOOK_MS = 1000
};
_Static_assert((int)WAITING > (int)LINE_COMMANDS, "a line is taken when nothing waits");

/* A command without an answer, and the line that it came by. */
typedef struct line_waiting {
	uint64_t nonce, line;
} line_waiting;

struct rv_line_commands {
	rv_runtime *rt;
	int in;
	rv_origin from;
	char typed[RV_TYPED_TEXT]; /* the line that is being obeyed */
	char buf[LINE_CAP];
	size_t n;
	bool overlong;	/* the rest of a line that did not fit is dropped */
	uint64_t nonce; /* of the newest command; they count up */
	uint64_t lines;
	bool said_ready;
	int64_t beat_ms; /* CLOCK_MONOTONIC of the newest sign that somebody is here */
	size_t n_waiting;
	line_waiting waiting[WAITING];
};

rv_status rv_line_commands_new(rv_runtime *rt, int in_fd, rv_line_commands **out)
{
	rv_line_commands *l = calloc(1, sizeof(*l));
	if (!l)
		return RV_ENOMEM;
	l->rt = rt;
	l->in = in_fd;
	l->from.via = RV_VIA_STDIN;
	rv_told_ssh(l->from.told);
	/* A process of another time never repeats these. */
	l->nonce = (uint64_t)rv_clock_utc_ms(rt->clock) << 20;
	*out = l;
	return RV_OK;
}

void rv_line_commands_free(rv_line_commands *l)
{
	free(l);
}

static rv_status say(const char *word, uint64_t line, const char *text, rv_err *err)
{
	if (printf("%s %llu %s\n", word, (unsigned long long)line, text) < 0 || fflush(stdout) != 0)
		return rv_err_set(err, RV_EIO, "standard output: %s", strerror(errno));
	return RV_OK;
}

static bool has_pen(const rv_line_commands *l, const rv_tv_pen *p)
{
	return p->held && p->conn == RV_RUNTIME_CONN && p->uid == l->rt->self.uid;
}

/*
 * Whoever writes here needs the pen as every console does; a free one is taken with the first line
 * that needs it, from somebody it is taken by the line `pen REASON`.
 */
static rv_status take_free_pen(rv_line_commands *l, rv_cmd_kind kind)
{
	const rv_view *v = rv_pub_get(l->rt->pub);
	const bool free = v && v->trade.pen.needed && !v->trade.pen.held;
	rv_pub_put(l->rt->pub, v);
	if (!free || !rv_cmd_needs_pen(kind) || l->rt->self.role < rv_cmd_role(kind))
		return RV_OK;
	const rv_command c = { .kind = RV_CMD_PEN, .nonce = ++l->nonce };
	return rv_runtime_command(l->rt, &c);
}

/* While it has the pen the desk hears that it is there. A sign that is not taken is not missed. */
static void beat(rv_line_commands *l, const rv_view *v)
{
	const int64_t now = rv_mono_ms();
	const bool over = l->in < 0 && l->n == 0 && l->n_waiting == 0; /* nobody speaks any more */
	if (over || !has_pen(l, &v->trade.pen) || now < l->beat_ms + RV_PEN_BEAT_MS)
		return;
	const rv_command c = { .kind = RV_CMD_PEN_BEAT, .nonce = ++l->nonce };
	if (rv_runtime_command(l->rt, &c) == RV_OK)
		l->beat_ms = now;
}

static rv_status send_command(rv_line_commands *l, const rv_command *cmd, rv_err *err)
{
	rv_command c = *cmd;
	assert(l->n_waiting < WAITING); /* has_room, before the line was taken */
	if (!l->rt->trading)
		return say("no", l->lines, "this desk has no order side", err);
	rv_status st = take_free_pen(l, c.kind);
	c.nonce = ++l->nonce;
	c.from = l->from;
	memcpy(c.typed, l->typed, sizeof(c.typed));
	if (st == RV_OK)
		st = rv_runtime_command(l->rt, &c);
	explicit_bzero(c.pin_text, sizeof(c.pin_text));
	if (st != RV_OK)
		return say("no", l->lines, rv_status_text(st), err);
	l->waiting[l->n_waiting++] = (line_waiting){ c.nonce, l->lines };
	return RV_OK;
}

static bool concerns(const char *symbol, const rv_coin_ref *coin)
{
	return !*symbol || strcmp(symbol, coin->symbol) == 0;
}

/* It works although its mandate is over: a kill has left it. Else its mandate takes it along. */
static bool left_alone(const rv_trade_view *t, const rv_tv_order *q)
{
	if (q->external || rv_order_over(q->state))
		return false;
	for (size_t i = 0; i < t->n_mandates; i++)
		if (t->mandates[i].id == q->mandate)
			return t->mandates[i].state == RV_MANDATE_ENDED;
	return true;
}

/* The cancels of one line, all with its number; what does not fit is only counted. */
typedef struct cancels {
	rv_command some[LINE_COMMANDS];
	size_t n, more;
} cancels;

static void add_cancel(cancels *c, const rv_command *cmd)
{
	if (c->n < LINE_COMMANDS)
		c->some[c->n++] = *cmd;
	else
		c->more++;
}

static void find_cancels(const rv_trade_view *t, const char *symbol, cancels *c)
{
	for (size_t i = 0; i < t->n_mandates; i++) {
		const rv_tv_mandate *m = &t->mandates[i];
		if (m->state != RV_MANDATE_ENDED && concerns(symbol, &m->coin))
			add_cancel(c, &(rv_command){ .kind = RV_CMD_CANCEL,
						     .n_ids = 1,
						     .ids = { m->id } });
	}
	for (size_t i = 0; i < t->n_orders; i++) {
		const rv_tv_order *q = &t->orders[i];
		if (left_alone(t, q) && concerns(symbol, &q->coin))
			add_cancel(c, &(rv_command){ .kind = RV_CMD_CANCEL, .cloid = q->cloid });
	}
}

/* Every running mandate and every order that was left, of a symbol or all: an answer for each. */
static rv_status cancel_all(rv_line_commands *l, const rv_view *v, const char *symbol, rv_err *err)
{
	cancels c = { .n = 0 };
	char text[RV_TV_TEXT];
	rv_status st = RV_OK;
	if (v)
		find_cancels(&v->trade, symbol, &c);
	for (size_t i = 0; st == RV_OK && i < c.n; i++)
		st = send_command(l, &c.some[i], err);
	if (c.n == 0)
		return say("no", l->lines, "nothing of ours is working", err);
	if (st != RV_OK || c.more == 0)
		return st;
	(void)snprintf(text, sizeof(text), "%zu more are working: say it again", c.more);
	return say("no", l->lines, text, err);
}

/* One of the newest snapshot: id 0 is the one that waits, else the newest. */
static rv_status tell_program(rv_line_commands *l, const rv_view *v, uint64_t id, rv_err *err)
{
	char text[RV_LINE_PROGRAM_TEXT];
	const rv_tv_program *p =
		id > 0 ? rv_trade_program(&v->trade, id) : rv_program_foremost(&v->trade);
	if (!p)
		return say("no", l->lines, "no program yet", err);
	return say("ok", l->lines, rv_line_program_text(p, rv_clock_utc_ms(l->rt->clock), text),
		   err);
}

/* One line each, "N WORDS until TIME: REASON", then how many. */
static rv_status tell_overrides(const rv_line_commands *l, const rv_view *v, rv_err *err)
{
	char text[2 * RV_OVERRIDE_TEXT], words[RV_OVERRIDE_REASON], until[RV_TIME_TEXT];
	const rv_overrides *set = &v->overrides.set;
	rv_status st = RV_OK;
	for (size_t i = 0; st == RV_OK && i < set->n; i++) {
		const rv_override *o = &set->o[i];
		(void)snprintf(text, sizeof(text), "override %llu %s until %s: %s",
			       (unsigned long long)o->id, rv_override_words(o, words),
			       rv_time_format(o->expires_utc_ms, until), o->reason);
		st = say("ok", l->lines, text, err);
	}
	(void)snprintf(text, sizeof(text), "%zu set", set->n);
	return st == RV_OK ? say("ok", l->lines, text, err) : st;
}

/* One line each, "alert N RULE: STATE", then how many. */
static rv_status tell_rules(const rv_line_commands *l, const rv_view *v, rv_err *err)
{
	char text[RV_RULE_TEXT + RV_RULE_LINE + 48], no[RV_RULE_SAID], state[RV_RULE_LINE];
	const size_t n = v ? v->rules.n : 0;
	rv_status st = RV_OK;
	for (size_t i = 0; st == RV_OK && i < n; i++) {
		const rv_rule_row *r = &v->rules.rows[i];
		(void)snprintf(text, sizeof(text), "alert %s %s: %s", rv_rule_number(r, no),
			       r->text, rv_rule_state_text(r, v->utc_ms, state));
		st = say("ok", l->lines, text, err);
	}
	(void)snprintf(text, sizeof(text), "%zu rules", n);
	return st == RV_OK ? say("ok", l->lines, text, err) : st;
}

/* One line each, "r3 DIGEST WORDS; asked for by WHO: REASON". */
static rv_status tell_requests(const rv_line_commands *l, const rv_view *v, rv_err *err)
{
	char text[3 * RV_TV_TEXT + RV_WHO_SAID], digest[RV_FMT_TEXT];
	rv_status st = RV_OK;
	for (size_t i = 0; st == RV_OK && i < v->trade.n_requests; i++) {
		const rv_tv_request *x = &v->trade.requests[i];
		(void)snprintf(text, sizeof(text), "r%llu digest=%s %s; asked for by %s%s%s",
			       (unsigned long long)x->id, rv_fmt_digest(&x->digest, 8, digest),
			       x->text, x->first, x->reason[0] ? ": " : "", x->reason);
		st = say("ok", l->lines, text, err);
	}
	return st;
}

/* One line of each strategy, or of one: "S4m SHADOW, on paper: ...". */
static rv_status tell_evidence(const rv_line_commands *l, const rv_view *v, rv_sub sub, rv_err *err)
{
	char text[RV_PAPER_TEXT + 48], words[RV_PAPER_TEXT];
	rv_status st = RV_OK;
	for (int s = 0; st == RV_OK && s < RV_SUB_H; s++) {
		if (sub != RV_SUB_N && (rv_sub)s != sub)
			continue;
		(void)snprintf(text, sizeof(text), "%s %s, on paper: %s", rv_sub_name((rv_sub)s),
			       rv_licence_name(rv_risk_view_licence(&v->risk, &v->book, (rv_sub)s)),
			       rv_paper_words(&v->book.paper[s], words));
		st = say("ok", l->lines, text, err);
	}
	return st;
}

/* "regime" with a word is an override, "alerts" a list: no screen is needed for those. */
static bool is_of_orders(const char *verb, bool trading)
{
	return trading || strcmp(verb, "regime") == 0 || strcmp(verb, "alerts") == 0;
}

/* Whole, or not at all. */
static void put_word(char *text, size_t cap, const char *word)
{
	const size_t n = strlen(text);
	if (*word && n + strlen(word) + 4 <= cap)
		(void)snprintf(text + n, cap - n, "%s%s", n > 0 ? " | " : "", word);
}

/* The words in short, on one line as every answer is. */
static rv_status tell_help(const rv_line_commands *l, rv_err *err)
{
	char text[1024] = "";
	const char *verb = "", *usage = "";
	bool trading = false;
	for (size_t i = 0; rv_line_word_describe(i, &verb, &usage); i++)
		put_word(text, sizeof(text), verb);
	for (size_t i = 0; rv_line_describe(i, &verb, &usage, &trading); i++)
		put_word(text, sizeof(text), is_of_orders(verb, trading) ? verb : "");
	return say("ok", l->lines, text, err);
}

static rv_status obey(rv_line_commands *l, const rv_view *v, rv_line *line, rv_err *err)
{
	switch (line->kind) {
	case RV_LINE_SEND:
	case RV_LINE_GRANT:
		return send_command(l, &line->cmd, err);
	case RV_LINE_CANCEL:
		return cancel_all(l, v, line->cmd.symbol, err);
	case RV_LINE_FLATTEN:
		line->cmd.kind = RV_CMD_FLATTEN;
		return send_command(l, &line->cmd, err);
	case RV_LINE_PROGRAM:
		return tell_program(l, v, line->cmd.ids[0], err);
	case RV_LINE_OVERRIDE:
	case RV_LINE_LICENCE:
	case RV_LINE_HEDGE:
		return send_command(l, &line->cmd, err);
	case RV_LINE_REQUEST:
		return line->cmd.kind == RV_CMD_APPROVE_REQUEST ? send_command(l, &line->cmd, err)
								: tell_requests(l, v, err);
	case RV_LINE_OVERRIDES:
		return tell_overrides(l, v, err);
	case RV_LINE_ALERTS:
		return tell_rules(l, v, err);
	case RV_LINE_EVIDENCE:
		return tell_evidence(l, v, line->cmd.sub, err);
	case RV_LINE_HELP:
		return tell_help(l, err);
	default:
		return say("no", l->lines, "a word of the screen: expected one of orders", err);
	}
}

/* What is not over yet, from the newest snapshot: for whoever waits until all is quiet. */
static rv_status tell_status(rv_line_commands *l, const rv_view *v, rv_err *err)
{
	static const char *const states[] = { "ACTIVE", "REDUCING", "HALTED" };
	char text[RV_TV_TEXT * 2];
	size_t working = 0, running = 0;
	if (!v || !v->trade.present)
		return say("no", l->lines, "this desk has no order side", err);
	const rv_trade_view *t = &v->trade;
	for (size_t i = 0; i < t->n_orders; i++)
		working += !t->orders[i].external && !t->orders[i].complete;
	for (size_t i = 0; i < t->n_mandates; i++)
		running += t->mandates[i].state != RV_MANDATE_ENDED;
	(void)snprintf(text, sizeof(text),
		       "%s reconciled=%d unknown=%zu working=%zu mandates=%zu breaks=%zu "
		       "programs=%zu journal=%d head=%llu:%s",
		       states[t->state], t->reconciled, t->n_unknown, working, running, t->n_breaks,
		       rv_programs_waiting(t), t->journal_ok, (unsigned long long)t->journal_seq,
		       t->head);
	return say("ok", l->lines, text, err);
}

static rv_status take_words(rv_line_commands *l, const char *text, const rv_view *v, rv_err *err)
{
	rv_command c;
	char wrong[RV_TV_TEXT];
	rv_line line;
	rv_line_error why;
	rv_status st = RV_OK;
	if (strcmp(text, "status") == 0)
		return tell_status(l, v, err);
	switch (rv_line_word_parse(text, v, &c, wrong)) {
	case RV_WORD_OK:
		st = send_command(l, &c, err);
		explicit_bzero(c.pin_text, sizeof(c.pin_text));
		return st;
	case RV_WORD_WRONG:
		return say("no", l->lines, wrong, err);
	case RV_WORD_OTHER:
		break;
	}
	if (rv_line_parse(text, v, &line, &why) != RV_OK)
		return say("no", l->lines, why.text, err);
	return obey(l, v, &line, err);
}

static rv_status take_line(rv_line_commands *l, const char *text, rv_err *err)
{
	if (!*text)
		return RV_OK;
	l->lines++;
	(void)snprintf(l->typed, sizeof(l->typed), "%.*s", (int)sizeof(l->typed) - 1, text);
	const rv_view *v = rv_pub_get(l->rt->pub);
	const rv_status st = take_words(l, text, v, err);
	rv_pub_put(l->rt->pub, v);
	return st;
}

static bool has_room(const rv_line_commands *l)
{
	return l->n_waiting + LINE_COMMANDS <= WAITING;
}

/* Whole lines of the buffer while there is room; what is behind the last newline stays. */
static rv_status take_lines(rv_line_commands *l, rv_err *err)
{
	rv_status st = RV_OK;
	for (char *end; st == RV_OK && has_room(l) && (end = memchr(l->buf, '\n', l->n));) {
		const size_t len = (size_t)(end - l->buf) + 1;
		*end = '\0';
		if (!l->overlong)
			st = take_line(l, l->buf, err);
		l->overlong = false;
		l->n -= len;
		memmove(l->buf, l->buf + len, l->n);
		explicit_bzero(l->buf + l->n, len); /* a PIN may have been in it */
	}
	if (l->n == LINE_CAP && !memchr(l->buf, '\n', l->n)) {
		if (!l->overlong)
			st = say("no", ++l->lines, "the line is too long", err);
		l->overlong = true;
		l->n = 0;
	}
	return st;
}

static rv_status read_input(rv_line_commands *l, rv_err *err)
{
	const ssize_t n = read(l->in, l->buf + l->n, LINE_CAP - l->n);
	if (n > 0)
		l->n += (size_t)n;
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
		l->in = -1; /* nobody speaks any more; the desk goes on */
		if (l->n > 0 && l->n < LINE_CAP)
			l->buf[l->n++] = '\n'; /* the last line may have no end */
	}
	return take_lines(l, err);
}

static const rv_tv_reply *answer_to(const rv_trade_view *t, uint64_t nonce)
{
	for (size_t i = 0; i < RV_TV_REPLIES; i++) {
		if (t->replies[i].nonce == nonce)
			return &t->replies[i];
	}
	return NULL;
}

static rv_status tell_answers(rv_line_commands *l, const rv_view *v, rv_err *err)
{
	rv_status st = RV_OK;
	size_t kept = 0;
	for (size_t i = 0; i < l->n_waiting; i++) {
		const rv_tv_reply *r = answer_to(&v->trade, l->waiting[i].nonce);
		if (!r || st != RV_OK) {
			l->waiting[kept++] = l->waiting[i];
			continue;
		}
		st = say(r->ok ? "ok" : "no", l->waiting[i].line, r->text, err);
	}
	l->n_waiting = kept;
	return st;
}

/* Once: the order side has agreed with the venue, so that a resume can be asked for. */
static rv_status tell_ready(rv_line_commands *l, const rv_view *v, rv_err *err)
{
	if (l->said_ready || !v->trade.present || !v->trade.reconciled)
		return RV_OK;
	l->said_ready = true;
	return say("ready", 0, v->trade.account, err);
}

static rv_status take_snapshot(rv_line_commands *l, rv_err *err)
{
	rv_pub_drain_event(l->rt->pub);
	const rv_view *v = rv_pub_get(l->rt->pub);
	if (!v)
		return RV_OK;
	beat(l, v);
	rv_status st = tell_ready(l, v, err);
	if (st == RV_OK)
		st = tell_answers(l, v, err);
	rv_pub_put(l->rt->pub, v);
	return st == RV_OK ? take_lines(l, err) : st; /* those that had no room before */
}

static const char how_answered[] =
	"\n"
	"Line N is answered by \"ok N TEXT\" or \"no N TEXT\" when what it did is on the\n"
	"disk, \"status\" at once; \"ready 0 ACCOUNT\" is said once, when the desk agrees\n"
	"with the venue. A line that cancels several mandates, or orders that a kill has\n"
	"left, has an answer for each, all of them with its N. Nothing asks again:\n"
	"flatten acts at once. While more than %d wait for their answers no line is read.\n"
	"The end of the input ends nothing; SIGTERM or SIGINT does.\n";

void rv_line_commands_help(void)
{
	const char *verb = "", *usage = "";
	bool trading = false;
	(void)printf("\nLines of standard input, with --stdin:\n");
	for (size_t i = 0; rv_line_word_describe(i, &verb, &usage); i++)
		(void)printf("  %-22s %s\n", verb, usage);
	for (size_t i = 0; rv_line_describe(i, &verb, &usage, &trading); i++) {
		if (is_of_orders(verb, trading))
			(void)printf("  %-9s %s\n", verb, usage);
	}
	(void)printf(how_answered, WAITING - LINE_COMMANDS);
}

rv_status rv_line_commands_step(rv_line_commands *l, rv_err *err)
{
	const bool listens = l->n < LINE_CAP; /* else its lines wait for room */
	struct pollfd fds[] = { { .fd = listens ? l->in : -1, .events = POLLIN },
				{ .fd = rv_pub_fd(l->rt->pub), .events = POLLIN } };
	if (poll(fds, 2, LOOK_MS) < 0)
		return errno == EINTR ? RV_OK
				      : rv_err_set(err, RV_EIO, "poll: %s", strerror(errno));
	rv_status st = RV_OK;
	if (fds[0].revents)
		st = read_input(l, err);
	if (st == RV_OK && fds[1].revents)
		st = take_snapshot(l, err);
	return st;
}
