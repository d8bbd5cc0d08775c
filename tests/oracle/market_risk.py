#!/usr/bin/python3
"""Independent reference of market-aware risk and of the ensemble, written from docs/formulas.md in
numpy, pandas and scipy. As a program it writes seeded cases with their expected numbers as a C header:
    tests/oracle/market_risk.py > tests/oracle/market_risk_cases.h
"""
import math
import sys

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

LEADERS = ["BTC", "ETH", "SOL"]
NAMES = ["AVAX", "BTC", "DOGE", "ETH", "FLAT", "GAPS", "GONE", "LINK", "NEW", "SOL", "SUI", "XRP"]
BARS = 130
nan = math.nan


def walks(seed, fall):
    rng = np.random.default_rng(seed)
    market = rng.standard_t(4, BARS) * .018
    market[-60:] *= 1.7  # the leaders are wilder than usual
    if fall:
        market[-10:] -= .012
    data = {}
    for i, name in enumerate(NAMES):
        load = .4 + .16 * i
        own = rng.standard_t(4, BARS) * (.006 + .004 * (i % 4))
        price = (1.7 + 23 * i * i) * np.exp(np.cumsum(load * market + own + rng.normal(0, .004)))
        if name == "FLAT":
            price[:] = 1.
        if name == "GAPS":
            price[rng.random(BARS) < .2] = nan
            price[[-1, -11, -21]] = [98.5, 97.25, 91.]
        if name == "GONE":
            price[-1] = nan
        if name == "NEW":
            price[:-15] = nan
        data[name] = [float("%.7g" % v) for v in price]
    return pd.DataFrame(data)


def back(closes, name, h):
    p, q = closes[name].iloc[-1], closes[name].iloc[-1 - h]
    return p / q - 1 if p > 0 and q > 0 else nan


def alpha_engine(closes, name, regime):
    others = [l for l in LEADERS if l != name]
    rel = {h: back(closes, name, h) - np.nanmean([back(closes, l, h) for l in others]) for h in (10, 20)}
    rs = 50 * (1 + math.tanh(10 * (.6 * rel[10] + .4 * rel[20])))
    r = closes / closes.shift(1) - 1
    d = (r[name] - r[others].mean(axis=1)).iloc[-20:].dropna()
    if len(d) < 10:
        lb = nan
    else:
        sd = d.std(ddof=1)
        lb = 0. if sd < 1e-12 else max(-1., min(1., d.mean() / (sd / math.sqrt(len(d))) / 2))
    if math.isnan(rs) or math.isnan(lb):
        return rs, lb, None
    affinity = 1. if regime in ("RISK_ON", "RISK_OFF") else .5
    momentum = back(closes, name, 20)
    if rs > 70 and lb > .3:
        return rs, lb, ("buy", affinity * (.40 * rs / 100 + .35 * (lb + 1) / 2 + .25 * (momentum > 0)))
    if rs < 30 and lb < -.3:
        return rs, lb, ("sell", .8 * affinity * (.40 * (100 - rs) / 100 + .35 * (1 - lb) / 2
                                                + .25 * (momentum < 0)))
    return rs, lb, ("hold", 0.)


def structure_vote(s, r10, lt):
    regime, conf, div, apart, beta = s
    if regime == "UNKNOWN" and conf == 0:
        return None
    b = 1. if math.isnan(beta) else beta
    if (r10 < -.05 or (regime == "RISK_OFF" and conf >= .6)) and b > .8:
        return "sell", min(1., .5 + 5 * (0 if math.isnan(r10) else abs(r10))) * min(1., b)
    if regime == "DIVERGENCE" and abs(apart) > .5:
        return "sell" if apart > 0 else "buy", .5 + .5 * (div - .5)
    if regime == "RISK_ON" and b > 1.2 and lt > .5:
        return "buy", conf * min(1., b / 1.5)
    return "hold", 0.


def ensemble(votes):
    """votes: list of ((vote, conf), weight)."""
    total = {v: sum(w * c for (x, c), w in votes if x == v) for v in ("buy", "sell", "hold")}
    every = sum(total.values())
    if every <= 0:
        return "hold", 0., 0.
    best = max(total.values())
    winners = [v for v in total if total[v] == best]
    agreement = best / every
    if len(winners) > 1 or winners[0] == "hold" or agreement < .6:
        return "hold", 0., agreement
    confs = [c for (x, c), _ in votes if x == winners[0]]
    return winners[0], .6 * sum(confs) / len(confs) + .4 * agreement, agreement


def vol20(r):
    """sd1 of the last 20 returns at every bar, at least half of them known."""
    return r.rolling(20, min_periods=10).std(ddof=1)


def clip(x, lo, hi):
    return max(lo, min(hi, x))


def risk(closes, ms, r10, lt, drawdown, trades, positions, equity):
    r = closes / closes.shift(1) - 1
    v = vol20(r["BTC"])
    now, last = v.iloc[-1], v.iloc[-90:].dropna()
    ref = last.median() if len(last) >= 30 else nan
    wild = now / ref if now == now and ref == ref else 1.
    out = {}
    for name in NAMES:
        regime, conf_ms, div, apart, beta = ms[name]
        trading = not math.isnan(closes[name].iloc[-1])
        rs, lb, alpha = alpha_engine(closes, name, regime)
        structure = structure_vote(ms[name], r10, lt) if trading else None
        votes = [(x, w) for x, w in ((alpha, .95), (structure, .9)) if x is not None]
        vote, conf, agreement = ensemble(votes)
        b = 1. if math.isnan(beta) else beta
        f_v = clip(1 / wild, .5, 1)
        f_b = clip(1 / max(abs(b), .5), .5, 1.25)
        f_d = 1 + .25 * clip((div - .5) / .5, 0, 1) if regime == "DIVERGENCE" else 1.
        own = vol20(r[name]).iloc[-1] * 1e4 if trading else nan
        dd = 1. if math.isnan(drawdown) or drawdown <= .1 else max(.5, 1 - (100 * drawdown - 10) / 40)
        f_own = nan if math.isnan(own) else min(1., 200 / own) if own > 0 else 1.
        size = stop = nan
        if not math.isnan(own):
            size = clip(2 * conf * f_v * f_b * f_d * f_own * dd, .25, 2)
            if name in trades:
                n, p, win, loss = trades[name]
                if n >= 30:
                    k = clip((p * win / -loss - (1 - p)) / (win / -loss), 0, 1)
                    size = min(size, 2 * k)
            size = 0. if conf < .4 else size
            stop = min(450., clip(2 * own * (.5 + conf), 50, 300) * clip(math.sqrt(wild), 1, 1.5))
        blocked = (regime == "RISK_OFF" and b > 1.2) or (r10 < -.05 and b > .8)
        out[name] = dict(rs=rs, lb=lb, alpha=alpha, structure=structure, vote=vote, conf=conf,
                         agreement=agreement, f_v=f_v, f_b=f_b, f_d=f_d, f_own=f_own, dd=dd, size=size,
                         stop=stop, blocked=blocked)
    return out, heat(closes, ms, positions, equity)


def heat(closes, ms, positions, equity):
    r = (closes / closes.shift(1) - 1).iloc[-30:]
    live = [n for n in NAMES if not math.isnan(closes[n].iloc[-1])]
    rho = r[live].corr(min_periods=20)
    for n in live:  # pandas gives a correlation for a constant series of rounding noise
        if r[n].var(ddof=1) < 1e-18:
            rho.loc[n, :] = rho.loc[:, n] = nan
    d = (1 - rho).fillna(9.).to_numpy().copy()
    np.fill_diagonal(d, 0)
    label = fcluster(linkage(squareform(d, checks=False), "complete"), .3, "distance")
    groups = {}
    for n, l in zip(live, label):
        groups.setdefault(l, []).append(n)
    groups = sorted(g for g in groups.values() if len(g) > 1)
    beta = {n: 1. if math.isnan(ms[n][4]) else ms[n][4] for n in NAMES}
    total = {n: positions.get(n, 0.) for n in NAMES}
    exposures = []
    for g in groups:
        x = np.array([total[n] for n in g])
        c = rho.loc[g, g].to_numpy().copy()
        np.fill_diagonal(c, 1.)
        exposures.append(math.sqrt(max(0., x @ c @ x)) / equity)
    return dict(gross=sum(abs(x) for x in total.values()) / equity,
                beta=abs(sum(total[n] * beta[n] for n in NAMES)) / equity, groups=groups,
                exposures=exposures)


# Cases -------------------------------------------------------------------------------------------

REGIMES = ["UNKNOWN", "RISK_ON", "RISK_OFF", "ROTATION", "DIVERGENCE"]


def structures(seed, main):
    rng = np.random.default_rng(seed)
    out = {}
    for name in NAMES:
        regime = main if rng.random() < .6 else REGIMES[rng.integers(1, 5)]
        beta = float("%.4f" % (.3 + 1.6 * rng.random()))
        if name in ("NEW", "FLAT"):
            beta = nan
        conf = float("%.3f" % (.35 + .6 * rng.random()))
        if name == "NEW":
            regime, conf = "UNKNOWN", 0.
        div = float("%.3f" % (.3 + .69 * rng.random()))
        out[name] = (regime, conf, div, float("%.3f" % (2 * rng.random() - 1)), 1. if name == "BTC" else beta)
    return out


TRADES = {"DOGE": (34, .58, 1.3, -.9), "ETH": (12, .9, 2., -1.), "LINK": (31, .45, 1.1, -1.),
          "SOL": (60, .56, 1.25, -1.), "SUI": (45, .3, .8, -1.), "XRP": (30, .55, 1.4, -1.)}
POSITIONS = {"AVAX": 41000., "BTC": -120000., "DOGE": 15500., "ETH": 88000., "LINK": -9300.,
             "SOL": 52000., "NEW": 4100., "XRP": -27000.}


def number(v):
    return "NAN" if math.isnan(v) else repr(float(v))


def vote_text(v):
    return "{ false, RV_VOTE_HOLD, 0.0 }" if v is None else \
        f"{{ true, RV_VOTE_{v[0].upper()}, {number(v[1])} }}"


def emit(out):
    out.write("/* Written by tests/oracle/market_risk.py: seeded synthetic walks and what numpy, pandas and "
              "scipy make of them. */\n#ifndef RV_TESTS_MARKET_RISK_CASES_H\n"
              "#define RV_TESTS_MARKET_RISK_CASES_H\n\n"
              f"enum {{ RISK_N = {len(NAMES)}, RISK_BARS = {BARS} }};\n\n"
              "static const char *const risk_names[RISK_N] = { "
              + ", ".join(f'"{n}"' for n in NAMES) + " };\n")
    out.write("static const double risk_positions[RISK_N] = { "
              + ", ".join(number(POSITIONS.get(n, 0.)) for n in NAMES) + " };\n")
    out.write("static const risk_trades risk_experience[] = {\n")
    for n, t in TRADES.items():
        out.write(f'\t{{ "{n}", {t[0]}, {t[1]}, {t[2]}, {t[3]} }},\n')
    out.write("};\n\n")
    table = []
    for k, (case, main, fall, lt, drawdown) in enumerate((("rising", "RISK_ON", False, .81, nan),
                                                          ("falling", "RISK_OFF", True, -.9, .17),
                                                          ("apart", "DIVERGENCE", False, .2, .42),
                                                          ("rotating", "ROTATION", False, .1, .05))):
        closes = walks(901 + k, fall)
        ms = structures(77 + k, main)
        r10 = back(closes, "BTC", 10)
        symbols, h = risk(closes, ms, r10, lt, drawdown, TRADES, POSITIONS, 250000.)
        out.write(f"static const double risk_{case}_close[RISK_N][RISK_BARS] = {{\n")
        for n in NAMES:
            out.write("\t{ " + ", ".join("NAN" if math.isnan(v) else "%.7g" % v for v in closes[n])
                      + " },\n")
        out.write(f"}};\nstatic const risk_symbol risk_{case}_symbols[RISK_N] = {{\n")
        for n in NAMES:
            m, s = ms[n], symbols[n]
            group = next((i for i, g in enumerate(h["groups"]) if n in g), -1)
            out.write(f'\t{{ RV_REGIME_{m[0]}, {m[1]}, {m[2]}, {m[3]}, {number(m[4])}, {number(s["rs"])}, '
                      f'{number(s["lb"])}, {vote_text(s["alpha"])}, {vote_text(s["structure"])}, '
                      f'RV_VOTE_{s["vote"].upper()}, {number(s["conf"])}, {number(s["agreement"])}, '
                      f'{number(s["f_v"])}, {number(s["f_b"])}, {number(s["f_d"])}, {number(s["f_own"])}, '
                      f'{number(s["dd"])}, {number(s["size"])}, {number(s["stop"])}, '
                      f'{str(s["blocked"]).lower()}, {group} }}, /* {n} */\n')
        out.write(f"}};\nstatic const double risk_{case}_groups[] = {{ "
                  + ", ".join(number(x) for x in h["exposures"]) + " };\n\n")
        table.append(f'\t{{ "{case}", {number(r10)}, {lt}, {number(drawdown)}, risk_{case}_close, '
                     f'risk_{case}_symbols, {number(h["gross"])}, {number(h["beta"])}, '
                     f'{len(h["groups"])}, risk_{case}_groups }},\n')
    out.write("static const risk_case risk_cases[] = {\n" + "".join(table) + "};\n\n#endif\n")


if __name__ == "__main__":
    emit(sys.stdout)
