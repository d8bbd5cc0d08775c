/* What an approval is bound to, and the names of orders; see digest.h. */
#include "engine/desk/digest.h"

#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/base/timefmt.h"
#include "engine/desk/shares.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_TEXT = 64 };

/* A name as one word: what is not printable, or a blank, becomes '?'. */
static const char *word(const char *s, char out[NAME_TEXT])
{
	size_t n = 0;
	for (; s[n] && n < NAME_TEXT - 1; n++)
		out[n] = s[n] > ' ' && s[n] < 0x7f ? s[n] : '?';
	out[n] = '\0';
	return out;
}

static const char *style_word(rv_style s)
{
	switch (s) {
	case RV_STYLE_IOC:
		return "ioc";
	case RV_STYLE_TWAP:
		return "twap";
	case RV_STYLE_LIMIT:
		return "limit";
	}
	return "?";
}

/* Shares that are not all the operator's own are granted with it. */
static size_t put_shares(const rv_ticket_terms *t, char out[RV_TICKET_TEXT], size_t n)
{
	char text[RV_SHARES_TEXT];
	if (rv_shares_plain(t->want))
		return n;
	const int k = snprintf(out + n, RV_TICKET_TEXT - n, "shares %s\n",
			       rv_shares_format(t->want, text));
	return k > 0 ? n + (size_t)k : n;
}

size_t rv_ticket_canonical(const rv_ticket_terms *t, char out[RV_TICKET_TEXT])
{
	char book[NAME_TEXT], account[NAME_TEXT], symbol[NAME_TEXT];
	const int n = snprintf(
		out, RV_TICKET_TEXT,
		"rvdesk ticket 1\nvenue %s\nbook %s\naccount %s\nticket %" PRIu64 "\nversion %u\n"
		"symbol %s\nasset %d\nsz_decimals %d\nside %s\nreduce_only %d\nstyle %s\n"
		"lots %" PRId64 "\npx %" PRId64 "\nnotional_musd %" PRId64 "\nduration_ms %" PRId64
		"\nslices %" PRId64 "\nmid_px %" PRId64 "\ncreated_utc_ms %" PRId64
		"\nexpires_utc_ms %" PRId64 "\n",
		t->paper ? "paper" : "real", word(t->book, book), word(t->account, account), t->id,
		t->version, word(t->coin.symbol, symbol), t->coin.asset, t->coin.sz_decimals,
		t->side == RV_BUY ? "buy" : "sell", t->reduce_only ? 1 : 0, style_word(t->style),
		t->lots, t->px, t->notional_musd, t->duration_ms, t->slices, t->mid_px,
		t->created_utc_ms, t->expires_utc_ms);
	return n > 0 ? put_shares(t, out, (size_t)n) : 0;
}

void rv_ticket_digest(const rv_ticket_terms *t, rv_digest *out)
{
	char text[RV_TICKET_TEXT];
	rv_sha256(text, rv_ticket_canonical(t, text), out->b);
}

bool rv_digest_same(const rv_digest *a, const rv_digest *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

const char *rv_digest_short(const rv_digest *d, char out[20])
{
	char hex[RV_HEX_TEXT(8)];
	(void)rv_hex_format(d->b, 8, hex);
	(void)snprintf(out, 20, "%.4s-%.4s-%.4s-%.4s", hex, hex + 4, hex + 8, hex + 12);
	return out;
}

static bool plain(const char *s)
{
	for (size_t i = 0; s[i]; i++) {
		if (!isalnum((unsigned char)s[i]) && !strchr("-_.", s[i]))
			return false;
	}
	return s[0] != '\0';
}

rv_status rv_cloid_make(const rv_cloid_terms *t, rv_cloid *out)
{
	char text[256];
	if (!plain(t->desk) || !plain(t->book) || !plain(t->phase))
		return RV_EINVAL;
	const int n = snprintf(text, sizeof(text),
			       "%s|%s|%s|%" PRId64 "|%s|%" PRIu64 "|%" PRIu64 "|%u|%u",
			       t->paper ? "pp1" : "rv1", t->desk, t->book, t->granted_ms, t->phase,
			       t->proposal, t->parent, t->child, t->attempt);
	uint8_t hash[RV_SHA256_BYTES];
	rv_sha256(text, n > 0 ? (size_t)n : 0, hash);
	memcpy(out->b, hash, sizeof(out->b));
	return RV_OK;
}

bool rv_cloid_none(const rv_cloid *c)
{
	static const rv_cloid none;
	return rv_cloid_same(c, &none);
}

bool rv_cloid_same(const rv_cloid *a, const rv_cloid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

const char *rv_cloid_format(const rv_cloid *c, char out[RV_CLOID_TEXT])
{
	out[0] = '0';
	out[1] = 'x';
	(void)rv_hex_format(c->b, sizeof(c->b), out + 2);
	return out;
}

rv_status rv_cloid_parse(const char *s, rv_cloid *out)
{
	if (s[0] == '0' && s[1] == 'x')
		s += 2;
	return rv_hex_parse(s, strlen(s), out->b, sizeof(out->b));
}
