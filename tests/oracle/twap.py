#!/usr/bin/env python3
"""Slices of a quantity for tests/engine/desk/test_twap.c: when each is due, how large it is.

The generator is that of rng.py. Integers throughout, so that nothing is rounded twice. Prints a C
header.
"""

import random

from rng import seeded, xoshiro256ss


def uniform(seed, i):
    return (xoshiro256ss(seeded(seed, i, 0)) >> 11) * 2.0 ** -53


def main():
    rng = random.Random(2385)
    plans, rows = [], []
    for k in range(12):
        seed, slice_ms = rng.getrandbits(64), rng.choice([1000, 30000, 45000])
        window = rng.choice([900000, 301234, 120000, 29999])
        lots, least = rng.randint(1, 10**rng.randint(1, 9)), rng.randint(1, 60)
        jitter = rng.choice([0.0, 0.2, 0.5, 0.9])
        n = max(1, min(window // slice_ms, lots // least))
        plans.append("\t{ UINT64_C(%d), %d, %d, %d, %d, %r, %d, %d }," %
                     (seed, lots, least, window, slice_ms, jitter, n, len(rows)))
        for i in range(n):
            due = window * i // n + int(uniform(seed, i) * jitter * (window // n))
            rows.append("\t{ %d, %d }," % (due, lots * (i + 1) // n - lots * i // n))
    print("/* Written by tests/oracle/twap.py (seed 2385); do not edit. */\n#include <stddef.h>\n#include <stdint.h>\n")
    print("static const struct {\n\tuint64_t seed;\n\tint64_t lots, least, window, slice;\n"
          "\tdouble jitter;\n\tint64_t slices;\n\tsize_t row;\n} plans[] = {\n%s\n};\n"
          % "\n".join(plans))
    print("static const struct {\n\tint64_t due, plain;\n} rows[] = {\n%s\n};" % "\n".join(rows))


if __name__ == "__main__":
    main()
