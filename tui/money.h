/*
 * Prices, sizes and dollars of the order side as text, from exact integers (engine/desk/types.h):
 * no double comes between what was approved and what is read. All write into buf (RV_FMT_TEXT
 * bytes) and return it. Any thread.
 */
#ifndef RV_TUI_MONEY_H
#define RV_TUI_MONEY_H

#include "engine/desk/types.h"
#include "tui/fmt.h"

/*
 * A limit at the venue's tick ("137.05", "91234", "0.38525"): 5 significant figures, and more
 * where the number has them, so that nothing is hidden. 0: "--". sz_decimals outside 0 .. 6: "--".
 */
const char *rv_fmt_px(int64_t px, int sz_decimals, char *buf);
/* All decimals of the coin, so that a column does not jump: "12.40", "-3". */
const char *rv_fmt_lots(int64_t lots, int sz_decimals, char *buf);
/* The same with an explicit sign for what has a direction; "0.00" for nothing. */
const char *rv_fmt_lots_signed(int64_t lots, int sz_decimals, char *buf);
/* Micro-USD with thousands apart: "1,699.42" (decimals 0 .. 6, rounded, halves away from zero). */
const char *rv_fmt_musd(int64_t musd, int decimals, char *buf);
/* USD that come as a double: the same form; "--" for what is not finite. */
const char *rv_fmt_usd(double usd, int decimals, char *buf);
const char *rv_fmt_usd_signed(double usd, int decimals, char *buf);
/* Time that is left: "1:42", "14:03", "2h05"; "0:00" when it is over. */
const char *rv_fmt_left(int64_t ms, char *buf);
/* First 8 hex digits with 0x, enough to tell two apart on a screen: "0x12ab34cd"; zero: "--". */
const char *rv_fmt_cloid(const rv_cloid *cloid, char *buf);
/* First bytes of a digest in hex: 4 bytes give "12ab34cd". */
const char *rv_fmt_digest(const rv_digest *digest, int bytes, char *buf);

#endif
