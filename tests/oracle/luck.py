"""What the oracles of the statistics of luck share: the draws of a block bootstrap, C arrays."""

import numpy as np

import rng


class Generator:
    """engine/base/rng.h, from rng.py."""

    def __init__(self, seed, stream, index):
        self.s = rng.seeded(seed, stream, index)

    def uniform(self):
        return (rng.xoshiro256ss(self.s) >> 11) * 2.0 ** -53

    def below(self, n):
        limit = rng.M - rng.M % n
        while True:
            x = rng.xoshiro256ss(self.s)
            if x < limit:
                return x % n


def indices(kind, block, n, g):
    """Which values of the series a replicate is made of."""
    out = []
    while len(out) < n:
        if kind == "moving":
            length = min(block, n)
            at = g.below(n - length + 1)
            out += range(at, at + length)
        elif out and g.uniform() < 1 - 1 / block:
            out.append((out[-1] + 1) % n)
        else:
            out.append(g.below(n))
    return np.array(out[:n])


def ratio(x):
    sd = x.std(ddof=1) if len(x) > 1 else np.nan
    return x.mean() / sd if sd >= 1e-12 else np.nan


def bootstrap(x, kind="moving", block=10, replicates=300, level=0.95, seed=7, stream=0):
    """n, mean, its interval, ratio, its interval, p; as engine/stats/bootstrap.h says."""
    means, ratios = [], []
    for b in range(replicates):
        v = x[indices(kind, block, len(x), Generator(seed, stream, b))]
        v = v[np.isfinite(v)]
        means.append(v.mean() if len(v) else np.nan)
        ratios.append(ratio(v))
    v = x[np.isfinite(x)]
    tails = [50 * (1 - level), 50 * (1 + level)]
    means, ratios = np.array(means), np.array(ratios)
    known = means[np.isfinite(means)]
    return (len(v), v.mean(), *np.percentile(known, tails), ratio(v),
            *np.percentile(ratios[np.isfinite(ratios)], tails),
            np.mean(np.abs(known - v.mean()) >= abs(v.mean())))


def number(v):
    return "NAN" if np.isnan(v) else repr(float(v))


def numbers(values):
    return ", ".join(number(v) for v in values)


def array(name, a, kind="double"):
    a = np.asarray(a).ravel()
    print("static const %s %s[] = {" % (kind, name))
    for i in range(0, len(a), 4):
        print("\t" + ", ".join(number(v) if kind == "double" else str(int(v)) for v in a[i:i + 4]) + ",")
    print("};")


def head(script, seed):
    print("/* Written by tests/oracle/%s (seed %d); do not edit. */\n#include <math.h>\n"
          "#include <stddef.h>\n#include <stdint.h>\n" % (script, seed))
