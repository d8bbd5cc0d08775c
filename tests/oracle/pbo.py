#!/usr/bin/env python3
"""Combinatorially symmetric cross-validation the slow way in numpy: every half cut out of the matrix,
for tests/engine/research/test_pbo.c. Prints a C header."""

import itertools

import numpy as np
from scipy import stats

import luck

SEED = 2015


def ratios(x):
    sd = x.std(axis=0, ddof=1)
    return np.where(sd >= 1e-12, x.mean(axis=0) / np.where(sd > 0, sd, 1), 0.0)


def cscv(r, blocks):
    days, trials = r.shape
    cut = [b * days // blocks for b in range(blocks + 1)]
    rows = []
    for mask in range(1 << blocks):
        inside = [b for b in range(blocks) if mask >> b & 1]
        if 2 * len(inside) != blocks:
            continue
        take = np.zeros(days, bool)
        for b in inside:
            take[cut[b]:cut[b + 1]] = True
        within, without = ratios(r[take]), ratios(r[~take])
        best = int(np.argmax(within))
        rank = stats.rankdata(without)[best]
        rows.append((best, within[best], without[best], np.log(rank / (trials + 1 - rank))))
    assert len(rows) == len(list(itertools.combinations(range(blocks), blocks // 2)))
    return np.array(rows)


def main():
    luck.head("pbo.py", SEED)
    rows = []
    for i, (days, trials, blocks, edge) in enumerate(((163, 9, 16, 0.0), (100, 6, 8, 0.004),
                                                      (61, 2, 6, 0.0))):
        g = np.random.default_rng(SEED + i)
        r = 0.01 * g.standard_t(4, (days, trials)) + 0.0005
        r[:, 1] += edge
        if trials > 3:
            r[:, 3] = 0.0               # never traded
            r[:, 2] = r[:, 0]           # tried twice
        s = cscv(r, blocks)
        fit = stats.linregress(s[:, 1], s[:, 2])
        luck.array("pbo_r_%d" % i, r)
        shown = s if len(s) < 100 else s[::117]
        luck.array("pbo_splits_%d" % i, shown)
        rows.append("\t{ pbo_r_%d, %d, %d, %d, pbo_splits_%d, %d, %d,\n\t  { %s } }," % (
            i, days, trials, blocks, i, len(shown), 1 if len(s) < 100 else 117, luck.numbers((
                len(s), np.mean(s[:, 3] <= 0), fit.slope, fit.intercept, np.mean(s[:, 2] < 0),
                s[:, 1].mean(), s[:, 2].mean(), s[:, 3].sum()))))
    print("\n/* splits: chosen, inside, outside, logit of every step-th; want: combinations, pbo, slope,"
          "\n * intercept, loss, inside, outside, sum of logits */\nstatic const struct {\n"
          "\tconst double *r;\n\tsize_t days, trials, blocks;\n\tconst double *splits;\n"
          "\tsize_t shown, step;\n\tdouble want[8];\n} pbo_cases[] = {\n" + "\n".join(rows) + "\n};")


if __name__ == "__main__":
    main()
