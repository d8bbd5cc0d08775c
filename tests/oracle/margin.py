#!/usr/bin/env python3
"""Margin of made-up cross accounts for tests/engine/desk/test_margin.c.

Account value and maintenance are summed anew at every set of prices; the price that liquidates is
found by bisection on them, not by a formula. Prints a C header.
"""

import math
import random

STRESSES = [(-0.30, -0.15), (0.30, 0.15), (0.40, 0.05)]


def state(account, legs, prices):
    """Account value and maintenance when the marks have moved to `prices`."""
    value = account + sum(c * (p - l[1]) for (c, l, p) in zip([l[0] for l in legs], legs, prices))
    need = sum(abs(l[0]) * p / (2 * l[3]) for l, p in zip(legs, prices))
    return value, need


def stressed(account, legs, alts, majors):
    return state(account, legs, [l[1] * (1 + (majors if l[4] else alts)) for l in legs])


def liquidation(account, legs, i):
    """The price of leg i at which value = maintenance, None if there is none above zero."""
    def slack(p):
        prices = [l[1] for l in legs]
        prices[i] = p
        value, need = state(account, legs, prices)
        return value - need
    mark, long = legs[i][1], legs[i][0] > 0
    if long:
        lo, hi = 0.0, mark
        if slack(lo) > 0:
            return None
    else:
        lo, hi = mark, mark
        while slack(hi) > 0:
            hi *= 2
        lo, hi = hi, lo  # slack(lo) <= 0 < slack(hi)
    for _ in range(200):
        mid = (lo + hi) / 2
        if slack(mid) > 0:
            hi = mid
        else:
            lo = mid
    return (lo + hi) / 2


def main():
    rng = random.Random(2385)
    legs_text, table, want = [], [], []
    at = 0
    for _ in range(40):
        n = rng.randint(1, 6)
        legs = []
        for k in range(n):
            mark = math.exp(rng.uniform(math.log(0.01), math.log(90000)))
            usd = rng.uniform(100, 30000) * rng.choice([-1, 1])
            lev = rng.choice([3, 5, 10, 20, 25, 40, 50])
            legs.append((usd / mark, mark, rng.uniform(0.01, 0.09), lev, int(k == 0)))
        gross = sum(abs(l[0] * l[1]) for l in legs)
        account = gross * rng.uniform(0.2, 2.0)
        value, need = state(account, legs, [l[1] for l in legs])
        assert value > need
        table.append("\t{ %d, %d, %r, %r }," % (at, n, account, need))
        for l in legs:
            legs_text.append("\t{ %r, %r, %r, %r, %d, %d }," % (l[0], l[0], l[1], l[2], l[3], l[4]))
        for i in range(n):
            p = liquidation(account, legs, i)
            want.append("\t%s," % ("NAN" if p is None else repr(p)))
        at += n
        for a, m in STRESSES:
            table.append("\t{ -1, 0, %r, %r }," % stressed(account, legs, a, m))
    print("/* Written by tests/oracle/margin.py (seed 2385); do not edit. */")
    print("#include <math.h>\n")
    print("static const rv_margin_leg case_legs[] = {\n%s\n};\n" % "\n".join(legs_text))
    print("static const double case_liquidations[] = {\n%s\n};\n" % "\n".join(want))
    print("/* An account and its maintenance, then both after each stress (first -1). */")
    print("static const struct {\n\tint first, n;\n\tdouble account, maintenance;\n} cases[] = {\n%s\n};"
          % "\n".join(table))


if __name__ == "__main__":
    main()
