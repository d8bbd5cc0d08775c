/*
 * Configuration: JSON with // and block comments, from a folder, into each module's params.
 *
 * strategy_config.json: blocks "rv_momentum" and "universe"; rv_momo_baskets.json: "pairs" and
 * "baskets". A file or key that is absent leaves the default. Anything wrong (syntax, unknown key,
 * wrong type, out of range, unknown mode) is one line with file, line, key and what was expected;
 * the params then hold the defaults of that file, and the caller decides (rvdesk refuses to start).
 * A profile lays a second file of strategy_config.json's schema over all that: profile_desk.json.
 * Quote suffixes of symbols (BTCUSDT, BTC-PERP) are stripped. A symbol in both l1 and alts counts
 * in l1 only; that and other oddities that are legal come back as warnings. Any thread.
 */
#ifndef RV_CONFIG_LOAD_H
#define RV_CONFIG_LOAD_H

#include "config/ops_params.h"
#include "engine/base/log.h"
#include "engine/base/status.h"
#include "engine/desk/oms_params.h"
#include "engine/desk/who.h"
#include "engine/market/coin_ids.h"
#include "engine/research/params.h"
#include "engine/run/book_now.h"
#include "engine/run/step.h"

#include <stddef.h>

enum { RV_CONFIG_KEY = 96 };

typedef struct rv_config {
	rv_step_params step;
	rv_oms_params oms;
	rv_who_params who; /* roles of people */
	rv_book_params book;
	rv_ops_params ops;
	rv_bt_params backtest;
	char profile[8];      /* "seed" or "desk" */
	rv_coin_ids coin_ids; /* of the provider of market caps */
	double mcap_poll_s;   /* default 600 */
} rv_config;

void rv_config_default(rv_config *c);
/* dir: folder with the two files. Warnings go to log (may be NULL). */
RV_NODISCARD rv_status rv_config_load(const char *dir, rv_config *out, rv_log *log, rv_err *err);

/* NULL for a known profile, else one line that names those there are. */
const char *rv_config_profile_error(const char *name, char *text, size_t cap);
/*
 * As rv_config_load, then the profile's file over it: that of dir, else that of the shipped folder
 * (NULL: none known). "seed" has no file. RV_EUSAGE: unknown profile; RV_ENOENT: its file is in
 * neither folder. When the overlay fails, out is what rv_config_load made of it.
 */
RV_NODISCARD rv_status rv_config_load_profile(const char *dir, const char *shipped,
					      const char *profile, rv_config *out, rv_log *log,
					      rv_err *err);
/* Reads a file of strategy_config.json's schema over *c; an absent one changes nothing. */
RV_NODISCARD rv_status rv_config_overlay(const char *path, rv_config *c, rv_err *err);
/*
 * The same from text, an object; name: what an error calls it. together false: each value by itself
 * is looked at, and not whether they go together.
 */
RV_NODISCARD rv_status rv_config_overlay_text(const char *name, const char *text, bool together,
					      rv_config *c, rv_err *err);

/*
 * The name of the first key, "orders.limits.gross_most_x", in which the two differ; NULL: in none.
 * Those that concern viewing only (rv_config_views) are passed over when asked to. text: at least
 * RV_CONFIG_KEY bytes. The profile's name counts as a key "profile".
 */
const char *rv_config_difference(const rv_config *a, const rv_config *b, bool pass_views,
				 char *text, size_t cap);
/* Keys that change what is shown and said, and no order: a desk that runs may read them again. */
const char *const *rv_config_views(size_t *n);

/* "BTCUSDT" -> "BTC": trims, strips one quote suffix, longest first, never to empty. */
void rv_config_symbol(const char *text, char out[RV_SYMBOL_MAX]);

#endif
