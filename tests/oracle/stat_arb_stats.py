#!/usr/bin/python3
"""Known answers for the statistics under the stat-arb factors, written from docs/formulas.md.

    tests/oracle/stat_arb_stats.py ols2 > tests/oracle/ols2_cases.h        and ema, nnridge

ols2: every window in exact rational arithmetic, the plain ones also by statsmodels' RollingOLS.
ema: pandas. nnridge: the support sets in rational arithmetic, checked by scipy's nnls and sklearn.
"""
import itertools
import math
import sys
from fractions import Fraction as Q

import numpy as np
import pandas as pd
from scipy.optimize import nnls
from sklearn.linear_model import Ridge
from statsmodels.regression.rolling import RollingOLS


def num(v):
    v = float(v)
    return "NAN" if math.isnan(v) else repr(v)


def row(values):
    return "{ " + ", ".join(num(v) for v in values) + " }"


def head(name):
    print("/* Written by tests/oracle/stat_arb_stats.py %s. */" % name)
    print("#ifndef RV_TESTS_%s_CASES_H\n#define RV_TESTS_%s_CASES_H\n" % (name.upper(),
                                                                        name.upper()))


def exact_ols(y, a, b):
    """alpha, beta1, beta2, se1, se2 of finite lists, or None when singular."""
    n = len(y)
    y, a, b = ([Q(float(v)) for v in s] for s in (y, a, b))
    my, ma, mb = (sum(s) / n for s in (y, a, b))
    y, a, b = [v - my for v in y], [v - ma for v in a], [v - mb for v in b]
    dot = lambda u, v: sum(p * q for p, q in zip(u, v))  # noqa: E731
    aa, ab, bb, ay, by = dot(a, a), dot(a, b), dot(b, b), dot(a, y), dot(b, y)
    det = aa * bb - ab * ab
    if det == 0:
        return None
    b1, b2 = (bb * ay - ab * by) / det, (aa * by - ab * ay) / det
    e = [p - b1 * q - b2 * r for p, q, r in zip(y, a, b)]
    se = [math.nan] * 2
    if n > 3:
        s2 = dot(e, e) / (n - 3)
        se = [math.sqrt(s2 * bb / det), math.sqrt(s2 * aa / det)]
    return [my - b1 * ma - b2 * mb, b1, b2] + se


def ols2():
    g = np.random.default_rng(51)
    n, window = 96, 30
    x1 = 0.02 * g.standard_t(3, n)
    x2 = 0.8 * x1 + 0.012 * g.standard_t(3, n)
    x1[41] = 0.9  # an outlier that must leave nothing behind
    near = x1 + 3e-6 * g.standard_normal(n)
    ys = [0.4 * x1 + 0.7 * x2 + 0.02 * g.standard_t(3, n), 1e-3 + 1.3 * x1 - 0.2 * x2,
          5.0 + 1e-3 * g.standard_normal(n)]
    hole = np.nan
    gaps = ys[0].copy()
    gaps[[0, 7, 8, 50, 51, 52, 80]] = hole
    ys.append(gaps)
    holed = x2.copy()
    holed[[0, 20]] = hole
    runs = [("plain", x1, x2, ys[0], 30), ("exact_fit", x1, x2, ys[1], 30),
            ("large_mean", x1, x2, ys[2], 30), ("gaps", x1, x2, ys[3], 30),
            ("gaps_filled", x1, x2, ys[3], 15), ("factor_gap", x1, holed, ys[0], 30),
            ("factor_gap_filled", x1, holed, ys[0], 12), ("nearly_parallel", x1, near, ys[0], 30)]
    head("ols2")
    print("enum { OLS2_BARS = %d, OLS2_WINDOW = %d };" % (n, window))
    names = {}

    def array(v):
        key = v.tobytes()
        if key not in names:
            names[key] = "ols2_series_%d" % len(names)
            print("static const double %s[] = %s;" % (names[key], row(v)))
        return names[key]

    out = []
    for name, a, b, y, least in runs:
        want = np.full((n, 6), np.nan)
        for t in range(n):
            s = slice(max(0, t - window + 1), t + 1)
            ok = np.isfinite(y[s]) & np.isfinite(a[s]) & np.isfinite(b[s])
            if ok.sum() < least:
                continue
            r = exact_ols(y[s][ok], a[s][ok], b[s][ok])
            if r:
                want[t, :5] = r
                want[t, 5] = float(Q(float(y[t])) - Q(r[0]) - Q(r[1]) * Q(float(a[t])) -
                                   Q(r[2]) * Q(float(b[t]))) if np.isfinite(
                    [y[t], a[t], b[t]]).all() else np.nan
        if name == "plain":
            x = np.column_stack([np.ones(n), a, b])
            check = np.asarray(RollingOLS(y, x, window=window).fit().params)
            assert np.nanmax(np.abs(check - want[:, :3])) < 1e-10
        print("static const double ols2_%s[][6] = {" % name)
        print("\n".join("\t" + row(w) + "," for w in want) + "\n};")
        out.append('\t{ "%s", %s, %s, %s, %d, ols2_%s },' % (name, array(a), array(b), array(y),
                                                           least, name))
    print("static const ols2_case cases[] = {\n" + "\n".join(out) + "\n};\n\n#endif")


def ema():
    g = np.random.default_rng(52)
    hole = np.nan
    series = {"plain": g.standard_t(3, 40), "gaps": g.standard_t(3, 40),
              "late": g.standard_t(3, 40), "constant": np.full(40, 2.385),
              "one": np.full(40, hole)}
    series["gaps"][[3, 4, 5, 17, 39]] = hole
    series["late"][:12] = hole
    series["one"][9] = -1.75
    head("ema")
    print("enum { EMA_BARS = 40 };\nstatic const ema_case cases[] = {")
    for name, x in series.items():
        for span in (3.0, 10.0, 1.0, 4.5):
            e = pd.Series(x).ewm(span=span, adjust=True, ignore_na=False).mean()
            print('\t{ "%s", %s,\n\t  %s,\n\t  %s },' % (name, num(span), row(x), row(e)))
    print("};\n\n#endif")


def exact_nnridge(x, y, alpha):
    k = x.shape[1]
    xs, ys = [[Q(float(v)) for v in r] for r in x], [Q(float(v)) for v in y]
    xx = [[sum(r[a] * r[b] for r in xs) for b in range(k)] for a in range(k)]
    xy = [sum(r[a] * v for r, v in zip(xs, ys)) for a in range(k)]
    al = Q(float(alpha))
    for size in range(k + 1):
        for s in itertools.combinations(range(k), size):
            m = [[xx[a][b] + (al if a == b else 0) for b in s] + [xy[a]] for a in s]
            for i in range(size):
                m[i] = [v / m[i][i] for v in m[i]]
                for j in range(size):
                    if j != i:
                        m[j] = [p - m[j][i] * q for p, q in zip(m[j], m[i])]
            w = [Q(0)] * k
            for i, a in enumerate(s):
                w[a] = m[i][-1]
            grad = [xy[a] - sum(xx[a][b] * w[b] for b in range(k)) for a in range(k)]
            if all(v >= 0 for v in w) and all(grad[a] <= 0 for a in range(k) if a not in s):
                return [float(v) for v in w]
    raise AssertionError("no support is optimal")


def nnridge():
    g = np.random.default_rng(53)
    head("nnridge")
    rows = 24
    print("enum { NNRIDGE_ROWS = %d };\nstatic const nnridge_case cases[] = {" % rows)
    seen = set()
    for k in range(28):
        x = g.standard_normal((rows, 3)) @ (np.eye(3) + 0.6 * g.standard_normal((3, 3)))
        if k % 7 == 3:
            x[:, 1] = x[:, 0]
        if k % 7 == 5:
            x[:, 2] = 0.0
        y = x @ g.normal(0.0, 0.7, 3) + 0.8 * g.standard_t(4, rows)
        x, y = np.round(x, 6), np.round(y, 6)
        alpha = [1e-4, 1e-2, 1.0, 24.0, 240.0][k % 5]
        w = exact_nnridge(x, y, alpha)
        other = nnls(np.vstack([x, math.sqrt(alpha) * np.eye(3)]), np.concatenate([y, [0] * 3]))[0]
        assert np.abs(other - w).max() < 1e-9, (other, w)
        if alpha >= 1e-2:
            lib = Ridge(alpha=alpha, positive=True, fit_intercept=False, tol=1e-14,
                        max_iter=1000000).fit(x, y).coef_
            assert np.abs(lib - w).max() < 1e-6, (lib, w)
        seen.add(tuple(v > 0 for v in w))
        sse = ((y - x @ np.array(w)) ** 2).sum()
        print("\t{ {\n" + ",\n".join("\t\t" + row(r) for r in x) + " },\n\t  %s,\n\t  %s, %s, %s },"
              % (row(y), num(alpha), row(w), num(sse)))
    print("};\n\n#endif")
    assert len(seen) == 8, seen


if __name__ == "__main__":
    {"ols2": ols2, "ema": ema, "nnridge": nnridge}[sys.argv[1]]()
