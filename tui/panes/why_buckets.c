/* Why: the multi-bucket scores of a symbol, what enters, and why it has no target. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/labels.h"
#include "tui/panes/why.h"

static const char *entries_text(unsigned bits, char buf[96])
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = { { RV_ENTRY_MOMENTUM_LONG, "momentum long" },
		      { RV_ENTRY_RESIDUAL_LONG, "residual long" },
		      { RV_ENTRY_RESIDUAL_SHORT, "residual short" },
		      { RV_ENTRY_MR_LONG, "reversion long" },
		      { RV_ENTRY_MR_SHORT, "reversion short" },
		      { RV_ENTRY_PAIR_LONG, "pair long" },
		      { RV_ENTRY_PAIR_SHORT, "pair short" } };
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && len < 72; i++) {
		if (bits & words[i].bit)
			len += (size_t)snprintf(buf + len, 96 - len, "%s%s", len ? ", " : "",
						words[i].word);
	}
	if (len == 0)
		(void)snprintf(buf, 96, "none");
	return buf;
}

/* "9 of 10" */
static void write_rank(rv_writer *wr, const rv_why *y, const rv_bucket_symbol *b)
{
	const rv_bucket_result *r = &y->v->scores.buckets;
	char value[RV_FMT_TEXT];
	size_t ranked = 0;

	for (size_t i = 0; i < r->n; i++)
		ranked += r->symbols[i].member && isfinite(r->symbols[i].cm_rank);
	(void)snprintf(value, sizeof(value), "%s of %zu", rv_num(b->cm_rank, 0).s, ranked);
	rv_write_item(wr, "CM rank", isfinite(b->cm_rank) ? RV_ROLE_TEXT : RV_ROLE_DIM,
		      isfinite(b->cm_rank) ? value : "--", "");
}

static void write_scores(rv_writer *wr, const rv_why *y, const rv_bucket_symbol *b)
{
	char remark[128];

	(void)snprintf(remark, sizeof(remark), "z of returns: 7 d %s, 14 d %s, 30 d %s",
		       rv_num(b->z[0], 2).s, rv_num(b->z[1], 2).s, rv_num(b->z[2], 2).s);
	rv_why_number(wr, "CM", b->cm, 3, isfinite(b->cm) ? remark : "needs 120 of 180 days");
	write_rank(wr, y, b);
	rv_why_pct(wr, "7 d return", b->m[0], 2, "");
	rv_why_number(wr, "acceleration", b->acc, 4, "");
	(void)snprintf(remark, sizeof(remark), "RSI %s, ATR %s", rv_num(b->rsi14, 1).s,
		       rv_num_sig(b->atr14, 5).s);
	rv_why_number(wr, "short momentum", b->ms, 3, isfinite(b->rsi14) ? remark : "");
	rv_why_pct(wr, "volatility", b->sigma20, 1, "20 days, annual");
	(void)snprintf(remark, sizeof(remark), "after BTC at beta %s", rv_num(b->beta_btc, 2).s);
	rv_why_number(wr, "residual z", b->residual_z, 2, isfinite(b->beta_btc) ? remark : "");
}

void rv_why_buckets(rv_writer *wr, const rv_why *y)
{
	const rv_bucket_symbol *b = y->x.bucket;
	char text[96], value[RV_FMT_TEXT];

	rv_write_heading(wr, "Multi-bucket", "");
	if (!b) {
		rv_write_item(wr, "net", RV_ROLE_DIM, "--",
			      rv_scored_has_buckets(y->v) ? "not in its universe"
							  : "needs 120 days of history");
		return;
	}
	rv_why_as_of(wr, y->s, RV_INTERVAL_1D, y->v->scores.buckets.close_ms);
	write_scores(wr, y, b);
	rv_write_item(wr, "enters", RV_ROLE_TEXT, "", entries_text(b->entries, text));
	rv_write_item(wr, "leaves", RV_ROLE_TEXT, "", entries_text(b->exits, text));
	for (int k = 0; k < RV_BUCKET_N; k++)
		rv_why_pct(wr, rv_label_bucket((rv_bucket)k), b->target[k], 2, "");
	rv_why_pct(wr, "net", b->net, 2, b->reason[0] ? b->reason : "of equity");
	rv_fmt_price(b->stop_price, y->r->sz_decimals, value);
	if (isfinite(b->stop_price))
		rv_write_item(wr, "hard stop", RV_ROLE_TEXT, value, "at an entry at the close");
}
