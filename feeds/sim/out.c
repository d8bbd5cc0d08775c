/* Text and JSON output; see out.h. */
#include "feeds/sim/out.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "engine/base/num.h"

enum { FIRST_CAP = 1024, FAST_SCALE = 10 };

void rv_sim_out_free(rv_sim_out *o)
{
	free(o->b);
	*o = (rv_sim_out){ .b = NULL };
}

void rv_sim_out_reset(rv_sim_out *o)
{
	o->n = 0;
	o->failed = false;
}

/* Room for n more bytes and a NUL. */
static bool reserve(rv_sim_out *o, size_t n)
{
	if (o->failed)
		return false;
	if (n < o->cap && o->n < o->cap - n)
		return true;
	size_t cap = o->cap ? o->cap : FIRST_CAP;
	while (cap <= o->n + n && cap < RV_SIM_OUT_MAX)
		cap *= 2;
	char *b = cap <= o->n + n ? NULL : realloc(o->b, cap);
	if (!b) {
		o->failed = true;
		return false;
	}
	o->b = b;
	o->cap = cap;
	return true;
}

void rv_sim_out_bytes(rv_sim_out *o, const char *b, size_t n)
{
	if (!reserve(o, n))
		return;
	memcpy(o->b + o->n, b, n);
	o->n += n;
	o->b[o->n] = '\0';
}

void rv_sim_out_raw(rv_sim_out *o, const char *text)
{
	rv_sim_out_bytes(o, text, strlen(text));
}

void rv_sim_out_fmt(rv_sim_out *o, const char *fmt, ...)
{
	char buf[512];
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(buf))
		o->failed = true;
	else
		rv_sim_out_bytes(o, buf, (size_t)n);
}

void rv_sim_out_str(rv_sim_out *o, const char *text)
{
	rv_sim_out_bytes(o, "\"", 1);
	for (const char *p = text; *p; p++) {
		const unsigned char c = (unsigned char)*p;
		if (c == '"' || c == '\\')
			rv_sim_out_bytes(o, "\\", 1);
		if (c < 0x20)
			rv_sim_out_fmt(o, "\\u%04x", c);
		else
			rv_sim_out_bytes(o, p, 1);
	}
	rv_sim_out_bytes(o, "\"", 1);
}

void rv_sim_out_i64(rv_sim_out *o, int64_t v)
{
	rv_sim_out_fmt(o, "%lld", (long long)v);
}

/* The common case: a decimal of few places. units / 10^k is correctly rounded, so it reads back. */
static const char *short_decimal(double v, char *buf)
{
	double p = 1.0;
	for (int k = 0; k <= FAST_SCALE; k++, p *= 10.0) {
		const double u = round(v * p);
		if (fabs(u) > 0x1.0p53)
			break;
		const double back = u / p;
		if (memcmp(&back, &v, sizeof(v)) == 0)
			return rv_dec_format((int64_t)u, k, buf);
	}
	return NULL;
}

/* "d.ddde-07" or "ddd" from rv_num_format as a plain decimal. */
static void plain(const char *num, char *buf)
{
	char digits[RV_NUM_TEXT];
	size_t nd = 0;
	long point = 0;
	bool seen = false;
	const bool neg = num[0] == '-';
	const char *p = num + (neg ? 1 : 0);
	for (; *p && *p != 'e'; p++) {
		if (*p == '.')
			seen = true;
		else
			digits[nd++] = *p;
		if (!seen)
			point++;
	}
	if (*p == 'e')
		point += strtol(p + 1, NULL, 10);
	size_t n = 0;
	if (neg)
		buf[n++] = '-';
	if (point <= 0)
		buf[n++] = '0';
	for (long i = 0; i < point; i++)
		buf[n++] = (size_t)i < nd ? digits[i] : '0';
	buf[n++] = '.';
	for (long i = point; i < 0; i++)
		buf[n++] = '0';
	if (point >= (long)nd)
		buf[n++] = '0';
	for (size_t i = point > 0 ? (size_t)point : 0; i < nd; i++)
		buf[n++] = digits[i];
	buf[n] = '\0';
}

const char *rv_sim_dec_text(double v, char buf[RV_SIM_NUM_TEXT])
{
	if (!isfinite(v))
		return "null";
	if (v == 0.0) /* also -0: a second spelling of the same value */
		return "0.0";
	if (short_decimal(v, buf))
		return buf;
	char num[RV_NUM_TEXT];
	plain(rv_num_format(v, num), buf);
	return buf;
}

void rv_sim_out_dec(rv_sim_out *o, double v)
{
	char buf[RV_SIM_NUM_TEXT];
	const char *text = rv_sim_dec_text(v, buf);
	const bool quoted = isfinite(v);
	if (quoted)
		rv_sim_out_bytes(o, "\"", 1);
	rv_sim_out_raw(o, text);
	if (quoted)
		rv_sim_out_bytes(o, "\"", 1);
}
