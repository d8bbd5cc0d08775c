/* Cancels and closes from outside; see halt_venue.h. */
#include "app/halt/halt_venue.h"

#include "engine/desk/price.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUEST_MS = 3000, PAUSE_MS = 200 };

/* Too large for a stack. */
typedef struct work {
	rv_halt_client *c;
	const rv_halt_venue_params *p;
	rv_halt_done *out;
	rv_hl_meta meta;
	bool has_meta;
	rv_hl_order_row orders[RV_HL_OPEN_ORDERS_MAX];
	rv_hl_position positions[RV_HL_POSITIONS_MAX];
	rv_hl_action action;
	rv_hl_answer answer;
} work;

static void trouble(work *w, const char *text)
{
	(void)snprintf(w->out->trouble, sizeof(w->out->trouble), "%s", text);
}

/* Index in meta, or SIZE_MAX: no perpetual of the main exchange. */
static size_t coin_of(const work *w, const char *symbol)
{
	for (size_t i = 0; i < w->meta.n; i++) {
		if (strcmp(w->meta.in[i].name, symbol) == 0 && w->meta.in[i].venue_index >= 0)
			return i;
	}
	return SIZE_MAX;
}

/* Prices of now, or the older ones: an asset's number does not change. */
static bool know_coins(work *w)
{
	rv_err err = { 0 };
	if (rv_halt_client_meta(w->c, REQUEST_MS, &w->meta, &err) == RV_OK)
		w->has_meta = true;
	else
		trouble(w, err.text);
	return w->has_meta;
}

/* The action's answer, or false: nothing is known of it. */
static bool act(work *w)
{
	rv_err err = { 0 };
	if (rv_halt_client_act(w->c, &w->action, REQUEST_MS, &w->answer, &err) == RV_OK) {
		if (w->answer.kind == RV_HL_ANSWER_REFUSED || w->answer.kind == RV_HL_ANSWER_HTTP)
			trouble(w, w->answer.text[0] ? w->answer.text : "refused");
		return true;
	}
	trouble(w, err.text);
	return false;
}

/* First: it holds for what lands later, too, whatever becomes of this process. */
static void arm_deadman(work *w)
{
	rv_halt_done *o = w->out;
	memset(&w->action, 0, sizeof(w->action));
	w->action.kind = RV_HL_ACTION_SCHEDULE_CANCEL;
	w->action.u.cancel_at_ms = rv_halt_client_utc_ms(w->c) + RV_HALT_DEADMAN_MS;
	if (act(w) && w->answer.kind == RV_HL_ANSWER_DONE)
		o->deadman = true;
	(void)snprintf(o->deadman_why, sizeof(o->deadman_why), "%.159s",
		       o->deadman ? "" : o->trouble);
	o->trouble[0] = '\0'; /* most accounts may not: it is no failure of the halt */
}

/* ---- orders ---- */

static void cancel_batch(work *w)
{
	if (w->action.n == 0 || !act(w))
		return;
	for (size_t i = 0; w->answer.kind == RV_HL_ANSWER_STATUSES && i < w->answer.n; i++) {
		w->out->cancelled += w->answer.v[i].kind == RV_HL_VERDICT_CANCELED;
		if (w->answer.v[i].kind == RV_HL_VERDICT_ERROR)
			trouble(w, w->answer.v[i].text);
	}
}

static void begin_cancels(work *w)
{
	memset(&w->action, 0, sizeof(w->action));
	w->action.kind = RV_HL_ACTION_CANCEL;
}

/* Whatever is open now, whoever's it is; true: nothing is. */
static bool cancel_round(work *w)
{
	rv_hl_orders list = { .v = w->orders, .cap = RV_HL_OPEN_ORDERS_MAX };
	rv_err err = { 0 };
	if (rv_halt_client_orders(w->c, REQUEST_MS, &list, &err) != RV_OK) {
		w->out->known = false;
		trouble(w, err.text);
		return false;
	}
	w->out->known = true;
	w->out->open = list.n;
	begin_cancels(w);
	for (size_t i = 0; i < list.n; i++) {
		const size_t k = coin_of(w, list.v[i].coin);
		if (k == SIZE_MAX) {
			trouble(w, "an order of another market is left alone");
			continue;
		}
		w->action.u.cancel[w->action.n++] =
			(rv_hl_cancel){ .asset = w->meta.in[k].venue_index, .oid = list.v[i].oid };
		if (w->action.n == RV_HL_BATCH_MAX) {
			cancel_batch(w);
			begin_cancels(w);
		}
	}
	cancel_batch(w);
	return list.n == 0;
}

/* ---- positions ---- */

/* A close of the whole position at the collar; false: it cannot be priced. */
static bool close_of(work *w, const rv_hl_position *p, rv_hl_order *out)
{
	const size_t k = coin_of(w, p->coin);
	if (k == SIZE_MAX || w->meta.in[k].sz_decimals < 0)
		return false;
	const rv_instrument *in = &w->meta.in[k];
	const rv_hl_ctx *x = &w->meta.ctx[k];
	const double mid = x->mid > 0.0 ? x->mid : x->mark;
	const rv_side side = p->szi.units > 0 ? RV_SELL : RV_BUY;
	int64_t px = 0;
	if (rv_px_collar(side, mid, w->p->collar_bps / 1e4, in->sz_decimals, &px) != RV_OK)
		return false;
	*out = (rv_hl_order){ .asset = in->venue_index,
			      .buy = side == RV_BUY,
			      .reduce_only = true,
			      .tif = RV_HL_TIF_IOC,
			      .px = { px, RV_PX_SCALE_SUM - in->sz_decimals },
			      .sz = { p->szi.units < 0 ? -p->szi.units : p->szi.units,
				      p->szi.scale } };
	return true;
}

static void close_batch(work *w)
{
	if (w->action.n == 0 || !act(w))
		return;
	for (size_t i = 0; w->answer.kind == RV_HL_ANSWER_STATUSES && i < w->answer.n; i++) {
		w->out->closes += w->answer.v[i].kind == RV_HL_VERDICT_FILLED;
		if (w->answer.v[i].kind == RV_HL_VERDICT_ERROR)
			trouble(w, w->answer.v[i].text);
	}
}

static void begin_closes(work *w)
{
	memset(&w->action, 0, sizeof(w->action));
	w->action.kind = RV_HL_ACTION_ORDER;
	w->action.u.order.grouping = RV_HL_GROUP_NA;
}

/* What is held now; true: nothing is. */
static bool close_round(work *w)
{
	rv_hl_account a = { .v = w->positions, .cap = RV_HL_POSITIONS_MAX };
	rv_err err = { 0 };
	if (rv_halt_client_account(w->c, REQUEST_MS, &a, &err) != RV_OK) {
		w->out->known = false;
		trouble(w, err.text);
		return false;
	}
	size_t held = 0;
	begin_closes(w);
	for (size_t i = 0; i < a.n; i++) {
		if (a.v[i].szi.units == 0)
			continue;
		held++;
		if (!close_of(w, &a.v[i], &w->action.u.order.v[w->action.n])) {
			trouble(w, "a position cannot be priced: it is left as it is");
			continue;
		}
		if (++w->action.n == RV_HL_BATCH_MAX) {
			close_batch(w);
			begin_closes(w);
		}
	}
	close_batch(w);
	w->out->positions = held;
	return held == 0;
}

/* ---- all of it ---- */

/* Two looks in a row must find nothing: what was on its way at the first may land before the
 * second. */
static void rounds(work *w)
{
	const int64_t most = w->p->most_ms > 0 ? w->p->most_ms : RV_HALT_MOST_MS;
	const int64_t until = rv_mono_ms() + most;
	for (int quiet = 0; quiet < 2;) {
		bool none = know_coins(w) && cancel_round(w);
		if (none && w->p->flatten)
			none = close_round(w);
		quiet = none ? quiet + 1 : 0;
		if (quiet == 2 || rv_mono_ms() > until)
			return;
		(void)poll(NULL, 0, PAUSE_MS);
	}
}

static rv_status verdict(const rv_halt_done *o, bool flatten, rv_err *err)
{
	if (!o->known)
		return rv_err_set(err, RV_EVENUE, "what is open is not known: %s", o->trouble);
	if (o->open > 0 || (flatten && o->positions > 0))
		return rv_err_set(err, RV_EVENUE, "%zu orders are open, %zu positions held%s%.200s",
				  o->open, o->positions, o->trouble[0] ? ": " : "", o->trouble);
	return RV_OK;
}

rv_status rv_halt_venue(rv_halt_client *c, const rv_halt_venue_params *p, rv_halt_done *out,
			rv_err *err)
{
	work *w = calloc(1, sizeof(*w));
	memset(out, 0, sizeof(*out));
	if (!w)
		return rv_err_set(err, RV_ENOMEM, "%s", rv_status_text(RV_ENOMEM));
	w->c = c;
	w->p = p;
	w->out = out;
	arm_deadman(w);
	rounds(w);
	free(w);
	return verdict(out, p->flatten, err);
}
