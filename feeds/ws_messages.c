/* Messages of one WebSocket session; see ws_messages.h. */
#include "feeds/ws_messages.h"

#include "engine/base/health.h"
#include "feeds/hyperliquid/parse_ws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	FROZEN_MS = 3000, /* unchanged prices of at least so many coins are no quiet market */
	FROZEN_COINS = 10
};

enum sub_state { SUB_UNWANTED, SUB_DUE, SUB_SENT, SUB_ACKED };

struct sub {
	enum sub_state state;
	int64_t sent_at;
};

struct coin {
	rv_coin id;
	bool has_candle;
	rv_bar candle; /* newest, still forming */
	struct sub ctx, bbo, candles;
};

struct rv_ws_messages {
	rv_feed_shared *sh;
	struct sub mids;
	uint64_t digest;	 /* of the newest allMids */
	int64_t changed_at;	 /* monotonic ms when the digest last changed */
	int64_t changed_elapsed; /* the same on the desk's clock */
	bool frozen;
	size_t n, hint;
	struct coin coins[RV_MAX_SYMBOLS];
	rv_coin incoming[RV_MAX_SYMBOLS]; /* scratch for the copy under the lock */
	rv_hl_ws_msg msg;		  /* scratch: too large for the stack */
};

rv_status rv_ws_messages_new(rv_feed_shared *sh, rv_ws_messages **out)
{
	rv_ws_messages *m = calloc(1, sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	m->sh = sh;
	*out = m;
	return RV_OK;
}

void rv_ws_messages_free(rv_ws_messages *m)
{
	free(m);
}

static struct coin *find(rv_ws_messages *m, const char *name)
{
	for (size_t k = 0; k < m->n; k++) {
		const size_t i = (m->hint + k) % m->n;
		if (strcmp(m->coins[i].id.name, name) == 0) {
			m->hint = i;
			return &m->coins[i];
		}
	}
	return NULL;
}

struct counts {
	unsigned wanted, acked;
};

static void apply_counts(rv_stream_stat *s, const void *arg)
{
	const struct counts *c = arg;
	s->subs_wanted = c->wanted;
	s->subs_acked = c->acked;
}

static void count(struct counts *c, const struct sub *s)
{
	c->wanted += s->state != SUB_UNWANTED;
	c->acked += s->state == SUB_ACKED;
}

static void publish_counts(rv_ws_messages *m)
{
	struct counts mids = { 0 }, ctx = { 0 }, bbo = { 0 }, candles = { 0 };
	count(&mids, &m->mids);
	for (size_t i = 0; i < m->n; i++) {
		count(&ctx, &m->coins[i].ctx);
		count(&bbo, &m->coins[i].bbo);
		count(&candles, &m->coins[i].candles);
	}
	rv_board_stream(m->sh->board, RV_STREAM_MIDS, apply_counts, &mids);
	rv_board_stream(m->sh->board, RV_STREAM_CTX, apply_counts, &ctx);
	rv_board_stream(m->sh->board, RV_STREAM_BBO, apply_counts, &bbo);
	rv_board_stream(m->sh->board, RV_STREAM_CANDLE, apply_counts, &candles);
}

static void want(struct coin *c)
{
	c->ctx.state = SUB_DUE;
	c->bbo.state = c->candles.state = c->id.delisted ? SUB_UNWANTED : SUB_DUE;
}

static void apply_bbo(rv_quote *q, const void *arg)
{
	const rv_quote *n = arg;
	q->bid = n->bid;
	q->ask = n->ask;
	q->bbo_at = n->bbo_at;
}

static void put_bbo(rv_ws_messages *m, const char *name, double bid, double ask, int64_t at)
{
	const rv_quote q = { .bid = bid, .ask = ask, .bbo_at = at };
	if (rv_board_quote(m->sh->board, name, apply_bbo, &q) != RV_OK)
		(void)rv_log_once(m->sh->log, "board full", RV_LOG_WARN, "ws",
				  "%s: the board is full", name);
}

void rv_ws_messages_opened(rv_ws_messages *m)
{
	m->mids.state = SUB_DUE;
	m->frozen = false;
	m->digest = 0;
	for (size_t i = 0; i < m->n; i++) {
		want(&m->coins[i]);
		m->coins[i].has_candle = false; /* an old one must not be taken for the newest */
		/* A best price comes only when it changes: what was missed must not look current.
		 */
		put_bbo(m, m->coins[i].id.name, NAN, NAN, RV_NEVER);
	}
	publish_counts(m);
}

void rv_ws_messages_closed(rv_ws_messages *m)
{
	rv_ws_messages_opened(m); /* nothing is acknowledged any more */
}

void rv_ws_messages_coins_changed(rv_ws_messages *m)
{
	rv_feed_shared *sh = m->sh;
	(void)pthread_mutex_lock(&sh->mu);
	const size_t n = sh->n_coins;
	memcpy(m->incoming, sh->coins, n * sizeof(m->incoming[0]));
	(void)pthread_mutex_unlock(&sh->mu);
	for (size_t i = 0; i < n; i++) {
		struct coin *c = find(m, m->incoming[i].name);
		if (!c && m->n < RV_MAX_SYMBOLS) {
			c = &m->coins[m->n++];
			memset(c, 0, sizeof(*c));
			c->id = m->incoming[i];
			want(c);
		}
		if (c && m->incoming[i].delisted) /* they have ended by themselves */
			c->bbo.state = c->candles.state = SUB_UNWANTED;
	}
	publish_counts(m);
}

static void apply_mid(rv_quote *q, const void *arg)
{
	const rv_quote *n = arg;
	q->mid = n->mid;
	q->mid_at = n->mid_at;
}

static uint64_t digest_of(const rv_hl_mids *mids)
{
	uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
	for (size_t i = 0; i < mids->n; i++) {
		uint64_t bits;
		memcpy(&bits, &mids->v[i].mid, sizeof(bits));
		h = (h ^ bits) * UINT64_C(1099511628211);
		h ^= h >> 29;
	}
	return h;
}

static void watch_frozen(rv_ws_messages *m)
{
	const int64_t now = rv_mono_ms(), elapsed = rv_clock_elapsed_ms(m->sh->clock);
	const uint64_t d = digest_of(&m->msg.u.mids);
	if (d != m->digest || m->msg.u.mids.n < FROZEN_COINS) {
		if (m->frozen)
			rv_log_put(m->sh->log, RV_LOG_INFO, "ws", "prices move again");
		m->frozen = false;
		m->digest = d;
		m->changed_at = now;
		m->changed_elapsed = elapsed;
		return;
	}
	/* Both clocks: where the venue's runs slowly, or stands, unchanged prices are right. */
	if (m->frozen || now - m->changed_at < FROZEN_MS ||
	    elapsed - m->changed_elapsed < FROZEN_MS)
		return;
	m->frozen = true;
	rv_log_put(m->sh->log, RV_LOG_WARN, "ws", "no price of %zu has changed for 3 s: frozen",
		   m->msg.u.mids.n);
	rv_feed_error(m->sh, "websocket", "prices are frozen");
}

static rv_ws_seen on_mids(rv_ws_messages *m)
{
	watch_frozen(m);
	if (m->frozen)
		return RV_WS_MIDS; /* the connection is alive; the prices are not */
	rv_quote q = { .mid_at = rv_clock_elapsed_ms(m->sh->clock) };
	for (size_t i = 0; i < m->msg.u.mids.n; i++) {
		const char *name = m->msg.u.mids.v[i].symbol;
		q.mid = m->msg.u.mids.v[i].mid;
		if (find(m, name) && rv_board_quote(m->sh->board, name, apply_mid, &q) != RV_OK)
			(void)rv_log_once(m->sh->log, "board full", RV_LOG_WARN, "ws",
					  "%s: the board is full", name);
	}
	rv_feed_message(m->sh, RV_STREAM_MIDS, false);
	return RV_WS_MIDS;
}

static void apply_ctx(rv_quote *q, const void *arg)
{
	const rv_quote *n = arg;
	q->mark = n->mark;
	q->oracle = n->oracle;
	q->prev_day_px = n->prev_day_px;
	q->funding_1h = n->funding_1h;
	q->open_interest = n->open_interest;
	q->day_volume_usd = n->day_volume_usd;
	q->ctx_at = n->ctx_at;
}

static rv_ws_seen on_ctx(rv_ws_messages *m)
{
	const rv_hl_ctx *c = &m->msg.u.ctx;
	const rv_quote q = {
		.mark = c->mark,
		.oracle = c->oracle,
		.prev_day_px = c->prev_day_px,
		.funding_1h = c->funding_1h,
		.open_interest = c->open_interest,
		.day_volume_usd = c->day_volume_usd,
		.ctx_at = rv_clock_elapsed_ms(m->sh->clock),
	};
	if (!find(m, m->msg.symbol))
		return 0; /* nothing that was asked for */
	if (m->frozen)
		return RV_WS_CTX;
	if (rv_board_quote(m->sh->board, m->msg.symbol, apply_ctx, &q) != RV_OK)
		(void)rv_log_once(m->sh->log, "board full", RV_LOG_WARN, "ws",
				  "%s: the board is full", m->msg.symbol);
	rv_feed_message(m->sh, RV_STREAM_CTX, false);
	return RV_WS_CTX;
}

static void apply_candle(rv_quote *q, const void *arg)
{
	const rv_quote *n = arg;
	q->forming = n->forming;
	q->candle_at = n->candle_at;
}

/* The candle before this one has ended: the REST thread hands it on. */
static void hand_on(rv_ws_messages *m, const struct coin *c)
{
	rv_md *md = NULL;
	if (rv_md_new(RV_MD_BARS, c->id.name, 1, &md) == RV_OK) {
		md->interval = RV_INTERVAL_1H;
		md->u.bars[0] = c->candle;
		if (rv_queue_push(m->sh->closed, md) == RV_OK) {
			m->sh->wake_rest(m->sh->rest_arg);
			return;
		}
		rv_md_free(md);
	}
	atomic_store(&m->sh->gap, true); /* it will be fetched instead */
	m->sh->wake_rest(m->sh->rest_arg);
}

static rv_ws_seen malformed(rv_ws_messages *m, rv_stream_id id, const char *kind, const char *why)
{
	rv_feed_message(m->sh, id, true);
	(void)rv_log_once(m->sh->log, kind, RV_LOG_WARN, "ws", "%s, ignored: %s", kind, why);
	return 0;
}

static rv_ws_seen on_candle(rv_ws_messages *m)
{
	const rv_bar *b = &m->msg.u.candle;
	struct coin *c = find(m, m->msg.symbol);
	if (!c)
		return 0;
	if (b->t > rv_clock_utc_ms(m->sh->clock) + RV_HOUR_MS)
		return malformed(m, RV_STREAM_CANDLE, "candle from the future", c->id.name);
	if (c->has_candle && b->t < c->candle.t)
		return 0; /* out of order: the newer one stands */
	if (c->has_candle && b->t > c->candle.t)
		hand_on(m, c);
	c->candle = *b;
	c->has_candle = true;
	const rv_quote q = { .forming = *b, .candle_at = rv_clock_elapsed_ms(m->sh->clock) };
	if (rv_board_quote(m->sh->board, c->id.name, apply_candle, &q) != RV_OK)
		(void)rv_log_once(m->sh->log, "board full", RV_LOG_WARN, "ws",
				  "%s: the board is full", c->id.name);
	rv_feed_message(m->sh, RV_STREAM_CANDLE, false);
	return 0;
}

static rv_ws_seen on_bbo(rv_ws_messages *m)
{
	if (!find(m, m->msg.symbol) || m->frozen)
		return 0;
	put_bbo(m, m->msg.symbol, m->msg.u.bbo.bid, m->msg.u.bbo.ask,
		rv_clock_elapsed_ms(m->sh->clock));
	rv_feed_message(m->sh, RV_STREAM_BBO, false);
	return 0;
}

static rv_ws_seen on_ack(rv_ws_messages *m)
{
	struct coin *c = m->msg.sub == RV_HL_SUB_MIDS ? NULL : find(m, m->msg.symbol);
	struct sub *s = NULL;
	if (m->msg.sub == RV_HL_SUB_MIDS)
		s = &m->mids;
	else if (c && m->msg.sub == RV_HL_SUB_CTX)
		s = &c->ctx;
	else if (c && m->msg.sub == RV_HL_SUB_BBO)
		s = &c->bbo;
	else if (c && m->msg.sub == RV_HL_SUB_CANDLE)
		s = &c->candles;
	if (!s || s->state == SUB_UNWANTED)
		return 0;
	s->state = SUB_ACKED;
	publish_counts(m);
	return RV_WS_ACKED;
}

static rv_ws_seen on_error(rv_ws_messages *m)
{
	if (m->msg.already)
		return on_ack(m);
	(void)rv_log_once(m->sh->log, "error frame", RV_LOG_WARN, "ws", "the venue says: %s",
			  m->msg.u.text);
	rv_feed_error(m->sh, "venue", m->msg.u.text);
	return 0;
}

static rv_ws_seen refused(rv_ws_messages *m, const char *why)
{
	if (m->msg.kind == RV_HL_WS_CTX)
		return malformed(m, RV_STREAM_CTX, "malformed activeAssetCtx", why);
	if (m->msg.kind == RV_HL_WS_BBO)
		return malformed(m, RV_STREAM_BBO, "malformed bbo", why);
	if (m->msg.kind == RV_HL_WS_CANDLE)
		return malformed(m, RV_STREAM_CANDLE, "malformed candle", why);
	if (m->msg.kind == RV_HL_WS_MIDS)
		return malformed(m, RV_STREAM_MIDS, "malformed allMids", why);
	/* Not a stream of the strip, or unreadable: counted on the first stream. */
	return malformed(m, RV_STREAM_MIDS, "malformed message", why);
}

rv_ws_seen rv_ws_messages_take(rv_ws_messages *m, const char *text, size_t n)
{
	rv_err err = { 0 };
	if (rv_hl_parse_ws(text, n, &m->msg, &err) != RV_OK)
		return refused(m, err.text);
	switch (m->msg.kind) {
	case RV_HL_WS_PONG:
		return RV_WS_PONG;
	case RV_HL_WS_ACK:
		return on_ack(m);
	case RV_HL_WS_ERROR:
		return on_error(m);
	case RV_HL_WS_MIDS:
		return on_mids(m);
	case RV_HL_WS_CTX:
		return on_ctx(m);
	case RV_HL_WS_CANDLE:
		return on_candle(m);
	case RV_HL_WS_BBO:
		return on_bbo(m);
	case RV_HL_WS_OTHER:
	case RV_HL_WS_BOOK:
	case RV_HL_WS_TRADES:
		break;
	}
	return 0;
}

static size_t send_sub(struct sub *s, rv_hl_sub kind, const char *name, int64_t now, char *buf,
		       size_t cap)
{
	s->state = SUB_SENT;
	s->sent_at = now;
	return rv_hl_format_sub(kind, name, true, buf, cap);
}

size_t rv_ws_messages_next_sub(rv_ws_messages *m, int64_t now, char *buf, size_t cap)
{
	if (m->mids.state == SUB_DUE)
		return send_sub(&m->mids, RV_HL_SUB_MIDS, "", now, buf, cap);
	for (size_t i = 0; i < m->n; i++) {
		struct coin *c = &m->coins[i];
		if (c->ctx.state == SUB_DUE)
			return send_sub(&c->ctx, RV_HL_SUB_CTX, c->id.name, now, buf, cap);
	}
	for (size_t i = 0; i < m->n; i++) {
		struct coin *c = &m->coins[i];
		if (c->bbo.state == SUB_DUE)
			return send_sub(&c->bbo, RV_HL_SUB_BBO, c->id.name, now, buf, cap);
	}
	for (size_t i = 0; i < m->n; i++) {
		struct coin *c = &m->coins[i];
		if (c->candles.state == SUB_DUE)
			return send_sub(&c->candles, RV_HL_SUB_CANDLE, c->id.name, now, buf, cap);
	}
	return 0;
}

static void expire(struct sub *s, int64_t before)
{
	if (s->state == SUB_SENT && s->sent_at < before)
		s->state = SUB_DUE;
}

void rv_ws_messages_expire(rv_ws_messages *m, int64_t before)
{
	expire(&m->mids, before);
	for (size_t i = 0; i < m->n; i++) {
		expire(&m->coins[i].ctx, before);
		expire(&m->coins[i].bbo, before);
		expire(&m->coins[i].candles, before);
	}
}

bool rv_ws_messages_pending(const rv_ws_messages *m)
{
	bool due = m->mids.state == SUB_DUE;
	for (size_t i = 0; i < m->n && !due; i++)
		due = m->coins[i].ctx.state == SUB_DUE || m->coins[i].bbo.state == SUB_DUE ||
		      m->coins[i].candles.state == SUB_DUE;
	return due;
}

static bool settled(const struct sub *s)
{
	return s->state == SUB_ACKED || s->state == SUB_UNWANTED;
}

bool rv_ws_messages_all_acked(const rv_ws_messages *m)
{
	bool all = settled(&m->mids);
	for (size_t i = 0; i < m->n && all; i++)
		all = settled(&m->coins[i].ctx) && settled(&m->coins[i].bbo) &&
		      settled(&m->coins[i].candles);
	return all;
}

size_t rv_ws_messages_coins(const rv_ws_messages *m)
{
	return m->n;
}
