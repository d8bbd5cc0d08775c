#!/usr/bin/env python3
"""K-means by scikit-learn, and a hidden Markov model by EM and by enumeration of every path in plain
numpy, for tests/engine/regime/test_kmeans.c and test_hmm.c. Prints a C header; the argument says
which: kmeans or hmm."""

import itertools
import sys

import numpy as np
from sklearn.cluster import KMeans

SEED = 20260
VAR_ADD, TOL, STEPS = 1e-3, 1e-4, 100


def regimes(rng, n, d, stay, spread, apart):
    """Rows of three persistent states."""
    means = apart * rng.normal(0, 1, (3, d))
    state, rows = 0, []
    for _ in range(n):
        if rng.uniform() > stay:
            state = int(rng.integers(3))
        rows.append(means[state] + spread * rng.normal(0, 1, d))
    return np.array(rows)


def density(x, mean, var):
    return float(np.prod(np.exp(-0.5 * (x - mean) ** 2 / var) / np.sqrt(2 * np.pi * var)))


def likelihoods(x, mean, var):
    """[n][k]; a row that is not whole is as likely in every state."""
    out = np.ones((len(x), len(mean)))
    for t, row in enumerate(x):
        if np.all(np.isfinite(row)):
            out[t] = [density(row, m, v) for m, v in zip(mean, var)]
    return out


def forward(like, start, move):
    alpha, scale = np.zeros_like(like), np.zeros(len(like))
    for t in range(len(like)):
        ahead = start if t == 0 else alpha[t - 1] @ move
        alpha[t] = ahead * like[t]
        scale[t] = alpha[t].sum()
        alpha[t] /= scale[t]
    return alpha, scale


def backward(like, move, scale):
    beta = np.ones_like(like)
    for t in range(len(like) - 2, -1, -1):
        beta[t] = move @ (like[t + 1] * beta[t + 1]) / scale[t + 1]
    return beta


def em(x, mean, var, start, move):
    whole = np.all(np.isfinite(x), axis=1)
    like = likelihoods(x, mean, var)
    alpha, scale = forward(like, start, move)
    trace = [np.log(scale).sum()]
    for _ in range(STEPS):
        beta = backward(like, move, scale)
        post = alpha * beta
        pairs = np.zeros_like(move)
        for t in range(1, len(x)):
            pairs += np.outer(alpha[t - 1], like[t] * beta[t]) * move / scale[t]
        weight = post[whole]
        new_mean = (weight.T @ x[whole]) / weight.sum(axis=0)[:, None]
        new_var = np.array([(weight[:, s:s + 1] * (x[whole] - new_mean[s]) ** 2).sum(axis=0)
                            / weight[:, s].sum() for s in range(len(mean))]) + VAR_ADD
        new_move, new_start = pairs / pairs.sum(axis=1, keepdims=True), post[0]
        new_like = likelihoods(x, new_mean, new_var)
        new_alpha, new_scale = forward(new_like, new_start, new_move)
        gain = np.log(new_scale).sum() - trace[-1]
        if gain >= 0:
            mean, var, start, move = new_mean, new_var, new_start, new_move
            like, alpha, scale = new_like, new_alpha, new_scale
            trace.append(trace[-1] + gain)
        if gain < TOL:
            return mean, var, start, move, trace, alpha, 1
    return mean, var, start, move, trace, alpha, 0


def every_path(x, mean, var, start, move):
    """Filtered probabilities: the weight of all paths up to t that end in a state."""
    like = likelihoods(x, mean, var)
    k = len(mean)
    out = np.zeros((len(x), k))
    for t in range(len(x)):
        for path in itertools.product(range(k), repeat=t + 1):
            w = start[path[0]] * like[0][path[0]]
            for i in range(1, t + 1):
                w *= move[path[i - 1]][path[i]] * like[i][path[i]]
            out[t][path[-1]] += w
        out[t] /= out[t].sum()
    return out


def number(v):
    return "NAN" if np.isnan(v) else repr(float(v))


def array(name, a):
    a = np.asarray(a, dtype=float).ravel()
    print("static const double %s[] = {" % name)
    for i in range(0, len(a), 4):
        print("\t" + ", ".join(number(v) for v in a[i:i + 4]) + ",")
    print("};")


def kmeans():
    names = []
    for i, (n, d, k, stay, spread, apart) in enumerate((
            (252, 3, 3, 0.95, 0.6, 1.5), (120, 2, 4, 0.9, 0.3, 1.0), (90, 1, 2, 0.8, 1.0, 0.7),
            (252, 3, 3, 0.9, 1.0, 0.6))):
        x = regimes(np.random.default_rng(SEED + i), n, d, stay, spread, apart)
        best = KMeans(k, n_init=200, tol=0, max_iter=1000, random_state=1).fit(x)
        centres = best.cluster_centers_[np.argsort(best.cluster_centers_[:, 0])]
        array("km_rows_%d" % i, x)
        array("km_centres_%d" % i, centres)
        names.append("\t{ km_rows_%d, km_centres_%d, %d, %d, %d, %r }," % (
            i, i, n, d, k, float(best.inertia_)))
    print("\nstatic const struct {\n\tconst double *x, *centres; /* sorted by their first value */\n"
          "\tsize_t n, d, k;\n\tdouble inertia;\n} km_cases[] = {")
    print("\n".join(names) + "\n};")


def hmm():
    names = []
    for i, (n, d, holes) in enumerate(((252, 3, 0), (252, 3, 25), (90, 1, 4))):
        rng = np.random.default_rng(SEED + 10 + i)
        x = regimes(rng, n, d, 0.93, 0.7, 1.3)
        for t in 1 + rng.choice(n - 1, holes, replace=False):
            x[t][int(rng.integers(d))] = np.nan
        whole = x[np.all(np.isfinite(x), axis=1)]
        mean = KMeans(3, n_init=20, random_state=1).fit(whole).cluster_centers_
        var = np.tile(whole.var(axis=0) + VAR_ADD, (3, 1))
        fit = em(x, mean, var, np.full(3, 1 / 3), np.full((3, 3), 1 / 3))
        array("hmm_rows_%d" % i, x)
        array("hmm_from_%d" % i, mean)
        for what, a in zip(("mean", "var", "start", "move", "trace", "prob"), fit):
            array("hmm_%s_%d" % (what, i), a)
        names.append("\t{ %s, %d, %d, %d, %d }," % (", ".join("hmm_%s_%d" % (w, i) for w in (
            "rows", "from", "mean", "var", "start", "move", "trace", "prob")),
            n, d, len(fit[4]) - 1, fit[6]))
    print("\nstatic const struct {\n\tconst double *x, *from, *mean, *var, *start, *move, *trace, "
          "*prob;\n\tsize_t n, d, steps;\n\tint converged;\n} hmm_cases[] = {")
    print("\n".join(names) + "\n};\n")

    rng = np.random.default_rng(SEED + 20)
    x = rng.normal(0, 1, (7, 2))
    x[3][1] = np.nan
    mean, var = rng.normal(0, 1, (3, 2)), rng.uniform(0.3, 1.5, (3, 2))
    move = rng.dirichlet([3, 1, 1], 3)
    start = rng.dirichlet([1, 1, 1])
    for what, a in (("rows", x), ("mean", mean), ("var", var), ("move", move), ("start", start),
                    ("prob", every_path(x, mean, var, start, move))):
        array("short_" + what, a)


def main():
    what = sys.argv[1]
    print("/* Written by tests/oracle/regime_models.py %s (seed %d); do not edit. */\n#include <math.h>\n#include <stddef.h>\n" % (what, SEED))
    {"kmeans": kmeans, "hmm": hmm}[what]()


if __name__ == "__main__":
    main()
