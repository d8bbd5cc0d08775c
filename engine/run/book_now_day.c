/* When S4, S5 and S3 decide their day, and the day; see book_now.h. */
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

static int64_t newest_close(const rv_step_result *p)
{
	const int64_t daily =
		p->buckets.close_ms > p->idio.close_ms ? p->buckets.close_ms : p->idio.close_ms;
	return p->ma.close_ms > daily ? p->ma.close_ms : daily;
}

/* Kept books of a day that has not come yet are of another time: they begin anew. */
static void drop_another_time(rv_book_now *b, const rv_step_result *p)
{
	const int64_t newest = newest_close(p);
	const bool s4 = p->buckets.close_ms > 0 && b->s4.close_ms > p->buckets.close_ms,
		   s5 = p->idio.close_ms > 0 && b->s5.now.close_ms > p->idio.close_ms,
		   s3 = p->ma.close_ms > 0 && b->s3.now.close_ms > p->ma.close_ms,
		   paper = newest > 0 && book_paper_is_later(b, newest);
	if (!b->has_run && (s4 || s5 || s3 || paper)) {
		memset(b->paper, 0, sizeof(b->paper));
		memset(&b->s4, 0, sizeof(b->s4));
		memset(&b->s5, 0, sizeof(b->s5));
		memset(&b->s3, 0, sizeof(b->s3));
		b->size = (rv_net_state){ .g = NAN };
		b->n_memory = 0;
	}
	b->has_run = b->has_run || newest > 0;
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

/* A day that is decided over a part of the coins is kept for good. */
static bool may_decide(const rv_book_now *b, const rv_book_input *in, int64_t close_ms,
		       int64_t before)
{
	return close_ms > before && (in->day_whole || in->utc_ms >= close_ms + b->p.day.give_up);
}

static rv_status s4_day(rv_book_now *b, const rv_book_input *in)
{
	const int64_t before = b->s4.close_ms;
	if (!may_decide(b, in, in->pass->buckets.close_ms, before))
		return RV_OK;
	const rv_status st =
		rv_bucket_book_step(&b->s4, &in->params->buckets, in->pass, &b->changes);
	if (b->s4.close_ms > before) {
		b->version++;
		say_what_is_missing(b, in);
	}
	return st;
}

/* What S5 votes is what it holds from here on; a day that has begun is corrected with its bars and
 * by what a person sets. */
static void s5_day(rv_book_now *b, const rv_book_input *in)
{
	static const rv_edge_state none = { 0, 0 };
	const rv_step_result *p = in->pass;
	const rv_votes_input vi = {
		.pass = p, .s5 = &b->s5, .overrides = in->overrides, .utc_ms = in->utc_ms
	};
	const rv_book_result *s5 = rv_votes_s5(&vi);
	const int64_t newest = b->s5.now.close_ms;
	if (!s5 || (p->idio.close_ms != newest && !may_decide(b, in, p->idio.close_ms, newest)))
		return;
	const rv_edge_state *edge = s5 == &p->s5	     ? &p->s5_edge
				    : s5 == &p->weighed_book ? &p->weighed_edge
							     : &none;
	if (rv_s5_book_take(&b->s5, p->idio.close_ms, p->daily_names, s5, edge))
		b->version++;
}

/* One that has traded is told among what S4's day of the same close has changed. */
static void say_s3(rv_book_now *b, rv_s3_did did)
{
	if (rv_s3_did_trade(did) && b->s4.close_ms == b->s3.now.close_ms &&
	    b->changes.n < RV_BB_CHANGES)
		(void)snprintf(b->changes.text[b->changes.n++], RV_WATCH_TEXT,
			       "model S3: %s (no order)", rv_s3_did_text(did));
}

static void s3_day(rv_book_now *b, const rv_book_input *in)
{
	const int64_t close_ms = in->pass->ma.close_ms, newest = b->s3.now.close_ms;
	if (close_ms != newest && !may_decide(b, in, close_ms, newest))
		return;
	if (!rv_s3_book_take(&b->s3, &in->params->ma, &in->params->universe, in->pass))
		return;
	b->version++;
	if (close_ms != newest)
		say_s3(b, b->s3.now.did);
}

rv_status book_day(rv_book_now *b, const rv_book_input *in)
{
	b->version += in->pass->bar_close_ms != b->bar_close_ms ? 1 : 0;
	b->bar_close_ms = in->pass->bar_close_ms;
	b->loading = is_loading(b, in);
	if (b->loading)
		return RV_OK;
	drop_another_time(b, in->pass);
	s5_day(b, in);
	const rv_status st = s4_day(b, in);
	s3_day(b, in);
	return st == RV_OK ? book_paper(b, in) : st;
}
