/* The threads' signs of life; see heartbeat.h. */
#include "app/ops/heartbeat.h"

static const char *const names[RV_BEAT_N] = {
	[RV_BEAT_ENGINE] = "engine",	   [RV_BEAT_JOURNAL] = "journal",
	[RV_BEAT_GATEWAY] = "gateway",	   [RV_BEAT_GATEWAY_WS] = "gateway-ws",
	[RV_BEAT_FEED_REST] = "feed-rest", [RV_BEAT_FEED_WS] = "feed-ws",
	[RV_BEAT_FEED_CAPS] = "feed-caps", [RV_BEAT_CONTROL] = "control",
	[RV_BEAT_STATE] = "state",	   [RV_BEAT_OPS] = "ops",
	[RV_BEAT_PAGE] = "page",	   [RV_BEAT_RESEARCH] = "research",
	[RV_BEAT_PAST] = "past",
};

const char *rv_beat_name(rv_beat which)
{
	return (unsigned)which < RV_BEAT_N ? names[which] : "";
}

rv_pulse *rv_heartbeat_watch(rv_heartbeat *h, rv_beat which)
{
	h->watched[which] = true;
	h->seen[which] = rv_pulse_read(&h->pulse[which]);
	return &h->pulse[which];
}

void rv_heartbeat_ignore(rv_heartbeat *h, rv_beat which)
{
	h->watched[which] = false;
}

bool rv_heartbeat_all(rv_heartbeat *h, rv_beat *late)
{
	uint64_t now[RV_BEAT_VITAL];
	*late = RV_BEAT_N;
	for (int i = RV_BEAT_VITAL - 1; i >= 0; i--) {
		now[i] = rv_pulse_read(&h->pulse[i]);
		if (h->watched[i] && now[i] == h->seen[i])
			*late = (rv_beat)i;
	}
	if (*late != RV_BEAT_N)
		return false;
	for (int i = 0; i < RV_BEAT_VITAL; i++)
		h->seen[i] = now[i];
	return true;
}

rv_beat rv_heartbeat_held(rv_heartbeat *h, int64_t now_ms, int64_t most_ms)
{
	rv_beat held = RV_BEAT_N;
	for (int i = RV_BEAT_N - 1; i >= RV_BEAT_VITAL; i--) {
		const uint64_t beats = rv_pulse_read(&h->pulse[i]);
		if (beats != h->seen[i] || h->moved_ms[i] == 0) {
			h->seen[i] = beats;
			h->moved_ms[i] = now_ms;
		}
		if (h->watched[i] && now_ms - h->moved_ms[i] > most_ms)
			held = (rv_beat)i;
	}
	return held;
}
