#!/usr/bin/python3
"""Independent reference of the multi-bucket portfolio, from docs/formulas.md in numpy, pandas and
statsmodels.

As a program it writes seeded synthetic markets with their expected numbers as a C header:
    tests/oracle/buckets.py > tests/oracle/buckets_cases.h
As a module it gives `portfolio(close, high, low, volume, params)`: DataFrames of daily bars, one
column a coin, the last row the as-of bar, NaN = missing.
"""
import math
import sys

import numpy as np
import pandas as pd
import statsmodels.api as sm

NAN = math.nan
BUCKETS = ["momentum", "residual", "mean_reversion", "pair"]
BITS = dict(momentum_long=1, residual_long=2, residual_short=4, mean_reversion_long=8,
            mean_reversion_short=16, pair_long=32, pair_short=64)
DEFAULTS = dict(
    universe="BTC ETH BNB HYPE SOL XRP DOGE LINK SUI UNI".split(),
    pairs=[("ETH", "ENA"), ("ETH", "BNB"), ("ETH", "HYPE"), ("BTC", "SUI")],
    cluster=["ETH", "ENA"], acc_per_day=False, ms_updays=False, resid_cum20=False,
    pair_log=False, corr_pooled=False, corr_residual=False, mr_corr_residual=False,
    lf_percentile=False, lf_mode_floor=False, k_corr=False, target_vol=0.15, equity_usd=1e6,
    min_notional=10.0, mr_corr=0.25, m7_entry=0.04, cm_entry=0.75, riskoff_breadth=0.60,
    resid_entry=1.0, pair_entry=2.0, pair_corr=0.65, pair_decline=0.05, resid_max_names=6,
    asset_cap=0.20, cluster_cap=1.2, adv_share=0.05, mr_short_limit=0.30, mr_z=2.0)
TARGET = dict(momentum=0.45, residual=0.20, mean_reversion=0.075, pair=0.125)


def wilder(x, n):
    """Series of Wilder's averages; a missing value is left out."""
    out = pd.Series(NAN, index=x.index)
    known = x.dropna()
    if len(known) < n:
        return out
    avg = known.iloc[:n].mean()
    out[known.index[n - 1]] = avg
    for i in range(n, len(known)):
        avg = ((n - 1) * avg + known.iloc[i]) / n
        out[known.index[i]] = avg
    return out


def rsi(close, n=14):
    d = close.diff()
    gain, loss = wilder(d.clip(lower=0), n), wilder((-d).clip(lower=0), n)
    out = 100 - 100 / (1 + gain / loss.where(loss > 0))
    out = out.where(~((loss == 0) & (gain > 0)), 100.0)
    return out.where(~((loss == 0) & (gain == 0)), 50.0)


def atr(high, low, close, n=14):
    before = close.shift(1)
    tr = pd.concat([high - low, (high - before).abs(), (low - before).abs()], axis=1)
    return wilder(tr.max(axis=1, skipna=False), n)


def z0(window, least):
    """z of the last value by mean and population sd."""
    if len(window) == 0 or np.isnan(window.iloc[-1]) or window.count() < least:
        return NAN
    sd = window.std(ddof=0)
    return 0.0 if sd < 1e-12 else (window.iloc[-1] - window.mean()) / sd


def composite(m, t):
    """m: horizon -> Series of M_h. Z_h and CM at row t."""
    z = {h: z0(m[h].iloc[max(0, t - 179):t + 1], 120) for h in m}
    return z, 0.5 * z[7] + 0.3 * z[14] + 0.2 * z[30]


def composite_days(m):
    """CM of every day."""
    out = 0.0
    for h, weight in ((7, 0.5), (14, 0.3), (30, 0.2)):
        window = m[h].rolling(180, min_periods=120)
        sd = window.std(ddof=0)
        z = (m[h] - window.mean()) / sd.where(sd >= 1e-12)
        out = out + weight * z.where(~(sd < 1e-12) | m[h].isna(), 0.0)
    return out


def ols(y, x):
    fit = sm.OLS(y, sm.add_constant(x, has_constant="add")).fit()
    return fit.params[0], fit.params[1], np.asarray(fit.resid)


def residual(r, b, cumulative):
    """alpha, beta, eps, z of the last of 60 returns."""
    if len(r) < 60:
        return NAN, NAN, NAN
    y, x = r.iloc[-60:].to_numpy(), b.iloc[-60:].to_numpy()
    if np.isnan(y).any() or np.isnan(x).any() or x.var(ddof=1) < 1e-18:
        return NAN, NAN, NAN
    _, beta, eps = ols(y, x)
    eps = np.where(np.abs(eps) < 1e-15, 0.0, eps)  # exact collinearity leaves rounding only
    if cumulative:
        sd = eps.std()
        return beta, eps[-1], 0.0 if sd < 1e-12 else eps[-20:].sum() / (sd * math.sqrt(20))
    return beta, eps[-1], z0(pd.Series(eps[-20:]), 20)


def pearson(x, y, least):
    ok = x.notna() & y.notna()
    x, y = x[ok], y[ok]
    if len(x) < least or x.var(ddof=1) < 1e-18 or y.var(ddof=1) < 1e-18:
        return NAN
    return float(np.corrcoef(x, y)[0, 1])


def least_days(window):
    return max(3, math.ceil(window * 20 / 30))


def pair_corrs(r, t, window, after):
    """Known correlations of all pairs over the window that ends at row t, and the coins in them."""
    if t + 1 < window:
        return [], set()
    w = r.iloc[t + 1 - window:t + 1]
    least = least_days(window)
    if after is not None:
        b = w[after]
        left = {}
        for c in w.columns:
            if c == after:
                continue
            ok = w[c].notna() & b.notna()
            if ok.sum() < least or b[ok].var(ddof=1) < 1e-18:
                continue
            _, _, eps = ols(w[c][ok].to_numpy(), b[ok].to_numpy())
            left[c] = pd.Series(eps, index=w.index[ok]).reindex(w.index)
        w = pd.DataFrame(left)
    w = w.loc[:, w.var(ddof=1) >= 1e-18]
    corr = w.corr(min_periods=least).to_numpy()
    i, k = np.triu_indices(len(w.columns), 1)
    ok = ~np.isnan(corr[i, k])
    return list(corr[i, k][ok]), set(i[ok]) | set(k[ok])


def average(r, t, windows, after=None):
    values, most = [], 0
    for window in windows:
        v, seen = pair_corrs(r, t, window, after)
        values += v
        most = max(most, len(seen))
    return float(np.mean(values)) if most >= 3 else NAN


def leverage(c, floor_mode):
    if c <= 0.15:
        return 1.0
    if c >= 0.50:
        return 0.4
    way = (c - 0.15) / 0.35
    return max(0.4, 1 - way) if floor_mode else 1 - 0.6 * way


def confidence(c):
    c = min(1.0, max(0.0, c))
    return 1.0 if c > 0.8 else 0.85 if c > 0.6 else 0.7


def clip(x, lo, hi):
    return x if math.isnan(x) else min(hi, max(lo, x))


def size(positions, adv, beta, p, lf, avg_corr, dd=1.0, n_active=0):
    """positions: dicts bucket, legs [(coin, signed weight per unit)], sigma, confidence, multiplier.
    Adds w (units) to each; returns the hedge in BTC. adv, beta: by coin, in name order."""
    coins = sorted(adv)
    live = [q for q in positions if q["sigma"] > 0]
    n = len(live) + n_active
    for q in positions:
        q["w"] = 0.0
        if q in live:
            k = 1 / math.sqrt(1 + (n - 1) * max(avg_corr, 0)) if p["k_corr"] else 1.0
            q["w"] = (p["target_vol"] / math.sqrt(n) * k / q["sigma"] * confidence(q["confidence"])
                      * q["multiplier"] * lf * dd)

    def leg(q, chosen):
        return sum(abs(u) * q["w"] for c, u in q["legs"] if c in chosen)

    def gross(chosen):
        return sum(leg(q, chosen) for q in positions)

    def bucket(name):
        return sum(leg(q, coins) for q in positions if q["bucket"] == name)

    def limit(chosen, cap):
        g = gross(chosen)
        if g > cap:
            for q in positions:
                if leg(q, chosen) > 0:
                    q["w"] *= cap / g

    def shorts():
        s = [q for q in positions if q["bucket"] == "mean_reversion" and q["legs"][0][1] < 0]
        short = sum(leg(q, coins) for q in s)
        other = gross(coins) - short
        if short > p["mr_short_limit"] * (short + other) and p["mr_short_limit"] < 1:
            for q in s:
                q["w"] *= p["mr_short_limit"] / (1 - p["mr_short_limit"]) * other / short

    for b in BUCKETS:
        g = bucket(b)
        if g > TARGET[b]:
            for q in positions:
                if q["bucket"] == b:
                    q["w"] *= TARGET[b] / g
    shorts()
    liquid = {c: p["adv_share"] * adv[c] / p["equity_usd"] if adv[c] == adv[c] else 0.0
              for c in coins}
    cluster_cap = p["cluster_cap"] * p["asset_cap"]
    for c in coins:
        limit([c], p["asset_cap"])
    limit(p["cluster"], cluster_cap)
    for c in coins:
        limit([c], liquid[c])

    while True:
        res = [q for q in positions if q["bucket"] == "residual"]
        wb = lambda q: q["w"] * q["legs"][0][1] * beta[q["legs"][0][0]]
        hedge = 0.0
        b = sum(wb(q) for q in res)
        if abs(b) >= 0.05:
            s = math.copysign(1, b)
            side = [q for q in res if wb(q) * s > 0]
            heavy = sum(abs(wb(q)) for q in side)
            light = heavy - abs(b)
            f = max(0.25, (light + 0.045) / heavy)
            for q in side:
                q["w"] *= f
            left = heavy * f - light
            if left >= 0.05:
                room = 0.0
                if "BTC" in coins:
                    room = min(p["asset_cap"], liquid["BTC"]) - gross(["BTC"])
                    room = min(room, TARGET["residual"] - bucket("residual"))
                    if "BTC" in p["cluster"]:
                        room = min(room, cluster_cap - gross(p["cluster"]))
                h = min(left, max(room, 0.0))
                h = h if h * p["equity_usd"] >= p["min_notional"] else 0.0
                hedge = -s * h
                if left - h >= 0.05:
                    for q in side:
                        q["w"] *= (light + 0.045 + h) / (heavy * f)
        shorts()
        small = [q for q in positions if q["w"] > 0 and
                 min(abs(u) * q["w"] for _, u in q["legs"]) * p["equity_usd"] < p["min_notional"]]
        if not small:
            return hedge
        for q in small:
            q["w"] = 0.0


def portfolio(close, high, low, volume, params=None):
    p = {**DEFAULTS, **(params or {})}
    listed = sorted(c for c in close.columns if close[c].notna().any())
    legs = {c for q in p["pairs"] for c in q}
    members = [c for c in listed if c in p["universe"] or c in legs]
    uni = [c for c in members if c in p["universe"]]
    close = close.where(close > 0)
    r = close / close.shift(1) - 1
    last = len(close) - 1
    m = {c: {h: close[c] / close[c].shift(h) - 1 for h in (7, 14, 30)} for c in members}
    out = dict(per_symbol={}, pairs={}, targets={})
    for c in members:
        z, cm = composite(m[c], last)
        s = dict(m=[m[c][h].iloc[-1] for h in (7, 14, 30)], z=[z[h] for h in (7, 14, 30)], cm=cm)
        s["acc"] = s["m"][0] / 7 - s["m"][1] / 14 if p["acc_per_day"] else s["m"][0] - s["m"][1]
        turn = rsi(close[c])
        s["rsi"] = turn.iloc[-1]
        if p["ms_updays"]:
            days = r[c].iloc[-14:]
            s["ms"] = (days > 0).sum() / 14 - 0.5 if days.count() == 14 else NAN
        else:
            s["ms"] = clip((turn.iloc[-1] - turn.iloc[-3]) / 10, -1, 1)
        s["atr"] = atr(high[c], low[c], close[c]).iloc[-1]
        days = r[c].iloc[-20:]
        s["sigma"] = days.std(ddof=1) * math.sqrt(365) if days.count() >= 15 else NAN
        s["beta"], s["residual"], s["residual_z"] = (
            residual(r[c], r["BTC"], p["resid_cum20"]) if "BTC" in listed else (NAN, NAN, NAN))
        days = volume[c].iloc[-30:]
        s["adv"] = days.mean() if days.count() >= 20 else NAN
        out["per_symbol"][c] = s
    ranks = pd.Series({c: out["per_symbol"][c]["cm"] for c in uni}, dtype=float).rank(
        ascending=False)
    for c in members:
        out["per_symbol"][c]["cm_rank"] = ranks.get(c, NAN)

    # regime
    ru = r[uni]
    after = "BTC" if p["corr_residual"] else None
    used_windows = (7, 14, 30, 60) if p["corr_pooled"] else (30,)
    days = [average(ru, t, used_windows, after) for t in range(last + 1)]
    out["avg_corr"] = [average(ru, last, (w,), after) for w in (7, 14, 30, 60)]
    used = days[-1] if not math.isnan(days[-1]) else 0.5
    out["avg_corr_used"] = used
    gate = used
    if p["mr_corr_residual"] and not p["corr_residual"]:
        gate = average(ru, last, used_windows, "BTC")
        gate = 0.5 if math.isnan(gate) else gate
    out["avg_corr_mr"] = gate
    active, clear = False, 0
    cm_days = pd.DataFrame({c: composite_days(m[c]) for c in uni})
    for t in range(last + 1):
        cms = cm_days.iloc[t].dropna()
        breadth = np.mean([abs(x) < 0.25 for x in cms]) if len(cms) >= 3 else NAN
        rise = days[t] - days[t - 1] if t > 0 else NAN
        jump, flat = rise > 0.10 and days[t] > 0.25, breadth > p["riskoff_breadth"]
        if jump or flat:
            active, clear = True, 0
        elif math.isnan(rise) and math.isnan(breadth):
            clear = 0
        else:
            clear = min(3, clear + 1)
            active = active and clear < 3
    out["risk_off"], out["jump"], out["flat"] = active, jump, flat
    out["rise"], out["breadth"], out["clear"] = rise, breadth, clear
    lf, pct = leverage(used, p["lf_mode_floor"]), NAN
    if p["lf_percentile"]:
        window = [x for x in days[-365:] if not math.isnan(x)]
        if not math.isnan(days[-1]) and len(window) >= 180:
            below = sum(x < days[-1] for x in window)
            equal = sum(x == days[-1] for x in window) - 1
            pct = (below + 0.5 * equal) / (len(window) - 1)
            lf = 1 - 0.6 * clip((pct - 0.2) / 0.6, 0, 1)
    out["percentile"] = pct
    out["lf"] = min(lf, 0.4) if active else lf

    # entries
    positions = []
    entries = {c: [] for c in members}
    for c in uni:
        s = out["per_symbol"][c]
        if math.isnan(close[c].iloc[-1]):
            continue
        if (s["cm"] > p["cm_entry"] and s["m"][0] > p["m7_entry"] and min(s["m"]) > 0 and
                (s["acc"] > 0 or s["z"][2] > 1.5) and s["ms"] > 0):
            entries[c].append("momentum_long")
            positions.append(dict(bucket="momentum", legs=[(c, 1.0)], confidence=s["cm"] / 2,
                                  multiplier=1.0, sigma=s["sigma"]))
        if c not in ("BTC", "ETH") and abs(s["residual_z"]) > p["resid_entry"]:
            entries[c].append("residual_long" if s["residual_z"] > 0 else "residual_short")
        if gate < p["mr_corr"]:
            side = 0
            if s["z"][0] > p["mr_z"] and s["ms"] < 0:
                side, word = -1.0, "mean_reversion_short"
            if s["z"][0] < -p["mr_z"] and s["ms"] > 0.5:
                side, word = 1.0, "mean_reversion_long"
            if side:
                entries[c].append(word)
                positions.append(dict(bucket="mean_reversion", legs=[(c, side)],
                                      confidence=abs(s["z"][0]) / 4, multiplier=0.5,
                                      sigma=s["sigma"]))
    names = [c for c in uni if any(e.startswith("residual") for e in entries[c])]
    names.sort(key=lambda c: -abs(out["per_symbol"][c]["residual_z"]))
    for c in names[:p["resid_max_names"]]:
        s = out["per_symbol"][c]
        z = s["residual_z"]
        positions.append(dict(bucket="residual", legs=[(c, math.copysign(1, z))],
                              confidence=abs(z) / 3, multiplier=1.25 if abs(z) > 1.5 else 1.0,
                              sigma=s["sigma"]))
    for a, b in p["pairs"]:  # b on a
        q = dict(alpha=NAN, beta=NAN, spread=NAN, z=NAN, corr30=NAN, decline=NAN, state="unknown")
        out["pairs"][a + "-" + b] = q
        if a not in listed or b not in listed:
            continue
        x, y = close[a], close[b]
        if p["pair_log"]:
            x, y = np.log(x), np.log(y)
        fx, fy = x.iloc[-61:-1], y.iloc[-61:-1]
        if len(x) >= 61 and not x.iloc[-61:].isna().any() and not y.iloc[-61:].isna().any() \
                and fx.var(ddof=1) >= 1e-18:
            al, be, eps = ols(fy.to_numpy(), fx.to_numpy())
            sp = y.iloc[-1] - (al + be * x.iloc[-1])
            sd = eps.std()
            q.update(alpha=al, beta=be, spread=sp,
                     z=0.0 if sd < 1e-12 else (sp - eps.mean()) / sd)
        if last + 1 >= 30:
            q["corr30"] = pearson(r[a].iloc[-30:], r[b].iloc[-30:], 20)
        if last + 1 >= 14:
            q["decline"] = (pearson(r[a].iloc[-14:-7], r[b].iloc[-14:-7], 5) -
                            pearson(r[a].iloc[-7:], r[b].iloc[-7:], 5))
        if math.isnan(q["z"]) or math.isnan(q["corr30"]):
            continue
        q["state"] = ("disabled" if q["beta"] <= 0 else "broken" if q["corr30"] < 0.45 else
                      "stop" if abs(q["z"]) >= 3 else "idle")
        if (q["state"] == "idle" and abs(q["z"]) > p["pair_entry"] and
                q["corr30"] > p["pair_corr"] and q["decline"] >= p["pair_decline"]):
            side = -math.copysign(1, q["z"])
            q["state"] = "entry_long" if side > 0 else "entry_short"
            ratio = q["beta"] * (1 if p["pair_log"] else close[a].iloc[-1] / close[b].iloc[-1])
            entries[b].append("pair_long" if side > 0 else "pair_short")
            entries[a].append("pair_short" if side > 0 else "pair_long")
            positions.append(dict(bucket="pair", legs=[(b, side), (a, -side * ratio)],
                                  confidence=abs(q["z"]) / 3, multiplier=1.0,
                                  sigma=out["per_symbol"][b]["sigma"]))
    hedge = 0.0
    if active:
        positions = []
    else:
        hedge = size(positions, {c: out["per_symbol"][c]["adv"] for c in members},
                     {c: out["per_symbol"][c]["beta"] for c in members}, p, out["lf"], used)
    for c in members:
        t = {b: sum(q["w"] * u for q in positions if q["bucket"] == b
                    for leg, u in q["legs"] if leg == c) for b in BUCKETS}
        if c == "BTC":
            t["residual"] += hedge
        t["net"] = sum(t.values())
        out["targets"][c] = t
        out["per_symbol"][c]["entries"] = entries[c]
    out["hedge"] = hedge
    return out


# ---- synthetic markets -------------------------------------------------------------------------

NAMES = "BNB BTC DOGE ENA ETH HYPE LINK SOL SUI UNI XRP".split()


def rounded(x):
    return float("%.6g" % x)


def market(seed, bars, common, names=NAMES, drift=0.0):
    """Fat-tailed daily walks that share a factor with the given weight."""
    rng = np.random.default_rng(seed)
    factor = rng.standard_t(4, bars)
    close = {}
    for i, c in enumerate(names):
        own = rng.standard_t(4, bars)
        steps = 0.02 * (common * factor + math.sqrt(1 - common * common) * own) + drift
        path = (2.385 + 10.0 * i) * np.exp(np.cumsum(steps))
        close[c] = [rounded(v) for v in path]
    return pd.DataFrame(close)


def bars_of(close, usd):
    """High, low and volume by the rule that the test uses as well."""
    t = np.arange(len(close))
    high, low, volume = {}, {}, {}
    for i, c in enumerate(close.columns):
        high[c] = close[c] * (1.0 + 0.01 * (1 + (t * 7 + i * 3) % 5))
        low[c] = close[c] * (1.0 - 0.01 * (1 + (t * 5 + i) % 4))
        volume[c] = pd.Series(usd * (1 + (t + i) % 3)).where(close[c].notna())
    return pd.DataFrame(high), pd.DataFrame(low), pd.DataFrame(volume)


def run(case):
    high, low, volume = bars_of(case["close"], case["usd"])
    return portfolio(case["close"], high, low, volume, case["params"])


def holes(close, seed):
    rng = np.random.default_rng(seed)
    c = close.copy()
    for name in ("DOGE", "UNI", "XRP"):
        c.loc[rng.random(len(c)) < 0.04, name] = NAN
    c.loc[:len(c) - 101, "HYPE"] = NAN      # listed late: no z yet
    c.loc[:len(c) - 21, "ENA"] = NAN        # too short for anything
    c.loc[len(c) - 1, "SUI"] = NAN          # no bar at the as-of day
    c.loc[len(c) - 9, "LINK"] = NAN         # one hole in every window
    return c.drop(columns="BNB")            # never listed


def odd(close):
    c = close.copy()
    c["DOGE"] = 0.125                                         # constant
    c["UNI"] = [rounded(v) for v in c["BTC"] * 3.0]           # the benchmark under another name
    c["XRP"] = c["SOL"]                                       # duplicate
    return c


def shock(close):
    """High betas, and everybody but the factors jumps on the last day: one-sided residuals."""
    c = close.copy()
    for name in c.columns:
        if name != "BTC":
            c[name] = [rounded(v) for v in c[name] ** 1.7]
    for i, name in enumerate(c.columns):
        if name not in ("BTC", "ETH"):
            c.loc[len(c) - 1, name] = rounded(c[name].iloc[-1] * (1.10 + 0.004 * i))
    return c


def find(make, want, seeds):
    """First market with what the case is about."""
    for seed in seeds:
        case = make(seed)
        out = run(case)
        if want(case, out):
            case["seed"] = seed
            return case, out
    sys.exit("no market found")


def total(out, bucket):
    return sum(abs(t[bucket]) for t in out["targets"].values())


def cases():
    def plain(name, bars, common, usd=1e9, drift=0.0, **params):
        return lambda seed: dict(name=name, close=market(seed, bars, common, drift=drift), usd=usd,
                                 params=params)

    live = lambda out: not out["risk_off"]
    yield find(plain("plain", 162, 0.8), lambda c, o: live(o) and total(o, "residual") > 0,
               range(1, 200))
    yield find(plain("trend", 162, 0.5, drift=0.0), lambda c, o: live(o) and
               total(o, "momentum") > 0 and total(o, "residual") > 0, range(200, 900))
    yield find(plain("reversion", 162, 0.2, mr_z=1.2), lambda c, o: live(o) and
               total(o, "mean_reversion") > 0 and total(o, "residual") > 0, range(1000, 1800))
    yield find(plain("pairs", 162, 0.9, pair_entry=0.8, pair_decline=-2.0, pair_corr=0.5),
               lambda c, o: live(o) and total(o, "pair") > 0, range(2000, 2400))
    yield find(plain("risk-off", 162, 0.6), lambda c, o: o["risk_off"] and not o["flat"] and
               not o["jump"], range(3069, 3600))
    gaps = lambda seed: dict(name="gaps", close=holes(market(seed, 170, 0.7), seed), usd=1e9,
                             params={})
    yield find(gaps, lambda c, o: live(o) and total(o, "residual") > 0, range(4000, 4300))
    yield find(lambda seed: dict(name="odd", close=odd(market(seed, 160, 0.7)), usd=1e9, params={}),
               lambda c, o: live(o), range(5000, 5200))
    yield find(plain("desk", 214, 0.6, lf_percentile=True, resid_cum20=True, mr_corr_residual=True),
               lambda c, o: live(o) and not math.isnan(o["percentile"]) and
               total(o, "residual") > 0, range(6000, 6300))
    yield find(plain("variants", 160, 0.4, acc_per_day=True, ms_updays=True, corr_pooled=True,
                     lf_mode_floor=True, k_corr=True, pair_log=True, pair_entry=0.5,
                     pair_decline=-2.0, pair_corr=-1.0, mr_z=1.0, m7_entry=0.0, cm_entry=0.2),
               lambda c, o: live(o) and total(o, "momentum") > 0 and
               total(o, "residual") > 0, range(7000, 7600))
    yield find(plain("after-btc", 160, 0.5, corr_residual=True, usd=1.5e5, min_notional=900.0),
               lambda c, o: live(o) and total(o, "residual") > 0, range(8000, 8300))
    yield find(lambda seed: dict(name="hedged", close=shock(market(seed, 160, 0.9)), usd=1e9,
                                 params=dict(target_vol=3.0)),
               lambda c, o: live(o) and o["hedge"] != 0, range(9000, 9300))
    short = dict(name="short", close=market(77, 25, 0.7), usd=1e9, params={})
    yield short, run(short)


# ---- candidates for the sizing alone -----------------------------------------------------------

def sizing_cases(n_cases):
    rng = np.random.default_rng(20261)
    for k in range(n_cases):
        n = int(rng.integers(4, 13))
        adv = {"C%02d" % i: rounded(10 ** rng.uniform(3.5, 9)) for i in range(n)}
        adv["BTC"] = rounded(10 ** rng.uniform(5, 10))
        if k % 5 == 0:
            adv["C01"] = NAN
        coins = sorted(adv)
        beta = {c: rounded(rng.normal(1, 0.6)) for c in coins}
        beta["BTC"] = 1.0
        p = {**DEFAULTS, "cluster": ["C00", "C01"] + (["BTC"] if k % 3 == 0 else []),
             "target_vol": float(rng.choice([0.15, 0.6, 2.0])), "k_corr": bool(k % 2),
             "equity_usd": float(rng.choice([2e3, 1e5, 1e7]))}
        positions = []
        for c in coins:
            for b in BUCKETS[:3]:
                if rng.random() < 0.5 and not (b == "residual" and c == "BTC"):
                    side = 1.0 if b == "momentum" or rng.random() < (0.2, 0.5, 0.9)[k % 3] else -1.0
                    positions.append(dict(bucket=b, legs=[(c, side)]))
        for _ in range(int(rng.integers(0, 4))):
            a, b = rng.choice(coins, 2, replace=False)
            side = float(rng.choice([-1, 1]))
            positions.append(dict(bucket="pair",
                                  legs=[(str(a), side), (str(b), -side * rounded(rng.uniform(.1, 3)))]))
        for q in positions:
            q.update(sigma=rounded(rng.uniform(0.2, 2.0)), confidence=rounded(rng.uniform(0, 1)),
                     multiplier=float(rng.choice([1.0, 1.25, 0.5])))
            if rng.random() < 0.03:
                q["sigma"] = NAN
        lf, corr = rounded(rng.uniform(0.4, 1)), rounded(rng.uniform(-0.1, 0.9))
        hedge = size(positions, adv, beta, p, lf, corr)
        yield dict(coins=coins, adv=adv, beta=beta, p=p, positions=positions, lf=lf, corr=corr,
                   hedge=hedge)


# ---- the header --------------------------------------------------------------------------------

def num(x):
    return "NAN" if x != x else repr(float(x))


def row(values, fmt=num):
    return "{ " + ", ".join(fmt(v) for v in values) + " }"


def price(x):
    return "NAN" if x != x else "%.6g" % x


def put_params(name, params):
    print("static void %s_params(rv_bucket_params *p)\n{" % name)
    if not params:
        print("\t(void)p;")
    for k, v in params.items():
        print("\tp->%s = %s;" % (k, str(v).lower() if isinstance(v, bool) else num(v)))
    print("}\n")


def put_case(case, out):
    name = "case_" + case["name"].replace("-", "_")
    close = case["close"]
    put_params(name, case["params"])
    print("static const double %s_close[][%d] = {" % (name, len(close)))
    for c in close.columns:
        print("\t" + row(close[c], price) + ",")
    print("};\n")
    print("static const oracle_coin %s_coins[] = {" % name)
    for c in close.columns:
        s, t = out["per_symbol"][c], out["targets"][c]
        print("\t{ \"%s\", %s, %s, %s, %d, %s }," % (
            c, row(s["m"]), row(s["z"]), ", ".join(num(s[k]) for k in (
                "cm", "cm_rank", "acc", "ms", "rsi", "atr", "sigma", "beta", "residual",
                "residual_z", "adv")), sum(BITS[e] for e in set(s["entries"])),
            row([t[b] for b in BUCKETS] + [t["net"]])))
    print("};\n")
    print("static const oracle_pair %s_pairs[] = {" % name)
    for k, q in out["pairs"].items():
        print("\t{ \"%s\", %s, \"%s\" }," % (k, ", ".join(num(q[x]) for x in (
            "alpha", "beta", "spread", "z", "corr30", "decline")), q["state"]))
    print("};\n")


def put_row(case, out):
    name = "case_" + case["name"].replace("-", "_")
    close = case["close"]
    b = lambda x: str(bool(x)).lower()
    print("\t{ \"%s\", %s_params, %d, %d, %s, &%s_close[0][0], %s_coins, %s_pairs, %d, %s, %s, %s,"
          " %s, %s, %s, %s, %s, %s, %s, %d, %s }," % (
              case["name"], name, close.shape[1], len(close), num(case["usd"]), name, name, name,
              len(out["pairs"]), row(out["avg_corr"]), num(out["avg_corr_used"]),
              num(out["avg_corr_mr"]), num(out["lf"]), num(out["percentile"]), b(out["risk_off"]),
              b(out["jump"]), b(out["flat"]), num(out["rise"]), num(out["breadth"]), out["clear"],
              num(out["hedge"])))


def put_sizing(cs):
    for k, c in enumerate(cs):
        at = {n: i for i, n in enumerate(c["coins"])}
        print("static const oracle_position sizing_%d[] = {" % k)
        for q in c["positions"]:
            (coin, side), other = q["legs"][0], q["legs"][1] if len(q["legs"]) > 1 else None
            print("\t{ %d, %d, %s, %s, %s, %s, %s, %s, %s }," % (
                BUCKETS.index(q["bucket"]), at[coin], at[other[0]] if other else "SIZE_MAX",
                num(side), num(abs(other[1]) if other else 0.0), num(q["sigma"]),
                num(q["confidence"]), num(q["multiplier"]), num(q["w"] * side)))
        print("};\n")
    print("static const oracle_sizing sizing_cases[] = {")
    for k, c in enumerate(cs):
        p, coins = c["p"], c["coins"]
        print("\t{ %d, sizing_%d, %d, %s, %s, %s, %d, %s, %s, %s, %s, %s, %s }," % (
            len(c["positions"]), k, len(coins), row(c["adv"][x] for x in coins),
            row(c["beta"][x] for x in coins),
            row((x in p["cluster"] for x in coins), lambda v: str(v).lower()),
            coins.index("BTC"), num(p["target_vol"]), str(p["k_corr"]).lower(),
            num(p["equity_usd"]), num(c["lf"]), num(c["corr"]), num(c["hedge"])))
    print("};\n")


def main():
    print("/* Written by tests/oracle/buckets.py: seeded synthetic markets and what numpy, pandas"
          " and statsmodels make of them. */")
    print("#ifndef RV_TESTS_BUCKETS_CASES_H\n#define RV_TESTS_BUCKETS_CASES_H\n")
    done = []
    for case, out in cases():
        print(case["name"], case.get("seed"), file=sys.stderr)
        put_case(case, out)
        done.append((case, out))
    print("static const oracle_case oracle_cases[] = {")
    for case, out in done:
        put_row(case, out)
    print("};\n")
    print("#endif")


def main_sizing():
    print("/* Written by tests/oracle/buckets.py sizing: seeded candidates and their weights. */")
    print("#ifndef RV_TESTS_BUCKET_SIZING_CASES_H\n#define RV_TESTS_BUCKET_SIZING_CASES_H\n")
    put_sizing(list(sizing_cases(45)))
    print("#endif")


if __name__ == "__main__":
    main_sizing() if sys.argv[1:] == ["sizing"] else main()
