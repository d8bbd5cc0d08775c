#!/usr/bin/env python3
"""Block bootstrap in numpy on the draws of the seeded generator, for
tests/engine/stats/test_bootstrap.c. Prints a C header."""

import numpy as np

import luck

SEED = 1994


def main():
    luck.head("bootstrap.py", SEED)
    rows = []
    for i, (n, kind, block, replicates, level, seed, stream, holes) in enumerate((
            (120, "moving", 10, 300, 0.95, 7, 0, 0), (97, "moving", 20, 200, 0.9, 11, 3, 0),
            (120, "stationary", 10, 300, 0.95, 7, 0, 0), (61, "stationary", 1, 150, 0.8, 5, 9, 0),
            (120, "moving", 10, 300, 0.95, 7, 2, 95), (80, "stationary", 6, 300, 0.95, 7, 2, 60))):
        g = np.random.default_rng(SEED + i)
        x = 0.002 + 0.01 * g.standard_t(5, n)
        x[g.choice(n, holes, replace=False)] = np.nan
        luck.array("boot_%d" % i, x)
        rows.append("\t{ boot_%d, %d, { %s, %d, %d, %r, %d, %d },\n\t  { %s } }," % (
            i, n, "RV_BOOT_MOVING" if kind == "moving" else "RV_BOOT_STATIONARY", block, replicates,
            level, seed, stream,
            luck.numbers(luck.bootstrap(x, kind, block, replicates, level, seed, stream))))
    print("\n/* want: n, mean, lo, hi, ratio, lo, hi, p */\nstatic const struct {\n\tconst double *x;"
          "\n\tsize_t n;\n\trv_boot_params p;\n\tdouble want[8];\n} boot_cases[] = {\n"
          + "\n".join(rows) + "\n};")


if __name__ == "__main__":
    main()
