#!/usr/bin/env python3
"""Positions from fills for tests/engine/desk/test_position.c.

Every price and cost is a Fraction: nothing is rounded until the end, so that what the integers of
the program may differ by is known (half a micro-USD for each fill that closes a part). Lots of each
position are chosen to add, close a part, close all, or go through zero. Prints a C header.
"""

import random
from fractions import Fraction


class Position:
    def __init__(self):
        self.lots, self.entry = 0, Fraction(0)
        self.realized, self.fees, self.cash = Fraction(0), 0, 0

    def fill(self, side, lots, px, fee):
        """Average cost; returns what this fill realised."""
        was = self.realized
        closing = min(lots, abs(self.lots)) if self.lots * side < 0 else 0
        if closing:
            direction = 1 if self.lots > 0 else -1
            self.realized += direction * closing * (px - self.entry)
            self.lots += side * closing
            if self.lots == 0:
                self.entry = Fraction(0)
        opening = lots - closing
        if opening:
            self.entry = (self.entry * abs(self.lots) + px * opening) / (abs(self.lots) + opening)
            self.lots += side * opening
        self.fees += fee
        self.cash -= side * lots * px
        assert self.realized - self.entry * self.lots == self.cash
        return self.realized - was


def lots_for(rng, p, side):
    have = abs(p.lots)
    if p.lots * side < 0:
        kind = rng.choice(["part", "all", "flip", "lot"])
        if kind == "part" and have > 1:
            return rng.randint(1, have - 1)
        if kind == "all":
            return have
        if kind == "flip":
            return have + rng.randint(1, 5000)
        return 1
    return rng.randint(1, 90000)


def main():
    rng = random.Random(2385)
    print("/* Written by tests/oracle/position.py (seed 2385); do not edit. */\n")
    print("/* realized, cost: exact values times 1,000, rounded. partial: closes of a part so far. */")
    print("static const struct {\n\tint sz, side, kind;\n\tint64_t lots, px, fee, start;\n"
          "\tint64_t want_lots, want_realized, want_cost, want_fees;\n\tint partial, first;\n"
          "} cases[] = {")
    for sz in range(7):
        p, partial = Position(), 0
        px = rng.randint(2000, 900000)
        for i in range(60):
            side = rng.choice([-1, 1])
            kind = 0
            if i % 20 == 19 and p.lots:  # a liquidation closes all
                side, kind = (-1 if p.lots > 0 else 1), 1
                lots = abs(p.lots)
            else:
                lots = lots_for(rng, p, side)
            px = max(7, px + rng.randint(-px // 20, px // 20))
            fee = rng.randint(-500, 90000)
            start = p.lots
            if start * side < 0 and lots < abs(start):
                partial += 1
            p.fill(side, lots, px, fee)
            print("\t{ %d, %d, %d, %d, %d, %d, %d, %d, INT64_C(%d), INT64_C(%d), %d, %d, %d }," % (
                sz, side, kind, lots, px, fee, start, p.lots, round(p.realized * 1000),
                round(p.entry * p.lots * 1000), p.fees, partial, i == 0))
    print("};")


if __name__ == "__main__":
    main()
