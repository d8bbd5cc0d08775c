#!/usr/bin/env python3
"""What a sub-book holds and has earned, for tests/engine/book/test_holding.c.

The causes are summed trade by trade against the mark of each step, never from an average cost: price
is sum(lots * (mark - reference)), slippage and transfer sum(lots * (reference - price)). Average cost
itself is kept in Fractions. Amounts are micro-USD; realised and cost are printed times 1,000, because
the program rounds each close of a part to one. Prints a C header.
"""

import random
from fractions import Fraction

FILL, CROSS, FEE, FUNDING, ADJUST = range(5)


class Holding:
    def __init__(self):
        self.lots, self.entry, self.realized = 0, Fraction(0), Fraction(0)
        self.trades = []  # lots, reference (the price itself when unknown)
        self.slippage = self.transfer = self.fees = self.funding = self.volume = self.blind = 0

    def trade(self, lots, px):
        """Returns whether a part was closed, which the program rounds."""
        side = 1 if lots > 0 else -1
        closing = min(abs(lots), abs(self.lots)) if self.lots * lots < 0 else 0
        part = 0 < closing < abs(self.lots)
        self.realized += -side * closing * (px - self.entry)
        self.lots += side * closing
        opening = abs(lots) - closing
        if opening:
            cost = self.entry * abs(self.lots) + px * opening
            self.lots += side * opening
            self.entry = cost / abs(self.lots)
        elif self.lots == 0:
            self.entry = Fraction(0)
        return part

    def step(self, kind, lots, px, ref, musd):
        if kind == FEE:
            self.fees += musd
            return False
        if kind == FUNDING:
            self.funding += musd
            return False
        against = ref if ref and kind != ADJUST else px
        self.trades.append((lots, against))
        if kind == FILL:
            self.slippage += lots * (against - px)
            self.volume += abs(lots) * px
        if kind == CROSS:
            self.transfer += lots * (against - px)
        if kind != ADJUST and not ref:
            self.blind += abs(lots) * px
        return self.trade(lots, px)


def draw(rng, h, px):
    kind = rng.choice([FILL, FILL, FILL, CROSS, CROSS, FEE, FUNDING, ADJUST])
    if kind == FEE:
        return kind, 0, 0, 0, rng.randint(-700, 90000)
    if kind == FUNDING:
        return kind, 0, 0, 0, rng.randint(-50000, 50000)
    lots = rng.choice([-1, 1]) * rng.randint(1, 60000)
    if h.lots and rng.random() < 0.15:
        lots = -h.lots
    elif abs(h.lots) > 1 and rng.random() < 0.3:
        lots = -(1 if h.lots > 0 else -1) * rng.randint(1, abs(h.lots) - 1)
    ref = 0 if rng.random() < 0.1 else max(1, px + rng.randint(-40, 40))
    return kind, lots, px, ref, 0


def main():
    rng = random.Random(2385)
    print("/* Written by tests/oracle/holding.py (seed 2385); do not edit. */\n")
    print("/* realized, cost: exact values times 1,000, rounded. partial: closes of a part so far.\n"
          "   price: of the causes at the mark; the sum of all is exact. */")
    print("static const struct {\n\tint first, kind;\n\tint64_t lots, px, ref, musd, mark;\n"
          "\tint64_t want_lots, want_realized, want_cost, want_price;\n"
          "\tint64_t want_slippage, want_transfer, want_fees, want_funding, want_volume, want_blind;\n"
          "\tint partial;\n} cases[] = {")
    for _ in range(6):
        h, partial = Holding(), 0
        px = rng.randint(2000, 900000)
        for i in range(60):
            px = max(50, px + rng.randint(-px // 20, px // 20))
            mark = max(1, px + rng.randint(-px // 15, px // 15))
            event = draw(rng, h, px)
            partial += h.step(*event)
            price = sum(lots * (mark - ref) for lots, ref in h.trades)
            total = h.realized + h.lots * (mark - h.entry)
            assert price + h.slippage + h.transfer == total
            row = (i == 0, *event, mark, h.lots, round(h.realized * 1000),
                   round(h.entry * h.lots * 1000), price, h.slippage, h.transfer, h.fees,
                   h.funding, h.volume, h.blind, partial)
            print("\t{ %s }," % ", ".join("%d" % v for v in row))
    print("};")


if __name__ == "__main__":
    main()
