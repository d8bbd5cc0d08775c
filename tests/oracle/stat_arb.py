#!/usr/bin/python3
"""Independent reference of the stat-arb factors, written from docs/formulas.md with pandas,
statsmodels, scipy and sklearn.

As a program it writes seeded synthetic cases with their expected numbers as a C header:
    tests/oracle/stat_arb.py > tests/oracle/stat_arb_cases.h
As a module it gives `stat_arb(closes, volume, funding, params)`.
"""
import math
import sys

import numpy as np
import pandas as pd
from scipy.optimize import nnls
from sklearn.linear_model import Ridge
from sklearn.model_selection import TimeSeriesSplit
from statsmodels.regression.rolling import RollingOLS

SIGNALS = ["momentum", "mean_reversion", "carry"]
DEFAULTS = dict(window=30, min_periods=30, idio_window=30, idio_min=15, oos=False, shrunk=False,
                hedge_window=60, hedge_min=31, winsor=0.025, prior_sd=0.3, fast=3, slow=10, sma=5,
                warmup=10, clip=3.0, min_assets=5, days=60, folds=5, min_rows=200, min_dates=20,
                min_volume=10e6, closes=31)
GRID = [1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0]
ANN = 365.0


def returns(closes):
    p = closes.where(closes > 0)
    return np.log(p / p.shift(1))


def rolling(y, b, e, p):
    """alpha, beta_btc, beta_eth by bar."""
    x = pd.DataFrame({"c": 1.0, "b": b, "e": e}, index=y.index)
    if p["min_periods"] == p["window"] and (y.notna() & x.notna().all(axis=1)).any():
        fit = RollingOLS(y, x, window=p["window"], missing="drop").fit(method="lstsq")
        ok = (y.notna() & b.notna() & e.notna()).rolling(p["window"]).sum() == p["window"]
        return fit.params.where(ok)
    out = pd.DataFrame(np.nan, index=y.index, columns=["c", "b", "e"])
    for k in range(len(y)):
        s = slice(max(0, k - p["window"] + 1), k + 1)
        ok = (y.iloc[s].notna() & x.iloc[s].notna().all(axis=1)).to_numpy()
        if ok.sum() >= p["min_periods"]:
            xs, ys = x.iloc[s].to_numpy()[ok], y.iloc[s].to_numpy()[ok]
            centred = xs[:, 1:] - xs[:, 1:].mean(axis=0)
            norm = np.linalg.norm(centred, axis=0)
            if (norm > 0).all() and 1 / np.linalg.cond(centred / norm) >= 1e-10:
                out.iloc[k] = np.linalg.lstsq(xs, ys, rcond=None)[0]
    return out


def exact_nnridge(x, y, alpha):
    k = x.shape[1]
    return nnls(np.vstack([x, math.sqrt(alpha) * np.eye(k)]), np.concatenate([y, np.zeros(k)]))[0]


def sklearn_ridge(x, y, alpha):
    m = Ridge(alpha=alpha, positive=True, fit_intercept=False, tol=1e-14, max_iter=1000000)
    return m.fit(x, y).coef_


def winsor(v, q):
    return v.clip(v.quantile(q), v.quantile(1 - q))


def hedge_betas(r, b, e, active, p):
    fits = {}
    for s in r.columns:
        w = pd.DataFrame({"y": r[s], "b": b, "e": e}).iloc[-p["hedge_window"]:].dropna()
        if s in ("BTC", "ETH") or len(w) < p["hedge_min"]:
            continue
        w = w.apply(winsor, q=p["winsor"])
        x = np.column_stack([np.ones(len(w)), w["b"], w["e"]])
        beta = np.linalg.lstsq(x, w["y"].to_numpy(), rcond=None)[0]
        sse = ((w["y"].to_numpy() - x @ beta) ** 2).sum()
        cov = sse / (len(w) - 3) * np.linalg.inv(x.T @ x)
        slope = lambda u, v: np.cov(u, v)[0, 1] / np.var(v, ddof=1)  # noqa: E731
        fits[s] = (beta[1], beta[2], math.sqrt(cov[1, 1]), math.sqrt(cov[2, 2]),
                   slope(w["e"], w["b"]), slope(w["b"], w["e"]))
    inside = [s for s in fits if s in active]
    out = {}
    for s, (bb, be, sb, se, e_on_b, b_on_e) in fits.items():
        if len(inside) >= p["min_assets"]:
            prior = p["prior_sd"] ** 2
            mb, me = (np.median([fits[k][j] for k in inside]) for j in (0, 1))
            if min(sb, se) > 1e-15:  # an exact fit has nothing to learn
                bb = (bb / sb ** 2 + mb / prior) / (1 / sb ** 2 + 1 / prior)
                be = (be / se ** 2 + me / prior) / (1 / se ** 2 + 1 / prior)
                sb, se = (1 / math.sqrt(1 / v ** 2 + 1 / prior) for v in (sb, se))
        if bb * be < 0:
            if abs(bb) < abs(be) and abs(bb) < sb:
                be, bb = be + bb * b_on_e, 0.0
            elif abs(be) <= abs(bb) and abs(be) < se:
                bb, be = bb + be * e_on_b, 0.0
        out[s] = (bb, be)
    return out


def run_length(ok):
    return ok.astype(int).groupby((~ok).cumsum()).cumsum()


def stat_arb(closes, volume, funding, params=None, previous=None, never=()):
    """Frames with one row per day of a full grid (the last is the as-of bar), one column per coin.
    never: coins that are in the model but not in the universe (indices, stablecoins)."""
    p = {**DEFAULTS, **(params or {})}
    names = sorted(closes.columns, key=lambda s: s.encode())
    closes, volume, funding = (f.reindex(columns=names) for f in (closes, volume, funding))
    r = returns(closes)
    coins = [s for s in names if s not in ("BTC", "ETH")]
    nothing = pd.Series(np.nan, index=r.index)
    b, e = r.get("BTC", nothing), r.get("ETH", nothing)
    f_b, f_e = funding.get("BTC", nothing), funding.get("ETH", nothing)

    price = closes.where(closes > 0)
    active = (price.notna() & (price.notna().cumsum() >= p["closes"]) &
              (volume.rolling(30, min_periods=30).mean() >= p["min_volume"]))
    for s in names:
        if s in ("BTC", "ETH") or s in never:
            active[s] = False

    models, eps, sigma = {}, pd.DataFrame(index=r.index), pd.DataFrame(index=r.index)
    raw = {k: pd.DataFrame(index=r.index) for k in SIGNALS}
    for s in coins:
        m = models[s] = rolling(r[s], b, e, p)
        if p["oos"]:
            u = r[s] - m["b"].shift(1) * b - m["e"].shift(1) * e
        else:
            u = r[s] - m["c"] - m["b"] * b - m["e"] * e
        eps[s] = u
        sigma[s] = u.rolling(p["idio_window"], min_periods=1).std(ddof=1).where(
            u.rolling(p["idio_window"], min_periods=1).count() >= p["idio_min"])
        sd = sigma[s].where(sigma[s] >= 1e-12)
        ready = run_length(u.notna()) >= p["warmup"]
        ema = lambda span: u.ewm(span=span, adjust=True, ignore_na=False).mean()  # noqa: E731
        raw["momentum"][s] = ((ema(p["fast"]) - ema(p["slow"])) / sd).where(ready)
        raw["mean_reversion"][s] = (-(u - u.rolling(p["sma"], min_periods=p["sma"]).mean()) /
                                    sd).where(ready)
        y = ANN * (-funding[s] + m["b"] * f_b + m["e"] * f_e)
        raw["carry"][s] = (y / (math.sqrt(ANN) * sd)).where(ready)

    z = {}
    for k in SIGNALS:
        x = raw[k].where(active[coins])
        mean, sd0 = x.mean(axis=1), x.std(axis=1, ddof=0)
        v = x.sub(mean, axis=0).div(sd0.where(sd0 >= 1e-12), axis=0).clip(-p["clip"], p["clip"])
        v[sd0 < 1e-12] = x[sd0 < 1e-12] * 0.0
        v[x.count(axis=1) < p["min_assets"]] = np.nan
        z[k] = v

    target = eps.shift(-1) / sigma.where(sigma >= 1e-12)
    dates = r.index[-(p["days"] + 1):-1]
    pool = pd.DataFrame({k: z[k].loc[dates].stack() for k in SIGNALS})
    pool["y"] = target.loc[dates].stack().reindex(pool.index)
    pool = pool.dropna()
    have = sorted(set(pool.index.get_level_values(0)))
    out = dict(rows=len(pool), dates=len(have), alpha=math.nan, r2=math.nan, oos_r2=math.nan,
               fallback=False, corr=pool[SIGNALS].corr() if len(pool) > 1 else
               pd.DataFrame(np.nan, index=SIGNALS, columns=SIGNALS))
    if len(pool) < p["min_rows"] or len(have) < p["min_dates"]:
        out.update(fallback=True, weights=np.array(previous or [1 / 3] * 3))
    else:
        x, y, day = pool[SIGNALS].to_numpy(), pool["y"].to_numpy(), pool.index.get_level_values(0)
        best = None
        for ratio in GRID:
            sse = yy = 0.0
            for train, test in TimeSeriesSplit(p["folds"]).split(have):
                a = np.isin(day, [have[k] for k in train])
                t = np.isin(day, [have[k] for k in test])
                w = exact_nnridge(x[a], y[a], ratio * a.sum())
                sse += ((y[t] - x[t] @ w) ** 2).sum()
                yy += (y[t] ** 2).sum()
            if best is None or sse <= best[0] * (1 + 1e-12):
                best = (sse, ratio, yy)
        alpha = best[1] * len(pool)
        w = exact_nnridge(x, y, alpha)
        check = sklearn_ridge(x, y, alpha)
        assert np.abs(w - check).max() < 1e-6, (w, check)
        out.update(weights=w, alpha=alpha, oos_r2=1 - best[0] / best[2],
                   r2=1 - ((y - x @ w) ** 2).sum() / (y ** 2).sum())

    last = r.index[-1]
    inside = {s for s in names if active[s].loc[last]}
    hedge = hedge_betas(r, b, e, inside, p) if p["shrunk"] else None
    out["active"] = inside
    out["symbols"] = {}
    for s in names:
        if s not in models:
            out["symbols"][s] = dict(alpha=math.nan, beta_btc=math.nan, beta_eth=math.nan,
                                     residual=math.nan, idio_vol=math.nan, residual_z=math.nan,
                                     hedge=(math.nan, math.nan), raw=[math.nan] * 3,
                                     z=[math.nan] * 3, mu=math.nan)
            continue
        m = models[s].loc[last]
        sd = sigma[s].loc[last]
        known = sd if sd >= 1e-12 else math.nan
        zs = [z[k][s].loc[last] for k in SIGNALS]
        out["symbols"][s] = dict(
            alpha=m["c"], beta_btc=m["b"], beta_eth=m["e"], residual=eps[s].loc[last], idio_vol=sd,
            residual_z=eps[s].loc[last] / known,
            hedge=hedge.get(s, (math.nan, math.nan)) if p["shrunk"] else (m["b"], m["e"]),
            raw=[raw[k][s].loc[last] for k in SIGNALS], z=zs,
            mu=known * float(np.dot(out["weights"], zs)))
    out["eps"], out["sigma"] = eps, sigma
    return out


# The cases.

NAMES = ["AAVE", "ADA", "ARB", "AVAX", "BCH", "BTC", "DOGE", "ETH", "FLAT", "LATE", "LINK", "LTC",
         "SOL", "THIN", "TWIN", "WIF"]
BARS = 170


def market(seed):
    """Betas, fat tails, a late listing, gaps, a dropout, a constant coin, a thin one, and TWIN,
    which is an exact combination of the factors up to rounding of its price."""
    g = np.random.default_rng(seed)
    t = lambda scale: scale * g.standard_t(4, BARS)  # noqa: E731
    b = t(0.02)
    e = 0.8 * b + t(0.012)
    closes, volume, funding = {}, {}, {}
    for i, s in enumerate(NAMES):
        funding[s] = np.array([float("%.4g" % v) for v in 3e-4 * g.normal(size=BARS) + 1e-4])
        own = t(0.025)  # reverts, and falls after funding was paid
        own[1:] -= 0.3 * own[:-1] + 20.0 * funding[s][:-1]
        r = (0.3 + g.uniform(0, 1)) * b + g.uniform(-0.3, 0.9) * e + own
        r = {"BTC": b, "ETH": e, "FLAT": 0 * b, "TWIN": 0.5 * b + 0.7 * e}.get(s, r)
        close = (2.385 + 37.1 * i) * np.exp(np.cumsum(r))
        digits = 15 if s == "TWIN" else 7
        closes[s] = np.array([float(f"%.{digits}g" % v) for v in close])
        size = 3e5 if s in ("THIN", "TWIN") else 2e7 * math.exp(g.uniform(0, 3))
        volume[s] = np.array([float("%.5g" % v) for v in size * np.exp(0.5 * g.normal(size=BARS))])
    hole = np.nan
    closes["LATE"][:118] = volume["LATE"][:118] = hole       # listed 52 bars before the end
    closes["WIF"][95:97] = volume["WIF"][95:97] = hole       # a gap
    closes["ADA"][60] = volume["ADA"][60] = hole
    closes["DOGE"][158:] = volume["DOGE"][158:] = hole       # trades no more
    volume["SOL"][140] = hole                                # a volume that is not known
    funding["LTC"][-1] = hole                                # no carry today
    funding["ARB"][120:131] = hole
    frame = lambda d: pd.DataFrame(d)  # noqa: E731
    return frame(closes), frame(volume), frame(funding)


CASES = [  # name, last bar, coins left out, parameters, previous weights
    ("in_sample", 170, [], {}, None),
    ("out_of_sample", 170, [], dict(oos=True, shrunk=True), None),
    ("fewer_periods", 165, [], dict(min_periods=15, window=30, idio_min=10), None),
    ("a_gap_ends", 131, [], dict(shrunk=True, hedge_min=40), None),
    ("warm_up", 152, [], dict(min_periods=8, idio_min=3, warmup=18, window=12, idio_window=20), None),
    ("five_assets", 170, ["AAVE", "ARB", "BCH", "LATE", "LTC", "TWIN"], {}, None),
    ("too_few_dates", 62, [], {}, None),
    ("previous_weights", 61, [], {}, [0.31, 0.0, 0.17]),
    ("no_eth", 170, ["ETH"], {}, None),
]


def num(v):
    v = float(v)
    return "NAN" if math.isnan(v) else repr(v)


def table(name, frame):
    print("static const double %s[][%d] = {" % (name, BARS))
    for s in NAMES:
        print("\t{ " + ", ".join("NAN" if math.isnan(v) else repr(float(v)) for v in frame[s]) + " },")
    print("};")


def main():
    data = market(20240630)
    print("/* Written by tests/oracle/stat_arb.py: a seeded market and what pandas, statsmodels, "
          "scipy and\n * sklearn make of it. */")
    print("#ifndef RV_TESTS_STAT_ARB_CASES_H\n#define RV_TESTS_STAT_ARB_CASES_H\n")
    print("enum { CASE_COINS = %d, CASE_BARS = %d };" % (len(NAMES), BARS))
    print("static const char *const case_names[] = { %s };" %
          ", ".join('"%s"' % s for s in NAMES))
    for name, frame in zip(("case_close", "case_volume", "case_funding"), data):
        table(name, frame)
    rows = []
    for name, bars, without, params, previous in CASES:
        use = [s for s in NAMES if s not in without]
        r = stat_arb(*(f[use].iloc[:bars] for f in data), params, previous)
        p = {**DEFAULTS, **params}
        listed = [s for s in use if data[0][s].iloc[:bars].notna().any()]
        print("\nstatic const oracle_symbol case_%s_symbols[] = {" % name)
        for s in listed:
            v = r["symbols"][s]
            print('\t{ "%s", %s, %s, { %s }, { %s }, %s },' % (
                s, "true" if s in r["active"] else "false",
                ", ".join(num(v[k]) for k in ("alpha", "beta_btc", "beta_eth", "residual",
                                              "idio_vol", "residual_z")) + ", " +
                ", ".join(num(k) for k in v["hedge"]),
                ", ".join(num(k) for k in v["raw"]), ", ".join(num(k) for k in v["z"]),
                num(v["mu"])))
        print("};")
        mask = sum(1 << NAMES.index(s) for s in use)
        corr = r["corr"].to_numpy()
        rows.append('\t{ "%s", %d, 0x%x,\n\t  { %d, %d, %d, %d, %s, %s, %d, %d },\n\t  %s, '
                    "{ %s },\n\t  %zu, %zu, %s, { %s }, %s, %s, %s, { %s, %s, %s },\n\t  "
                    "case_%s_symbols, %d },".replace("%zu", "%d") % (
                        name, bars, mask, p["window"], p["min_periods"], p["idio_window"],
                        p["idio_min"], "true" if p["oos"] else "false",
                        "true" if p["shrunk"] else "false", p["warmup"], p["hedge_min"],
                        "true" if previous else "false",
                        ", ".join(num(v) for v in (previous or [0] * 3)), r["rows"], r["dates"],
                        "true" if r["fallback"] else "false",
                        ", ".join(num(v) for v in r["weights"]), num(r["alpha"]), num(r["r2"]),
                        num(r["oos_r2"]), num(corr[0, 1]), num(corr[0, 2]), num(corr[1, 2]), name,
                        len(listed)))
        print("%s: rows %d dates %d w %s alpha %g active %d" % (
            name, r["rows"], r["dates"], r["weights"], r["alpha"], len(r["active"])),
            file=sys.stderr)
    print("\nstatic const oracle_case cases[] = {")
    print("\n".join(rows))
    print("};\n\n#endif")


if __name__ == "__main__":
    main()
