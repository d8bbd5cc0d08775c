/* Board edits that both feed threads make; see feed_shared.h. */
#include "feeds/feed_shared.h"

#include <math.h>
#include <stdio.h>

struct message {
	int64_t at;
	bool malformed;
};

static void apply_message(rv_stream_stat *s, const void *arg)
{
	const struct message *m = arg;
	if (m->malformed) {
		s->malformed++;
		return;
	}
	s->messages++;
	s->last_at = m->at;
}

void rv_feed_message(rv_feed_shared *sh, rv_stream_id id, bool malformed)
{
	const struct message m = { rv_clock_elapsed_ms(sh->clock), malformed };
	rv_board_stream(sh->board, id, apply_message, &m);
}

static void apply_refused(rv_stream_stat *s, const void *arg)
{
	(void)arg;
	s->errors++;
}

void rv_feed_refused(rv_feed_shared *sh, rv_stream_id id)
{
	rv_board_stream(sh->board, id, apply_refused, NULL);
}

static void apply_error(rv_venue_stat *v, const void *arg)
{
	(void)snprintf(v->last_error, sizeof(v->last_error), "%s", (const char *)arg);
}

void rv_feed_error(rv_feed_shared *sh, const char *what, const char *why)
{
	char text[sizeof(((rv_venue_stat *)0)->last_error)];
	(void)snprintf(text, sizeof(text), "%.16s: %.100s", what, why);
	rv_board_venue(sh->board, apply_error, text);
}

struct period {
	int64_t ms;
	bool is_price;
};

static void apply_period(rv_stream_stat *s, const void *arg)
{
	const struct period *p = arg;
	s->period_ms = p->ms;
	s->is_price = p->is_price;
}

void rv_feed_periods(rv_feed_shared *sh)
{
	/* Messages come in real time, ages are counted by a clock that may run faster. The 5 s
	 * limit of prices is the same as 5 p at p = 1 s, so a scaled p needs no limit beside it. */
	const double rate = rv_clock_rate(sh->clock), k = rate > 1.0 ? rate : 1.0;
	const bool price = !(rate > 1.0);
	const struct period quote = { llround(1000.0 * k), price };
	const struct period rest = { llround(10000.0 * k), false };
	const struct period best = { llround(5000.0 * k), false };
	const struct period candle = { RV_HOUR_MS, false };
	rv_board_stream(sh->board, RV_STREAM_MIDS, apply_period, &quote);
	rv_board_stream(sh->board, RV_STREAM_CTX, apply_period, &quote);
	rv_board_stream(sh->board, RV_STREAM_BBO, apply_period, &best);
	rv_board_stream(sh->board, RV_STREAM_CANDLE, apply_period, &candle);
	rv_board_stream(sh->board, RV_STREAM_REST, apply_period, &rest);
	rv_board_stream(sh->board, RV_STREAM_CLOCK, apply_period, &rest);
	if (sh->p.mcap_url) {
		const double least = 1000.0 * k; /* it is not asked for more often than that */
		const struct period caps = { llround(fmax((double)sh->p.mcap_poll_ms, least)),
					     false };
		rv_board_stream(sh->board, RV_STREAM_MCAP, apply_period, &caps);
	}
}
