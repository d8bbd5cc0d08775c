#!/usr/bin/python3
"""The engine's daily work with pandas, statsmodels, scikit-learn and cvxopt, to be timed beside it.

    pipeline.py COINS DAYS [SEED]

Prints one line "PART SECONDS" for each part and "total SECONDS"; exits 3 when a package is missing.
It does the same kind and amount of work on a made market, in the straightforward way.
"""
import sys
import time

try:
    import numpy as np
    import pandas as pd
    from cvxopt import matrix, solvers, spmatrix
    from sklearn.covariance import ledoit_wolf
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import TimeSeriesSplit
    from statsmodels.regression.rolling import RollingOLS
except ImportError as e:
    print(f"missing: {e.name}", file=sys.stderr)
    sys.exit(3)

coins, days = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
index = pd.date_range("2024-01-01", periods=days, freq="D")
names = ["BTC", "ETH", "SOL"] + [f"C{i:04d}" for i in range(3, coins)]
factors = 0.025 * rng.standard_t(4, size=(days, 2))
betas = rng.uniform(0.2, 1.2, size=(2, coins))
log_ret = pd.DataFrame(factors @ betas + 0.03 * rng.standard_t(4, size=(days, coins)), index, names)
close = np.exp(log_ret.cumsum())
simple = close.pct_change()
volume = pd.DataFrame(rng.uniform(1e7, 1e8, size=(days, coins)), index, names)
funding = pd.DataFrame(3e-4 * rng.standard_normal((days, coins)), index, names)
mcap = close * 1e9
total = 0.0


def part(name, work):
    global total
    t0 = time.perf_counter()
    out = work()
    dt = time.perf_counter() - t0
    total += dt
    print(f"{name} {dt:.6f}")
    return out


def factor_model():
    x = log_ret[["BTC", "ETH"]].assign(const=1.0)
    residual = {}
    beta = {}
    for c in names[2:]:
        fit = RollingOLS(log_ret[c], x, window=30).fit(params_only=True)
        residual[c] = log_ret[c] - (fit.params * x).sum(axis=1)
        beta[c] = fit.params.iloc[-1]
    return pd.DataFrame(residual), beta


def signals(res):
    vol = res.rolling(30, min_periods=15).std()
    mom = (res.ewm(span=3).mean() - res.ewm(span=10).mean()) / vol
    rev = -(res - res.rolling(5).mean()) / vol
    car = -funding[res.columns] / vol
    z = [s.sub(s.mean(axis=1), axis=0).div(s.std(axis=1, ddof=0), axis=0).clip(-3, 3)
         for s in (mom, rev, car)]
    return z, vol


def ridge(res, z, vol):
    y = (res.shift(-1) / vol).iloc[-61:-1]
    x = np.stack([s.iloc[-61:-1].to_numpy().ravel() for s in z], axis=1)
    v = y.to_numpy().ravel()
    ok = np.isfinite(x).all(axis=1) & np.isfinite(v)
    x, v = x[ok], v[ok]
    best = None
    for ratio in (1e-4, 1e-3, 1e-2, 1e-1, 1, 10):
        err = 0.0
        for train, test in TimeSeriesSplit(5).split(x):
            m = Ridge(alpha=ratio * len(train), positive=True, fit_intercept=False)
            m.fit(x[train], v[train])
            err += ((v[test] - m.predict(x[test])) ** 2).sum()
        if best is None or err <= best[0]:
            best = (err, ratio)
    return Ridge(alpha=best[1] * len(x), positive=True, fit_intercept=False).fit(x, v).coef_


def optimise(mu, cov, cost):
    n = len(mu)
    p = matrix(np.block([[2 * 5 * cov, -2 * 5 * cov], [-2 * 5 * cov, 2 * 5 * cov]]))
    q = matrix(np.concatenate([cost - mu, cost + mu]))
    eye = spmatrix(1.0, range(2 * n), range(2 * n))
    g = matrix([-matrix(eye), matrix(eye), matrix(1.0, (1, 2 * n))])
    h = matrix(np.concatenate([np.zeros(2 * n), np.full(2 * n, 0.1), [1.0]]))
    solvers.options["show_progress"] = False
    return solvers.qp(p, q, g, h)


def market_structure():
    last = simple.iloc[-30:]
    for leader in ("BTC", "ETH", "SOL"):
        for c in names:
            pair = last[[leader, c]] if c != leader else last[[leader, leader]]
            a, b = pair.iloc[:, 0], pair.iloc[:, 1]
            a.cov(b), a.var(), a.corr(b)
            for lag in range(-10, 11):
                a.shift(lag).corr(b)
            va, vb = simple[leader].iloc[-120:].rolling(20).std(), simple[c].iloc[-120:].rolling(20).std()
            va.cov(vb), va.corr(vb)


def majors_alts():
    alts = simple[names[2:]]
    raw = pd.DataFrame({
        "breadth": (alts > 0).mean(axis=1),
        "dominance": mcap["BTC"] / (mcap["BTC"] + mcap[names[2:]].sum(axis=1)),
        "skew": funding[names[2:]].mean(axis=1) - funding[["BTC", "ETH"]].mean(axis=1),
        "liquidity": np.log(volume[names[2:]].sum(axis=1)).rolling(7).median(),
        "volatility": alts.mean(axis=1).rolling(7).std() - simple["BTC"].rolling(7).std(),
        "momentum": alts.rolling(7).mean().median(axis=1) - simple[["BTC", "ETH"]].rolling(7).mean().mean(axis=1)})
    z = (raw - raw.rolling(60).mean()) / raw.rolling(60).std()
    score = z.sum(axis=1)
    return score / score.rolling(252, min_periods=60).std()


def momentum_scores():
    out = {}
    for h in (7, 14, 30):
        m = close / close.shift(h) - 1
        out[h] = (m - m.rolling(180, min_periods=120).mean()) / m.rolling(180, min_periods=120).std(ddof=0)
    return out, simple.iloc[-30:].corr()


res, beta = part("factor_model", factor_model)
z, vol = part("signals", lambda: signals(res))
w = part("ridge", lambda: ridge(res, z, vol))
cov, _ = part("shrinkage", lambda: ledoit_wolf(res.iloc[-60:].fillna(0).to_numpy()))
mu = vol.iloc[-1].to_numpy() * sum(k * s.iloc[-1].fillna(0).to_numpy() for k, s in zip(w, z))
part("optimizer", lambda: optimise(mu, cov, 0.00045 + 0.01 * vol.iloc[-1].to_numpy()))
part("market_structure", market_structure)
part("majors_alts", majors_alts)
part("momentum_scores", momentum_scores)
print(f"total {total:.6f}")
