#!/usr/bin/env python3
"""Returns in and after regimes by pandas, with statsmodels' HAC errors over the days that are there,
for tests/engine/research/test_regime_eval.c. Prints a C header."""

import numpy as np
import pandas as pd

import luck
from newey_west import with_holes

SEED = 365
HORIZONS = (5, 10, 20, 40, 60)
DAYS, REGIMES = 400, 3


def main():
    luck.head("regime_eval.py", SEED)
    g = np.random.default_rng(SEED)
    held = np.repeat(g.integers(0, REGIMES, 60), g.integers(1, 16, 60))[:DAYS]
    r = 0.012 * g.standard_t(4, DAYS) + 0.002 * (held - 1)
    held[:2] = held[57] = -1
    r[131] = r[132] = np.nan
    s = pd.Series(r)
    luck.array("eval_held", held, "int32_t")
    luck.array("eval_r", r)

    known = held >= 0
    print("\n/* n, mean, median, std, sharpe_like */\nstatic const double eval_metrics[][5] = {")
    for k in range(REGIMES + 1):
        x = s[known & ((held == k) | (k == REGIMES))].dropna()
        print("\t{ %s }," % luck.numbers((len(x), x.mean(), x.median(), x.std(),
                                          x.mean() / x.std() * np.sqrt(365))))
    print("};")

    print("\n/* [regime][horizon]: n, mean, sd, hit, t, p, lo, hi */\n"
          "static const double eval_forward[][8] = {")
    for k in range(REGIMES + 1):
        for i, h in enumerate(HORIZONS):
            ahead = np.array([np.prod(1 + r[t:t + h]) - 1 if t + h <= DAYS else np.nan
                              for t in range(DAYS)])
            x = np.where(known & ((held == k) | (k == REGIMES)), ahead, np.nan)
            v = x[np.isfinite(x)]
            boot = luck.bootstrap(x, block=max(10, h), stream=8 * k + i)
            print("\t{ %s }," % luck.numbers((
                len(v), v.mean(), v.std(ddof=1), np.mean(v > 0), v.mean() / with_holes(x, h - 1),
                boot[7], boot[2], boot[3])))
    print("};")

    h = held[known]
    switches = int(np.sum(h[1:] != h[:-1]))
    print("\n/* days, switches, a year, duration, %% of each */\nstatic const double eval_stability[] ="
          " { %s };" % luck.numbers([len(h), switches, switches / (len(h) / 365.25),
                                    len(h) / (switches + 1)]
                                   + [100 * np.mean(h == k) for k in range(REGIMES)]))


if __name__ == "__main__":
    main()
