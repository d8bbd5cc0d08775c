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

#include "engine/base/log.h"
#include "engine/base/status.h"
#include "engine/desk/oms_params.h"
#include "engine/market/coin_ids.h"
#include "engine/run/book_now.h"
#include "engine/run/step.h"

#include <stddef.h>

typedef struct rv_config {
	rv_step_params step;
	rv_oms_params oms;
	rv_book_params book;
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

/* "BTCUSDT" -> "BTC": trims, strips one quote suffix, longest first, never to empty. */
void rv_config_symbol(const char *text, char out[RV_SYMBOL_MAX]);

#endif
