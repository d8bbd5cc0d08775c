/* The operator's line; see rtt.h. */
#include "tui/rtt.h"

#include <assert.h>
#include <string.h>

#include "tui/confirm.h"

void rv_rtt_start(rv_rtt *l, bool multiplexed, int64_t now)
{
	*l = (rv_rtt){ .kind = multiplexed ? RV_RTT_UNKNOWN : RV_RTT_MEASURING,
		       .multiplexed = multiplexed,
		       .rtt_ms = -1,
		       .next_at = now,
		       .heard_at = -1,
		       .sent_at = -1 };
}

void rv_rtt_forget(rv_rtt *l, int64_t now)
{
	const rv_rtt was = *l;

	rv_rtt_start(l, was.multiplexed, now);
	l->seen = was.seen;
	if (was.kind == RV_RTT_ANSWERS) {
		l->kind = was.kind;
		l->rtt_ms = was.rtt_ms;
	}
}

static bool is_lost(const rv_rtt *l, int64_t now)
{
	return now - l->out[l->n_out - 1].at >= RV_RTT_LOST_MS;
}

bool rv_rtt_due(const rv_rtt *l, bool wanted, int64_t now)
{
	if (l->multiplexed || l->kind == RV_RTT_NONE)
		return false;
	if (l->n_out > 0)
		return l->n_out < RV_RTT_PINGS && !l->behind && is_lost(l, now);
	return now >= l->next_at || (wanted && l->kind == RV_RTT_ANSWERS);
}

void rv_rtt_pinged(rv_rtt *l, uint64_t frame, int64_t now)
{
	assert(l->n_out < RV_RTT_PINGS);
	l->out[l->n_out++] = (rv_rtt_ping){ now, frame };
	l->next_at = now + RV_RTT_PERIOD_MS;
}

static void saw(rv_rtt *l, uint64_t frame, int64_t at)
{
	if (frame <= l->seen)
		return;
	l->seen = frame;
	l->seen_at = at;
}

void rv_rtt_answered(rv_rtt *l, int64_t now)
{
	if (l->n_out == 0)
		return; /* nobody asked */
	const rv_rtt_ping p = l->out[0];

	l->kind = RV_RTT_ANSWERS;
	l->behind = l->n_out > 1;
	l->n_out--;
	memmove(l->out, l->out + 1, l->n_out * sizeof(l->out[0]));
	l->rtt_ms = now - p.at;
	l->heard_at = now;
	l->next_at = l->rtt_ms > RV_RTT_SLOW_MS ? now + RV_RTT_AGAIN_MS : p.at + RV_RTT_PERIOD_MS;
	saw(l, p.frame, now);
}

/* Where nothing answers, what was sent is seen after a while. */
static void take_as_seen(rv_rtt *l, int64_t sent_at)
{
	if (l->kind == RV_RTT_UNKNOWN && sent_at >= 0)
		saw(l, l->sent, sent_at + RV_RTT_UNKNOWN_MS - RV_CONFIRM_MS);
}

void rv_rtt_sent(rv_rtt *l, uint64_t frame, int64_t now)
{
	l->sent = frame;
	l->sent_at = now;
	take_as_seen(l, now);
}

void rv_rtt_tick(rv_rtt *l, int64_t now)
{
	const bool first = l->kind == RV_RTT_MEASURING && l->n_out > 0;

	if (first && now - l->out[0].at >= RV_RTT_PATIENCE_MS) {
		l->kind = RV_RTT_UNKNOWN;
		take_as_seen(l, l->sent_at);
	}
	/* One of two was answered, and then nothing came: the other one is lost. */
	if (l->behind && now - l->heard_at >= RV_RTT_LOST_MS) {
		l->behind = false;
		l->n_out = 0;
	}
}

int64_t rv_rtt_holds_until(const rv_rtt *l)
{
	if (l->kind != RV_RTT_ANSWERS || l->n_out == 0)
		return -1;
	return l->out[l->n_out - 1].at + RV_RTT_PATIENCE_MS;
}

bool rv_rtt_expects(const rv_rtt *l, int64_t now)
{
	const int64_t patience = l->kind == RV_RTT_ANSWERS ? RV_RTT_LOST_MS : RV_RTT_PATIENCE_MS;

	return l->n_out > 0 && now - l->out[l->n_out - 1].at < patience;
}

int64_t rv_rtt_deadline(const rv_rtt *l)
{
	if (l->multiplexed || l->kind == RV_RTT_NONE)
		return -1;
	if (l->n_out == 0)
		return l->next_at;
	if (l->kind == RV_RTT_MEASURING)
		return l->out[0].at + RV_RTT_PATIENCE_MS;
	if (l->behind)
		return l->heard_at + RV_RTT_LOST_MS;
	return l->n_out < RV_RTT_PINGS ? l->out[0].at + RV_RTT_LOST_MS : -1;
}

rv_rtt_now rv_rtt_at(const rv_rtt *l, int64_t now)
{
	rv_rtt_now at = { .kind = l->kind, .rtt_ms = -1 };

	if (l->kind != RV_RTT_ANSWERS)
		return at;
	at.rtt_ms = l->rtt_ms;
	if (l->n_out > 0 && now - l->out[0].at > at.rtt_ms)
		at.rtt_ms = now - l->out[0].at;
	return at;
}

bool rv_rtt_lags(const rv_rtt_now *l)
{
	return l->kind == RV_RTT_ANSWERS && l->rtt_ms > RV_RTT_LAG_MS;
}
