/*
 * The venue's messages as JSON text: one function per shape, used by /info and by /ws alike.
 * Key order and number forms as Hyperliquid writes them. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_JSON_OUT_H
#define RV_FEEDS_SIM_JSON_OUT_H

#include "feeds/sim/out.h"
#include "feeds/sim/tape.h"

void rv_sim_json_meta(rv_sim_out *o, const rv_sim_tape *t);
void rv_sim_json_ctx(rv_sim_out *o, rv_sim_tape *t, size_t coin);
void rv_sim_json_mids(rv_sim_out *o, rv_sim_tape *t);
void rv_sim_json_candle(rv_sim_out *o, const char *coin, const rv_sim_interval *iv, int64_t open_ms,
			const rv_sim_ohlc *c);
/* sig_figs 0 = full precision; levels per side at most max. */
void rv_sim_json_book(rv_sim_out *o, rv_sim_tape *t, size_t coin, int sig_figs, int mantissa,
		      size_t max);
/* {"coin":...,"time":...,"bbo":[bid,ask]}; nulls for an empty book. */
void rv_sim_json_bbo(rv_sim_out *o, rv_sim_tape *t, size_t coin);
void rv_sim_json_trade(rv_sim_out *o, const char *coin, const rv_sim_trade *tr);
void rv_sim_json_funding(rv_sim_out *o, const char *coin, int64_t time, double rate,
			 double premium);

#endif
