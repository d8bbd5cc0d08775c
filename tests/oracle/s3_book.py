#!/usr/bin/python3
"""The book of majors against alts over made-up days, for tests/engine/run/test_s3_book.c.

Written from docs/formulas.md, "The book of majors against alts", with pandas. It keeps units of coins
against an equity, where the program keeps weights that drift; closes that are missing are filled
forward by pandas. Prints a C header.
"""

import math

import numpy as np
import pandas as pd

COINS = ["AAVE", "ADA", "BTC", "DOGE", "ETH", "SOL", "UNI", "XRP"]
MAJORS = ["BTC", "ETH"]
ALTS = [c for c in COINS if c not in MAJORS]
(ASIDE, LACKS, WAITS, ENTERED, KEPT, FROZEN, BY_REGIME, BY_SCORE, BY_LEAVER, BY_TURNOVER, BY_EXPOSURE,
 BY_CALENDAR, ENDED, STOPPED, TOOK_PROFIT, TIMED_OUT) = range(16)
SEED = dict(score=0.3, turnover=0.10, exposure=0.10, days=0, stop=0.05, stop_min=0.025, stop_max=0.075,
            stop_vol=0.20, stop_days=3, vol_days=5, profit=0.10, hold=30, again=5, stale=3, year=365.0)
DESK = dict(SEED, score=0.75, turnover=0.15, days=7)
LOOSE = dict(SEED, score=9.0, turnover=9.0, exposure=0.10, stop=0.0, profit=0.0, hold=0)


def market(rng, days, case):
    """Closes, score, regime, scale and the pass's basket (at scale 1) of each day."""
    common = rng.normal(0.0, 0.02, days)
    own = rng.normal(case["lean"], case["own"], (days, len(COINS)))
    close = pd.DataFrame(np.exp(np.cumsum(common[:, None] + own, axis=0)) * 50.0, columns=COINS)
    close[MAJORS] = close[MAJORS] * np.exp(case["gain"] * np.arange(days))[:, None]
    for _ in range(case["gaps"]):
        at, n = int(rng.integers(2, days - 8)), int(rng.integers(1, 7))
        close.loc[at:at + n - 1, ALTS[int(rng.integers(0, len(ALTS)))]] = np.nan
    score = np.full(days, case["mean"])
    for t in range(1, days):
        score[t] = case["keep"] * score[t - 1] + rng.normal(case["mean"] * (1 - case["keep"]), case["wild"])
    score[rng.random(days) < case["blind"]] = np.nan
    held, state = [], 3
    for s in score:  # the carried class of the score; 3 is balanced
        state = state if math.isnan(s) else 5 if s > 1.5 else 4 if s > 0.5 else 3 if s > -0.5 else 2
        held.append(state)
    regime = np.array(held)
    scale = np.where(regime == 5, 0.9, np.where(regime == 4, 0.5, 0.0))
    scale = np.where(regime >= 4, scale + 0.02 * rng.integers(0, 3, days), 0.0)
    basket = pd.DataFrame(0.0, index=close.index, columns=COINS)
    weight = rng.random(len(ALTS)) + 0.5
    for t in range(days):
        weight = np.abs(weight + rng.normal(0.0, case["churn"], len(ALTS))) + 0.01
        there = close.loc[max(0, t - 3):t, ALTS].notna().any().to_numpy() & (rng.random(len(ALTS)) > case["out"])
        if there.sum() < 3 or rng.random() < case["none"]:
            continue
        w = np.where(there, weight, 0.0)
        basket.loc[t, ALTS] = -0.5 * w / w.sum()
    beta = pd.DataFrame({"base": rng.uniform(0.3, 0.9, len(COINS)), "drift": rng.normal(case["turn"], case["turn"], len(COINS))},
                        index=COINS)
    return close, score, regime, scale, basket, beta


def betas(beta, t):
    b = (beta["base"] + beta["drift"] * t).to_dict()
    e = {c: 0.5 * b[c] for c in COINS}
    b.update(BTC=1.0, ETH=0.0)
    e.update(BTC=0.0, ETH=1.0)
    return b, e


def run(p, close, score, regime, scale, basket, beta):
    filled = close.ffill()
    held = {}
    flat = dict(units={}, cash=1.0, entry=None, traded=None, out=None, scale=0.0, score=math.nan, regime=0,
                returns=[], missing=0, b={}, e={}, seen={})
    s, rows = dict(flat), []
    for t in range(len(close)):
        px = filled.loc[t]
        b, e = betas(beta, t)
        trades = regime[t] >= 4
        target = basket.loc[t].copy()
        if (target != 0).any():
            target["BTC"] = -sum(target[c] * b[c] for c in ALTS)
            target["ETH"] = -sum(target[c] * e[c] for c in ALTS)
        whole = (target != 0).any() and not math.isnan(score[t]) and close.loc[t][target != 0].notna().all()
        was = dict(s["units"])

        def take():
            v = value(s, px)
            s.update(units={c: scale[t] * target[c] * v / px[c] for c in COINS if target[c] != 0}, traded=t,
                     scale=scale[t], score=score[t], regime=regime[t], missing=0)
            s["cash"] = v - sum(u * px[c] for c, u in s["units"].items())
            s["b"] = {c: b[c] for c in s["units"]}
            s["e"] = {c: e[c] for c in s["units"]}

        if was:
            did = KEPT
            gap = any(math.isnan(close.loc[t, c]) for c in was)
            if not trades:
                did = ENDED
            else:
                s["missing"] = s["missing"] + 1 if gap else 0
                if gap and s["missing"] <= p["stale"]:
                    did = FROZEN
            if did == KEPT:
                now = value(s, px)
                s["returns"].append(now / s["value"] - 1.0)
                s["value"] = now
                if whole:
                    for c in was:
                        if target[c] != 0:
                            s["b"][c], s["e"][c] = b[c], e[c]
                did = rule(p, s, t, px, target if whole else None, score[t], regime[t], scale[t], gap)
            if did in (ENDED, STOPPED, TOOK_PROFIT, TIMED_OUT):
                s = dict(flat, out=None if did == ENDED else t)
            elif did not in (KEPT, FROZEN):
                take()
        else:
            if not trades or (s["out"] is not None and t - s["out"] >= p["again"]):
                s["out"] = None
            did = ASIDE if not trades else WAITS if s["out"] is not None else LACKS
            if did == LACKS and whole:
                did = ENTERED
                s = dict(flat, entry=t, returns=[], value=1.0)
                take()
        v = s.get("value", math.nan) if s["units"] else math.nan
        if did == FROZEN:
            weights = held
        else:
            total = value(s, px) if s["units"] else 1.0
            weights = {c: u * px[c] / total for c, u in s["units"].items()}
        held = weights
        rows.append((did, v, dict(weights)))
    return rows


def value(s, px):
    return s["cash"] + sum(u * px[c] for c, u in s["units"].items())


def rule(p, s, t, px, target, score, regime, scale, gap):
    r = pd.Series(s["returns"])
    at = p["stop"]
    if len(r) >= p["vol_days"]:
        at = min(max(at * r.tail(p["vol_days"]).std() * math.sqrt(p["year"]) / p["stop_vol"], p["stop_min"]), p["stop_max"])
    if p["stop"] > 0 and (r.iloc[-1] < -at or r.tail(p["stop_days"]).sum() < -at):
        return STOPPED
    if p["profit"] > 0 and s["value"] - 1.0 >= p["profit"]:
        return TOOK_PROFIT
    if p["hold"] and t - s["entry"] >= p["hold"]:
        return TIMED_OUT
    if target is None:
        return KEPT
    if regime != s["regime"]:
        return BY_REGIME
    if abs(score - s["score"]) > p["score"]:
        return BY_SCORE
    if gap:
        return BY_LEAVER
    v = value(s, px)
    now = pd.Series({c: s["units"].get(c, 0.0) * px[c] / v for c in COINS})
    if (scale * target - now).abs().sum() > p["turnover"]:
        return BY_TURNOVER
    if max(abs(sum(now[c] * s["b"][c] for c in s["b"])), abs(sum(now[c] * s["e"][c] for c in s["e"]))) > p["exposure"]:
        return BY_EXPOSURE
    if p["days"] and t - s["traded"] >= p["days"]:
        return BY_CALENDAR
    return KEPT


def num(v):
    return "NAN" if math.isnan(v) else repr(float(v))


CASES = [
    ("seed", SEED, dict(lean=0.0, own=0.1, gain=0.0, gaps=3, keep=0.93, mean=1.1, wild=0.15, blind=0.04, churn=0.02, out=0.0, none=0.03, turn=0.0)),
    ("desk", DESK, dict(lean=0.0, own=0.02, gain=0.0, gaps=2, keep=0.9, mean=1.2, wild=0.22, blind=0.03, churn=0.02, out=0.02, none=0.02, turn=0.0)),
    ("drifts", LOOSE, dict(lean=0.0, own=0.03, gain=0.01, gaps=2, keep=0.99, mean=1.2, wild=0.03, blind=0.0, churn=0.01, out=0.0, none=0.0, turn=0.02)),
    ("gains", DESK, dict(lean=0.0, own=0.006, gain=0.02, gaps=0, keep=0.95, mean=1.1, wild=0.05, blind=0.0, churn=0.01, out=0.0, none=0.0, turn=0.0)),
    ("falls", SEED, dict(lean=0.0, own=0.01, gain=-0.03, gaps=1, keep=0.9, mean=1.1, wild=0.2, blind=0.0, churn=0.01, out=0.0, none=0.0, turn=0.0)),
]
DAYS = 80


def main():
    rng = np.random.default_rng(2385)
    print("/* Written by tests/oracle/s3_book.py (numpy default_rng 2385); do not edit. */\n")
    print("#include <math.h>\n")
    print("/* weights: of the book, times its scale, at the close; value NAN: it holds nothing. */")
    print("enum { S3_COINS = %d, S3_DAYS = %d };" % (len(COINS), DAYS))
    print("static const char *const s3_coins[] = { %s };" % ", ".join('"%s"' % c for c in COINS))
    print("typedef struct s3_case_day {\n\tint regime;\n\tdouble score, scale, close[S3_COINS], basket[S3_COINS];\n"
          "\tint did;\n\tdouble value, weights[S3_COINS];\n} s3_case_day;")
    out, counts = [], [0] * 16
    for name, p, case in CASES:
        close, score, regime, scale, basket, beta = market(rng, DAYS, case)
        rows = run(p, close, score, regime, scale, basket, beta)
        print("static const s3_case_day s3_%s[] = {" % name)
        for t, (did, v, weights) in enumerate(rows):
            counts[did] += 1
            print("\t{ %d, %s, %s, { %s }, { %s }, %d, %s, { %s } }," % (
                regime[t], num(score[t]), num(scale[t]), ", ".join(num(x) for x in close.loc[t]),
                ", ".join(num(x) for x in basket.loc[t]), did, num(v),
                ", ".join(num(weights.get(c, 0.0)) for c in COINS)))
        print("};")
        out.append((name, p, beta))
    print("static const struct {\n\tconst char *name;\n\tdouble score, turnover, exposure;\n\tint days;\n"
          "\tdouble stop, profit;\n\tint hold;\n\tdouble base[S3_COINS], drift[S3_COINS]; /* of betas: base + drift day */\n"
          "\tconst s3_case_day *day;\n} s3_cases[] = {")
    for name, p, beta in out:
        print('\t{ "%s", %s, %s, %s, %d, %s, %s, %d, { %s }, { %s }, s3_%s },' % (
            name, num(p["score"]), num(p["turnover"]), num(p["exposure"]), p["days"], num(p["stop"]), num(p["profit"]),
            p["hold"], ", ".join(num(x) for x in beta["base"]), ", ".join(num(x) for x in beta["drift"]), name))
    print("};")
    print("/* days of each kind: %s */" % ", ".join(map(str, counts)))


main()
