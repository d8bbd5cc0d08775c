#!/usr/bin/env python3
"""A sub-book on paper over random closes, funding and votes, for tests/engine/book/test_paper.c.

Kept as an account in money: 1 USD is invested by the votes at a close, positions are units of a
coin, what the day brings is units times prices; weights are read off the money. Days with an
unknown close are left out by going back to the weights of the day before. Statistics by numpy and
scipy. Prints a C header.
"""

import math

import numpy as np
from scipy import stats

SEED = 977
COINS = ["AVAX", "BTC", "DOGE", "SOL", "kPEPE"]
COST = 5.5e-4
DAY = 86400000
GONE = 3


def f(x):
    return "NAN" if x is None or math.isnan(x) else repr(float(x))


class Paper:
    def __init__(self):
        self.at = None          # close number
        self.held = {}          # coin: [share, close or None, closes missing]
        self.index, self.peak, self.worst = 1.0, 1.0, 0.0
        self.returns, self.unknown, self.unfunded, self.lost = [], 0, 0, 0
        self.owed = 0.0

    def end_day(self, close, funding):
        for coin, (_, was, _) in self.held.items():
            if was is None or close.get(coin) is None:
                self.unknown += 1
                return
        value = {c: h[0] / h[1] * close[c] for c, h in self.held.items()}     # units x price
        gained = sum(value[c] - h[0] for c, h in self.held.items())
        paid, short = 0.0, False
        for c, h in self.held.items():
            if funding.get(c) is None:
                short = True
            else:
                paid += h[0] * funding[c]
        money = 1.0 + gained - paid - self.owed
        self.owed = 0.0
        self.returns.append(money - 1.0)
        self.unfunded += short
        self.index *= money
        self.peak = max(self.peak, self.index)
        self.worst = max(self.worst, 1 - self.index / self.peak)
        for c in self.held:
            self.held[c][0] = value[c] / money

    def step(self, at, close, funding, votes):
        if self.at is None:
            if not votes:
                return
        elif at - self.at == 1:
            self.end_day(close, funding)
        else:
            self.unknown += at - self.at
        self.at = at
        for c in sorted(set(self.held) | set(votes)):
            share, _, missing = self.held.get(c, [0.0, None, 0])
            if close.get(c) is None:
                if c not in self.held:
                    continue
                new, px, missing = share, None, missing + 1
                if missing >= GONE:
                    new = 0.0
                    self.lost += 1
            else:
                new, px, missing = votes.get(c, share), close[c], 0
            self.owed += abs(new - share) * COST
            if new != 0.0:
                self.held[c] = [new, px, missing]
            else:
                self.held.pop(c, None)


def stories(rng):
    rows, wants = [], []
    for story in range(5):
        p, px, at, gone = Paper(), {c: 20.0 + 31 * i for i, c in enumerate(COINS)}, 100, set()
        for day in range(70):
            at += 1 if rng.random() > 0.04 or story == 0 else int(rng.integers(2, 5))
            if story == 2 and day == 40:
                gone.add("SOL")
            close, funding, votes = {}, {}, {}
            blind = story in (1, 3) and rng.random() < 0.08
            for c in COINS:
                px[c] = float(px[c] * np.exp(0.04 * rng.standard_t(4)))
                miss = c in gone or (story > 0 and rng.random() < 0.02)
                close[c] = None if miss else float("%.6g" % px[c])
                funding[c] = (None if rng.random() < 0.03
                              else float("%.4g" % rng.normal(2e-4, 5e-4)))
                v = float(np.round(rng.normal(0, 0.3), 3)) if rng.random() < 0.7 else 0.0
                if not blind and not (story and rng.random() < 0.05):
                    votes[c] = v
            if story == 4 and day < 3:
                votes = {}
            p.step(at, close, funding, votes)
            rows.append((story, at, day == 0, close, funding, votes))
            wants.append((p.index, p.worst, len(p.returns), p.unknown, p.unfunded, p.lost,
                          p.owed))
        yield rows, wants, p
        rows, wants = [], []


def main():
    rng = np.random.default_rng(SEED)
    print("/* Written by tests/oracle/paper.py (seed %d); do not edit. */\n" % SEED)
    all_rows, all_wants, ends = [], [], []
    for rows, wants, p in stories(rng):
        all_rows += rows
        all_wants += wants
        r = np.array(p.returns)
        sr = r.mean() / r.std(ddof=1)
        psr = stats.norm.cdf(sr * math.sqrt(len(r) - 1) / math.sqrt(
            1 - stats.skew(r) * sr + (stats.kurtosis(r, fisher=False) - 1) / 4 * sr * sr))
        ends.append((p.index - 1, r.std(ddof=1) * math.sqrt(365), sr * math.sqrt(365), psr))
    print("#include <math.h>\n\nenum { STORY_COINS = %d };" % len(COINS))
    print("static const char *const story_coins[STORY_COINS] = { %s };"
          % ", ".join('"%s"' % c for c in COINS))
    print("\n/* What comes at a close, and what the record is then. */")
    print("static const struct {\n\tint story, day, first;\n"
          "\tdouble close[STORY_COINS], funding[STORY_COINS], vote[STORY_COINS];\n"
          "\tdouble value, drawdown;\n"
          "\tint days, unknown, unfunded, lost;\n\tdouble owed;\n} closes[] = {")
    for (story, at, first, *given), w in zip(all_rows, all_wants):
        print("\t{ %d, %d, %d, %s, %s, %s, %d, %d, %d, %d, %s }," % (
            story, at, first,
            ", ".join("{ %s }" % ", ".join(f(g.get(c)) for c in COINS) for g in given),
            f(w[0]), f(w[1]), *w[2:6], f(w[6])))
    print("};\n\nstatic const struct {\n\tdouble net, vol, sharpe, deflated;\n} ended[] = {")
    for e in ends:
        print("\t{ %s, %s, %s, %s }," % tuple(f(x) for x in e))
    print("};")


if __name__ == "__main__":
    main()
