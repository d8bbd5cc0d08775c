#!/usr/bin/env python3
"""Returns of accounts with money paid in and out, for tests/engine/book/test_nav.c.

Time-weighted: the product of equity before each flow over equity after the one before it, in
Fractions; there are no units here. Sub-books: the product of 1 + earned / equity. Prints a C header.
"""

import random
from fractions import Fraction


def f(x):
    return repr(float(x))


def accounts(rng):
    print("/* flow: paid in before this equity was read (0 none). */")
    print("static const struct {\n\tint first, new_day;\n\tdouble flow, usd;\n"
          "\tdouble want_value, want_drawdown, want_day;\n} accounts[] = {")
    for _ in range(4):
        usd = Fraction(rng.randint(50_000, 900_000))
        base, growth, peak, day = usd, Fraction(1), Fraction(1), Fraction(1)
        for i in range(40):
            new_day = int(i % 7 == 6)
            if new_day:
                day = growth * usd / base
            flow = Fraction(0)
            if i and rng.random() < 0.3:
                flow = Fraction(rng.randint(-int(usd) // 3, int(usd) // 2))
                growth *= usd / base
                usd += flow
                base = usd
            if i:
                usd *= 1 + Fraction(rng.randint(-600, 600), 10_000)
            value = growth * usd / base
            peak = max(peak, value)
            print("\t{ %d, %d, %s, %s, %s, %s, %s }," % (
                i == 0, new_day, f(flow), f(usd), f(value), f(1 - value / peak),
                f(value / day - 1)))
            # The program reads the double: go on from the same number.
            usd = Fraction(float(usd))
    print("};\n")


def sub_books(rng):
    print("/* halved: over .08 until at or below .04 from the highest. */")
    print("static const struct {\n\tint first;\n\tdouble earned, equity;\n"
          "\tdouble want_value, want_drawdown;\n\tint want_halved, want_cut;\n} sub_books[] = {")
    for _ in range(4):
        value, peak, halved = Fraction(1), Fraction(1), False
        equity = Fraction(rng.randint(20_000, 400_000))
        for i in range(60):
            equity += rng.randint(-500, 500)
            earned = Fraction(rng.randint(-300, 310), 10_000) * equity
            earned = Fraction(float(earned))
            value *= 1 + earned / equity
            peak = max(peak, value)
            drawdown = 1 - value / peak
            assert abs(drawdown - Fraction(8, 100)) > Fraction(1, 10**9)
            assert abs(drawdown - Fraction(4, 100)) > Fraction(1, 10**9)
            cut = not halved and drawdown > Fraction(8, 100)
            halved = cut or (halved and drawdown > Fraction(4, 100))
            print("\t{ %d, %s, %s, %s, %s, %d, %d }," % (
                i == 0, f(earned), f(equity), f(value), f(drawdown), halved, cut))
    print("};")


def main():
    rng = random.Random(2385)
    print("/* Written by tests/oracle/nav.py (seed 2385); do not edit. */\n")
    accounts(rng)
    sub_books(rng)


if __name__ == "__main__":
    main()
