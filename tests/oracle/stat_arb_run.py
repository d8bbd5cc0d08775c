#!/usr/bin/python3
"""Independent reference of a stat-arb backtest: 40 days of 12 coins of the market of stat_arb.py, by
its factors, the optimizer of optimizer.py and an account in floating point.

    tests/oracle/stat_arb_run.py > tests/oracle/stat_arb_run_cases.h

Every day is made from the data up to it alone. DOGE ends while it may be held, LATE is listed 12
bars before the first day.
"""
import math
import os
import sys

import numpy as np

from optimizer import ledoit, solve
from stat_arb import DEFAULTS, NAMES, market, num, stat_arb

COINS = [s for s in NAMES if s not in ("FLAT", "SOL", "THIN", "TWIN")]
FIRST, DAYS, NAV = 129, 40, 5e6
PROFILES = {"seed": {}, "desk": dict(oos=True, shrunk=True)}
FEE, SLIP, ADV_MULTIPLIER, GONE = 5e-4, 5e-4, 0.1, 3


class Book:
    """S5 from day to day."""

    def __init__(self, desk):
        self.desk, self.w, self.without, self.unwound = desk, {}, 0, 0

    def assets(self, r, volume):
        out = []
        for s in COINS:
            v = r["symbols"][s]
            known = np.isfinite(r["eps"][s].iloc[-60:]).sum() if s in r["eps"] else 0
            if (s in r["active"] and np.isfinite(v["z"]).all() and v["idio_vol"] > 0 and
                    known >= 30 and volume[s].iloc[-30:].notna().any()):
                out.append(s)
        return out

    def day(self, r, volume):
        names = self.assets(r, volume)
        v = [r["symbols"][s] for s in names]
        sd = np.array([k["idio_vol"] for k in v])
        x = r["eps"][names].iloc[-60:].to_numpy()
        sigma, _ = ledoit(x)
        cost = 0.00045 + 0.01 * sd
        if self.desk:
            cost = cost + 0.5 * np.array([abs(k["hedge"][0]) + abs(k["hedge"][1])
                                          for k in v]) * 5.5e-4
        prev = np.array([self.w.get(s, 0.0) for s in names])
        cap = np.minimum(0.1, 0.01 * volume[names].iloc[-30:].mean().to_numpy() / NAV)
        no_edge = (r["weights"] <= 0).all() or r["oos_r2"] <= 0
        if self.desk and no_edge:
            self.without = min(20, self.without + 1)
        else:
            self.without = self.unwound = 0
        if self.desk and self.without >= 20:
            left = 5 - self.unwound
            w = prev * ((left - 1) / left if left > 1 else 0.0)
            self.unwound += left > 0
        else:
            w = solve(dict(sigma=sigma, mu=np.array([k["mu"] for k in v]), cost=cost, cap=cap,
                           prev=prev, gamma=5.0, gross=1.0, horizon=3.0 if self.desk else 1.0))
        w = np.where(np.abs(w) < 1e-6, 0.0, w)
        self.w = dict(zip(names, w))
        beta = np.array([k["hedge"] for k in v])
        model = np.array([(k["beta_btc"], k["beta_eth"]) for k in v])
        beta = np.where(np.isfinite(beta), beta, model)
        hedge = -(w @ beta)
        self.legs = dict(BTC=hedge[0], ETH=hedge[1])


class Account:
    """Coins in fractions; everything in USD."""

    def __init__(self, closes, volume, funding):
        self.closes, self.volume, self.funding = closes, volume, funding
        self.qty, self.mark, self.missing = {}, {}, {}
        self.nav = NAV

    def begin(self, t):
        self.sums = dict(price=0.0, funding=0.0, fee=0.0, slippage=0.0, settlement=0.0)
        for s in COINS:
            close = self.closes[s].iloc[t]
            self.missing[s] = 0 if close > 0 else self.missing.get(s, 0) + 1
            old, q = self.mark.get(s, math.nan), self.qty.get(s, 0.0)
            if close > 0:
                self.mark[s] = close
            if q == 0.0:
                continue
            rate = self.funding[s].iloc[t]
            self.sums["price"] += q * (self.mark[s] - old)
            self.sums["funding"] -= q * old * (rate if np.isfinite(rate) else 0.0)
            if self.missing[s] >= GONE:
                usd = abs(q) * self.mark[s]
                self.sums["settlement"] += usd * (FEE + SLIP * (1 + 1 / ADV_MULTIPLIER))
                self.qty[s] = 0.0
        self.nav += self.sums["price"] + self.sums["funding"] - self.sums["settlement"]

    def trade(self, t, weights):
        nav = self.nav
        for s in COINS:
            want = weights.get(s, 0.0)
            if not self.closes[s].iloc[t] > 0:
                continue
            change = want * nav / self.mark[s] - self.qty.get(s, 0.0)
            usd = abs(change) * self.mark[s]
            if usd == 0.0:
                continue
            known = self.volume[s].iloc[t - 6:t + 1].dropna()
            assert len(known) >= 4
            part = usd / known.median()
            self.sums["fee"] += usd * FEE
            self.sums["slippage"] += usd * SLIP * (1 + part / ADV_MULTIPLIER)
            self.qty[s] = want * nav / self.mark[s]
        self.nav -= self.sums["fee"] + self.sums["slippage"]


def table(name, rows):
    print("static const double %s[][%d] = {" % (name, len(rows[0])))
    for row in rows:
        print("\t{ " + ", ".join(num(v) for v in row) + " },")
    print("};")


def main():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # sklearn's solver prints to the first of them now and then
    sys.stdout = out
    closes, volume, funding = (f[COINS] for f in market(20240630))
    print("/* Written by tests/oracle/stat_arb_run.py: what pandas, sklearn and cvxopt make of 40 "
          "days. */")
    print("#ifndef RV_TESTS_STAT_ARB_RUN_CASES_H\n#define RV_TESTS_STAT_ARB_RUN_CASES_H\n")
    print("enum { RUN_COINS = %d, RUN_FIRST = %d, RUN_DAYS = %d, RUN_MASK = 0x%x };" % (
        len(COINS), FIRST, DAYS, sum(1 << NAMES.index(s) for s in COINS)))
    print("static const char *const run_names[] = { %s };" % ", ".join('"%s"' % s for s in COINS))
    print("/* weights decided at bars RUN_FIRST + 1 .., legs in their coins; then of each of these "
          "days\n * price, funding, fee, slippage, settlement and net, shares of NAV before */")
    for profile, params in PROFILES.items():
        book, account = Book(profile == "desk"), Account(closes, volume, funding)
        weights, money = [], []
        account.begin(FIRST)
        for t in range(FIRST + 1, FIRST + 1 + DAYS):
            before = account.nav
            account.begin(t)
            r = stat_arb(*(f.iloc[:t + 1] for f in (closes, volume, funding)), params)
            book.day(r, volume.iloc[:t + 1])
            target = {**book.w, **book.legs}
            account.trade(t, target)
            weights.append([target.get(s, 0.0) for s in COINS])
            parts = [account.sums[k] / before
                     for k in ("price", "funding", "fee", "slippage", "settlement")]
            money.append(parts + [account.nav / before - 1])
            print("%s %d: gross %.4f net %.6f rows %d w %s" % (
                profile, t, sum(abs(v) for v in book.w.values()), money[-1][-1], r["rows"],
                r["weights"]), file=sys.stderr)
        table("run_%s_weights" % profile, weights)
        table("run_%s_money" % profile, money)
    print("\n#endif")


if __name__ == "__main__":
    main()
