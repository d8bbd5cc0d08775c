/* Feeds strip of the snapshot; see feed_view.h. */
#include "app/feed_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const stream_names[RV_STREAM_N] = {
	[RV_STREAM_MIDS] = "allMids",  [RV_STREAM_CTX] = "ctx",	  [RV_STREAM_BBO] = "bbo",
	[RV_STREAM_CANDLE] = "candle", [RV_STREAM_REST] = "rest", [RV_STREAM_CLOCK] = "clock",
	[RV_STREAM_MCAP] = "mcap",
};

static void sample(rv_feed_view *f, const rv_board_copy *b, int64_t now_ms)
{
	const rv_feed_sample *last =
		&f->ring[(f->n + RV_FEED_VIEW_SAMPLES - 1) % RV_FEED_VIEW_SAMPLES];
	if (f->n > 0 && now_ms - last->at_ms < RV_SECOND_MS)
		return;
	rv_feed_sample *s = &f->ring[f->n % RV_FEED_VIEW_SAMPLES];
	s->at_ms = now_ms;
	for (int i = 0; i < RV_STREAM_N; i++)
		s->messages[i] = b->streams[i].messages;
	f->n++;
}

/* Messages per real second since the oldest sample kept; NaN before two seconds of them. */
static double rate_of(const rv_feed_view *f, int stream, uint64_t messages, const rv_view *v)
{
	if (f->n == 0)
		return NAN;
	const size_t oldest = f->n <= RV_FEED_VIEW_SAMPLES ? 0 : f->n % RV_FEED_VIEW_SAMPLES;
	const rv_feed_sample *s = &f->ring[oldest];
	const double seconds = (double)(v->elapsed_ms - s->at_ms) / 1000.0 / v->clock_rate;
	if (seconds < 2.0 || messages < s->messages[stream])
		return NAN;
	return (double)(messages - s->messages[stream]) / seconds;
}

static void fill_stream(const rv_feed_view *f, int i, const rv_stream_stat *s, rv_view *v)
{
	rv_view_stream *out = &v->streams[i];
	memset(out, 0, sizeof(*out));
	(void)snprintf(out->name, sizeof(out->name), "%s", stream_names[i]);
	out->period_ms = s->period_ms;
	out->is_price = s->is_price;
	out->connected = s->connected;
	out->last_at = s->last_at;
	out->messages = s->messages;
	out->malformed = s->malformed;
	out->reconnects = s->reconnects;
	out->subs_wanted = s->subs_wanted;
	out->subs_acked = s->subs_acked;
	out->rate_hz = rate_of(f, i, s->messages, v);
}

/* Real is only what has said so: the stream may be up before any answer tells of a simulation. */
static rv_env env_of(const rv_venue_stat *s)
{
	if (!s->known)
		return RV_ENV_UNKNOWN;
	if (s->is_replay)
		return RV_ENV_REPLAY;
	if (s->is_sim)
		return RV_ENV_SIM;
	return s->rest_ok || s->ws_connected ? RV_ENV_LIVE : RV_ENV_UNKNOWN;
}

void rv_feed_view_fill(rv_feed_view *f, const rv_board_copy *b, rv_view *v)
{
	sample(f, b, v->elapsed_ms);
	/* Market caps are the last stream, and not shown when nobody asks for them. */
	v->n_streams = b->streams[RV_STREAM_MCAP].period_ms > 0 ? RV_STREAM_N : RV_STREAM_MCAP;
	for (int i = 0; i < (int)v->n_streams; i++)
		fill_stream(f, i, &b->streams[i], v);
	v->env = env_of(&b->venue);
	v->venue_connected = b->venue.ws_connected;
	v->down_since_utc_ms = b->venue.down_since_utc_ms;
	v->skew_ms = b->venue.skew_ms / v->clock_rate; /* an hour a second is no skew of hours */
	v->weight_used = b->venue.weight_used;
	v->weight_limit = b->venue.weight_limit;
}
