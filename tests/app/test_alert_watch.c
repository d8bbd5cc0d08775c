/* Alerts: each condition comes with its words, ends as not active, and comes again as a new one. */
#include "app/alert_watch.h"
#include "app/feed_view.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct fixture {
	rv_alert_watch watch;
	rv_feed_view feeds;
	rv_board_copy board;
	rv_view *view;
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->view = calloc(1, sizeof(*f->view));
	assert_non_null(f->view);
	rv_alert_watch_init(&f->watch);
	f->board.venue = (rv_venue_stat){ .known = true,
					  .is_sim = true,
					  .ws_connected = true,
					  .rest_ok = true,
					  .skew_ms = 12.0,
					  .weight_limit = 1200 };
	for (int i = 0; i < RV_STREAM_N; i++)
		f->board.streams[i] = (rv_stream_stat){ .connected = true,
							.period_ms = 1000,
							.is_price = i <= RV_STREAM_CTX,
							.last_at = 500 };
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	free(f->view);
	free(f);
	return 0;
}

/* One publication at an elapsed time; price streams as fresh as age_ms. */
static rv_view *publish(fixture *f, int64_t elapsed_ms, int64_t age_ms, const char *score_error)
{
	f->view->elapsed_ms = elapsed_ms;
	f->view->utc_ms = INT64_C(1768566600000) + elapsed_ms;
	f->view->mono_ms = 7000000 + elapsed_ms;
	f->view->clock_rate = 1.0;
	for (int i = 0; i < RV_STREAM_N; i++)
		f->board.streams[i].last_at = elapsed_ms - age_ms;
	rv_feed_view_fill(&f->feeds, &f->board, f->view);
	rv_alert_watch_update(&f->watch, &f->board, score_error, f->view);
	return f->view;
}

static const rv_view_alert *find(const rv_view *v, const char *word)
{
	for (size_t i = 0; i < v->n_alerts; i++) {
		if (strncmp(v->alerts[i].text, word, strlen(word)) == 0)
			return &v->alerts[i];
	}
	return NULL;
}

/* Text of an alert, "" when there is none. */
static const char *text_of(const rv_view *v, const char *word)
{
	const rv_view_alert *a = find(v, word);
	return a ? a->text : "";
}

static void a_calm_desk_has_none(void **state)
{
	assert_int_equal(publish(*state, 1000, 500, "")->n_alerts, 0);
}

static void a_dead_venue_says_since_when_and_why(void **state)
{
	fixture *f = *state;
	f->board.venue.down_since_utc_ms = INT64_C(1768566605000); /* 12:30:05Z */
	(void)snprintf(f->board.venue.last_error, sizeof(f->board.venue.last_error), "refused");
	const rv_view_alert *a = find(publish(f, 6000, 1000, ""), "VENUE DOWN");
	assert_non_null(a);
	assert_true(a->active);
	assert_string_equal(a->text, "VENUE DOWN: no data since 12:30:05Z: refused");
	const uint64_t id = a->id;
	assert_int_equal(find(publish(f, 7000, 2000, ""), "VENUE DOWN")->id, id);

	f->board.venue.down_since_utc_ms = 0;
	a = find(publish(f, 8000, 0, ""), "VENUE DOWN");
	assert_false(a->active); /* still there to be acknowledged */
	assert_int_equal(a->id, id);
	f->board.venue.down_since_utc_ms = INT64_C(1768566609000);
	assert_true(find(publish(f, 9000, 0, ""), "VENUE DOWN")->id > id);
}

/* For whoever was away, and not for good. */
static void what_is_over_ends(void **state)
{
	fixture *f = *state;
	f->board.venue.down_since_utc_ms = INT64_C(1768566605000);
	assert_true(find(publish(f, 6000, 1000, ""), "VENUE DOWN")->active);
	f->board.venue.down_since_utc_ms = 0;
	assert_false(find(publish(f, 7000, 0, ""), "VENUE DOWN")->active);
	assert_non_null(find(publish(f, 6999 + RV_ALERT_OVER_MS, 0, ""), "VENUE DOWN"));
	assert_null(find(publish(f, 7000 + RV_ALERT_OVER_MS, 0, ""), "VENUE DOWN"));
	f->board.venue.down_since_utc_ms = INT64_C(1768569605000);
	assert_true(find(publish(f, 8000 + RV_ALERT_OVER_MS, 0, ""), "VENUE DOWN")->active);
}

/* An act of two people rings for the second; the newest is told of. */
static void a_request_waits_for_the_second_person(void **state)
{
	fixture *f = *state;
	rv_trade_view *t = &f->view->trade;
	char want[RV_ALERT_TEXT];
	t->present = t->stream_up = t->journal_ok = true;
	t->n_requests = 1;
	t->requests[0] = (rv_tv_request){ .id = 3, .expires_at = 301000 };
	(void)snprintf(t->requests[0].text, RV_TV_TEXT, "adjust 3.0 SOL: ours 0.0");
	const rv_view_alert *a = find(publish(f, 1000, 0, ""), "REQUEST");
	assert_non_null(a);
	assert_true(a->active && a->rings);
	assert_string_equal(a->text,
			    "REQUEST: r3 waits for a second person, 5 min left: adjust 3.0 "
			    "SOL: ours 0.0");
	/* the words of a request are never cut: they are what one is asked about */
	memset(t->requests[0].text, 'x', RV_TV_TEXT - 2);
	t->requests[0].text[RV_TV_TEXT - 2] = '.';
	t->requests[0].text[RV_TV_TEXT - 1] = '\0';
	(void)snprintf(want, sizeof(want), "REQUEST: r3 waits for a second person, 5 min left: %s",
		       t->requests[0].text);
	a = find(publish(f, 1000, 0, ""), "REQUEST");
	assert_string_equal(a->text, want);
	const uint64_t id = a->id;
	t->requests[t->n_requests++] = (rv_tv_request){ .id = 4, .expires_at = 302000 };
	a = find(publish(f, 2000, 0, ""), "REQUEST: r4");
	assert_non_null(a);
	assert_true(a->id > id);
	t->n_requests = 0;
	assert_false(find(publish(f, 3000, 0, ""), "REQUEST")->active);
}

static void connected_but_silent_is_said(void **state)
{
	fixture *f = *state;
	(void)publish(f, 1000, 0, "");
	assert_null(find(publish(f, 9000, 4900, ""), "PRICES STALE"));
	const rv_view_alert *a = find(publish(f, 10000, 5100, ""), "PRICES STALE");
	assert_non_null(a);
	assert_true(a->active);
	assert_non_null(strstr(a->text, "since 12:30:04Z"));
	assert_false(find(publish(f, 11000, 0, ""), "PRICES STALE")->active);
}

/* The age of the old connection's prices is no fault of the new one. */
static void a_new_connection_has_time_for_its_first_price(void **state)
{
	fixture *f = *state;
	rv_stream_stat *s = &f->board.streams[RV_STREAM_MIDS];
	(void)publish(f, 1000, 0, "");
	s->connected = false;
	(void)publish(f, 9000, 8000, "");
	s->connected = true;
	assert_null(find(publish(f, 10000, 9000, ""), "PRICES STALE"));
	assert_null(find(publish(f, 13900, 12900, ""), "PRICES STALE"));
	assert_true(find(publish(f, 14000, 13000, ""), "PRICES STALE")->active);
	s->reconnects++; /* too quick to be seen as closed */
	assert_false(find(publish(f, 15000, 14000, ""), "PRICES STALE")->active);
	assert_true(find(publish(f, 19000, 18000, ""), "PRICES STALE")->active);
}

static void a_rate_limit_is_said_while_it_is_waited_for(void **state)
{
	fixture *f = *state;
	f->board.streams[RV_STREAM_REST].errors = 1;
	f->board.venue.limited_ms = 10400;
	f->board.venue.limited_until_mono_ms = 7000000 + 11400;
	const rv_view *v = publish(f, 1000, 0, "");
	assert_true(find(v, "RATE LIMITED")->active);
	assert_string_equal(text_of(v, "RATE LIMITED"),
			    "RATE LIMITED: the venue asked us to wait 11 s");
	assert_null(find(v, "MALFORMED"));
	assert_true(find(publish(f, 11399, 0, ""), "RATE LIMITED")->active);
	assert_false(find(publish(f, 11400, 0, ""), "RATE LIMITED")->active);
}

static void a_lost_store_is_said_until_it_is_back(void **state)
{
	fixture *f = *state;
	(void)snprintf(f->board.venue.store_error, sizeof(f->board.venue.store_error),
		       "database or disk is full");
	const rv_view *v = publish(f, 1000, 0, "");
	assert_string_equal(text_of(v, "STORE"),
			    "STORE: history is not being kept: database or disk is full");
	assert_true(find(publish(f, 900000, 0, ""), "STORE")->active);
	f->board.venue.store_error[0] = '\0';
	assert_false(find(publish(f, 901000, 0, ""), "STORE")->active);
}

/* At an hour a second, seconds of venue time are fractions of a real millisecond. */
static void skew_is_told_in_real_time(void **state)
{
	fixture *f = *state;
	(void)publish(f, 1000, 0, "");
	f->view->clock_rate = 3600.0;
	f->board.venue.skew_ms = -1800.0;
	rv_feed_view_fill(&f->feeds, &f->board, f->view);
	rv_alert_watch_update(&f->watch, &f->board, "", f->view);
	assert_close("skew", f->view->skew_ms, -0.5, 1e-12);
	assert_null(find(f->view, "CLOCK"));
	f->board.venue.skew_ms = 3600.0 * 1500.0;
	rv_feed_view_fill(&f->feeds, &f->board, f->view);
	rv_alert_watch_update(&f->watch, &f->board, "", f->view);
	assert_non_null(strstr(text_of(f->view, "CLOCK"), "+1.5 s"));
}

static void malformed_messages_are_counted_and_end_after_a_while(void **state)
{
	fixture *f = *state;
	f->board.streams[RV_STREAM_CTX].malformed = 3;
	f->board.streams[RV_STREAM_REST].malformed = 4;
	const rv_view_alert *a = find(publish(f, 1000, 0, ""), "MALFORMED");
	assert_non_null(a);
	assert_non_null(strstr(a->text, " 7 messages"));
	assert_true(find(publish(f, 30000, 0, ""), "MALFORMED")->active);
	assert_false(find(publish(f, 31001, 0, ""), "MALFORMED")->active);
}

static void skew_and_failed_scores_are_said(void **state)
{
	fixture *f = *state;
	f->board.venue.skew_ms = -1400.0;
	assert_non_null(strstr(text_of(publish(f, 1000, 0, ""), "CLOCK"), "-1.4 s"));
	f->board.venue.skew_ms = NAN; /* unknown is not an alert */
	assert_false(find(publish(f, 2000, 0, ""), "CLOCK")->active);
	assert_non_null(
		strstr(text_of(publish(f, 3000, 0, "out of memory"), "SCORES"), "out of memory"));
	assert_false(find(publish(f, 4000, 0, ""), "SCORES")->active);
}

/* From the configured day on, not before, and over with the first score. */
static void a_regime_carried_too_long_is_said(void **state)
{
	fixture *f = *state;
	f->view->has_scores = true;
	f->view->params.ma.missing_alarm_days = 3;
	f->view->scores.ma.state.missing_days = 2;
	assert_null(find(publish(f, 1000, 0, ""), "MAJORS-ALTS"));
	f->view->scores.ma.state.missing_days = 3;
	assert_non_null(strstr(text_of(publish(f, 2000, 0, ""), "MAJORS-ALTS"), "for 3 days"));
	f->view->scores.ma.state.missing_days = 4;
	assert_non_null(strstr(text_of(publish(f, 3000, 0, ""), "MAJORS-ALTS"), "for 4 days"));
	f->view->scores.ma.state.missing_days = 0;
	assert_false(find(publish(f, 4000, 0, ""), "MAJORS-ALTS")->active);
}

static void an_unknown_order_is_said_until_it_is_decided(void **state)
{
	fixture *f = *state;
	rv_trade_view *tv = &f->view->trade;
	tv->n_unknown = 1; /* of an engine without an order side: nothing */
	tv->stream_up = true;
	assert_null(find(publish(f, 1000, 0, ""), "UNKNOWN ORDERS"));
	tv->present = true;
	tv->n_orders = 1;
	(void)snprintf(tv->orders[0].coin.symbol, sizeof(tv->orders[0].coin.symbol), "SOL");
	const rv_view_alert *a = find(publish(f, 2000, 0, ""), "UNKNOWN ORDERS");
	assert_non_null(a);
	assert_true(a->active);
	assert_int_equal(a->level, RV_LOG_ERROR);
	assert_string_equal(a->text, "UNKNOWN ORDERS: 1 (SOL) without a verdict, counted as "
				     "filled; see screen 5");
	const uint64_t id = a->id;
	tv->n_unknown = tv->n_orders = 2;
	a = find(publish(f, 3000, 0, ""), "UNKNOWN ORDERS");
	assert_int_equal(a->id, id);
	assert_non_null(strstr(a->text, "2 (SOL ...)"));
	tv->n_unknown = 0;
	assert_false(find(publish(f, 4000, 0, ""), "UNKNOWN ORDERS")->active);
	tv->n_unknown = 1;
	assert_true(find(publish(f, 5000, 0, ""), "UNKNOWN ORDERS")->id > id);
}

/* Not while they connect, nor for a reconnection, but for what lasts. */
static void lost_user_streams_are_said(void **state)
{
	fixture *f = *state;
	rv_trade_view *tv = &f->view->trade;
	tv->present = true;
	assert_null(find(publish(f, 1000, 0, ""), "USER STREAMS"));
	assert_null(find(publish(f, 4999, 0, ""), "USER STREAMS"));
	tv->stream_up = true;
	assert_null(find(publish(f, 5000, 0, ""), "USER STREAMS"));
	tv->stream_up = false;
	assert_null(find(publish(f, 6000, 0, ""), "USER STREAMS"));
	const rv_view_alert *a = find(publish(f, 10000, 0, ""), "USER STREAMS");
	assert_non_null(a);
	assert_true(a->active);
	assert_int_equal(a->level, RV_LOG_ERROR);
	assert_int_equal(a->since_utc_ms, INT64_C(1768566606000)); /* when they were lost */
	tv->stream_up = true;
	assert_false(find(publish(f, 11000, 0, ""), "USER STREAMS")->active);
}

static void a_signer_that_the_venue_does_not_know_is_said(void **state)
{
	fixture *f = *state;
	rv_trade_view *tv = &f->view->trade;
	tv->present = tv->stream_up = true;
	(void)snprintf(tv->account, sizeof(tv->account), "0x1234..abcd");
	assert_null(find(publish(f, 1000, 0, ""), "SIGNER")); /* not answered yet */
	tv->signer_known = true;
	const rv_view *v = publish(f, 2000, 0, "");
	assert_string_equal(text_of(v, "SIGNER"), "SIGNER: no agent of 0x1234..abcd: approve it at "
						  "the venue or set another --key");
	assert_true(find(v, "SIGNER")->active);
	tv->signer_ok = true;
	assert_false(find(publish(f, 3000, 0, ""), "SIGNER")->active);
}

static void a_broken_journal_is_said(void **state)
{
	fixture *f = *state;
	rv_trade_view *tv = &f->view->trade;
	tv->present = tv->stream_up = tv->journal_ok = true;
	assert_null(find(publish(f, 1000, 0, ""), "JOURNAL BROKEN"));
	tv->journal_ok = false;
	(void)snprintf(tv->state_reason, sizeof(tv->state_reason), "disk full");
	const rv_view_alert *a = find(publish(f, 2000, 0, ""), "JOURNAL BROKEN");
	assert_non_null(a);
	assert_int_equal(a->level, RV_LOG_ERROR);
	assert_string_equal(a->text, "JOURNAL BROKEN: halted for good: disk full");
}

/* Net nothing, and yet it stops every addition there: until a person says whose it is. */
static void what_is_nobodys_is_said(void **state)
{
	fixture *f = *state;
	rv_trade_view *t = &f->view->trade;
	rv_tv_position *p = &t->positions[1];
	t->present = t->stream_up = t->journal_ok = true;
	t->n_positions = 2;
	(void)snprintf(p->coin.symbol, RV_SYMBOL_MAX, "BTC");
	p->coin.sz_decimals = 5;
	p->sub_lots[RV_SUB_OP] = 482;
	assert_null(find(publish(f, 1000, 0, ""), "RESIDUE"));
	p->sub_lots[RV_SUB_RESIDUE] = -482;
	t->n_residue = 1;
	const rv_view *v = publish(f, 2000, 0, "");
	assert_string_equal(text_of(v, "RESIDUE"), "RESIDUE: -0.00482 BTC is nobody's: adds stop "
						   "there until `:assign`");
	assert_int_equal(find(v, "RESIDUE")->level, RV_LOG_ERROR);
	t->n_residue = 3;
	assert_non_null(strstr(text_of(publish(f, 3000, 0, ""), "RESIDUE"), "(2 more)"));
	p->sub_lots[RV_SUB_RESIDUE] = 0;
	t->n_residue = 0;
	assert_false(find(publish(f, 4000, 0, ""), "RESIDUE")->active);
}

/* What was found at the start stays. */
static void what_a_start_has_found_is_said(void **state)
{
	fixture *f = *state;
	assert_null(find(publish(f, 1000, 0, ""), "METRICS"));
	(void)snprintf(f->board.venue.metrics_error, sizeof(f->board.venue.metrics_error),
		       "127.0.0.1:9477: in use");
	(void)snprintf(f->board.venue.other_journals, sizeof(f->board.venue.other_journals),
		       "journal-sim-1.db of another account lies unused");
	const rv_view *v = publish(f, 2000, 0, "");
	assert_string_equal(text_of(v, "METRICS"), "METRICS: no page: 127.0.0.1:9477: in use");
	assert_string_equal(text_of(v, "JOURNAL"),
			    "JOURNAL EMPTY: journal-sim-1.db of another account lies unused");
	assert_true(find(v, "METRICS")->active && find(v, "JOURNAL")->active);
}

/* By the journal, for every console and every route; the next occurrence is another one. */
static void an_acknowledgement_is_of_one_occurrence(void **state)
{
	fixture *f = *state;
	rv_trade_view *tv = &f->view->trade;
	tv->present = tv->stream_up = tv->journal_ok = true;
	f->board.venue.down_since_utc_ms = INT64_C(1768566605000);
	const uint64_t id = find(publish(f, 6000, 1000, ""), "VENUE DOWN")->id;
	assert_int_equal(find(f->view, "VENUE DOWN")->acked_utc_ms, 0);
	tv->n_acks = 2;
	tv->acks[0] = (rv_tv_ack){ .alert = id + 1, .uid = 1, .utc_ms = 1 };
	tv->acks[1] = (rv_tv_ack){ .alert = id, .uid = 1007, .utc_ms = 77 };
	const rv_view_alert *a = find(publish(f, 7000, 2000, ""), "VENUE DOWN");
	assert_int_equal(a->acked_by, 1007);
	assert_int_equal(a->acked_utc_ms, 77);
	tv->n_acks = 0;
	assert_int_equal(find(publish(f, 8000, 3000, ""), "VENUE DOWN")->acked_utc_ms, 77);
	f->board.venue.down_since_utc_ms = 0;
	(void)publish(f, 9000, 0, "");
	f->board.venue.down_since_utc_ms = INT64_C(1768566609000);
	a = find(publish(f, 10000, 0, ""), "VENUE DOWN");
	assert_true(a->id > id);
	assert_int_equal(a->acked_utc_ms, 0);
}

static void rates_are_messages_a_real_second(void **state)
{
	fixture *f = *state;
	for (int64_t s = 0; s <= 20; s++) {
		f->board.streams[RV_STREAM_CTX].messages += 49;
		(void)publish(f, s * 1000, 0, "");
		if (s < 2)
			assert_true(isnan(f->view->streams[RV_STREAM_CTX].rate_hz));
	}
	assert_close("ctx", f->view->streams[RV_STREAM_CTX].rate_hz, 49.0, 1e-12);
	assert_close("silent", f->view->streams[RV_STREAM_MIDS].rate_hz, 0.0, 0.0);
}

static void the_environment_is_what_the_server_says(void **state)
{
	fixture *f = *state;
	assert_int_equal(publish(f, 1000, 0, "")->env, RV_ENV_SIM);
	f->board.venue.is_replay = true;
	assert_int_equal(publish(f, 1000, 0, "")->env, RV_ENV_REPLAY);
	f->board.venue.is_sim = f->board.venue.is_replay = false;
	assert_int_equal(publish(f, 1000, 0, "")->env, RV_ENV_LIVE);
	f->board.venue.ws_connected = f->board.venue.rest_ok = false;
	assert_int_equal(publish(f, 1000, 0, "")->env, RV_ENV_UNKNOWN);
}

/* From its proposal to its grant, with a bell; the time that is left is in it, and how many legs.
 */
static void a_program_that_waits_for_a_person_is_said(void **state)
{
	fixture *f = *state;
	rv_tv_program *p = &f->view->trade.programs[0];
	f->view->trade.present = true;
	assert_null(find(publish(f, 1000, 0, ""), "PROGRAM"));
	f->view->trade.n_programs = 1;
	*p = (rv_tv_program){ .id = 4, .n = 10, .n_excluded = 1, .for_person = true };
	p->created_utc_ms = INT64_C(1768607400000); /* 23:50 */
	p->quote_end_utc_ms = f->view->utc_ms + 5 * RV_MINUTE_MS;
	const rv_view *v = publish(f, 2000, 0, "");
	assert_string_equal(text_of(v, "PROGRAM"), "PROGRAM of 23:50 waits: 9 legs, 4 min left");
	assert_true(find(v, "PROGRAM")->active && find(v, "PROGRAM")->rings);
	const uint64_t id = find(v, "PROGRAM")->id;
	v = publish(f, 261000, 0, "");
	assert_string_equal(text_of(v, "PROGRAM"), "PROGRAM of 23:50 waits: 9 legs, 40 s left");
	assert_int_equal(find(v, "PROGRAM")->id, id);
	p->id = 5; /* made anew in the same moment: another one */
	assert_true(find(publish(f, 262000, 0, ""), "PROGRAM")->id > id);
	p->for_person = false;
	assert_false(find(publish(f, 263000, 0, ""), "PROGRAM")->active);
}

static void a_ticket_of_the_desk_that_waits_is_said(void **state)
{
	fixture *f = *state;
	rv_trade_view *t = &f->view->trade;
	t->present = true;
	t->n_tickets = 2;
	t->tickets[0] = (rv_tv_ticket){ .id = 7, .cls = RV_CLASS_HEDGE, .expires_at = 112000 };
	t->tickets[1] = (rv_tv_ticket){ .id = 3, .cls = RV_CLASS_HAND, .expires_at = 9000 };
	(void)snprintf(t->tickets[0].coin.symbol, RV_SYMBOL_MAX, "BTC");
	assert_null(find(publish(f, 1000, 0, ""), "TICKET")); /* nobody is waited for */
	t->tickets[0].for_person = true;
	const rv_view *v = publish(f, 2000, 0, "");
	assert_string_equal(text_of(v, "TICKET"),
			    "TICKET of the desk waits: hedge BTC, 1 min left");
	assert_true(find(v, "TICKET")->rings);
	const uint64_t id = find(v, "TICKET")->id;
	t->n_tickets = 3;
	t->tickets[2] = (rv_tv_ticket){
		.id = 8, .cls = RV_CLASS_STOP, .for_person = true, .expires_at = 33000
	};
	(void)snprintf(t->tickets[2].coin.symbol, RV_SYMBOL_MAX, "SOL");
	v = publish(f, 3000, 0, "");
	assert_string_equal(text_of(v, "TICKET"),
			    "TICKET of the desk waits: stop SOL, 30 s left, 1 more");
	assert_true(find(v, "TICKET")->id > id);
	t->tickets[2].for_person = false; /* the older one goes on waiting: no news */
	const uint64_t newest = find(v, "TICKET")->id;
	assert_int_equal(find(publish(f, 4000, 0, ""), "TICKET")->id, newest);
	t->tickets[0].for_person = false;
	assert_false(find(publish(f, 5000, 0, ""), "TICKET")->active);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_calm_desk_has_none),
		T(a_dead_venue_says_since_when_and_why),
		T(what_is_over_ends),
		T(a_request_waits_for_the_second_person),
		T(connected_but_silent_is_said),
		T(malformed_messages_are_counted_and_end_after_a_while),
		T(skew_and_failed_scores_are_said),
		T(a_new_connection_has_time_for_its_first_price),
		T(a_rate_limit_is_said_while_it_is_waited_for),
		T(a_lost_store_is_said_until_it_is_back),
		T(skew_is_told_in_real_time),
		T(a_regime_carried_too_long_is_said),
		T(an_unknown_order_is_said_until_it_is_decided),
		T(lost_user_streams_are_said),
		T(a_signer_that_the_venue_does_not_know_is_said),
		T(a_program_that_waits_for_a_person_is_said),
		T(a_ticket_of_the_desk_that_waits_is_said),
		T(a_broken_journal_is_said),
		T(what_is_nobodys_is_said),
		T(what_a_start_has_found_is_said),
		T(an_acknowledgement_is_of_one_occurrence),
		T(rates_are_messages_a_real_second),
		T(the_environment_is_what_the_server_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
