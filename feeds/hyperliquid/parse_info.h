/*
 * Hyperliquid /info answers: bytes to types. Pure, strict, no I/O.
 *
 * Numbers that the venue sends as strings must be strings; prices are > 0; times are on their
 * grid and ascending; nulls are allowed where a delisted or empty market has them and read as NaN.
 * Unknown extra members are ignored. Anything else is RV_EPARSE (or RV_ERANGE, RV_EFULL) with one
 * line that names what was expected; the outputs must then not be used. Any thread.
 * Shapes: docs/venues.md.
 */
#ifndef RV_FEEDS_HYPERLIQUID_PARSE_INFO_H
#define RV_FEEDS_HYPERLIQUID_PARSE_INFO_H

#include "engine/base/status.h"
#include "engine/market/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_HL_MAX_CANDLES = 5001, RV_HL_FUNDING_PAGE = 500, RV_HL_BOOK_LEVELS = 20 };

struct cJSON;

/* One asset context; NaN where the venue has no value. */
typedef struct rv_hl_ctx {
	double funding_1h, open_interest, prev_day_px, day_volume_usd;
	double oracle, mark, mid;
} rv_hl_ctx;

typedef struct rv_hl_meta {
	size_t n;
	bool has_ctx;
	rv_instrument in[RV_MAX_SYMBOLS];
	rv_hl_ctx ctx[RV_MAX_SYMBOLS]; /* of in[i] */
} rv_hl_meta;

typedef struct rv_hl_mids {
	size_t n;
	struct {
		char symbol[RV_SYMBOL_MAX];
		double mid;
	} v[RV_MAX_SYMBOLS];
} rv_hl_mids;

typedef struct rv_hl_level {
	double px, sz;
	int64_t orders;
} rv_hl_level;

typedef struct rv_hl_book {
	char symbol[RV_SYMBOL_MAX];
	int64_t time_ms;
	size_t n[2];				 /* bids, asks */
	rv_hl_level level[2][RV_HL_BOOK_LEVELS]; /* best first */
} rv_hl_book;

/* `meta`, and `metaAndAssetCtxs` (whose two lists must have the same length). */
RV_NODISCARD rv_status rv_hl_parse_meta(const char *s, size_t n, rv_hl_meta *out, rv_err *err);
RV_NODISCARD rv_status rv_hl_parse_meta_ctxs(const char *s, size_t n, rv_hl_meta *out, rv_err *err);
/* `allMids`; spot pairs and other dexes' coins are skipped. */
RV_NODISCARD rv_status rv_hl_parse_mids(const char *s, size_t n, rv_hl_mids *out, rv_err *err);
/* `candleSnapshot` of coin and iv, ascending; the newest one may still be forming. */
RV_NODISCARD rv_status rv_hl_parse_candles(const char *s, size_t n, const char *coin,
					   rv_interval iv, rv_bar *out, size_t cap, size_t *count,
					   rv_err *err);
/* `fundingHistory` of coin, ascending; each row is the rate of one hour. */
RV_NODISCARD rv_status rv_hl_parse_funding(const char *s, size_t n, const char *coin,
					   rv_funding *out, size_t cap, size_t *count, rv_err *err);
/* `exchangeStatus`. */
RV_NODISCARD rv_status rv_hl_parse_status(const char *s, size_t n, int64_t *time_ms, rv_err *err);
/* `l2Book`; JSON null (unknown coin) is RV_ENOENT. */
RV_NODISCARD rv_status rv_hl_parse_book(const char *s, size_t n, rv_hl_book *out, rv_err *err);

/* Pieces shared with the WebSocket's messages. */
RV_NODISCARD rv_status rv_hl_read_ctx(const struct cJSON *v, rv_hl_ctx *out, rv_err *err);
RV_NODISCARD rv_status rv_hl_read_mids(const struct cJSON *v, rv_hl_mids *out, rv_err *err);
RV_NODISCARD rv_status rv_hl_read_candle(const struct cJSON *v, rv_interval iv, rv_bar *out,
					 char symbol[RV_SYMBOL_MAX], rv_err *err);
RV_NODISCARD rv_status rv_hl_read_level(const struct cJSON *v, rv_hl_level *out);
RV_NODISCARD rv_status rv_hl_read_book(const struct cJSON *v, rv_hl_book *out, rv_err *err);
/* "@107", "PURR/USDC", "xyz:TSLA": not a perpetual of the main dex. */
bool rv_hl_is_foreign(const char *coin);

#endif
