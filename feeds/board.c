/* The market board; see board.h. */
#include "feeds/board.h"

#include "engine/base/health.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct rv_board {
	pthread_mutex_t mu; /* guards c and hint */
	size_t hint;	    /* row of the last write: streams often come in board order */
	int fd;
	rv_board_copy c;
};

rv_status rv_board_new(rv_board **out)
{
	rv_board *b = calloc(1, sizeof(*b));
	if (!b)
		return RV_ENOMEM;
	b->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (b->fd < 0 || pthread_mutex_init(&b->mu, NULL) != 0) {
		if (b->fd >= 0)
			(void)close(b->fd);
		free(b);
		return RV_EIO;
	}
	for (int i = 0; i < RV_STREAM_N; i++) {
		b->c.streams[i].last_at = RV_NEVER;
		b->c.streams[i].period_ms = 1000;
	}
	b->c.streams[RV_STREAM_MCAP].period_ms = 0;
	b->c.venue.skew_ms = NAN;
	b->c.venue.total_mcap_usd = b->c.venue.btc_dominance_percent = NAN;
	*out = b;
	return RV_OK;
}

void rv_board_free(rv_board *b)
{
	if (!b)
		return;
	(void)close(b->fd);
	(void)pthread_mutex_destroy(&b->mu);
	free(b);
}

void rv_board_read(rv_board *b, rv_board_copy *out)
{
	(void)pthread_mutex_lock(&b->mu);
	out->n = b->c.n;
	memcpy(out->quotes, b->c.quotes, b->c.n * sizeof(b->c.quotes[0]));
	memcpy(out->streams, b->c.streams, sizeof(out->streams));
	out->venue = b->c.venue;
	(void)pthread_mutex_unlock(&b->mu);
}

static void blank(rv_quote *q, const char *symbol)
{
	memset(q, 0, sizeof(*q));
	(void)snprintf(q->symbol, sizeof(q->symbol), "%s", symbol);
	q->mid = q->mark = q->oracle = q->prev_day_px = NAN;
	q->funding_1h = q->open_interest = q->day_volume_usd = NAN;
	q->bid = q->ask = NAN;
	q->mid_at = q->ctx_at = q->bbo_at = q->candle_at = RV_NEVER;
}

/* Row of a symbol, made when new; RV_MAX_SYMBOLS when the board is full. Under the lock. */
static size_t row_of(rv_board *b, const char *symbol)
{
	for (size_t k = 0; k < b->c.n; k++) {
		const size_t i = (b->hint + k) % b->c.n;
		if (strcmp(b->c.quotes[i].symbol, symbol) == 0)
			return i;
	}
	if (b->c.n < RV_MAX_SYMBOLS)
		blank(&b->c.quotes[b->c.n++], symbol);
	else
		return RV_MAX_SYMBOLS;
	return b->c.n - 1;
}

rv_status rv_board_quote(rv_board *b, const char *symbol,
			 void (*apply)(rv_quote *q, const void *arg), const void *arg)
{
	const size_t len = strlen(symbol);
	if (len == 0 || len >= RV_SYMBOL_MAX)
		return RV_EINVAL;
	(void)pthread_mutex_lock(&b->mu);
	const size_t i = row_of(b, symbol);
	if (i < RV_MAX_SYMBOLS) {
		apply(&b->c.quotes[i], arg);
		b->hint = i;
	}
	(void)pthread_mutex_unlock(&b->mu);
	return i < RV_MAX_SYMBOLS ? RV_OK : RV_EFULL;
}

void rv_board_stream(rv_board *b, rv_stream_id id,
		     void (*apply)(rv_stream_stat *s, const void *arg), const void *arg)
{
	(void)pthread_mutex_lock(&b->mu);
	apply(&b->c.streams[id], arg);
	(void)pthread_mutex_unlock(&b->mu);
}

void rv_board_venue(rv_board *b, void (*apply)(rv_venue_stat *v, const void *arg), const void *arg)
{
	(void)pthread_mutex_lock(&b->mu);
	apply(&b->c.venue, arg);
	(void)pthread_mutex_unlock(&b->mu);
}

void rv_board_notify(rv_board *b)
{
	const uint64_t one = 1;
	if (write(b->fd, &one, sizeof(one)) < 0)
		return; /* EAGAIN: the counter is up already, the reader will wake */
}

int rv_board_fd(const rv_board *b)
{
	return b->fd;
}

void rv_board_drain_event(rv_board *b)
{
	uint64_t n;
	if (read(b->fd, &n, sizeof(n)) < 0)
		return; /* EAGAIN: nothing was signalled */
}
