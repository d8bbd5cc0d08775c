#!/usr/bin/python3
"""Independent reference of the universe's band, written from docs/formulas.md in pandas. It asks the
question of each day anew, over the days before it, and keeps no state.

    tests/oracle/universe.py > tests/oracle/universe_cases.h
"""
import math
import sys

import numpy as np
import pandas as pd

DAYS, COINS = 190, 14
PARAMS = [  # entry, exit, days below it, replay, least active coins
    dict(name="seed", entry=10e6, exit=10e6, out=1, replay=60, least=0),
    dict(name="desk", entry=10e6, exit=7e6, out=3, replay=60, least=6),
    dict(name="short", entry=10e6, exit=9e6, out=1, replay=7, least=9),
    dict(name="patient", entry=11e6, exit=11e6, out=5, replay=30, least=8),
]
WINDOW, HISTORY = 30, 31


def market(seed):
    rng = np.random.default_rng(seed)
    volume = {}
    for i in range(COINS):
        level = math.log(6e6 + 1e6 * i) + np.cumsum(rng.standard_t(4, DAYS) * 0.05)
        v = np.exp(level - 0.5 * (level - math.log(9e6)))
        v *= np.exp(rng.standard_t(4, DAYS) * 0.4)
        v = np.round(v, 2)
        if i == 3:
            v[:70] = np.nan  # listed late
        if i == 4:
            v[150:] = np.nan  # delisted
        if i == 5:
            v[100] = np.nan  # one bar is missing
        if i == 6:
            v = np.full(DAYS, 12e6)
            v[60:] = 8e6  # falls into the band and stays
        if i == 7:
            v = np.full(DAYS, 10e6)  # at the border
            v[80:] = 7e6  # and at the other
        volume["C%02d" % i] = v
    return pd.DataFrame(volume)


def members(volume, p):
    """0 out, 1 active, 2 active without increases; a frame of days by coins."""
    bar = volume.notna()
    mean = volume.rolling(WINDOW, min_periods=WINDOW).mean()
    # the plain mean again: pandas' rolling sums drift
    for t in range(WINDOW - 1, DAYS):
        mean.iloc[t] = volume.iloc[t - WINDOW + 1:t + 1].mean(skipna=False)
    fit = bar & (bar.cumsum() >= HISTORY) & mean.notna()
    at_entry, under = fit & (mean >= p["entry"]), mean < p["exit"]
    out = pd.DataFrame(0, index=volume.index, columns=volume.columns)
    for c in volume.columns:
        for t in range(DAYS):
            if at_entry[c][t]:
                out.loc[t, c] = 1
                continue
            for s in range(max(0, t - p["replay"] + 1), t):
                since = range(s + 1, t + 1)
                if not at_entry[c][s] or not all(fit[c][k] for k in since):
                    continue
                runs = [all(under[c][k - j] for j in range(p["out"]))
                        for k in range(s + p["out"], t + 1)]
                if not any(runs):
                    out.loc[t, c] = 2
    return out


def emit(out):
    volume = market(2385)
    out.write("/* Written by tests/oracle/universe.py: made volumes, and who is in at every day. */\n"
              "#ifndef RV_TESTS_UNIVERSE_CASES_H\n#define RV_TESTS_UNIVERSE_CASES_H\n\n"
              f"enum {{ CASE_COINS = {COINS}, CASE_DAYS = {DAYS} }};\n\n"
              "/* USD a day, NAN = no bar */\n"
              "static const double case_volume[CASE_COINS][CASE_DAYS] = {\n")
    for c in volume.columns:
        out.write("\t{ " + ", ".join("NAN" if math.isnan(v) else repr(float(v))
                                     for v in volume[c]) + " },\n")
    out.write("};\n\n/* by day: a letter a coin, . out, A active, N active without increases */\n"
              "static const struct {\n\tconst char *name;\n\tdouble entry, exit;\n"
              "\tint out, replay, least;\n\tconst char *members[CASE_DAYS];\n} cases[] = {\n")
    for p in PARAMS:
        m = members(volume, p)
        lines = ",\n\t    ".join('"' + "".join(".AN"[x] for x in m.iloc[t]) + '"'
                                 for t in range(DAYS))
        out.write(f'\t{{ "{p["name"]}", {p["entry"]}, {p["exit"]}, {p["out"]}, {p["replay"]}, '
                  f'{p["least"]},\n\t  {{ {lines} }} }},\n')
    out.write("};\n\n#endif\n")


if __name__ == "__main__":
    emit(sys.stdout)
