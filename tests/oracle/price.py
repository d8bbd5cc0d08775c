#!/usr/bin/env python3
"""Limit prices for tests/engine/desk/test_price.c, in exact decimals.

The rule is the venue's: at most five significant figures, at most 6 - szDecimals decimals, whole
numbers always. A market's double is taken for the decimal that it prints as. Prints a C header.
"""

import random
from decimal import Decimal as D, ROUND_CEILING, ROUND_FLOOR, getcontext

getcontext().prec = 60


def legal(exact, sz, up):
    """The nearest legal price not below (up) or not above the exact one."""
    decimals = max(0, min(6 - sz, 5 - (exact.adjusted() + 1)))
    q = exact.quantize(D(1).scaleb(-decimals), ROUND_CEILING if up else ROUND_FLOOR)
    return q if q > 0 else None


def units(p, sz):
    u = p.scaleb(6 - sz)
    assert u == u.to_integral_value()
    return int(u)


def main():
    rng = random.Random(2385)
    print("/* Written by tests/oracle/price.py (seed 2385); do not edit. */\n")
    print("/* kind 0: the price itself; 1: far side with b bp of slippage; 2: collar of b bp. */")
    print("static const struct {\n\tint kind, sz, side;\n\tdouble usd, b;\n\tint64_t want;\n"
          "} cases[] = {")
    n = 0
    while n < 420:
        kind, sz, side = n % 3, rng.randint(0, 5), rng.choice([-1, 1])
        digits = rng.randint(1, 7)
        usd = D(rng.randint(1, 10**digits)).scaleb(rng.randint(-6, 0))
        if rng.random() < 0.3:  # on the grid of the venue, so that nothing may move
            usd = legal(usd, sz, True)
        if usd is None or not D("0.00002") < usd < D(500000):
            continue
        b = D(rng.choice(["0", "5", "20", "75", "12.5", "100", "33.3"])) if kind else D(0)
        p = legal(usd * (1 + side * b / 10000), sz, side < 0)
        if p is None:
            continue
        print("\t{ %d, %d, %d, %s, %s, %d }," % (kind, sz, side, repr(float(usd)), b, units(p, sz)))
        n += 1
    print("};")


if __name__ == "__main__":
    main()
