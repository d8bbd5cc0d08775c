/*
 * Exact decimals for wire prices and sizes: int64_t units of 10^-scale.
 *
 * A price tick or lot is an integer; a double becomes one in exactly one place, here.
 * Hyperliquid's rule: a price has at most 5 significant figures and at most 6 - szDecimals
 * decimals, integers always allowed; a size has at most szDecimals decimals. Any thread.
 */
#ifndef RV_BASE_DECIMAL_H
#define RV_BASE_DECIMAL_H

#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RV_DEC_TEXT = 32, RV_DEC_MAX_SCALE = 12 };

typedef enum rv_dec_round { RV_DEC_DOWN, RV_DEC_UP, RV_DEC_NEAREST } rv_dec_round;

/*
 * An exact decimal, units * 10^-scale, with 0 <= scale <= RV_DEC_MAX_SCALE. It is canonical when no
 * decimal is wasted: scale is 0 or units % 10 is not. Then equal values are equal member by member.
 */
typedef struct rv_dec {
	int64_t units;
	int scale;
} rv_dec;

/*
 * Text as a venue writes it: an optional minus, digits, and a point only with digits behind it. A
 * plus, an exponent, a space, a bare point or a needless leading zero is RV_EPARSE; more than
 * max_scale decimals, zeros included, or more digits than an int64_t holds are RV_ERANGE.
 * *out is canonical, and "-0" is 0.
 */
RV_NODISCARD rv_status rv_dec_read(const char *s, size_t n, int max_scale, rv_dec *out);
/* The canonical text of any rv_dec: no trailing zeros and no bare point, "1670.1", "100", "0". */
const char *rv_dec_text(rv_dec d, char buf[RV_DEC_TEXT]);
rv_dec rv_dec_canonical(rv_dec d);
/* The same value at another scale; RV_ERANGE if decimals would be lost or it does not fit. */
RV_NODISCARD rv_status rv_dec_rescale(rv_dec d, int scale, int64_t *out);
/* For display and analytics only. */
double rv_dec_to_double(rv_dec d);

/* "83767.0" at scale 1 -> 837670. More non-zero decimals than scale: RV_ERANGE. */
RV_NODISCARD rv_status rv_dec_parse(const char *s, size_t n, int scale, int64_t *out);

/* Plain decimal, no exponent, trailing zeros cut but at least one decimal kept: "83767.0". */
const char *rv_dec_format(int64_t units, int scale, char buf[RV_DEC_TEXT]);

/* Decimals that a price of this size may have, 0 .. 6 - sz_decimals. px finite and > 0. */
int rv_dec_px_decimals(double px, int sz_decimals);

/*
 * A legal price near px as units of 10^-rv_dec_px_decimals(px), rounded in the given direction
 * (toward zero / away from zero / nearest, halves up). RV_ERANGE if px is not finite, <= 0 or
 * rounds to 0. *scale is the scale of *units.
 */
RV_NODISCARD rv_status rv_dec_px_round(double px, int sz_decimals, rv_dec_round how, int64_t *units,
				       int *scale);

/* A size as lots of 10^-sz_decimals. RV_ERANGE if not finite or too large; negative allowed. */
RV_NODISCARD rv_status rv_dec_sz_round(double sz, int sz_decimals, rv_dec_round how, int64_t *lots);

#endif
