#!/usr/bin/python3
"""Independent reference of the hybrid score and the screener, written from docs/formulas.md in numpy
and pandas. As a program it writes seeded cases with their expected numbers as a C header:
    tests/oracle/hybrid.py > tests/oracle/hybrid_cases.h
As a module it gives `trend`, `carry`, `vol_regime` and `hybrid` to a comparison with real data.
"""
import math
import sys

import numpy as np
import pandas as pd

WEIGHTS = dict(trend=.40, carry=.25, expectancy=.20, router=.15)
MODIFIERS = dict(low=(1, 1, 1, 1), normal=(1, 1, 1, 1), high=(1, .7, .9, 1), crisis=(1, .4, .8, 1.1))
TIERS = dict(CORE=["BTC", "ETH"], SATELLITE=["SOL", "DOGE", "LINK", "WIF"], TACTICAL=["LTC", "SUI"])
SIZES = {"CORE": (1.15, 1, .75, .5), "SATELLITE": (1.1, 1, .7, .4), "TACTICAL": (1, .9, .6, .3),
         "ALT-EXT": (.9, .8, .5, .2)}
REGIMES = ["low", "normal", "high", "crisis"]
PARTS = ["trend", "carry", "expectancy", "router"]
PRIOR_VOL = dict(low=.02, normal=0., high=-.03, crisis=-.06)


def tanh01(x):
    return .5 + .5 * math.tanh(x)


def trend(closes, bar_hours):
    """closes: Series on the full bar grid, the last row is the as-of bar. None: too few."""
    last = closes.iloc[-60:].reset_index(drop=True)
    y = np.log(last.dropna())
    if len(y) < 30:
        return None
    x = y.index.to_numpy(dtype=float)
    xc, yc = x - x.mean(), (y - y.mean()).to_numpy()
    slope = (xc * yc).sum() / (xc * xc).sum()
    total = (yc * yc).sum()
    r2 = slope * (xc * yc).sum() / total if total > 1e-24 * len(y) else 0.
    r = (closes / closes.shift(1) - 1).iloc[-20:]
    z = 0.
    if not math.isnan(r.iloc[-1]) and r.count() * 2 >= len(r):
        sd = r.std(ddof=0)
        z = (r.iloc[-1] - r.mean()) / sd if sd >= 1e-12 else 0.
    s = tanh01(slope / (.003 * math.sqrt(bar_hours)))
    m = tanh01(z / 2.5)
    return (s * .6 * r2 + m * .4) / (.6 * r2 + .4)


def ewma_sd(r, half_life):
    age = np.arange(len(r) - 1, -1, -1)
    ok = ~np.isnan(r)
    w = .5 ** (age[ok] / half_life)
    m = np.average(r[ok], weights=w)
    return math.sqrt(np.average((r[ok] - m) ** 2, weights=w))


def vol_regime(closes):
    r = np.log(closes / closes.shift(1)).to_numpy()
    long, short = r[-720:], r[-168:]
    if np.isfinite(long).sum() < 168 or 2 * np.isfinite(short).sum() < len(short):
        return "normal", 1.
    sd = ewma_sd(long, 360)
    if sd < 1e-12:
        return "normal", 1.
    ratio = ewma_sd(short, 84) / sd
    return REGIMES[sum(ratio >= c for c in (.6, 1.2, 1.8))], ratio


def carry(funding_8h, side):
    return tanh01((-1 if side == "long" else 1) * funding_8h * 1095 / .20)


def expected(e):
    if e is None or e["trades"] == 0:
        return None
    return e["hit"] * e["win"] + (1 - e["hit"]) * e["loss"]


def expectancy(e, regime, c):
    e0 = PRIOR_VOL[regime] + .08 * (c["router"] - .5) + .06 * (c["trend"] - .5) + .04 * (c["carry"] - .5)
    value = max(-1., min(1., 10 * e0))
    known = expected(e)
    if known is not None:
        share = max(.10, 1 - .9 * min(e["trades"] / 60, 1))
        value = share * value + (1 - share) * known
    t = tanh01(value / .5)
    return .7 * t + .3 * e["hit"] if e is not None and e["trades"] >= 30 else t


def router(e):
    if e is None or e["fills"] == 0:
        return None
    s = e["slip"]
    slip = 0 if s <= 5 else (s - 5) / 100 if s <= 15 else .1 + min(.2, (s - 15) / 100)
    return max(0., min(1., e["maker"] - .3 * e["fallback"] - slip - min(.2, .5 * e["reject"])))


def router_quality(e):
    q = .8
    if e is not None and e["fills"] > 0:
        q -= (0, .05, .15)[e["bucket"]]
        if e["fills"] >= 20:
            d = e["drift"]
            q += .10 if d <= 0 else 0 if d <= 2 else -.08 if d <= 6 else -.18
        q -= .10 * e["skip"]
    return max(.2, min(1., q))


def calibrate(w, c, e):
    hr, r = e["hit"], expected(e)
    t = max(.7, 1 - 2 * (hr - .55)) if hr > .55 else min(1.3, 1 + 2 * (.40 - hr)) if hr < .40 else 1.
    w = w ** (1 / t)
    s = dict(trend=1., carry=1., expectancy=1., router=1.)
    if r > .2:
        s["trend"], s["expectancy"] = min(1.3, 1 + .5 * r), min(1.3, 1 + .3 * r)
    elif r < -.1:
        s["trend"], s["carry"] = max(.7, 1 + .5 * r), min(1.3, 1 - .3 * r)
    return w / w.sum(), {k: max(0., min(1., .5 + s[k] * (c[k] - .5))) for k in c}


def hybrid(name, closes, bar_hours, funding_8h, rv, e, desk=False, calibrated=False):
    """One coin with a close at the as-of bar; funding_8h and rv may be NaN."""
    regime, ratio = vol_regime(closes)
    tier = next((t for t, l in TIERS.items() if name in l), "ALT-EXT")
    bull = trend(closes, bar_hours)
    health = router(e)
    rq = router_quality(e)
    out = dict(tier=tier, regime=regime, ratio=ratio, quality=rq,
               size=SIZES[tier][REGIMES.index(regime)], rv=rv)
    mature = e is not None and e["trades"] >= 30
    for side in ("long", "short"):
        c = dict(trend=.5 if bull is None else bull if side == "long" else 1 - bull,
                 carry=.5 if math.isnan(funding_8h) else carry(funding_8h, side),
                 router=.5 if health is None else health)
        c["expectancy"] = expectancy(e, regime, c)
        w = np.array([WEIGHTS[k] for k in PARTS]) * np.array(MODIFIERS[regime])
        if name == "BTC":
            w[1] = 0
        if desk and not mature:
            w[2] = 0
        if desk and (e is None or e["fills"] < 20):
            w[3] = 0
        w = w / w.sum()
        if calibrated and mature:
            w, c = calibrate(w, c, e)
        base = sum(w[k] * c[p] for k, p in enumerate(PARTS))
        term = 0. if math.isnan(rv) else .10 * rv * (1 if side == "long" else -1)
        mult = .5 if rq <= .5 else 1.05 if rq >= .9 else 1.
        age = 0 if e is None else e["age_" + side]
        decay = max(.35, min(1., 2 ** (-age / 45)))
        h = max(-1., min(1., (base + term) * mult * decay))
        out[side] = dict(parts=[c[p] for p in PARTS], base=base, term=term, mult=mult, decay=decay,
                         hybrid=h)
    return out


def screen(scores, mode="drop", one_side=False):
    """scores: name -> hybrid(...). Rows (name, side, hybrid, action), best first, dropped ones last."""
    rows = []
    for name in sorted(scores):
        for side in ("long", "short"):
            s = scores[name]
            h, rv = s[side]["hybrid"], s["rv"]
            other = s["short" if side == "long" else "long"]["hybrid"]
            worse = h < other or (side == "short" and h == other)
            against = not math.isnan(rv) and rv != 0 and (rv < -.5 if side == "long" else rv > .5)
            action = "keep"
            if h < .35 or s["quality"] < .35 or (one_side and worse):
                action = "drop"
            elif against and mode != "off":
                action = mode
                h = h - .10 if mode == "downrank" else h
            with_side = 0. if math.isnan(rv) else rv if side == "long" else -rv
            rows.append(((action == "drop", -math.floor(h / .02), -with_side, -s["quality"], -h, name,
                          side), (name, side, h, action)))
    return [r for _, r in sorted(rows, key=lambda r: r[0])]


# Cases -------------------------------------------------------------------------------------------

NAMES = ["BTC", "DOGE", "ETH", "FLAT", "GAPS", "GONE", "LTC", "NEW", "SOL", "WILD", "YOUNG", "kPEPE"]
BARS = 760


def walks(seed):
    rng = np.random.default_rng(seed)
    data = {}
    for i, name in enumerate(NAMES):
        vol = np.full(BARS, .004 + .002 * (i % 3))
        if name == "WILD":
            vol[-40:] *= 12  # a crisis
        if name == "SOL":
            vol[-168:] *= 1.9
        if name == "LTC":
            vol[-200:] *= .3  # asleep
        price = (2.385 + 31 * i * i) * np.exp(np.cumsum(rng.standard_t(3, BARS) * vol
                                                        + rng.normal(0, .0008)))
        if name == "FLAT":
            price[:] = 3.125
        if name == "GAPS":
            price[rng.random(BARS) < .25] = np.nan
            price[-1] = 310.5
        if name == "GONE":
            price[-3:] = np.nan  # no close at the as-of bar
        if name == "NEW":
            price[:-29] = np.nan  # 29 closes: no trend yet
        if name == "YOUNG":
            price[:-150] = np.nan  # a trend, but no volatility regime
        data[name] = [float("%.6g" % v) for v in price]
    return pd.DataFrame(data)


EXPERIENCE = {
    "DOGE": dict(trades=7, hit=.57, win=1.4, loss=-.9, fills=12, maker=.7, fallback=.2, slip=3.,
                 reject=.1, bucket=1, drift=9., skip=.3, age_long=17., age_short=200.),
    "ETH": dict(trades=41, hit=.61, win=1.2, loss=-.8, fills=88, maker=.85, fallback=.1, slip=7.5,
                reject=.02, bucket=0, drift=-.4, skip=0., age_long=45., age_short=0.),
    "LTC": dict(trades=75, hit=.36, win=.9, loss=-1.1, fills=140, maker=.3, fallback=.5, slip=21.,
                reject=.6, bucket=2, drift=11., skip=.9, age_long=3., age_short=0.),
    "SOL": dict(trades=30, hit=.5, win=1.05, loss=-1., fills=20, maker=.6, fallback=.3, slip=14.,
                reject=0., bucket=0, drift=4., skip=.2, age_long=0., age_short=90.),
    "kPEPE": dict(trades=64, hit=.33, win=.6, loss=-1., fills=19, maker=.55, fallback=0., slip=5.,
                  reject=.1, bucket=1, drift=1., skip=0., age_long=0., age_short=0.),
}
DAILY_FUNDING = {"BTC": [.0004, .0003], "DOGE": [.0021, math.nan], "ETH": [.0001, .0],
                 "FLAT": [math.nan, math.nan], "GAPS": [-.0007, -.0012], "LTC": [.0002, .00031],
                 "SOL": [.0013, .0009], "WILD": [.004, .0061], "YOUNG": [.0, -.0002],
                 "kPEPE": [.0003, -.0018]}  # the day before, and the day
RV = dict(BTC=.31, DOGE=-.62, ETH=-.2, FLAT=0., GAPS=.77, GONE=math.nan, LTC=.55, NEW=math.nan, SOL=.9,
          WILD=-.5, YOUNG=-.8, kPEPE=.05)


def number(v):
    return "NAN" if math.isnan(v) else repr(float(v))


def emit(out):
    closes = walks(2385)
    funding = {}
    for name in NAMES:
        days = [d for d in DAILY_FUNDING.get(name, []) if not math.isnan(d)]
        funding[name] = days[-1] / 3 if days else math.nan
    out.write("/* Written by tests/oracle/hybrid.py: seeded synthetic walks and what numpy and pandas make"
              " of them. */\n#ifndef RV_TESTS_HYBRID_CASES_H\n#define RV_TESTS_HYBRID_CASES_H\n\n"
              f"enum {{ HYB_N = {len(NAMES)}, HYB_BARS = {BARS} }};\n\n")
    out.write("static const char *const hyb_names[HYB_N] = { "
              + ", ".join(f'"{n}"' for n in NAMES) + " };\n")
    out.write("static const double hyb_close[HYB_N][HYB_BARS] = {\n")
    for n in NAMES:
        out.write("\t{ " + ", ".join("NAN" if math.isnan(v) else "%.6g" % v for v in closes[n]) + " },\n")
    out.write("};\nstatic const double hyb_funding[HYB_N][2] = {\n")
    for n in NAMES:
        out.write("\t{ " + ", ".join(number(v) for v in DAILY_FUNDING.get(n, [math.nan] * 2)) + " },\n")
    out.write("};\nstatic const double hyb_rv[HYB_N] = { " + ", ".join(number(RV[n]) for n in NAMES)
              + " };\n")
    out.write("static const hyb_trades hyb_experience[] = {\n")
    for n, e in EXPERIENCE.items():
        out.write(f'\t{{ "{n}", {e["trades"]}, {e["hit"]}, {e["win"]}, {e["loss"]}, {e["fills"]}, '
                  f'{e["maker"]}, {e["fallback"]}, {e["slip"]}, {e["reject"]}, {e["bucket"]}, '
                  f'{e["drift"]}, {e["skip"]}, {{ {e["age_long"]}, {e["age_short"]} }} }},\n')
    out.write("};\n\n")
    table = []
    for case, kw in (("seed", {}), ("fresh", dict(fresh=True)), ("calibrated", dict(calibrated=True)),
                     ("desk", dict(desk=True))):
        fresh, desk = kw.pop("fresh", False), kw.get("desk", False)
        known = [funding[n] for n in NAMES if not math.isnan(funding[n]) and n != "GONE"]
        less = float(np.median(known)) if desk else 0.
        scores = {n: hybrid(n, closes[n], 1., funding[n] - less, RV[n],
                            None if fresh else EXPERIENCE.get(n), **kw) for n in NAMES if n != "GONE"}
        out.write(f"static const hyb_symbol hyb_{case}[HYB_N] = {{\n")
        for n in NAMES:
            if n not in scores:
                out.write(f'\t{{ .known = false }}, /* {n} */\n')
                continue
            s = scores[n]
            sides = ", ".join("{ { %s }, %s, %s, %s, %s, %s }" % (
                ", ".join(number(p) for p in v["parts"]), number(v["base"]), number(v["term"]),
                number(v["mult"]), number(v["decay"]), number(v["hybrid"]))
                for v in (s["long"], s["short"]))
            out.write(f'\t{{ true, "{s["tier"]}", "{s["regime"]}", {number(s["ratio"])}, '
                      f'{number(s["size"])}, {number(s["quality"])}, {{ {sides} }} }}, /* {n} */\n')
        rows = screen(scores, "downrank" if desk else "drop", desk)
        out.write(f"}};\nstatic const hyb_row hyb_{case}_rows[] = {{\n")
        for name, side, h, action in rows:
            out.write(f'\t{{ "{name}", "{side}", {number(h)}, "{action}" }},\n')
        out.write("};\n\n")
        table.append(f'\t{{ "{case}", {str(fresh).lower()}, {str(kw.get("calibrated", False)).lower()}, '
                     f'{str(desk).lower()}, hyb_{case}, hyb_{case}_rows, {len(rows)} }},\n')
    out.write("static const hyb_case hyb_cases[] = {\n" + "".join(table) + "};\n\n#endif\n")


if __name__ == "__main__":
    emit(sys.stdout)
