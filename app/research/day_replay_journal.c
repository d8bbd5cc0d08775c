/* See day_replay_journal.h. */
#include "app/research/day_replay_journal.h"

#include "app/journal_find.h"
#include "engine/desk/shares.h"
#include "feeds/journal/journal_reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct search {
	rv_day_replay_result *out;
	const char *hex;
	bool any; /* the journal has the phase */
	rv_event e;
} search;

static bool is_type(const rv_journal_row *row, rv_event_type t)
{
	const char *word = rv_event_word(t);
	return row->type.n == strlen(word) && memcmp(row->type.p, word, row->type.n) == 0;
}

static bool number_is(const rv_event *e, const char *key, int64_t v)
{
	int64_t is = 0;
	return rv_event_get_i64(e, key, &is) == RV_OK && is == v;
}

/* What changes places inside has no ticket: it stands in the program's own event. */
static rv_status add_crossing(search *x, int64_t i)
{
	char key[40], text[RV_SHARES_TEXT];
	rv_day_replay_leg *l = &x->out->journal[x->out->n_journal];
	(void)snprintf(key, sizeof(key), "leg.%" PRId64 ".symbol", i);
	if (x->out->n_journal == RV_DAY_REPLAY_LEGS)
		return RV_EFULL;
	if (rv_event_get(&x->e, key, l->symbol, sizeof(l->symbol)) != RV_OK)
		return RV_OK; /* a ticket */
	(void)snprintf(key, sizeof(key), "leg.%" PRId64 ".shares", i);
	rv_status st = rv_event_get(&x->e, key, text, sizeof(text));
	if (st == RV_OK)
		st = rv_shares_parse(text, l->want);
	x->out->n_journal++;
	return st;
}

static rv_status on_program(search *x)
{
	char phase[RV_DECISION_PHASE];
	int64_t id = 0, legs = 0;
	if (!number_is(&x->e, "run_date_ms", x->out->date_ms) ||
	    rv_event_get(&x->e, "phase", phase, sizeof(phase)) != RV_OK ||
	    strcmp(phase, x->out->phase) != 0)
		return RV_OK;
	rv_status st = rv_event_get_i64(&x->e, "program", &id);
	if (st == RV_OK)
		st = rv_event_get_i64(&x->e, "legs", &legs);
	x->out->program = (uint64_t)id;
	for (int64_t i = 1; i <= legs && st == RV_OK; i++)
		st = add_crossing(x, i);
	return st;
}

static rv_status on_ticket(search *x)
{
	char text[RV_SHARES_TEXT] = "";
	int64_t side = 0, lots = 0;
	if (x->out->program == 0 || !number_is(&x->e, "program", (int64_t)x->out->program) ||
	    number_is(&x->e, "correct", 1))
		return RV_OK;
	if (x->out->n_journal == RV_DAY_REPLAY_LEGS)
		return RV_EFULL;
	rv_day_replay_leg *l = &x->out->journal[x->out->n_journal++];
	rv_status st = rv_event_get(&x->e, "symbol", l->symbol, sizeof(l->symbol));
	if (st == RV_OK)
		st = rv_event_get_i64(&x->e, "side", &side);
	if (st == RV_OK)
		st = rv_event_get_i64(&x->e, "lots", &lots);
	l->lots = side * lots;
	rv_shares_own(l->lots, l->want);
	if (st == RV_OK && rv_event_get(&x->e, "shares", text, sizeof(text)) == RV_OK)
		st = rv_shares_parse(text, l->want);
	return st;
}

static void on_phase(search *x)
{
	char hex[RV_HASH_HEX];
	x->any = x->any || number_is(&x->e, "date_ms", x->out->date_ms);
	if (rv_event_get(&x->e, "made_of", hex, sizeof(hex)) == RV_OK && strcmp(hex, x->hex) == 0)
		x->out->digest_known = true;
}

/* Which program it is says an event that follows those of its tickets: two walks. */
static rv_status on_row(void *ctx, const rv_journal_row *row, rv_err *err)
{
	search *x = ctx;
	const bool phase = is_type(row, RV_EVENT_PHASE), program = is_type(row, RV_EVENT_PROGRAM);
	if (!phase && !program)
		return RV_OK;
	const rv_status st = rv_journal_row_event(row, &x->e, err);
	if (st != RV_OK)
		return st;
	if (phase)
		on_phase(x);
	return program ? on_program(x) : RV_OK;
}

static rv_status on_proposed(void *ctx, const rv_journal_row *row, rv_err *err)
{
	search *x = ctx;
	const rv_status st = rv_journal_row_event(row, &x->e, err);
	return st == RV_OK ? on_ticket(x) : st;
}

static rv_status walk(rv_journal_reader *r, search *x, rv_err *err)
{
	const rv_journal_filter all = { .since_ms = INT64_MIN };
	const rv_journal_filter tickets = { .since_ms = INT64_MIN,
					    .type = rv_event_word(RV_EVENT_PROPOSE) };
	rv_journal_report report;
	rv_status st = rv_journal_reader_verify(r, NULL, 0, &report, err);
	if (st == RV_OK)
		st = rv_journal_reader_list(r, &all, on_row, x, err);
	if (st == RV_OK)
		st = rv_journal_reader_list(r, &tickets, on_proposed, x, err);
	if (st == RV_OK && !x->any)
		st = rv_err_set(err, RV_EDATA, "the journal has no proposal of that day");
	return st;
}

static rv_status beside(const char *record, char out[PATH_MAX], rv_err *err)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(record, '/');
	const size_t n = slash ? (size_t)(slash - record) : 0;
	if (n >= sizeof(dir))
		return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", record);
	(void)snprintf(dir, sizeof(dir), "%.*s", (int)n, record);
	return rv_journal_find(slash ? (n > 0 ? dir : "/") : ".", out, err);
}

rv_status rv_day_replay_journal(const char *path, const char *record, const char *hex,
				rv_day_replay_result *out, rv_err *err)
{
	char found[PATH_MAX];
	rv_journal_reader *r = NULL;
	bool live = false;
	search *x = calloc(1, sizeof(*x));
	if (!x)
		return rv_err_set(err, RV_ENOMEM, "cannot read the journal: out of memory");
	*x = (search){ .out = out, .hex = hex };
	rv_status st = path ? RV_OK : beside(record, found, err);
	if (st == RV_OK)
		st = rv_journal_reader_open_any(path ? path : found, &r, &live, err);
	if (st == RV_OK)
		st = walk(r, x, err);
	if (st != RV_OK && !err->text[0])
		(void)rv_err_set(err, st, "cannot read the journal: %s", rv_status_text(st));
	rv_journal_reader_close(r);
	free(x);
	return st;
}
