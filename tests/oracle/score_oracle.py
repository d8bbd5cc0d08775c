#!/usr/bin/python3
"""Prints what `rvdesk score --only universe,rv_momentum --json` must print, computed by numpy and
pandas from the CSV files in $RVDESK_DATA.

    score_oracle.py --asof 2024-06-30 [--interval 1d|1h] [--mode zscore|rank] [--half-life H]
                    [--lookback N]
    score_oracle.py --compare A.json B.json    largest difference of any two numbers
"""
import argparse
import functools
import json
import math
import os
import sys

import numpy as np
import pandas as pd

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rv_momentum import rv_momentum  # noqa: E402

INDICES = {"BTCDOM", "TOTAL200"}
FACTORS = {"BTC", "ETH"}
STEP = {"1h": 3600000, "1d": 86400000}
FILES = {"1h": "hourly.csv.gz", "1d": "daily.csv.gz"}


def order(symbols):
    return sorted(symbols, key=lambda s: s.encode())


@functools.lru_cache(maxsize=2)
def read(interval):
    return pd.read_csv(os.path.join(os.environ["RVDESK_DATA"], FILES[interval]),
                       dtype={"symbol": str}, keep_default_na=False, na_values=[""],
                       float_precision="round_trip")


def known(interval, asof_ms):
    bars = read(interval)
    return bars[bars["t"] + STEP[interval] <= asof_ms]


def table(bars, column, first, last, step):
    wide = bars[bars["t"] >= first].pivot(index="t", columns="symbol", values=column)
    return wide.reindex(range(first, last + step, step)).reindex(columns=order(
        bars["symbol"].unique()))


def universe(asof_ms):
    bars = known("1d", asof_ms)
    last = int(bars["t"].max())
    volume = bars["volume_quote"].where(bars["volume_quote"].notna(),
                                        bars["volume_base"] * bars["close"])
    bars = bars.assign(usd=volume)
    closes = bars.groupby("symbol")["close"].count()
    today = set(bars[(bars["t"] == last) & bars["close"].notna()]["symbol"])
    recent = bars[bars["t"] > last - 30 * STEP["1d"]].groupby("symbol")["usd"]
    count, mean = recent.count(), recent.mean()
    active, inactive = [], {}
    for s in order(bars["symbol"].unique()):
        if s in FACTORS:
            why = "factor"
        elif s in INDICES:
            why = "index"
        elif s not in today:
            why = "no bar at the as-of day"
        elif closes[s] < 31:
            why = "history too short"
        elif count.get(s, 0) < 30:
            why = "volume unknown"
        elif mean[s] < 10e6:
            why = "illiquid"
        else:
            active.append(s)
            continue
        inactive[s] = why
    return dict(active=active, inactive=inactive)


def momentum(interval, asof_ms, params):
    step = STEP[interval]
    bars = known(interval, asof_ms)
    bars = bars[~bars["symbol"].isin(INDICES)]
    last = int(bars["t"].max())
    closes = table(bars, "close", last - params["lookback"] * step, last, step)
    r = rv_momentum(closes, params)
    per_symbol = {}
    for s in closes.columns:  # a symbol whose last bar is older than the window is stale as well
        x = r["symbols"].get(s) or dict(score=0.0, raw=math.nan, available=False, baskets=[])
        per_symbol[s] = dict(score=x["score"], raw_score=x["raw"], baskets=x["baskets"])
    stale = [s for s in closes.columns if not r["symbols"].get(s, {}).get("available")]
    return last, dict(per_symbol=per_symbol, spreads=r["spreads"], spreads_cumulative=r["cum"],
                      unavailable=[k for k, ok in r["available"].items() if not ok],
                      as_of_bar=last, n_available=r["n_available"], stale=stale)


def clean(x):
    if isinstance(x, dict):
        return {k: clean(v) for k, v in x.items()}
    if isinstance(x, list):
        return [clean(v) for v in x]
    if isinstance(x, (float, np.floating)):
        return None if math.isnan(x) else float(x)
    return int(x) if isinstance(x, np.integer) else x


def score(asof, interval, params):
    asof_ms = int(pd.Timestamp(asof, tz="UTC").value // 10**6)
    if len(asof) == 10:
        asof_ms += STEP["1d"]
    last, block = momentum(interval, asof_ms, params)
    return clean(dict(schema=1, asof=asof, bar_close_ms=last + STEP[interval], interval=interval,
                      universe=universe(asof_ms), rv_momentum=block))


def difference(a, b, path=""):
    """Largest |a - b| of two numbers at the same place; anything else must be equal, in order."""
    if isinstance(a, dict) and isinstance(b, dict):
        if list(a) != list(b):
            sys.exit(f"{path}: keys differ: {list(a)} / {list(b)}")
        return max([difference(a[k], b[k], f"{path}.{k}") for k in a], default=0.0)
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            sys.exit(f"{path}: lengths differ: {a} / {b}")
        return max([difference(x, y, f"{path}[]") for x, y in zip(a, b)], default=0.0)
    if isinstance(a, float) or isinstance(b, float):
        if a is None or b is None:
            sys.exit(f"{path}: {a} / {b}")
        return abs(a - b)
    if a != b:
        sys.exit(f"{path}: {a!r} / {b!r}")
    return 0.0


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--asof")
    ap.add_argument("--interval", default="1d")
    ap.add_argument("--mode", default="zscore")
    ap.add_argument("--half-life", type=float, default=24.0)
    ap.add_argument("--lookback", type=int, default=48)
    ap.add_argument("--compare", nargs=2)
    o = ap.parse_args()
    if o.compare:
        a, b = (json.load(open(f)) for f in o.compare)
        print("%.3g" % difference(a, b))
        return
    params = dict(mode=o.mode, half_life=o.half_life, lookback=o.lookback)
    json.dump(score(o.asof, o.interval, params), sys.stdout)


if __name__ == "__main__":
    main()
