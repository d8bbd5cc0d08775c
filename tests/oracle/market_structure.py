#!/usr/bin/python3
"""Independent reference of market structure, written from the definitions in docs/formulas.md in
numpy, pandas and scipy.stats.

As a program it writes seeded synthetic cases with their expected numbers as a C header:
    tests/oracle/market_structure.py > tests/oracle/market_structure_cases.h
As a module it gives `market_structure(closes, hourly, ...)`.
"""
import math
import sys

import numpy as np
import pandas as pd
from scipy import stats

LEADERS = ["BTC", "ETH", "SOL"]
WEIGHTS = dict(BTC=0.5, ETH=0.3, SOL=0.2)
NAN = math.nan


def corr(x, y):
    """Pearson over the common values; NaN when a sample variance is below 1e-18."""
    ok = x.notna() & y.notna()
    x, y = x[ok], y[ok]
    if len(x) < 2 or x.var(ddof=1) < 1e-18 or y.var(ddof=1) < 1e-18:
        return NAN
    return float(np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0))


def beta(a, b, least=20):
    """Of returns a on returns b: stats.linregress gives slope, intercept and standard error."""
    ok = a.notna() & b.notna()
    a, b = a[ok], b[ok]
    out = dict(n=len(a), beta=NAN, alpha=NAN, r_squared=NAN, beta_se=NAN)
    if len(a) < least or b.var(ddof=1) < 1e-18:
        return out
    fit = stats.linregress(b, a)
    out.update(beta=fit.slope, alpha=fit.intercept)
    rho = corr(a, b)
    if not math.isnan(rho):
        out.update(r_squared=rho * rho, beta_se=fit.stderr)
    return out


def lead_lag(a, b, least=20):
    """Leader b, follower a, on the regular grid. Lag < 0: leader at t - |lag| with follower at t."""
    n = int((a.notna() & b.notna()).sum())
    out = dict(lead_lag=0, lag_correlation=NAN, lag_confidence=NAN, lag0=NAN, profile=[NAN] * 21)
    if n < least:
        return out
    rho, size = {}, {}
    for lag in range(-10, 11):
        # pairs leader[t + lag], follower[t]
        moved = b.shift(-lag)
        size[lag] = int((moved.notna() & a.notna()).sum())
        rho[lag] = corr(moved, a) if size[lag] >= max(11, n / 2) else NAN
    out["profile"] = [rho[k] for k in range(-10, 11)]
    out["lag0"] = rho[0]
    known = [k for k in rho if not math.isnan(rho[k])]
    if not known:
        return out
    top = max(abs(rho[k]) for k in known)
    best = min((k for k in known if abs(rho[k]) >= top - 1e-12), key=lambda k: (abs(k), k > 0))
    r, m = rho[best], size[best]
    t = r * math.sqrt((m - 2) / (1 - r * r)) if abs(r) < 1 else math.inf
    p = 2 * stats.t.sf(abs(t), m - 2)
    out.update(lead_lag=best, lag_correlation=r, lag_confidence=max(0.0, 1 - 21 * p))
    return out


def spillover(a, b):
    """Source b, target a: windows of 20 returns, all of them known."""
    out = dict(spillover=NAN, vol_correlation=NAN, half_life=NAN, biased=False)
    va, vb = a.rolling(20).std(ddof=1), b.rolling(20).std(ddof=1)
    both = va.notna() & vb.notna()
    if (a.notna() & b.notna()).sum() < 30 or both.sum() < 10:
        return out
    x, y = vb[both], va[both]
    if x.var(ddof=1) >= 1e-18:
        out["spillover"] = float(np.cov(x, y, ddof=1)[0, 1] / x.var(ddof=1))
        out["vol_correlation"] = corr(x, y)
    own = va.notna().sum()
    lag = 20 if own >= 60 else 1
    pairs = (va.notna() & va.shift(lag).notna()).sum()
    rho = corr(va, va.shift(lag)) if pairs >= 10 else NAN
    if math.isnan(rho):
        return out
    out["biased"] = bool(own < 60)
    if 0 < rho < 1:
        out["half_life"] = -lag * math.log(2) / math.log(rho)
    elif own < 60:
        out["half_life"] = 1.0
    else:
        out["half_life"] = 0.0 if rho <= 0 else math.inf
    return out


def ratio(close, h):
    if len(close) <= h or math.isnan(close.iloc[-1]) or math.isnan(close.iloc[-1 - h]):
        return NAN
    return close.iloc[-1] / close.iloc[-1 - h] - 1


def recent_sd(r):
    r = r.iloc[-20:].dropna()
    return r.std(ddof=1) if len(r) >= 10 else NAN


def features(ca, cb, ra, rb):
    ok = ra.iloc[-30:].notna() & rb.iloc[-30:].notna()
    a, b = ra.iloc[-30:][ok], rb.iloc[-30:][ok]
    rho = corr(a, b) if len(a) >= 15 else NAN
    rs = {h: ratio(ca, h) - ratio(cb, h) for h in (5, 10, 20)}
    return dict(correlation=rho,
                feature_beta=rho * a.std(ddof=1) / b.std(ddof=1) if not math.isnan(rho) else NAN,
                divergence=np.clip(rs[5] - rs[20], -0.2, 0.2) / 0.2,
                volatility=recent_sd(rb), relative_momentum=rs[10], rs20=rs[20])


def decide(rho, trend, rotation, compat, betas):
    """(regime, confidence); rotation = (leader, z) or None."""
    if compat:
        r = 0.0 if math.isnan(rho) else rho
        if r > 0.7:
            known = [v for v in betas if not math.isnan(v)]
            return ("RISK_ON" if all(v > 0.5 for v in known) else "RISK_OFF"), r
        if 1 - r > 0.5:
            return "DIVERGENCE", 1 - r
        return ("ROTATION", 0.6) if betas[1] > 1.2 * betas[0] else ("UNKNOWN", 0.5)
    if math.isnan(rho):
        return "UNKNOWN", 0.0
    div = min(1.0, max(0.0, 1 - rho))
    if rho >= 0.7:
        if math.isnan(trend) or trend == 0:
            return "UNKNOWN", 0.5
        return ("RISK_ON" if trend > 0 else "RISK_OFF",
                rho * (0.5 + 0.5 * min(abs(trend), 1.0)))
    if div > 0.5:
        return "DIVERGENCE", div
    if rotation:
        return "ROTATION", min(0.9, 0.5 + 0.1 * rotation[1])
    return "UNKNOWN", 0.5


def market_structure(closes, hourly, compat=False):
    """closes: one row per bar of a full time grid (the last is the as-of bar), one column a coin."""
    closes = closes.reindex(sorted(closes.columns, key=lambda s: s.encode()), axis=1)
    closes = closes.where(closes > 0)
    ret = closes / closes.shift(1) - 1
    window = 720 if hourly else 30
    spill = 720 if hourly else 120
    here = [l for l in LEADERS if l in closes]
    lead = {}
    for l in LEADERS:
        lead[l] = dict(trend=NAN, volatility=NAN, r10=NAN, r20=NAN, z=NAN)
        if l not in here:
            continue
        sd, r20 = recent_sd(ret[l]), ratio(closes[l], 20)
        lead[l] = dict(volatility=sd, r10=ratio(closes[l], 10), r20=r20, z=NAN,
                       trend=r20 / (sd * math.sqrt(20)) if not sd < 1e-12 else 0 * r20)
    for l in here[1:] if "BTC" in here else []:
        sd = recent_sd(ret[l] - ret["BTC"])
        diff = lead[l]["r20"] - lead["BTC"]["r20"]
        lead[l]["z"] = diff / (sd * math.sqrt(20)) if not sd < 1e-12 else 0 * diff
    known = [l for l in LEADERS if not math.isnan(lead[l]["trend"])]
    trend = NAN
    if known:
        w = np.array([WEIGHTS[l] for l in known])
        trend = float((w * [lead[l]["trend"] for l in known]).sum() / w.sum())
    ranked = [l for l in LEADERS if not math.isnan(lead[l]["r20"])]
    best = max(ranked, key=lambda l: lead[l]["r20"]) if ranked else None
    rotation = (best, lead[best]["z"]) if best and best != "BTC" and lead[best]["z"] > 1 else None

    coins = {}
    for s in closes.columns:
        if not closes[s].notna().any():
            continue
        alive = not math.isnan(closes[s].iloc[-1])
        pairs, rhos, betas = {}, [], []
        for l in here if alive else []:
            a, b = ret[s].iloc[-window:], ret[l].iloc[-window:]
            p = beta(a, b)
            p["rho"] = corr(a, b) if p["n"] >= 30 else NAN
            p.update(lead_lag(a, b))
            p.update(spillover(ret[s].iloc[-spill:], ret[l].iloc[-spill:]))
            p.update(features(closes[s], closes[l], ret[s], ret[l]))
            if s == l:
                p.update(beta=1.0, alpha=0.0, r_squared=1.0, beta_se=0.0)
            pairs[l] = p
            r = math.sqrt(p["r_squared"]) if compat else p["rho"]
            if not math.isnan(r) and (compat or s != l):
                rhos.append(r)
        betas = [pairs[l]["beta"] if l in pairs else NAN for l in LEADERS]
        rho = float(np.mean(rhos)) if rhos else NAN
        regime, confidence = decide(rho, trend, rotation, compat, betas) if alive \
            else ("UNKNOWN", 0.0)
        coins[s] = dict(pairs=pairs, regime=regime, confidence=confidence, rho=rho,
                        div=NAN if math.isnan(rho) else min(1.0, max(0.0, 1 - rho)),
                        rotation=bool(rotation) and not math.isnan(rho), betas=betas)
    rho = pd.Series([c["rho"] for c in coins.values()], dtype=float).mean()
    betas = [pd.Series([c["betas"][k] for c in coins.values()], dtype=float).mean()
             for k in range(3)]
    regime, confidence = decide(rho, trend, rotation, compat, betas) if not math.isnan(rho) \
        else ("UNKNOWN", 0.0)
    return dict(coins=coins, leaders=lead, trend=trend, rho=rho, regime=regime,
                confidence=confidence, new_leader=LEADERS.index(rotation[0]) if rotation else -1)


# Synthetic cases ---------------------------------------------------------------------------------

def walk(r, start):
    return start * np.cumprod(1 + np.clip(r, -0.6, 3.0))


def base(rng, bars, scale, drift=(0.0, 0.0, 0.0), common=0.8):
    """Leaders that share a fat-tailed factor with waves of volatility."""
    wave = 1 + 0.6 * np.sin(np.arange(bars) / 37.0)
    f = rng.standard_t(4, bars) * wave
    out = {}
    for l, d in zip(LEADERS, drift):
        own = rng.standard_t(4, bars)
        out[l] = scale * (common * f + math.sqrt(1 - common ** 2) * own) + d
    return f, out


def closes_of(returns, rng, dust=True):
    c = pd.DataFrame({k: walk(r, 2.385 * 7 ** rng.uniform(0, 3)) for k, r in returns.items()})
    return c.map(lambda v: float("%.7g" % v)) if hasattr(c, "map") else \
        c.applymap(lambda v: float("%.7g" % v))


def cases():
    rng = np.random.default_rng(20240630)
    out = []

    f, r = base(rng, 160, 0.02)
    r["AAVE"] = 1.8 * r["BTC"] + 0.01 * rng.standard_t(4, 160)
    r["SUI"] = 1.1 * np.roll(r["BTC"], 2) + 0.004 * rng.standard_normal(160)
    r["ANTI"] = -0.9 * r["ETH"] + 0.008 * rng.standard_normal(160)
    r["NEW"] = 1.2 * r["SOL"] + 0.02 * rng.standard_t(3, 160)
    r["GONE"] = 0.8 * r["BTC"] + 0.02 * rng.standard_t(3, 160)
    r["HOLES"] = 1.4 * r["ETH"] + 0.02 * rng.standard_t(3, 160)
    c = closes_of(r, rng)
    c["FLAT"] = 2.385
    c["TWIN"] = 2 * c["BTC"]
    c.loc[:132, "NEW"] = NAN
    c.loc[150:, "GONE"] = NAN
    c.loc[rng.choice(158, 40, replace=False), "HOLES"] = NAN
    out.append(("daily", c, False, False))
    out.append(("daily_compat", c, False, True))

    f, r = base(rng, 130, 0.02, drift=(-0.012, -0.012, -0.015), common=0.96)
    for k, name in enumerate(("ADA", "XRP", "DOT")):
        r[name] = 0.02 * (0.95 * f + 0.2 * rng.standard_normal(130)) - 0.01
    out.append(("falling", closes_of(r, rng), False, False))

    f, r = base(rng, 130, 0.012, drift=(0.0, 0.0, 0.02), common=0.72)
    for name in ("ADA", "XRP"):
        r[name] = 0.02 * (0.75 * f + 0.66 * rng.standard_normal(130))
    r["ODD"] = 0.02 * rng.standard_normal(130)
    out.append(("rotation", closes_of(r, rng), False, False))

    f, r = base(rng, 44, 0.02)
    r["SUI"] = r["BTC"] + 0.01 * rng.standard_normal(44)
    r["YOUNG"] = r["BTC"] + 0.01 * rng.standard_normal(44)
    c = closes_of(r, rng)
    c.loc[:21, "YOUNG"] = NAN
    out.append(("short", c, False, False))
    out.append(("no_btc", c.drop(columns="BTC"), False, False))
    out.append(("tiny", c.iloc[-9:].reset_index(drop=True), False, False))

    f, r = base(rng, 760, 0.006)
    r["LAG"] = 1.3 * np.roll(r["BTC"], 2) + 0.003 * rng.standard_t(4, 760)
    r["LATE"] = 1.1 * r["ETH"] + 0.004 * rng.standard_t(4, 760)
    r["HOLES"] = 0.9 * r["SOL"] + 0.004 * rng.standard_t(4, 760)
    r["SPIKE"] = np.zeros(760)
    r["SPIKE"][[45, 300]] = [2.9, -0.55]
    c = closes_of(r, rng)
    c.loc[:400, "LATE"] = NAN
    c.loc[rng.choice(758, 60, replace=False), "HOLES"] = NAN
    out.append(("hourly", c, True, False))
    c = c[["BTC", "ETH", "LAG", "HOLES"]].copy()
    c.loc[[200, 555], "BTC"] = NAN
    c.loc[555, "LAG"] = NAN
    out.append(("hourly_outage", c, True, False))
    return out


def num(v):
    if math.isnan(v):
        return "NAN"
    return ("-" if v < 0 else "") + "INFINITY" if math.isinf(v) else repr(float(v))


PAIR = ["n", "beta", "alpha", "r_squared", "beta_se", "rho", "correlation", "feature_beta",
        "divergence", "volatility", "relative_momentum", "rs20", "lead_lag", "lag_correlation",
        "lag_confidence", "lag0", "spillover", "vol_correlation", "half_life", "biased"]


def put_pair(p):
    if p is None:
        return "{ .n = SIZE_MAX }"
    v = ["%d" % p[k] if k in ("n", "lead_lag", "biased") else num(p[k]) for k in PAIR]
    profile = ", ".join("NAN" if math.isnan(x) else "%.9g" % x for x in p["profile"])
    return "{ %s, { %s } }" % (", ".join(v), profile)


def put_case(name, closes, hourly, compat):
    r = market_structure(closes, hourly, compat)
    names = list(r["coins"])
    ident = "case_%s" % name
    print("static const double %s_close[][%d] = {" % (ident, len(closes)))
    for s in names:
        print("\t{ %s }," % ", ".join("NAN" if math.isnan(v) else "%.9g" % v for v in closes[s]))
    print("};\nstatic const oracle_coin %s_coins[] = {" % ident)
    for s in names:
        c = r["coins"][s]
        print('\t{ "%s", %s, %s, %s, %s, %d, {' % (
            s, "RV_REGIME_" + c["regime"], num(c["confidence"]), num(c["rho"]), num(c["div"]),
            c["rotation"]))
        for l in LEADERS:
            print("\t\t%s," % put_pair(c["pairs"].get(l)))
        print("\t} },")
    print("};\n")
    leaders = ", ".join("{ %s }" % ", ".join(num(r["leaders"][l][k]) for k in
                                             ("trend", "volatility", "r10", "r20", "z"))
                        for l in LEADERS)
    return '\t{ "%s", %s, %d, %d, %d, &%s_close[0][0], %s_coins, { %s }, %s, %s, %s, %s, %d },' % (
        name, "RV_INTERVAL_1H" if hourly else "RV_INTERVAL_1D", compat, len(names), len(closes),
        ident, ident, leaders, num(r["trend"]), "RV_REGIME_" + r["regime"], num(r["confidence"]),
        num(r["rho"]), r["new_leader"])


def main():
    print("/* Written by tests/oracle/market_structure.py: seeded synthetic walks and what numpy, "
          "pandas and scipy make of them. */")
    print("#ifndef RV_TESTS_MARKET_STRUCTURE_CASES_H\n#define RV_TESTS_MARKET_STRUCTURE_CASES_H\n")
    rows = [put_case(*c) for c in cases()]
    print("static const oracle_case oracle_cases[] = {")
    print("\n".join(rows))
    print("};\n\n#endif")


if __name__ == "__main__":
    sys.exit(main())
