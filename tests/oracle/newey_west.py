#!/usr/bin/env python3
"""Standard errors of a mean by statsmodels (HAC, no small-sample correction), for
tests/engine/stats/test_newey_west.c. With holes, where statsmodels has no answer: the sum over every
pair of known days, written out. Prints a C header."""

import numpy as np
import statsmodels.api as sm

import luck

SEED = 1987


def overlapping(g, n, h):
    r = g.standard_t(4, n + h) * 0.01 + 0.001
    return np.array([np.prod(1 + r[t:t + h]) - 1 for t in range(n)])


def hac(x, lag):
    fit = sm.OLS(x, np.ones(len(x))).fit(cov_type="HAC", cov_kwds={
        "maxlags": lag, "use_correction": False})
    return fit.bse[0]


def with_holes(x, lag):
    known = np.flatnonzero(np.isfinite(x))
    e = x - x[known].mean()
    total = sum(e[i] * e[j] * max(0.0, 1 - abs(i - j) / (lag + 1)) for i in known for j in known)
    return np.sqrt(total) / len(known)


def main():
    luck.head("newey_west.py", SEED)
    rows = []
    for i, (n, h, lag, holes) in enumerate(((300, 20, 19, 0), (120, 5, 4, 0), (90, 1, 0, 0),
                                            (60, 10, 30, 0), (15, 5, 40, 0), (200, 20, 19, 70),
                                            (150, 60, 59, 100))):
        g = np.random.default_rng(SEED + i)
        x = overlapping(g, n, h)
        if holes:
            assert abs(with_holes(x, lag) - hac(x, lag)) < 1e-12
            x[g.choice(n, holes, replace=False)] = np.nan
        se = with_holes(x, lag) if holes else hac(x, lag)
        luck.array("nw_%d" % i, x)
        rows.append("\t{ nw_%d, %d, %d, %s }," % (i, n, lag, luck.numbers((np.nanmean(x), se))))
    print("\nstatic const struct {\n\tconst double *x;\n\tsize_t n, lag;\n\tdouble mean, se;\n"
          "} nw_cases[] = {\n" + "\n".join(rows) + "\n};")


if __name__ == "__main__":
    main()
