#!/usr/bin/python3
"""Recomputes what `rvdesk signals --json` says, from the raw files and from `score --json`.

  signals_check.py FUNDING.csv.gz SIGNALS.json SCORE.json [SIGNALS.json SCORE.json ...]

Expected funding is -sum w F: w are the weights of the file, F the payments of its day out of the raw
rows (funding_days.py), by another name of the coin where its own has no row on any day. The weights
are those of the score of the same day times its scale, or 0 where the regime does not trade. Prints
the largest difference; fails above 1e-12.
"""
import csv
import datetime
import gzip
import json
import math
import re
import sys

from funding_days import funding_days


def raw_funding(path):
    rows = {}
    with gzip.open(path, "rt", newline="") as f:
        for x in csv.DictReader(f):
            rows.setdefault(x["symbol"], []).append(
                (int(x["t"]), float(x["rate"]), float(x["interval_h"])))
    return rows


def aliases():
    """The table of the shipped configuration: {"kPEPE": "PEPE", ...}"""
    text = open("config/strategy_config.json").read()
    block = re.search(r'"aliases": \{(.*?)\}', text, re.S).group(1)
    return dict(re.findall(r'"([^"]+)": "([^"]+)"', block))


def rate_of(coin, day_ms, rows, other, cache={}):
    key = lambda name: other.get(name, name).upper()
    names = [coin] if coin in rows else sorted(x for x in rows if key(x) == key(coin))
    for name in names[:1]:
        if name not in cache:
            cache[name] = funding_days(rows[name])
        return cache[name].get(day_ms, (math.nan, 0.0))[0]
    return math.nan


def check(signals, score, rows, other):
    worst, said = 0.0, []
    m = score["majors_alts"]
    day = datetime.datetime.strptime(signals["asof_date"], "%Y-%m-%d")
    day_ms = int(day.replace(tzinfo=datetime.timezone.utc).timestamp()) * 1000
    scale = m["scale"] if m["trading"] else 0.0
    want = {**m["majors"], **{k: v["weight"] for k, v in m["basket"].items()}}
    legs = {**signals["leg_weights"]["majors"], **signals["leg_weights"]["alts"]}
    assert set(legs) == set(want) and signals["stand_aside"] == (scale == 0.0)
    assert all(v <= 0.0 for v in signals["leg_weights"]["alts"].values())
    paid, unknown = [], []
    for coin, w in legs.items():
        worst = max(worst, abs(w - want[coin] * scale))
        f = rate_of(coin, day_ms, rows, other)
        if w != 0.0:
            (unknown.append(coin) if math.isnan(f) else paid.append(w * f))
    assert sorted(unknown) == sorted(signals["funding_unknown"]), (unknown, signals)
    if paid or not unknown:
        worst = max(worst, abs(signals["expected_funding_daily"] + math.fsum(paid)))
    worst = max(worst, abs(signals["suggested_gross"] - math.fsum(map(abs, legs.values()))))
    for coin, t in signals["stat_arb"]["targets"].items():
        for key, block in (("weight", "weights"), ("mu", "mu"), ("cost", "cost")):
            assert t[key] == score["portfolio"][block][coin]
    assert signals["stat_arb"]["hedge"] == score["hedge"]
    return worst, len(paid), len(unknown)


def main(funding, *files):
    rows, other, worst = raw_funding(funding), aliases(), 0.0
    for a, b in zip(files[::2], files[1::2]):
        s = json.load(open(a))
        w, paid, unknown = check(s, json.load(open(b)), rows, other)
        print(f"{s['asof_date']} {s['regime']}: {paid} legs with funding, {unknown} without,"
              f" difference {w:.3g}")
        worst = max(worst, w)
    print(f"largest difference: {worst:.3g}")
    return 0 if worst <= 1e-12 else 1


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
