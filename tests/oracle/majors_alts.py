#!/usr/bin/python3
"""Independent reference of majors against alts, in pandas, scikit-learn and scipy.

As a program it writes cases with their expected numbers as a C header:
    tests/oracle/majors_alts.py > tests/oracle/majors_alts_cases.h
The inputs are a made market that both sides compute from a seed by the same few exact operations
(see `Stream` and tests/engine/portfolio/ma_market.h), so that the header holds results only.
As a module it gives `majors_alts(close, volume, funding, mcap, params)`.
"""
import math
import sys

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from sklearn.linear_model import Ridge

NAN = float("nan")
FEATURES = ["alt_breadth", "btc_dominance", "funding_skew", "funding_heating", "liquidity",
            "volatility_spread", "momentum", "oi_risk"]
DEFAULTS = dict(
    weights=[.18, .22, .12, .10, .13, .13, .08, .04], direction=[-1, 1, 1, 1, -1, 1, -1, 1],
    compat_signs=False, standardize=True, high_vol=.15, breadth_days=1, ema=0, regimes=5,
    confirm=1, min_mcap=50e6, min_volume=1e6, size=20, least=5, cap=.10, inverse=True,
    ridge=.1, ridge_absolute=False, dollar=False, max_vol=1.2, min_corr=.3, gross_cap=1.0)

def half(n):
    return n // 2 + 1

def features(close, volume, funding, mcap, p):
    """Raw and z of every date, and the alts of every date. Columns: BTC, ETH, others by name."""
    alts = [c for c in close.columns if c not in ("BTC", "ETH")]
    close = close.where(close > 0)
    mcap = mcap.where(mcap > 0)
    ret = close / close.shift(1) - 1
    cap = mcap.ffill(limit=3)
    known = cap.notna().any(axis=1)
    fresh = close.ffill(limit=3).notna()
    med = volume.rolling(7, min_periods=half(7)).median()
    big = (cap >= p["min_mcap"]).where(known, True).astype(bool)
    alt = (fresh & big & (med >= p["min_volume"]))[alts]
    r = ret if p["breadth_days"] == 1 else close / close.shift(p["breadth_days"]) - 1
    ra = r[alts].where(alt)
    raw = pd.DataFrame(index=close.index, columns=FEATURES, dtype=float)
    valid = ra.notna().sum(axis=1)
    raw["alt_breadth"] = (100.0 * (ra > 0).sum(axis=1) / valid).where(valid >= 10)
    alt_cap = cap[alts].where(alt)
    total = alt_cap.sum(axis=1, min_count=1)
    raw["btc_dominance"] = cap["BTC"] / (cap["BTC"] + total)
    skew = funding[alts].where(alt).mean(axis=1) - funding[["BTC", "ETH"]].mean(axis=1)
    raw["funding_skew"] = skew
    raw["funding_heating"] = (skew.rolling(10, min_periods=half(10)).mean()
                              - skew.rolling(20, min_periods=half(20)).mean())
    total_volume = volume[alts].where(alt).sum(axis=1, min_count=1)
    raw["liquidity"] = np.log(total_volume.rolling(7, min_periods=half(7)).median())
    weight = cap.shift(1)[alts].where(alt & ret[alts].notna())
    index = (weight * ret[alts]).sum(axis=1, min_count=1) / weight.sum(axis=1, min_count=1)
    raw["volatility_spread"] = (index.rolling(7, min_periods=half(7)).std()
                                - ret["BTC"].rolling(7, min_periods=half(7)).std())
    week = ret.rolling(7, min_periods=half(7)).mean()
    raw["momentum"] = week[alts].where(alt).median(axis=1) - week[["BTC", "ETH"]].mean(axis=1)

    z = pd.DataFrame(NAN, index=raw.index, columns=FEATURES)
    for name in FEATURES:  # window by window: pandas' rolling sums drift by rounding
        x = raw[name].to_numpy()
        for t in range(59, len(x)):
            w = x[t - 59:t + 1]
            if np.isfinite(w).all():
                s = w.std(ddof=1)
                v = 0.0 if s < 1e-12 else (w[-1] - w.mean()) / s
                z.iloc[t, FEATURES.index(name)] = min(4.0, max(-4.0, v))

    return raw, z, alt, med, week

def score(z, btc, p):
    w = np.array(p["weights"])
    d = np.ones(8) if p["compat_signs"] else np.array(p["direction"], dtype=float)
    share = z.notna().mul(w, axis=1).sum(axis=1) / w.sum()
    raw = z.mul(w * d, axis=1).sum(axis=1).where(share >= .5)
    s = raw
    if p["ema"]:
        s = raw.ewm(span=p["ema"], adjust=True, ignore_na=False).mean().where(raw.notna())
    if p["standardize"]:
        ok = s.dropna()
        sd = pd.Series({t: ok.iloc[max(0, k - 251):k + 1].std() if k >= 59 else
                        math.sqrt((w ** 2).sum()) for k, t in enumerate(ok.index)}, dtype=float)
        s = (ok / sd).reindex(s.index)
    week = btc / btc.shift(7) - 1
    gated = (week.abs() > p["high_vol"]) & (s > .5)
    return raw, s.where(~gated, .5), gated

def regimes(s, p):
    """Regime and age of every date; 0 unknown, 1 .. 5 strong alts .. strong majors."""
    five = p["regimes"] == 5

    def cls(x):
        if five and x < -1.5:
            return 1
        if x < -.5:
            return 2
        if five and x > 1.5:
            return 5
        return 4 if x > .5 else 3

    state, age, side, days, out = 0, 0, 0, 0, []
    for x in s:
        if state:
            age += 1
        if math.isnan(x):
            out.append((state, age))
            continue
        b = .3 * (1.5 if age < 3 else 1.0)
        to = cls(x)
        leave = {0: True, 1: x > -1.5 + b, 2: x > -.5 + b or (five and x < -1.5), 3: to != 3,
                 4: x < .5 - b or (five and x > 1.5), 5: x < 1.5 - b}[state]
        if state == 3:
            sign = (to > 3) - (to < 3)
            days = 0 if sign == 0 else days + 1 if sign == side else 1
            side = sign
            leave = leave and days >= p["confirm"]
        if leave and state != to:
            state, age, side, days = to, 0, 0, 0
        out.append((state, age))
    return out

def winsor(x):
    lo, hi = np.nanquantile(x, [.05, .95])
    return np.clip(x, lo, hi)

def betas(x, btc, eth, p):
    """Ridge of log returns [59] on both majors; None when there is too little."""
    m = np.column_stack([winsor(btc), winsor(eth), winsor(x)])
    m = m[np.isfinite(m).all(axis=1)]
    if len(m) < 30:
        return None
    f = m[:, :2] - m[:, :2].mean(axis=0)
    alpha = p["ridge"] if p["ridge_absolute"] else p["ridge"] * np.trace(f.T @ f) / 2
    fit = Ridge(alpha=alpha, fit_intercept=True, solver="svd").fit(m[:, :2], m[:, 2])
    return [min(3.0, max(0.0, b)) for b in fit.coef_]

def fill(w, cap):
    """min(cap, level w) with the level where the sum is 1: a root, not the rounds of the engine."""
    w = np.asarray(w, dtype=float)
    if len(w) * cap <= 1.0:
        return np.full(len(w), cap)
    f = lambda level: np.minimum(cap, level * w).sum() - 1.0
    return np.minimum(cap, brentq(f, 0, 2 / w.min(), xtol=1e-300, rtol=8.9e-16) * w)

def basket(close, volume, alt, med, p):
    names = []
    log = np.log(close.where(close > 0)).diff().to_numpy()[-59:]
    simple = (close / close.shift(1) - 1).iloc[-59:]
    at = {c: i for i, c in enumerate(close.columns)}
    if len(close) < 60:
        return []
    for c in alt.columns:
        if not alt[c].iloc[-1] or close[c].notna().sum() < 60:
            continue
        r20 = simple[c].iloc[-19:].dropna()
        vol = r20.std() * math.sqrt(365) if len(r20) >= half(19) else NAN
        if not (vol <= p["max_vol"] and vol >= 1e-12):
            continue
        corr = []
        for m in ("BTC", "ETH"):
            both = simple[[c, m]].dropna()
            if len(both) >= 30 and (both.var() > 1e-18).all():
                corr.append(abs(both[c].corr(both[m])))
        if not corr or max(corr) < p["min_corr"]:
            continue
        week = close[c].iloc[-1] / close[c].iloc[-8] - 1
        if not (-.5 <= week <= .5):
            continue
        b = betas(log[:, at[c]], log[:, at["BTC"]], log[:, at["ETH"]], p)
        if b is None:
            continue
        names.append((c, vol, b, med[c].iloc[-1]))
    top = sorted(names, key=lambda x: (-x[3], x[0]))[:p["size"]]
    return sorted(top)

def book(names, p):
    """Weights of the alts and the majors by their definition, exposures and net."""
    if len(names) < p["least"]:
        return [], 0.0, 0.0, 0.0, 0.0, 0.0
    w = -.5 * fill([1 / n[1] if p["inverse"] else 1.0 for n in names], p["cap"])
    eb = sum(x * n[2][0] for x, n in zip(w, names))
    ee = sum(x * n[2][1] for x, n in zip(w, names))
    g = -w.sum()
    if p["dollar"]:
        # The cost is a parabola: its vertex from three values, and the better end outside.
        cost = lambda x: (eb + x) ** 2 + (ee + g - x) ** 2
        c0, c1, c2 = cost(0.0), cost(g / 2), cost(g)
        vertex = g / 4 * (3 * c0 - 4 * c1 + c2) / (c0 - 2 * c1 + c2)
        wb = min(g, max(0.0, vertex))
        we = g - wb
    else:
        wb, we = min(.75, max(0.0, -eb)), min(.75, max(0.0, -ee))
    gross = g + wb + we
    k = p["gross_cap"] / gross if gross > p["gross_cap"] else 1.0
    w, wb, we = w * k, wb * k, we * k
    return list(w), wb, we, eb * k + wb, ee * k + we, w.sum() + wb + we

def majors_alts(close, volume, funding, mcap, params=None):
    p = {**DEFAULTS, **(params or {})}
    raw, z, alt, med, _ = features(close, volume, funding, mcap, p)
    s_raw, s, gated = score(z, close["BTC"], p)
    reg = regimes(s, p)
    names = basket(close, volume, alt, med, p)
    w, wb, we, eb, ee, net = book(names, p)
    return dict(raw=raw.iloc[-1].tolist(), z=z.iloc[-1].tolist(), alts=int(alt.iloc[-1].sum()),
                score_raw=s_raw.iloc[-1], score=s.iloc[-1], gated=bool(gated.iloc[-1]),
                regime=reg[-1][0], age=reg[-1][1], names=names if w else [], weights=w,
                btc=wb, eth=we, exposures=(eb, ee, net), history=[r[0] for r in reg],
                scores=s.tolist())

# The made market ---------------------------------------------------------------------------------

M = (1 << 64) - 1

class Stream:
    """splitmix64; uniform numbers k / 2^53. Only + - * / follow, which are exact everywhere."""

    def __init__(self, seed):
        self.s = seed & M

    def u(self):
        self.s = (self.s + 0x9E3779B97F4A7C15) & M
        z = self.s
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
        return float((z ^ (z >> 31)) >> 11) * 2.0 ** -53

    def shock(self):
        """Mean 0, fat tails: a sum of uniforms over a uniform."""
        a = self.u() + self.u() + self.u() - 1.5
        return a / (0.25 + self.u())

def coin_name(i):
    return ("BTC", "ETH")[i] if i < 2 else "C%02d" % i

def market(seed, coins, days, kind):
    fields = {}
    m = Stream(seed)
    factor = [(0.02 * m.shock(), 0.015 * m.shock()) for _ in range(days)]
    for i in range(coins):
        r = Stream(seed * 1000 + i + 1)
        bb, be = 0.4 + r.u(), 0.2 + 0.6 * r.u()
        noise, usd, supply = 0.008 + 0.02 * r.u(), 4e5 + 3e7 * r.u() * r.u(), 1e7 + 3e8 * r.u()
        first = int(r.u() * 1.6 * days) - days if i >= 4 else 0
        last = days - int(r.u() * 40) + 20 if i % 7 == 6 else days
        price, rows = 1.0 + 20.0 * r.u(), []
        for t in range(days):
            fb, fe = factor[t]
            e = noise * r.shock()
            if i == 0:
                step = fb
            elif i == 1:
                step = fb if kind == "collinear" else 0.8 * fb + fe
            elif i == 5 and kind == "collinear":
                step = 0.0
            else:
                step = bb * fb + be * fe + e
            price = price * (1.0 + max(-0.9, step))
            size = usd * (0.3 + 1.4 * r.u()) * (30.0 if i < 2 else 1.0)
            rate = 0.0002 * r.shock() + 0.0001
            cap = price * supply * (20.0 if i < 2 else 1.0)
            hole, no_volume, no_rate, no_cap = (r.u() for _ in range(4))
            if t < first or t >= last or (hole < (0.01 if i > 1 else 0.003) and t < days - 9):
                rows.append((NAN, NAN, NAN, NAN))
                continue
            rows.append((price, NAN if no_volume < 0.02 else size,
                         NAN if no_rate < 0.02 or kind == "no_funding" else rate,
                         NAN if no_cap < 0.03 or kind == "no_caps" or
                         (kind == "late_caps" and t < days // 2) or
                         (kind == "few_caps" and i % 3 == 2) else cap))
        fields[coin_name(i)] = rows
    return [pd.DataFrame({c: [row[k] for row in rows] for c, rows in fields.items()})
            for k in range(4)]

CASES = [
    # name, seed, coins, days, kind, params, cuts
    ("plain", 11, 40, 400, "", {}, (0, 1, 17, 90, 210, 334)),
    ("no_caps", 12, 30, 320, "no_caps", {}, (0, 60)),
    ("late_caps", 13, 30, 300, "late_caps", {}, (0, 120)),
    ("few_caps", 14, 36, 260, "few_caps", dict(inverse=False), (0, 33)),
    ("no_funding", 15, 30, 200, "no_funding", dict(size=7), (0, 5)),
    ("desk", 16, 40, 400, "", dict(breadth_days=7, ema=5, confirm=2), (0, 7, 101)),
    ("three", 17, 30, 300, "", dict(regimes=3, dollar=True), (0, 11, 60)),
    ("compat", 18, 30, 300, "", dict(compat_signs=True, standardize=False, ridge_absolute=True),
     (0, 40)),
    ("gate", 19, 30, 300, "", dict(high_vol=.01), (0, 1, 2, 3, 50)),
    ("few_coins", 20, 12, 200, "", dict(min_corr=.1), (0, 9)),
    ("too_few", 21, 6, 150, "", {}, (0,)),
    ("wide", 22, 40, 200, "", dict(max_vol=3.0, cap=.08, size=18, gross_cap=.9), (0, 4)),
    ("collinear", 23, 30, 160, "collinear", dict(dollar=True), (0,)),
    ("short", 24, 30, 70, "", {}, (0, 3, 11, 65)),
]

def number(v):
    v = float(v)
    return "NAN" if math.isnan(v) else repr(v)

def emit(case):
    name, seed, coins, days, kind, params, cuts = case
    fields = market(seed, coins, days, kind)
    for cut in cuts:
        r = majors_alts(*[f.iloc[:days - cut] for f in fields], params)
        p = {**DEFAULTS, **params}
        print("\t{ .name = \"%s-%d\", .seed = %d, .coins = %d, .days = %d, .cut = %d,"
              % (name, cut, seed, coins, days, cut))
        print("\t  .kind = \"%s\", .breadth_days = %d, .ema = %d, .confirm = %d, .regimes = %d,"
              % (kind, p["breadth_days"], p["ema"], p["confirm"], p["regimes"]))
        print("\t  .size = %d, .cap = %r, .max_vol = %r, .min_corr = %r, .high_vol = %r,"
              % (p["size"], p["cap"], p["max_vol"], p["min_corr"], p["high_vol"]))
        flags = [k for k in ("compat_signs", "standardize", "inverse", "dollar", "ridge_absolute")
                 if p[k]]
        print("\t  .gross_cap = %r, %s" % (p["gross_cap"],
                                           " ".join(".%s = 1," % k for k in flags)))
        print("\t  .raw = { %s },\n\t  .z = { %s }," % (", ".join(map(number, r["raw"])),
                                                        ", ".join(map(number, r["z"]))))
        print("\t  .alts = %d, .score_raw = %s, .score = %s, .gated = %d, .regime = %d, .age = %d,"
              % (r["alts"], number(r["score_raw"]), number(r["score"]), r["gated"], r["regime"],
                 r["age"]))
        print("\t  .history = \"%s\"," % "".join(map(str, r["history"][-128:])))
        print("\t  .btc = %s, .eth = %s, .exposure = { %s }, .n = %d,"
              % (number(r["btc"]), number(r["eth"]), ", ".join(map(number, r["exposures"])),
                 len(r["names"])))
        legs = ["{ \"%s\", %s, %s, %s }" % (n[0], number(n[2][0]), number(n[2][1]), number(w))
                for n, w in zip(r["names"], r["weights"])]
        print("\t  .legs = { %s } }," % ",\n\t\t    ".join(legs or ["{ NULL, 0, 0, 0 }"]))

def main():
    print("/* Made by tests/oracle/majors_alts.py; see there. Do not edit. */")
    print("/* clang-format off */")
    print("static const ma_case ma_cases[] = {")
    for case in CASES:
        emit(case)
    print("};")
    print("/* clang-format on */")

if __name__ == "__main__":
    sys.exit(main())
