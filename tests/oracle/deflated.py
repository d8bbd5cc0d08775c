#!/usr/bin/env python3
"""Moments, the luck of the best of N and the deflated Sharpe ratio by scipy and numpy, for
tests/engine/stats/test_deflated.c. The first rows are the example of the paper: 2.5 a year of 250
days, five years, skew -3, kurtosis 10, variance of the trials .5 a year. Prints a C header."""

import numpy as np
from scipy import stats

SEED = 4711
GAMMA = float(np.euler_gamma)


def luck(n, var):
    if n == 1:
        return 0.0
    return float(np.sqrt(var) * ((1 - GAMMA) * stats.norm.ppf(1 - 1 / n)
                                 + GAMMA * stats.norm.ppf(1 - 1 / (n * np.e))))


def deflated(sr, t, skew, kurt, bench):
    return float(stats.norm.cdf((sr - bench) * np.sqrt(t - 1)
                                / np.sqrt(1 - skew * sr + (kurt - 1) / 4 * sr * sr)))


def paper():
    print("static const struct {\n\tsize_t trials, n;\n\tdouble sharpe, skew, kurtosis, var;\n"
          "\tdouble want_luck, want;\n} examples[] = {")
    rows = [(n, 1250, 2.5 / np.sqrt(250), -3.0, 10.0, 0.5 / 250) for n in (100, 46, 10, 1000)]
    rng = np.random.default_rng(SEED)
    for _ in range(24):
        rows.append((int(rng.choice([1, 2, 3, 7, 30, 400, 100000])), int(rng.integers(2, 3000)),
                     float(rng.normal(0.02, 0.08)), float(rng.normal(0, 1.5)),
                     float(rng.uniform(2.5, 14)), float(rng.uniform(0, 0.01))))
    for n, t, sr, skew, kurt, var in rows:
        bench = luck(n, var)
        print("\t{ %d, %d, %r, %r, %r, %r, %r, %r }," % (
            n, t, float(sr), skew, kurt, float(var), bench, deflated(sr, t, skew, kurt, bench)))
    print("};\n")


def series():
    rng = np.random.default_rng(SEED + 1)
    made = [rng.normal(0.0007, 0.011, 37), 0.004 * rng.standard_t(3, 60),
            rng.exponential(0.01, 21) - 0.009, rng.normal(0.01, 1e-5, 25), np.array([0.02, -0.013])]
    for i, x in enumerate(made):
        print("static const double series_%d[] = {" % i)
        print("\t" + ", ".join(repr(float(v)) for v in x))
        print("};")
    print("\nstatic const struct {\n\tconst double *x;\n\tsize_t n;\n"
          "\tdouble want_mean, want_sd, want_skew, want_kurtosis;\n} runs[] = {")
    for i, x in enumerate(made):
        print("\t{ series_%d, %d, %r, %r, %r, %r }," % (
            i, len(x), float(np.mean(x)), float(np.std(x, ddof=1)), float(stats.skew(x)),
            float(stats.kurtosis(x, fisher=False))))
    print("};")


def main():
    print("/* Written by tests/oracle/deflated.py (seed %d); do not edit. */\n" % SEED)
    paper()
    series()


if __name__ == "__main__":
    main()
