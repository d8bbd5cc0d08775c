/* Price path inside an hour; see intrabar.h. */
#include "feeds/sim/intrabar.h"

#include <math.h>

#include "engine/base/decimal.h"

enum { OCTAVES = 6, OCTAVE_STEP = 4 };

/* Share of the hour's range that the hour-long scale of the noise would have. */
static const double noise_share = 0.45;

static uint64_t stir(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

uint64_t rv_sim_mix(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t z = stir(a + 0x9e3779b97f4a7c15ULL);
	z = stir(z ^ (b * 0xd1342543de82ef95ULL + 0x632be59bd9b4e019ULL));
	return stir(z ^ (c * 0x2545f4914f6cdd1dULL + 0x9e3779b97f4a7c15ULL));
}

double rv_sim_mix01(uint64_t a, uint64_t b, uint64_t c)
{
	return (double)(rv_sim_mix(a, b, c) >> 11) * 0x1.0p-53;
}

/* Second at which an extreme is touched: at the open or the close if it is one of them. */
static int touch(const rv_sim_path *p, double extreme, uint64_t salt)
{
	if (p->o >= extreme && p->o <= extreme)
		return 0;
	if (p->c >= extreme && p->c <= extreme)
		return RV_SIM_HOUR_S - 1;
	return 1 + (int)(rv_sim_mix01(p->key, 1, salt) * (RV_SIM_HOUR_S - 3));
}

void rv_sim_path_init(rv_sim_path *p, double o, double h, double l, double c, uint64_t key,
		      int sz_decimals)
{
	*p = (rv_sim_path){ .o = o,
			    .h = h,
			    .l = l,
			    .c = c,
			    .key = key,
			    .sz_decimals = sz_decimals,
			    .tick_rule = sz_decimals };
	int hi = touch(p, h, 1);
	const int lo = touch(p, l, 2);
	if (hi == lo && lo != 0 && lo != RV_SIM_HOUR_S - 1)
		hi++;
	const int high_first = hi <= lo;
	p->at[0] = 0;
	p->px[0] = o;
	p->at[1] = high_first ? hi : lo;
	p->px[1] = high_first ? h : l;
	p->at[2] = high_first ? lo : hi;
	p->px[2] = high_first ? l : h;
	p->at[3] = RV_SIM_HOUR_S - 1;
	p->px[3] = c;
	p->warp = 0.8 * rv_sim_mix01(key, 2, 1);
	p->phase = 2.0 * 3.14159265358979323846 * rv_sim_mix01(key, 2, 2);
}

/* Value noise in [-1, 1]: random at multiples of len, linear between them. */
static double octave(uint64_t key, uint64_t salt, int s, int len)
{
	const int k = s / len;
	const double a = rv_sim_mix01(key, salt, (uint64_t)k);
	if (len == 1)
		return 2.0 * a - 1.0;
	const double b = rv_sim_mix01(key, salt, (uint64_t)k + 1);
	return 2.0 * (a + (b - a) * (double)(s % len) / len) - 1.0;
}

static double noise(const rv_sim_path *p, int s)
{
	double sum = 0.0, amp = noise_share / sqrt(RV_SIM_HOUR_S);
	int len = 1;
	for (uint64_t k = 0; k < OCTAVES; k++) {
		sum += amp * octave(p->key, 16 + k, s, len);
		amp *= 2.0; /* sqrt(OCTAVE_STEP): a random walk's spread grows with sqrt(time) */
		len *= OCTAVE_STEP;
	}
	return sum * (p->h - p->l);
}

/* Reflected at the edges, so that the noise does not stick to them. */
static double fold(double v, double lo, double hi)
{
	if (v > hi)
		v = 2.0 * hi - v;
	if (v < lo)
		v = 2.0 * lo - v;
	return v > hi ? hi : v < lo ? lo : v;
}

static double to_tick(const rv_sim_path *p, double v)
{
	int64_t units = 0;
	int scale = 0;
	if (rv_dec_px_round(v, p->tick_rule, RV_DEC_NEAREST, &units, &scale) != RV_OK)
		return v; /* below one tick: the price itself is the best there is */
	double pow10 = 1.0;
	for (int i = 0; i < scale; i++)
		pow10 *= 10.0;
	const double t = (double)units / pow10;
	return t > p->h ? p->h : t < p->l ? p->l : t;
}

double rv_sim_path_at(const rv_sim_path *p, int s)
{
	if (s <= 0)
		return p->o;
	if (s >= RV_SIM_HOUR_S - 1)
		return p->c;
	int k = 0;
	while (s >= p->at[k + 1])
		k++;
	if (s == p->at[k])
		return p->px[k];
	const double x = (double)(s - p->at[k]) / (p->at[k + 1] - p->at[k]);
	const double line = p->px[k] + (p->px[k + 1] - p->px[k]) * x;
	const double window = sqrt(4.0 * x * (1.0 - x)); /* a bridge: no noise at the knots */
	return to_tick(p, fold(line + window * noise(p, s), p->l, p->h));
}

void rv_sim_path_range(const rv_sim_path *p, int from, int to, double *hi, double *lo)
{
	*hi = *lo = rv_sim_path_at(p, from);
	for (int s = from + 1; s <= to; s++) {
		const double v = rv_sim_path_at(p, s);
		if (v > *hi)
			*hi = v;
		if (v < *lo)
			*lo = v;
	}
}

double rv_sim_path_volume(const rv_sim_path *p, int s)
{
	const double tau = 2.0 * 3.14159265358979323846;
	if (s < 0)
		return 0.0;
	if (s >= RV_SIM_HOUR_S - 1)
		return 1.0;
	const double x = (double)(s + 1) / RV_SIM_HOUR_S;
	return x + p->warp * (sin(tau * x + p->phase) - sin(p->phase)) / tau;
}
