/* When S4 decides its day, and the day; see book_now.h. */
#include "engine/run/book_now_state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A day that is decided over a part of the coins would be kept for good. A coin that is listed
 * later holds nothing up: it has no history to miss. */
static bool is_loading(rv_book_now *b, const rv_book_input *in)
{
	if (!b->has_pass)
		b->first_pass_at = in->elapsed_ms;
	b->has_pass = true;
	b->warm = b->warm || in->histories >= in->listed;
	return !b->warm && in->elapsed_ms - b->first_pass_at < RV_BOOK_WAIT_MS;
}

/* A kept book of a day that has not come yet is of another time: it begins anew. */
static void drop_another_time(rv_book_now *b, int64_t close_ms)
{
	if (!b->has_run && close_ms > 0 && b->s4.close_ms > close_ms) {
		memset(&b->s4, 0, sizeof(b->s4));
		b->size = (rv_net_state){ .g = NAN };
		b->n_memory = 0;
	}
	b->has_run = b->has_run || close_ms > 0;
}

static void say_what_is_missing(rv_book_now *b, const rv_book_input *in)
{
	b->day_with = b->warm ? 0 : in->histories;
	b->day_of = b->warm ? 0 : in->listed;
	if (b->warm || b->changes.n == RV_BB_CHANGES)
		return;
	(void)snprintf(b->changes.text[b->changes.n++], RV_WATCH_TEXT,
		       "model S4 decides its day with %zu of %zu histories: it waits for the rest "
		       "no longer",
		       in->histories, in->listed);
}

rv_status book_day(rv_book_now *b, const rv_book_input *in)
{
	const int64_t close_ms = in->pass->buckets.close_ms;
	b->version += in->pass->bar_close_ms != b->bar_close_ms ? 1 : 0;
	b->bar_close_ms = in->pass->bar_close_ms;
	b->loading = is_loading(b, in);
	if (b->loading)
		return RV_OK;
	drop_another_time(b, close_ms);
	const int64_t before = b->s4.close_ms;
	const bool late = in->utc_ms >= close_ms + b->p.day.give_up;
	if (close_ms <= before || (!in->day_whole && !late))
		return RV_OK; /* a day that is decided over a part of the coins is kept for good */
	const rv_status st =
		rv_bucket_book_step(&b->s4, &in->params->buckets, in->pass, &b->changes);
	if (b->s4.close_ms > before) {
		b->version++;
		say_what_is_missing(b, in);
	}
	return st;
}
