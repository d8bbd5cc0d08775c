/*
 * Profit and loss by sub-book and symbol over the day, the month and since the beginning, all UTC.
 *
 * A span's profit is what has been earned since the beginning, at the mark of now, less the same at
 * the mark at which the span began: so a day is what was realised, the change of the unrealised,
 * funding, less fees, and days sum to months without a remainder. It ties: over sub-books and coins
 * it is the change of the account's equity less what was paid in, to the micro-USD, when equity and
 * coins are marked alike; what is left is shown as unexplained, never spread.
 *
 * Rolling is an event with its marks (at midnight: the newest of before), so that a replay rolls
 * alike. A span that began while nothing ran is rolled when the desk starts, at the newest mark it
 * has; base_ms says from when the figures are. Micro-USD, lots and px as engine/book/holding.h.
 * Zeroed structs are a beginning at which nothing was held. Plain data; any thread, one owner.
 * docs/book.md, "Ledgers".
 */
#ifndef RV_BOOK_LEDGER_H
#define RV_BOOK_LEDGER_H

#include "engine/book/coin_book.h"

typedef enum rv_span { RV_SPAN_DAY, RV_SPAN_MONTH, RV_SPAN_EVER, RV_SPAN_N } rv_span;

enum { RV_SPAN_ROLLS = RV_SPAN_EVER }; /* the ones that begin anew */

/* A set of spans: bit 1 << span. */
typedef unsigned rv_spans;

const char *rv_span_name(rv_span s); /* "day", "month", "ever" */

typedef struct rv_ledger_clock {
	int64_t start_ms[RV_SPAN_ROLLS]; /* UTC; 0: not begun */
} rv_ledger_clock;

/* The spans that have begun since; none when the clock went back. */
rv_spans rv_ledger_due(const rv_ledger_clock *c, int64_t utc_ms);
/* They are begun now. */
void rv_ledger_turn(rv_ledger_clock *c, int64_t utc_ms);

/* ---- one coin ---- */

typedef struct rv_ledger_coin {
	rv_pnl base[RV_SPAN_ROLLS][RV_SUB_N]; /* since the beginning, when the span began */
	bool unknown[RV_SPAN_ROLLS][RV_SUB_N];
	int64_t base_ms[RV_SPAN_ROLLS]; /* time of the mark; 0: nothing was held, or never rolled */
} rv_ledger_coin;

/*
 * The spans begin at this mark. A sub-book that holds something without a mark (0) has no base
 * until rv_ledger_late. RV_ERANGE: beyond int64, nothing changes.
 */
RV_NODISCARD rv_status rv_ledger_roll(rv_ledger_coin *c, const rv_coin_book *b, rv_spans spans,
				      int64_t mark_px, int64_t mark_ms);
/* The first mark after a roll without one: bases that are unknown are taken now. */
RV_NODISCARD rv_status rv_ledger_late(rv_ledger_coin *c, const rv_coin_book *b, int64_t mark_px,
				      int64_t mark_ms);
/* RV_ENOENT: no base, or held and no mark. */
RV_NODISCARD rv_status rv_ledger_pnl(const rv_ledger_coin *c, const rv_coin_book *b, rv_span span,
				     rv_sub sub, int64_t mark_px, rv_pnl *out);

/* ---- over coins ---- */

typedef struct rv_ledger_sums {
	rv_pnl sub[RV_SUB_N];
	size_t unknown; /* sub-books of coins that are not in it: while > 0, not the whole */
} rv_ledger_sums;

/* Adds one coin. RV_ERANGE: nothing changes. */
RV_NODISCARD rv_status rv_ledger_sum(rv_ledger_sums *s, const rv_ledger_coin *c,
				     const rv_coin_book *b, rv_span span, int64_t mark_px);
/* All sub-books together. */
RV_NODISCARD rv_status rv_ledger_all(const rv_ledger_sums *s, rv_pnl *out);

/* ---- the account ---- */

typedef struct rv_ledger_account {
	int64_t base_musd[RV_SPAN_N]; /* equity when the span began */
	int64_t flow_musd[RV_SPAN_N]; /* paid in (> 0) or out since */
	bool known[RV_SPAN_N];
} rv_ledger_account;

/* The spans begin at this equity, marked as the coins are rolled; NULL: not known. The beginning of
 * RV_SPAN_EVER is the first equity that was. */
void rv_ledger_account_roll(rv_ledger_account *a, rv_spans spans, const int64_t *equity_musd);
/* RV_ERANGE: beyond int64, nothing changes. */
RV_NODISCARD rv_status rv_ledger_account_flow(rv_ledger_account *a, int64_t musd);
/* Change of the equity less what was paid in. RV_ENOENT: the span's beginning is not known. */
RV_NODISCARD rv_status rv_ledger_account_change(const rv_ledger_account *a, rv_span span,
						int64_t equity_musd, int64_t *musd);
/* Of that, what the ledgers of the coins do not say. */
RV_NODISCARD rv_status rv_ledger_unexplained(const rv_ledger_account *a, rv_span span,
					     int64_t equity_musd, const rv_ledger_sums *s,
					     int64_t *musd);

#endif
