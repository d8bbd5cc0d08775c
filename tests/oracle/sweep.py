#!/usr/bin/env python3
"""What a search has found, in numpy and scipy, for tests/engine/research/test_sweep.c. Prints a C
header."""

import numpy as np
from scipy import stats

import deflated
import luck
import pbo

SEED = 2027
DAYS, TRIALS = 90, 7


def main():
    luck.head("sweep.py", SEED)
    g = np.random.default_rng(SEED)
    r = 0.011 * g.standard_t(5, (TRIALS, DAYS)) + 0.0004 * np.arange(TRIALS)[:, None]
    r[:, :6] = np.nan                       # before the first day that counts
    r[1, 6:11] = np.nan                     # begins later
    r[4, 85:] = np.nan                      # ends earlier
    r[5, 40] = np.nan                       # one day unknown
    r[3] = np.nan                           # not admissible
    looked_at = np.array([1, 5, 1, 1, 12, 3, 1])
    admissible = np.isfinite(r).any(axis=1)
    common = np.isfinite(r[admissible]).all(axis=0)
    x = r[admissible][:, common]
    day = x.mean(axis=1) / x.std(axis=1, ddof=1)
    n, var, year = common.sum(), day.var(ddof=1), np.sqrt(365)
    bench = deflated.luck(int(looked_at.sum()), var)
    rows = np.full((TRIALS, 3), np.nan)
    rows[admissible] = [[d * year] + [deflated.deflated(d, n, stats.skew(v),
                                                         stats.kurtosis(v, fisher=False), b)
                                      for b in (0.0, bench)] for d, v in zip(day, x)]
    best = int(np.flatnonzero(admissible)[np.argmax(day)])
    boot = luck.bootstrap(r[best, common])
    s = pbo.cscv(x.T, 16)
    fit = stats.linregress(s[:, 1], s[:, 2])
    luck.array("sweep_r", r)
    luck.array("sweep_looked_at", looked_at, "uint64_t")
    luck.array("sweep_sharpes", rows)
    print("enum { SWEEP_TRIALS = %d, SWEEP_DAYS = %d, SWEEP_BEST = %d, SWEEP_REFUSED = 3 };" %
          (TRIALS, DAYS, best))
    print("/* common days, first, last, N, variance, interval of the best, PBO, slope, loss */")
    luck.array("sweep_want", [n, np.flatnonzero(common)[0], np.flatnonzero(common)[-1],
                              looked_at.sum(), var, boot[5] * year, boot[6] * year,
                              np.mean(s[:, 3] <= 0), fit.slope, np.mean(s[:, 2] < 0)])


if __name__ == "__main__":
    main()
