/* The command line's words for the past: `replay 14:03`, `replay off`, `live`. */
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tui/command_verbs.h"

static const char usage[] = "HH:MM[:SS], YYYY-MM-DD HH:MM[:SS] or off is expected";

static bool two_digits(const char *s, int most, int *out)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*out = (s[0] - '0') * 10 + s[1] - '0';
	return *out <= most;
}

/* "14:03", "14:03:20", a Z behind: ms of the day. */
static rv_status parse_clock(const rv_words *ws, size_t i, int64_t *ms)
{
	rv_word w = rv_words_at(ws, i);
	int h = 0, m = 0, s = 0;

	if (w.len > 0 && (w.s[w.len - 1] == 'Z' || w.s[w.len - 1] == 'z'))
		w.len--;
	const bool fits = (w.len == 5 || w.len == 8) && w.s[2] == ':' &&
			  (w.len == 5 || w.s[5] == ':') && two_digits(w.s, 23, &h) &&
			  two_digits(w.s + 3, 59, &m) &&
			  (w.len == 5 || two_digits(w.s + 6, 59, &s));
	if (!fits)
		return rv_words_fail(ws, i, "%s", usage);
	*ms = h * RV_HOUR_MS + m * RV_MINUTE_MS + s * RV_SECOND_MS;
	return RV_OK;
}

/* The newest such time of day that is not after now. */
static int64_t newest(int64_t clock_ms, int64_t now_ms)
{
	const int64_t of_day = now_ms % RV_DAY_MS, day = now_ms - of_day;

	return clock_ms <= of_day ? day + clock_ms : day - RV_DAY_MS + clock_ms;
}

rv_status rv_parse_replay(const rv_line_in *in, rv_line *out)
{
	const rv_words *ws = in->ws;
	const rv_word first = rv_words_at(ws, 1);
	char day[RV_TIME_TEXT];
	int64_t clock = 0, date = 0;
	bool is_date = false;

	out->kind = RV_LINE_REPLAY;
	if (rv_word_is(first, "off")) {
		out->kind = RV_LINE_LIVE;
		return rv_words_end(ws, 2);
	}
	if (!in->v)
		return rv_words_fail(ws, 0, "nothing has come from the desk yet");
	if (first.len == 10) {
		(void)snprintf(day, sizeof(day), "%.10s", first.s);
		if (rv_time_parse(day, &date, &is_date) != RV_OK || !is_date)
			return rv_words_fail(ws, 1, "%s", usage);
	}
	rv_status st = parse_clock(ws, is_date ? 2 : 1, &clock);
	if (st == RV_OK)
		st = rv_words_end(ws, is_date ? 3 : 2);
	if (st != RV_OK)
		return st;
	out->at_ms = is_date ? date + clock : newest(clock, in->v->utc_ms);
	return out->at_ms <= in->v->utc_ms ? RV_OK
					   : rv_words_fail(ws, 1, "that moment has not come yet");
}

rv_status rv_parse_live(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_LIVE;
	return rv_words_end(in->ws, 1);
}
