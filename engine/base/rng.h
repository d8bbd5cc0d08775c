/*
 * Seeded random numbers, the same on every machine: xoshiro256** started by splitmix64.
 *
 * A generator is named by (seed, stream, index), so that any piece of a simulated path can be
 * made again without making what came before it. Threads: one generator, one thread.
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021).
 */
#ifndef RV_BASE_RNG_H
#define RV_BASE_RNG_H

#include <stdint.h>

typedef struct rv_rng {
	uint64_t s[4];
} rv_rng;

void rv_rng_seed(rv_rng *r, uint64_t seed, uint64_t stream, uint64_t index);
uint64_t rv_rng_u64(rv_rng *r);
double rv_rng_uniform(rv_rng *r);	      /* [0, 1) */
double rv_rng_normal(rv_rng *r);	      /* mean 0, sd 1; Box-Muller, two uniforms a call */
double rv_rng_student(rv_rng *r, int dof);    /* Student t scaled to sd 1; dof >= 3 */
uint64_t rv_rng_below(rv_rng *r, uint64_t n); /* uniform in [0, n), n >= 1 */

#endif
