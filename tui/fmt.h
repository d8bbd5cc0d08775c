/*
 * Numbers as the console writes them: fixed width, explicit sign where sign has a colour, `--`
 * for unknown. All write into buf (RV_FMT_TEXT bytes) and return it. Any thread.
 */
#ifndef RV_TUI_FMT_H
#define RV_TUI_FMT_H

#include <stdint.h>

enum { RV_FMT_TEXT = 40, RV_NUM_TEXT = 24 };

/*
 * A price at the venue's tick: 5 significant figures, at most 6 - sz_decimals decimals
 * (sz_decimals < 0: unknown, taken as 0). Trailing zeros stay, so that a column does not jump.
 */
const char *rv_fmt_price(double px, int sz_decimals, char *buf);
/*
 * x times 100, with sign: 0.0123 -> "+1.23%"; fewer decimals from 100 % and 1000 % on. What
 * rounds to nothing has no sign: "0.00%".
 */
const char *rv_fmt_pct(double fraction, int decimals, char *buf);
/* "+0.873"; "0.000" */
const char *rv_fmt_signed(double v, int decimals, char *buf);
/* USD or coins: "1.23B", "45.6M", "789k", "12.3". */
const char *rv_fmt_amount(double v, char *buf);
/* Whole units, at most 3 characters up to 99 days: "0s" "99s" "5m" "26h" "4d"; < 0: "--". */
const char *rv_fmt_age(int64_t ms, char *buf);
/*
 * Account value over maintenance: "3.21x", "1235x", ">9999x", at most 6 characters; INFINITY is
 * "unused": no margin is needed. NaN: "--".
 */
const char *rv_fmt_ratio(double ratio, char *buf);
/* Funding per hour as percent a year (8760 hours), with sign. */
const char *rv_fmt_funding(double per_hour, char *buf);
double rv_funding_annual_pct(double per_hour);

/*
 * A number inside a sentence: "%s" with rv_num(v, 2).s. What is not finite is "--", what rounds to
 * nothing "0.00" without a sign. Every number that a pane writes comes from this header, so that
 * none can say "nan" or "-0".
 */
typedef struct rv_num_text {
	char s[RV_NUM_TEXT];
} rv_num_text;

rv_num_text rv_num(double v, int decimals);
rv_num_text rv_num_signed(double v, int decimals);
rv_num_text rv_num_sig(double v, int digits); /* significant digits, as %g */

#endif
