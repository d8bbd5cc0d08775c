#!/usr/bin/python3
"""Independent reference of relative momentum, written from docs/formulas.md in numpy and pandas.

As a program it writes seeded synthetic cases with their expected numbers as a C header:
    tests/oracle/rv_momentum.py > tests/oracle/rv_momentum_cases.h
As a module it gives `rv_momentum(closes, params, baskets)` to score_oracle.py.
"""
import math
import sys

import numpy as np
import pandas as pd

DEFAULTS = dict(enabled=True, lookback=48, half_life=24.0, mode="zscore", w_be=0.35, w_la=0.35,
                w_mr=0.20, w_ps=0.10, w_un=0.0, max_abs=1.0)
BASKETS = dict(long="BTC", short="ETH", l1=["BTC", "ETH", "SOL"], alts=["LTC", "LINK", "SUI"],
               meme=["DOGE", "WIF"])


def half_life_mean(series, half_life):
    """Weights lambda^age over the non-missing bars of a Series whose last row has age 0."""
    age = np.arange(len(series) - 1, -1, -1, dtype=float)
    lam = 2.0 ** (-1.0 / half_life) if half_life > 0 else 1.0
    w = pd.Series(lam ** age, index=series.index)
    ok = series.notna()
    return float((w[ok] * series[ok]).sum() / w[ok].sum()) if ok.any() else math.nan


def normalise(raw, mode, max_abs):
    n = len(raw)
    if n == 0:
        return raw.copy(), raw.copy()
    if mode == "zscore":
        sd = raw.std(ddof=0)
        z = (raw - raw.mean()) / sd if sd >= 1e-12 else raw * 0.0
        return max_abs * np.tanh(z / 2.0), z
    if n == 1:
        return raw * 0.0, raw * math.nan
    rank = raw.rank(method="average") - 1.0
    return -max_abs + 2.0 * max_abs * rank / (n - 1), raw * math.nan


def term_sds(closes, p, baskets, days=365, least=60):
    """sd1 of each term's own history: a whole pass at each of the newest bars. One bar = a day."""
    history = []
    for t in range(max(1, len(closes) - days), len(closes)):
        past = rv_momentum(closes.iloc[:t + 1], {**p, "term_sd": False}, baskets)
        row = {k: past["cum"][k] if past["available"][k] else math.nan for k in past["cum"]}
        row.update({"own " + s: x["momentum"] for s, x in past["symbols"].items()})
        history.append(row)
    h = pd.DataFrame(history, dtype=float)
    sd = h.std(ddof=1)
    return sd.where((h.count() >= least) & (sd >= 1e-12))


def rv_momentum(closes, params=None, baskets=None):
    """closes: DataFrame, one row per bar on a full time grid (the last is the as-of bar), one column
    per scored symbol, NaN = no bar."""
    p = {**DEFAULTS, **(params or {})}
    b = {**BASKETS, **(baskets or {})}
    closes = closes.reindex(sorted(closes.columns, key=lambda s: s.encode()), axis=1)
    n = p["lookback"]
    prices = closes.where(closes > 0)
    returns = np.log(prices / prices.shift(1)).iloc[-n:]
    if len(returns) < n:  # bars before the first one are missing bars
        returns = returns.reset_index(drop=True)
        returns.index = returns.index + n - len(returns)
        returns = returns.reindex(range(n))
    least = min(n, max(12, n / 2))
    live = [s for s in closes.columns
            if p["enabled"] and not math.isnan(prices[s].iloc[-1]) and returns[s].count() >= least]
    fold = lambda names: {x.upper() for x in names}
    l1 = [s for s in live if s.upper() in fold(b["l1"])]
    alts = [s for s in live if s.upper() in fold(b["alts"]) and s not in l1]
    meme = [s for s in live if s.upper() in fold(b["meme"])]
    rest = [s for s in live if s not in meme]

    def leg(name):
        return next((s for s in live if s.upper() == name.upper()), None)

    def spread(diff, need):
        if diff is None or diff.count() < need:
            return None
        return half_life_mean(diff, p["half_life"])

    def groups(a, c):
        return returns[a].mean(axis=1) - returns[c].mean(axis=1) if a and c else None

    long, short = leg(b["long"]), leg(b["short"])
    pair = returns[long] - returns[short] if long and short else None
    s = {"btc_vs_eth": spread(pair, least), "l1_vs_alt": spread(groups(l1, alts), 1),
         "meme_vs_rest": spread(groups(meme, rest), 1)}
    cum = {k: (v or 0.0) * n for k, v in s.items()}
    momentum = pd.Series({x: n * half_life_mean(returns[x], p["half_life"]) for x in live},
                         dtype=float)
    raw = {}
    sd = term_sds(closes, p, baskets, p["sd_days"], p["sd_min"]) if p.get("term_sd") else None

    def by_sd(v, key):
        if sd is None:
            return v
        d = sd.get(key, math.nan)
        return 0.0 if math.isnan(d) else v / d

    unit = {k: by_sd(v, k) for k, v in cum.items()}
    for x in live:
        side = (x == long) - (x == short)
        la = 1 if x in l1 else -1 if x in alts else 0
        none = p["w_un"] > 0 and x not in (long, short) and not any(
            x.upper() in fold(b[k]) for k in ("l1", "alts", "meme"))
        mr = 0.0 if none else (1 if x in meme else -1) * unit["meme_vs_rest"]
        raw[x] = (p["w_be"] * side * unit["btc_vs_eth"] + p["w_la"] * la * unit["l1_vs_alt"]
                  + p["w_mr"] * mr + (p["w_un"] if none else p["w_ps"])
                  * by_sd(momentum[x] - momentum.mean(), "own " + x))
    raw = pd.Series(raw, dtype=float)
    score, z = normalise(raw, p["mode"], p["max_abs"])
    symbols = {}
    for x in closes.columns:
        if not closes[x].notna().any():
            continue
        ok = x in live
        symbols[x] = dict(available=ok, score=float(score[x]) if ok else 0.0,
                          raw=float(raw[x]) if ok else math.nan,
                          z=float(z[x]) if ok else math.nan,
                          momentum=float(momentum[x]) if ok else math.nan,
                          sd_own=math.nan if sd is None else float(sd.get("own " + x, math.nan)),
                          baskets=[k for k in ("l1", "alts", "meme") if x.upper() in fold(b[k])])
    return dict(symbols=symbols, spreads={k: v or 0.0 for k, v in s.items()}, cum=cum,
                available={k: v is not None for k, v in s.items()}, n_available=len(live),
                sd={k: math.nan if sd is None else float(sd.get(k, math.nan)) for k in cum})


# Synthetic cases ---------------------------------------------------------------------------------

NAMES = ["BTC", "ETH", "SOL", "LTC", "LINK", "SUI", "DOGE", "WIF", "kPEPE", "AAVE", "1INCH", "XRP"]


def walks(seed, bars, holes, absent=()):
    rng = np.random.default_rng(seed)
    data = {}
    for i, name in enumerate(NAMES):
        steps = rng.standard_t(4, bars) * 0.009 + rng.normal(0, 0.0004)
        price = (2.385 + 97.0 * i * i) * np.exp(np.cumsum(steps))
        price[rng.random(bars) < holes] = np.nan
        if name not in absent:
            data[name] = [float("%.7g" % v) for v in price]
    return pd.DataFrame(data)


def cases():
    yield "plain", walks(11, 60, 0.0), {}, {}
    yield "holes", walks(12, 60, 0.2), {}, {}
    yield "rank", walks(13, 60, 0.05), dict(mode="rank", max_abs=0.5), {}
    yield "mean", walks(14, 40, 0.1), dict(half_life=0.0, lookback=30, w_ps=0.7), {}
    yield "short", walks(15, 30, 0.0), {}, {}  # 29 returns of 48: the older bars are missing bars
    young = walks(16, 60, 0.0)
    young.loc[:35, "SUI"] = np.nan  # 23 of 24 returns
    young.loc[:34, "WIF"] = np.nan  # exactly 24
    young.loc[59, "AAVE"] = np.nan  # no bar at the as-of time
    yield "young", young, {}, {}
    yield "no_leg", walks(17, 60, 0.0, absent=("ETH",)), {}, {}
    yield "no_group", walks(18, 60, 0.0, absent=("DOGE", "WIF", "kPEPE")), dict(mode="rank"), {}
    yield "overlap", walks(19, 60, 0.1), dict(half_life=5.5, lookback=33, max_abs=0.8), dict(
        long="sol", short="xrp", l1=["btc", "SOL", "Kpepe"], alts=["SOL", "AAVE", "XRP", "KPEPE"],
        meme=["doge", "SOL", "1inch"])
    holed = walks(20, 60, 0.0)
    holed.loc[14:35:2, "BTC"] = np.nan  # each leg has 26 returns, four in common
    holed.loc[38:58:2, "ETH"] = np.nan
    yield "little_in_common", holed, {}, {}


def divided_cases():
    on = dict(term_sd=True, sd_days=365, sd_min=60, w_un=0.45)
    odd = walks(32, 430, 0.02)
    odd.loc[:250, "WIF"] = np.nan   # listed late
    odd.loc[:370, "SUI"] = np.nan   # too young for an sd: 60 values are not there
    odd.loc[300:, "LTC"] = np.nan   # delisted
    odd["LINK"] = 2.385             # does not move
    yield "divided", odd, on, {}
    yield "divided_short", walks(33, 110, 0.05), dict(on, lookback=20, half_life=7.5, mode="rank"), {}
    yield "divided_mean", walks(34, 150, 0.1), dict(on, half_life=0.0, lookback=30, sd_days=90), {}
    yield "divided_young", walks(35, 70, 0.0), dict(on, w_un=0.0), {}  # 47 values: none is known


def number(v):
    return "NAN" if math.isnan(v) else repr(float(v))


def rows(frame, name):
    return "{ " + ", ".join(number(v) for v in frame[name]) + " }"


def emit(out):
    out.write("/* Written by tests/oracle/rv_momentum.py: seeded synthetic walks and what numpy and "
              "pandas make of them. */\n#ifndef RV_TESTS_RV_MOMENTUM_CASES_H\n"
              "#define RV_TESTS_RV_MOMENTUM_CASES_H\n\n")
    table = []
    for name, closes, params, baskets in cases():
        p, b = {**DEFAULTS, **params}, {**BASKETS, **baskets}
        r = rv_momentum(closes, params, baskets)
        out.write(f"static const double case_{name}_close[][{len(closes)}] = {{\n")
        for s in closes.columns:
            out.write(f"\t{rows(closes, s)},\n")
        out.write("};\n")
        out.write(f"static const oracle_symbol case_{name}_symbols[] = {{\n")
        for s in closes.columns:
            x = r["symbols"].get(s)
            out.write(f'\t{{ "{s}", {str(x["available"]).lower()}, {number(x["momentum"])}, '
                      f'{number(x["raw"])}, {number(x["z"])}, {number(x["score"])} }},\n')
        out.write("};\n\n")
        group = lambda k: "{ %d, { %s } }" % (len(b[k]), ", ".join(f'"{s}"' for s in b[k]))
        spreads = ", ".join(f"{{ {number(r['spreads'][k])}, {number(r['cum'][k])}, "
                            f"{str(r['available'][k]).lower()} }}" for k in r["spreads"])
        table.append(
            f'\t{{ "{name}",\n\t  {{ .enabled = true, .lookback_bars = {p["lookback"]}, '
            f'.half_life_bars = {p["half_life"]},\n\t    .normalize_mode = '
            f'{"RV_RVM_RANK" if p["mode"] == "rank" else "RV_RVM_ZSCORE"}, '
            f'.btc_vs_eth_weight = {p["w_be"]}, .l1_vs_alt_weight = {p["w_la"]},\n'
            f'\t    .meme_vs_rest_weight = {p["w_mr"]}, .per_symbol_weight = {p["w_ps"]}, '
            f'.max_abs_score = {p["max_abs"]} }},\n'
            f'\t  {{ "{b["long"]}", "{b["short"]}", {group("l1")}, {group("alts")}, '
            f'{group("meme")} }},\n\t  {len(closes.columns)}, {len(closes)}, '
            f'case_{name}_close[0], case_{name}_symbols, {r["n_available"]},\n'
            f'\t  {{ {spreads} }} }},\n')
    out.write("static const oracle_case oracle_cases[] = {\n" + "".join(table) + "};\n\n#endif\n")


def emit_divided(out):
    out.write("/* Written by tests/oracle/rv_momentum.py divided: daily walks, and terms by their own "
              "sd. */\n#ifndef RV_TESTS_RV_MOMENTUM_SD_CASES_H\n"
              "#define RV_TESTS_RV_MOMENTUM_SD_CASES_H\n\n")
    table = []
    for name, closes, params, baskets in divided_cases():
        p = {**DEFAULTS, **params}
        r = rv_momentum(closes, params, baskets)
        out.write(f"static const double case_{name}_close[][{len(closes)}] = {{\n")
        for s in closes.columns:
            out.write(f"\t{rows(closes, s)},\n")
        out.write(f"}};\nstatic const sd_symbol case_{name}_symbols[] = {{\n")
        for s in closes.columns:
            x = r["symbols"][s]
            out.write(f'\t{{ "{s}", {number(x["sd_own"] if x["available"] else math.nan)}, '
                      f'{number(x["raw"])}, {number(x["score"])} }},\n')
        out.write("};\n\n")
        sds = ", ".join(number(r["sd"][k]) for k in r["sd"])
        table.append(
            f'\t{{ "{name}", {p["lookback"]}, {p["half_life"]}, '
            f'{"RV_RVM_RANK" if p["mode"] == "rank" else "RV_RVM_ZSCORE"}, {p["w_un"]}, '
            f'{p["sd_days"]},\n\t  {len(closes.columns)}, {len(closes)}, case_{name}_close[0], '
            f'case_{name}_symbols, {{ {sds} }} }},\n')
    out.write("static const sd_case sd_cases[] = {\n" + "".join(table) + "};\n\n#endif\n")


if __name__ == "__main__":
    (emit_divided if sys.argv[1:] == ["divided"] else emit)(sys.stdout)
