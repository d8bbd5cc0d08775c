/* A snapshot at a moment; see scene.h. */
#include "tui/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DEFAULT_PERIOD_MS = 1000 };

rv_scene rv_scene_at(const rv_view *v, int64_t now_mono_ms)
{
	rv_scene s = { .v = v };

	if (!v)
		return s;
	const int64_t since = now_mono_ms > v->mono_ms ? now_mono_ms - v->mono_ms : 0;
	const int64_t run = (int64_t)((double)since * v->clock_rate);
	s.now = v->elapsed_ms + run;
	s.utc_now = v->utc_ms + run;
	s.silent_ms = since;
	s.engine_silent = since > RV_ENGINE_SILENT_MS;
	return s;
}

void rv_scene_freeze(rv_scene *s, int64_t for_ms)
{
	s->frozen = true;
	s->frozen_for_ms = for_ms;
	s->held_ms = (int64_t)((double)for_ms * s->v->clock_rate);
}

bool rv_scene_is_price(const rv_view_stream *st)
{
	return strcmp(st->name, "allMids") == 0 || strcmp(st->name, "ctx") == 0;
}

int64_t rv_scene_age(const rv_scene *s, int64_t at)
{
	return at == RV_NEVER ? -1 : s->now + s->held_ms - at;
}

static const rv_view_stream *find_stream(const rv_view *v, const char *name)
{
	for (size_t i = 0; i < v->n_streams; i++) {
		if (strcmp(v->streams[i].name, name) == 0)
			return &v->streams[i];
	}
	return NULL;
}

rv_quoted rv_scene_quoted(const rv_scene *s, double value, int64_t at, const char *stream)
{
	const rv_view_stream *st = find_stream(s->v, stream);
	const int64_t period = st && st->period_ms > 0 ? st->period_ms : DEFAULT_PERIOD_MS;
	const bool is_price = !st || st->is_price;
	const bool connected = st ? st->connected : s->v->venue_connected;
	rv_quoted q = { .value = value, .age_ms = rv_scene_age(s, at) };

	q.health = rv_health_of(at, s->now, period, is_price, connected);
	q.health_now = rv_health_of(at, s->now + s->held_ms, period, is_price, connected);
	if (q.health == RV_HEALTH_DOWN || q.health == RV_HEALTH_NONE)
		q.value = NAN;
	return q;
}

rv_quoted rv_scene_row_quote(const rv_scene *s, const rv_view_row *r, double value, int64_t at,
			     const char *stream)
{
	if (r->delisted)
		return (rv_quoted){ .value = NAN, .age_ms = -1 };
	return rv_scene_quoted(s, value, at, stream);
}

rv_quoted rv_scene_mid(const rv_scene *s, const rv_view_row *r)
{
	return rv_scene_row_quote(s, r, r->mid, r->mid_at, "allMids");
}

rv_quoted rv_scene_mark(const rv_scene *s, const rv_view_row *r)
{
	return rv_scene_row_quote(s, r, r->mark, r->ctx_at, "ctx");
}

rv_quoted rv_scene_price(const rv_scene *s, const rv_view_row *r, bool *is_mid)
{
	const rv_quoted mark = rv_scene_mark(s, r), mid = rv_scene_mid(s, r);
	const bool mid_known = isfinite(mid.value);
	const bool mark_late = mark.health > RV_HEALTH_LATE && mid.health < mark.health;
	const bool use_mid = mid_known && (!isfinite(mark.value) || mark_late);

	if (is_mid)
		*is_mid = use_mid;
	return use_mid ? mid : mark;
}

static bool usable(rv_quoted q)
{
	return isfinite(q.value) && (q.health == RV_HEALTH_LIVE || q.health == RV_HEALTH_LATE);
}

double rv_scene_change(const rv_scene *s, const rv_view_row *r)
{
	const rv_quoted px = rv_scene_price(s, r, NULL);
	const rv_quoted prev = rv_scene_row_quote(s, r, r->prev_day_px, r->ctx_at, "ctx");

	if (!usable(px) || !usable(prev) || !(prev.value > 0))
		return NAN;
	return px.value / prev.value - 1.0;
}

rv_quoted rv_scene_funding(const rv_scene *s, const rv_view_row *r)
{
	return rv_scene_row_quote(s, r, r->funding_1h, r->ctx_at, "ctx");
}

rv_quoted rv_scene_volume(const rv_scene *s, const rv_view_row *r)
{
	return rv_scene_row_quote(s, r, r->day_volume_usd, r->ctx_at, "ctx");
}

double rv_scene_open_interest_usd(const rv_scene *s, const rv_view_row *r)
{
	const rv_quoted px = rv_scene_price(s, r, NULL);
	const rv_quoted oi = rv_scene_row_quote(s, r, r->open_interest, r->ctx_at, "ctx");

	return usable(px) && usable(oi) ? px.value * oi.value : NAN;
}

rv_quoted rv_scene_skew(const rv_scene *s)
{
	const rv_view_stream *st = find_stream(s->v, "clock");

	return rv_scene_quoted(s, s->v->skew_ms, st ? st->last_at : s->v->elapsed_ms, "clock");
}

int64_t rv_scene_bar_age(const rv_scene *s)
{
	return s->v && s->v->bar_close_ms > 0 ? s->utc_now + s->held_ms - s->v->bar_close_ms : -1;
}

bool rv_scene_scores_stale(const rv_scene *s)
{
	return rv_scene_bar_age(s) > 2 * rv_interval_ms(s->v->interval);
}

double rv_scene_score(const rv_view_row *r)
{
	return r->rv_available ? r->rv : NAN;
}

int64_t rv_scene_utc_of(const rv_scene *s, int64_t at)
{
	return s->utc_now - (s->now - at);
}

const float *rv_scene_tail(const float *hist, size_t n_hist, size_t *n)
{
	if (*n > n_hist)
		*n = n_hist;
	return hist + (n_hist - *n);
}

static void add_word(char *buf, size_t cap, const char *word)
{
	const size_t len = strlen(buf);

	(void)snprintf(buf + len, cap - len, "%s%s", len ? " " : "", word); /* cut is fine */
}

static rv_note_level note_warming(const rv_view_row *r, int width, char note[RV_NOTE_TEXT])
{
	static const struct {
		unsigned bit;
		const char *word;
	} parts[] = { { RV_HAVE_PRICE, "price" },
		      { RV_HAVE_RV_BARS, "bars" },
		      { RV_HAVE_DEPTH_1H, "1h" },
		      { RV_HAVE_DEPTH_1D, "1d" },
		      { RV_HAVE_FUNDING, "fund" } };
	char list[RV_NOTE_TEXT] = "";

	if ((r->have & RV_HAVE_ALL) == RV_HAVE_ALL)
		return RV_NOTE_NONE;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!(r->have & parts[i].bit))
			add_word(list, sizeof(list), parts[i].word);
	}
	const bool fits = (int)strlen(list) + 9 <= width;
	(void)snprintf(note, RV_NOTE_TEXT, "%s %.40s", fits ? "warming:" : "no", list);
	return RV_NOTE_DIM;
}

static rv_note_level note_down(const rv_scene *s, const rv_view_row *r, int width,
			       char note[RV_NOTE_TEXT])
{
	const int64_t last = r->ctx_at > r->mid_at ? r->ctx_at : r->mid_at;
	char at[RV_TIME_TEXT];

	rv_time_format_clock(rv_scene_utc_of(s, last), at);
	if (width < 11)
		(void)snprintf(note, RV_NOTE_TEXT, "DOWN");
	else if (width >= 23)
		(void)snprintf(note, RV_NOTE_TEXT, "no data since %sZ", at);
	else if (width >= 14)
		(void)snprintf(note, RV_NOTE_TEXT, "last %sZ", at);
	else
		(void)snprintf(note, RV_NOTE_TEXT, "last %.5sZ", at);
	return RV_NOTE_BAD;
}

rv_note_level rv_scene_note(const rv_scene *s, const rv_view_row *r, int width,
			    char note[RV_NOTE_TEXT])
{
	const rv_quoted px = rv_scene_price(s, r, NULL);

	note[0] = '\0';
	if (r->delisted) {
		add_word(note, RV_NOTE_TEXT, "DELISTED");
		return RV_NOTE_DIM;
	}
	if (px.health == RV_HEALTH_DOWN)
		return note_down(s, r, width, note);
	if (px.health == RV_HEALTH_STALE) {
		add_word(note, RV_NOTE_TEXT, "STALE");
		return RV_NOTE_WARN;
	}
	if (!r->rv_available && (r->have & RV_HAVE_RV_BARS) && s->v->bar_close_ms > 0) {
		(void)snprintf(note, RV_NOTE_TEXT, "%zu/%d bars", r->n_returns,
			       s->v->lookback_bars);
		return RV_NOTE_DIM;
	}
	return note_warming(r, width, note);
}

const char *rv_bucket_text(unsigned baskets, char buf[RV_BUCKET_TEXT])
{
	buf[0] = '\0';
	if (baskets & RV_BASKET_L1)
		add_word(buf, RV_BUCKET_TEXT, "L1");
	if (baskets & RV_BASKET_ALTS)
		add_word(buf, RV_BUCKET_TEXT, "ALT");
	if (baskets & RV_BASKET_MEME)
		add_word(buf, RV_BUCKET_TEXT, "MEME");
	if (!buf[0])
		add_word(buf, RV_BUCKET_TEXT, "REST");
	return buf;
}
