#!/usr/bin/env python3
"""Costs of orders for tests/engine/book/test_tca.c: fill by fill in Fractions, each against the prices
before it. Prints a C header: a line an order, and a line a fill with the costs up to it.
"""

import random
from fractions import Fraction


def price(rng, near, bps):
    return Fraction(float(near * (1 + Fraction(rng.randint(-bps, bps), 10_000))))


def f(x):
    return "NAN" if x is None else repr(float(x))


def main():
    rng = random.Random(2385)
    print("/* Written by tests/oracle/tca.py (seed 2385); do not edit. */\n#include <stddef.h>\n")
    orders, fills = [], []
    for _ in range(60):
        side = rng.choice([-1, 1])
        decision = Fraction(rng.randint(1, 9_000_000), 1000)
        approval, close = price(rng, decision, 40), price(rng, decision, 300)
        ordered = Fraction(rng.randint(10, 90_000), 100)
        n = rng.randint(1, 12)
        orders.append("\t{ %d, %s, %s, %s, %s, %d }," % (
            side, f(ordered), f(decision), f(approval), f(close), n))
        wait = delay = impact = fees = against_close = filled = Fraction(0)
        for _ in range(n):
            qty = Fraction(float(ordered / n * Fraction(rng.randint(40, 100), 100)))
            arrival = price(rng, approval, 60)
            px = price(rng, arrival, 12)
            fee = Fraction(rng.randint(-200, 4_000), 1_000)
            wait += side * qty * (approval - decision)
            delay += side * qty * (arrival - approval)
            impact += side * qty * (px - arrival)
            against_close += side * qty * (px - close)
            fees += fee
            filled += qty
            left = max(Fraction(0), ordered - filled)
            missed = side * left * (close - decision)
            want = [wait, delay, impact, fees, wait + delay + impact + fees, against_close, missed]
            fills.append("\t{ %s, %s, %s, %s, { %s }, %s, %s }," % (
                f(qty), f(px), f(arrival), f(fee), ", ".join(f(w) for w in want),
                f(decision * filled), f(left)))
    print("static const struct {\n\tint side;\n\tdouble ordered, decision, approval, close;\n"
          "\tsize_t fills;\n} orders[] = {\n%s\n};\n" % "\n".join(orders))
    print("/* Of one order after the other. want: wait, delay, impact, fee, total, close, missed in USD,\n"
          "   after this fill. */")
    print("static const struct {\n\tdouble qty, px, arrival, fee;\n\tdouble want[7], basis, left;\n"
          "} fills[] = {\n%s\n};" % "\n".join(fills))


if __name__ == "__main__":
    main()
