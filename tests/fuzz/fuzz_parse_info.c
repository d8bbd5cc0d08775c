/* Fuzzes every reader of /info answers. The first byte picks the reader, the rest is the body. */
#include "feeds/clock_probe.h"
#include "feeds/hyperliquid/parse_info.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rv_hl_meta meta;
static rv_hl_mids mids;
static rv_hl_book book;
static rv_bar bars[RV_HL_MAX_CANDLES];
static rv_funding fundings[RV_HL_FUNDING_PAGE];

static void need(int ok)
{
	if (!ok)
		abort();
}

/* What is accepted keeps its promises. */
static void candles(const char *s, size_t n, rv_interval iv)
{
	size_t count = 0;
	rv_err err = { 0 };
	if (rv_hl_parse_candles(s, n, "BTC", iv, bars, RV_HL_MAX_CANDLES, &count, &err) != RV_OK)
		return;
	for (size_t i = 0; i < count; i++) {
		need(bars[i].low > 0.0 && bars[i].high >= bars[i].low && isfinite(bars[i].high));
		need(bars[i].t % rv_interval_ms(iv) == 0);
		need(i == 0 || bars[i].t > bars[i - 1].t);
	}
}

static void fundings_of(const char *s, size_t n)
{
	size_t count = 0;
	rv_err err = { 0 };
	if (rv_hl_parse_funding(s, n, "BTC", fundings, RV_HL_FUNDING_PAGE, &count, &err) != RV_OK)
		return;
	for (size_t i = 0; i < count; i++)
		need(fundings[i].rate >= -1.0 && fundings[i].rate <= 1.0);
}

static void names(const rv_hl_meta *m)
{
	need(m->n <= RV_MAX_SYMBOLS);
	for (size_t i = 0; i < m->n; i++)
		need(m->in[i].name[0] && memchr(m->in[i].name, 0, RV_SYMBOL_MAX));
}

static void clock_header(const char *s, size_t n)
{
	char text[256];
	rv_sim_clock c;
	if (n >= sizeof(text))
		return;
	memcpy(text, s, n);
	text[n] = '\0';
	if (rv_sim_clock_parse(text, &c) == RV_OK)
		need(c.speed > 0.0 && c.utc_ms >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rv_err err = { 0 };
	int64_t t = 0;
	if (size == 0)
		return 0;
	const char *s = (const char *)data + 1;
	const size_t n = size - 1;
	switch (data[0]) {
	case 'm':
		if (rv_hl_parse_meta(s, n, &meta, &err) == RV_OK)
			names(&meta);
		break;
	case 'c':
		if (rv_hl_parse_meta_ctxs(s, n, &meta, &err) == RV_OK)
			names(&meta);
		break;
	case 'a':
		if (rv_hl_parse_mids(s, n, &mids, &err) == RV_OK)
			need(mids.n <= RV_MAX_SYMBOLS);
		break;
	case 'h':
		candles(s, n, RV_INTERVAL_1H);
		break;
	case 'd':
		candles(s, n, RV_INTERVAL_1D);
		break;
	case 'f':
		fundings_of(s, n);
		break;
	case 's':
		if (rv_hl_parse_status(s, n, &t, &err) == RV_OK)
			need(t > 0);
		break;
	case 'b':
		if (rv_hl_parse_book(s, n, &book, &err) == RV_OK)
			need(book.n[0] <= RV_HL_BOOK_LEVELS && book.n[1] <= RV_HL_BOOK_LEVELS);
		break;
	default:
		clock_header(s, n);
	}
	return 0;
}
