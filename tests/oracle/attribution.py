#!/usr/bin/env python3
"""Sub-books by month in pandas, for tests/engine/research/test_attribution.c. Prints a C header."""

import numpy as np
import pandas as pd

import luck

SEED = 410
DAY = 86400000
SUBS = ("S5", "S3", "S4m")


def group(trades, shares):
    t = trades.dropna(subset=["pnl"])
    risk = (2 * t.atr * t.qty.abs()).sum(skipna=False)
    filled = shares.dropna(subset=["slip"])
    ic = shares.ic.dropna()
    total = lambda x: x.sum(min_count=1)
    paid = (filled.slip * filled.turnover).sum()
    return [len(t), (t.pnl > 0).mean(), ((t.close - t.open) / DAY).mean(),
            t.pnl.sum() / risk if len(t) and risk > 0 else np.nan, total(t.pnl), len(shares),
            total(shares.net), total(shares.turnover), total(shares.alpha),
            total(shares.net) / total(shares.turnover) if len(shares) else np.nan,
            paid / filled.turnover.sum() if len(filled) else np.nan, shares.beta.mean(),
            shares.gross.mean(), len(ic), ic.mean(), ic.std(), ic.mean() / ic.std()]


def main():
    luck.head("attribution.py", SEED)
    g = np.random.default_rng(SEED)
    first = pd.Timestamp("2023-11-20", tz="UTC")
    close = np.array([int((first + pd.Timedelta(days=i + 1)).timestamp() * 1000) for i in range(120)])
    oos = np.arange(120) >= 20
    rows = []
    for d in range(1, 120):
        for s in SUBS:
            if g.uniform() < 0.1:
                continue
            v = 0.002 * g.normal(size=4)
            rows.append(dict(day=d, sub=s, net=v[0], turnover=abs(v[1]) * 30, gross=0.3 + abs(v[2]),
                             beta=v[3], alpha=v[0] * 0.7 if g.uniform() < 0.9 else np.nan,
                             ic=0.2 * g.normal() if s != "S3" and g.uniform() < 0.8 else np.nan,
                             slip=5 + g.normal() if g.uniform() < 0.5 else np.nan))
    shares = pd.DataFrame(rows)
    rows = []
    for i in range(60):
        start = int(g.integers(2, 100))
        end = start + int(g.integers(1, 18))
        exact = g.uniform() < 0.5    # at a day's close, or within the day
        rows.append(dict(sub=SUBS[i % 3], open=int(close[start]), side=1 - 2 * (i % 2),
                         close=int(close[end] - (0 if exact else g.integers(1, DAY))), day=end,
                         qty=float(g.uniform(1, 50)), pnl=float(30 * g.normal()),
                         atr=np.nan if i % 3 == 1 else float(g.uniform(0.5, 3))))
    trades = pd.DataFrame(rows)
    trades.loc[7, "pnl"] = np.nan

    luck.array("attr_close_ms", close, "int64_t")
    luck.array("attr_oos", oos.astype(int), "int")
    print("static const rv_bt_share attr_shares[] = {")
    for s in shares.itertuples():
        print("\t{ .day = %d, .sub = \"%s\", .net = %s, .turnover = %s, .gross = %s, .beta = %s,\n"
              "\t  .residual_alpha = %s, .ic = %s, .slippage_bps = %s }," % (
                  s.day, s.sub, *(luck.number(v) for v in (s.net, s.turnover, s.gross, s.beta,
                                                           s.alpha, s.ic, s.slip))))
    print("};\nstatic const rv_bt_trade attr_trades[] = {")
    for t in trades.itertuples():
        print("\t{ .symbol = \"ETH\", .sub = \"%s\", .open_ms = %d, .close_ms = %d, .side = %d, "
              ".qty = %s,\n\t  .pnl = %s, .atr_entry = %s }," % (
                  t.sub, t.open, t.close, t.side, *(luck.number(v) for v in (t.qty, t.pnl, t.atr))))
    print("};\n")

    month = lambda ms: pd.to_datetime(ms - 1, unit="ms", utc=True).dt.strftime("%Y-%m-01")
    shares["month"] = month(pd.Series(close[shares.day]))
    trades["month"] = month(trades.close)
    shares, trades = shares[oos[shares.day]], trades[oos[trades.day]]
    print("static const struct {\n\tconst char *sub, *month; /* \"\" the whole */\n"
          "\tdouble want[17];\n} attr_rows[] = {")
    for s in sorted(SUBS):
        of_sub = shares[shares["sub"] == s], trades[trades["sub"] == s]
        months = sorted(set(of_sub[0].month) | set(of_sub[1].month))
        for m in [""] + months:
            take = [x if m == "" else x[x.month == m] for x in of_sub]
            print("\t{ \"%s\", \"%s\", { %s } }," % (s, m, luck.numbers(group(take[1], take[0]))))
    print("};")


if __name__ == "__main__":
    main()
