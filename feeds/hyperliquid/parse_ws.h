/*
 * Hyperliquid WebSocket messages: bytes to one typed message. Pure, strict, no I/O; any thread.
 *
 * Channels that are not used are RV_HL_WS_OTHER, which is no error. A frame that is not JSON (but
 * for the server's greeting), or has a known channel with a wrong body, is RV_EPARSE with a
 * text; kind then says the channel when it could be read, RV_HL_WS_OTHER when not.
 */
#ifndef RV_FEEDS_HYPERLIQUID_PARSE_WS_H
#define RV_FEEDS_HYPERLIQUID_PARSE_WS_H

#include "feeds/hyperliquid/parse_info.h"

enum { RV_HL_TRADES_MAX = 256, RV_HL_ERROR_TEXT = 160 };

typedef enum rv_hl_ws_kind {
	RV_HL_WS_OTHER, /* greeting, unknown channel, foreign coin, another interval */
	RV_HL_WS_PONG,
	RV_HL_WS_ACK,	/* subscription: sub_type and symbol ("" for allMids) */
	RV_HL_WS_ERROR, /* text; sub_type and symbol too when it is "Already subscribed" */
	RV_HL_WS_MIDS,
	RV_HL_WS_CTX,
	RV_HL_WS_CANDLE, /* 1h */
	RV_HL_WS_BBO,
	RV_HL_WS_BOOK,
	RV_HL_WS_TRADES
} rv_hl_ws_kind;

typedef enum rv_hl_sub {
	RV_HL_SUB_OTHER,
	RV_HL_SUB_MIDS,
	RV_HL_SUB_CTX,
	RV_HL_SUB_BBO,
	RV_HL_SUB_CANDLE /* 1h */
} rv_hl_sub;

typedef struct rv_hl_trade {
	bool buy; /* the aggressor bought */
	double px, sz;
	int64_t time_ms, tid;
} rv_hl_trade;

typedef struct rv_hl_ws_msg {
	rv_hl_ws_kind kind;
	char symbol[RV_SYMBOL_MAX]; /* of ACK, CTX, CANDLE, BBO, BOOK, TRADES */
	rv_hl_sub sub;		    /* of ACK and ERROR */
	bool already;		    /* ERROR: the subscription exists already */
	union {
		char text[RV_HL_ERROR_TEXT];
		rv_hl_mids mids;
		rv_hl_ctx ctx;
		rv_bar candle;
		rv_hl_book book;
		struct {
			int64_t time_ms;
			double bid, ask; /* NaN: that side is empty */
		} bbo;
		struct {
			size_t n;
			rv_hl_trade v[RV_HL_TRADES_MAX]; /* the first ones of a longer message */
		} trades;
	} u;
} rv_hl_ws_msg;

RV_NODISCARD rv_status rv_hl_parse_ws(const char *s, size_t n, rv_hl_ws_msg *out, rv_err *err);

/* The JSON text of a subscription; returns its length, which is below cap. */
size_t rv_hl_format_sub(rv_hl_sub sub, const char *symbol, bool subscribe, char *buf, size_t cap);

#endif
