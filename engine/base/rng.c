/* xoshiro256**, splitmix64 seeding; see rng.h. */
#include "engine/base/rng.h"

#include <assert.h>
#include <math.h>

static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15ULL);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

void rv_rng_seed(rv_rng *r, uint64_t seed, uint64_t stream, uint64_t index)
{
	uint64_t x = seed;
	x = splitmix(&x) ^ (stream * 0xd1342543de82ef95ULL);
	x = splitmix(&x) ^ (index * 0x2545f4914f6cdd1dULL);
	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix(&x);
}

uint64_t rv_rng_u64(rv_rng *r)
{
	uint64_t *s = r->s;
	const uint64_t result = rotl(s[1] * 5, 7) * 9;
	const uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

double rv_rng_uniform(rv_rng *r)
{
	return (double)(rv_rng_u64(r) >> 11) * 0x1.0p-53;
}

double rv_rng_normal(rv_rng *r)
{
	const double u = 1.0 - rv_rng_uniform(r); /* (0, 1]: log is finite */
	const double v = rv_rng_uniform(r);
	return sqrt(-2.0 * log(u)) * cos(2.0 * 3.14159265358979323846 * v);
}

double rv_rng_student(rv_rng *r, int dof)
{
	assert(dof >= 3);
	const double z = rv_rng_normal(r);
	double chi2 = 0.0;
	for (int i = 0; i < dof; i++) {
		const double n = rv_rng_normal(r);
		chi2 += n * n;
	}
	return z / sqrt(chi2 / dof) * sqrt((dof - 2.0) / dof);
}

uint64_t rv_rng_below(rv_rng *r, uint64_t n)
{
	assert(n >= 1);
	const uint64_t limit = UINT64_MAX - UINT64_MAX % n; /* reject the uneven tail */
	uint64_t x = rv_rng_u64(r);
	while (x >= limit)
		x = rv_rng_u64(r);
	return x % n;
}
