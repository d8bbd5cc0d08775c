/* Fuzzes the reader of WebSocket messages. */
#include "feeds/hyperliquid/parse_ws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(int ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static rv_hl_ws_msg m;
	rv_err err = { 0 };
	if (rv_hl_parse_ws((const char *)data, size, &m, &err) != RV_OK) {
		need(err.text[0] != '\0');
		return 0;
	}
	need(memchr(m.symbol, 0, sizeof(m.symbol)) != NULL);
	switch (m.kind) {
	case RV_HL_WS_CANDLE:
		need(m.symbol[0] && m.u.candle.t % RV_HOUR_MS == 0 && m.u.candle.low > 0.0);
		break;
	case RV_HL_WS_CTX:
		need(m.symbol[0] && m.u.ctx.mark > 0.0 && isfinite(m.u.ctx.mark));
		break;
	case RV_HL_WS_MIDS:
		need(m.u.mids.n <= RV_MAX_SYMBOLS);
		break;
	case RV_HL_WS_ERROR:
		need(memchr(m.u.text, 0, sizeof(m.u.text)) != NULL);
		break;
	case RV_HL_WS_TRADES:
		need(m.u.trades.n <= RV_HL_TRADES_MAX);
		break;
	case RV_HL_WS_OTHER:
	case RV_HL_WS_PONG:
	case RV_HL_WS_ACK:
	case RV_HL_WS_BBO:
	case RV_HL_WS_BOOK:
		break;
	}
	return 0;
}
