#!/usr/bin/env python3
"""Figures of a backtest in numpy and scipy, for tests/engine/research/test_kpis.c. Prints a C header."""

import numpy as np
from scipy import stats

import deflated
import luck

SEED = 311


def figures(net, active, turnover, funding, trials):
    """In the order of the array in test_kpis.c."""
    n, year = len(net), np.sqrt(365)
    curve = np.concatenate([[1.0], np.cumprod(1 + net)])
    cagr = curve[-1] ** (365 / n) - 1
    worst = float(np.min(curve / np.maximum.accumulate(curve) - 1))
    day = net.mean() / net.std(ddof=1)
    skew, kurt = stats.skew(net), stats.kurtosis(net, fisher=False)
    known = trials[np.isfinite(trials)]
    bench = deflated.luck(len(trials), known.var(ddof=1))
    boot = luck.bootstrap(net)
    return [n, active.sum(), cagr, day * year,
            net.mean() / np.sqrt(np.mean(np.minimum(net, 0) ** 2)) * year, worst, cagr / abs(worst),
            np.mean(net[active] > 0), np.mean(net > 0), turnover.mean(), funding.mean(),
            deflated.deflated(day, n, skew, kurt, 0.0), deflated.deflated(day, n, skew, kurt, bench),
            boot[5] * year, boot[6] * year]


def main():
    luck.head("kpis.py", SEED)
    g = np.random.default_rng(SEED)
    n = 420
    oos = (np.arange(n) >= 150) & (np.arange(n) < 400)
    gross = np.where(np.repeat(g.uniform(size=n // 7), 7) < 0.7, 0.9, 0.0)  # after the day's trades
    held = np.concatenate([[0.0], gross[:-1]])
    net = np.where(held > 0, 0.0012 + 0.009 * g.standard_t(5, n), np.where(gross > 0, -0.0004, 0.0))
    net[0] = 0.0
    turnover = np.abs(gross - held) * g.uniform(0.5, 1, n)
    funding = np.where(held > 0, 0.0001 * g.normal(size=n), 0.0)
    net[201] = np.nan
    trials = 0.03 * g.normal(size=57)
    trials[[3, 40]] = np.nan
    for name, a in (("net", net), ("gross", gross), ("turnover", turnover), ("funding", funding),
                    ("oos", oos.astype(float)), ("trials", trials)):
        luck.array("kpi_" + name, a)
    active = (held > 0) | (net != 0)
    print("\n/* out of sample, in sample, all */\nstatic const double kpi_want[3][15] = {")
    for which in (oos, ~oos, np.full(n, True)):
        take = which & np.isfinite(net) & (np.arange(n) > 0)
        print("\t{ %s }," % luck.numbers(figures(net[take], active[take], turnover[take],
                                                 funding[take], trials)))
    print("};")


if __name__ == "__main__":
    main()
