#!/usr/bin/env python3
"""Margin of made-up cross accounts for tests/engine/desk/test_margin.c.

Account value and maintenance are summed anew at every set of prices: of each dollar of a position what
the tier asks for that it is in, dollar bands one after the other and no deductions. The price that
liquidates is found by bisection on them, not by a formula. Prints a C header.
"""

import math
import random

STRESSES = [(-0.30, -0.15), (0.30, 0.15), (0.40, 0.05)]


TABLES = [
    [(0.0, 40), (5000.0, 20)],
    [(0.0, 10), (3000.0, 5)],
    [(0.0, 25), (2500.0, 15), (9000.0, 8), (17000.0, 3)],
    [(0.0, 50), (700.0, 50), (1200.0, 7)],
]


def tiers_of(leg):
    return [(0.0, leg[3])] if leg[5] is None else TABLES[leg[5]]


def maintenance(tiers, usd):
    """Band by band: what lies between two bounds needs half of 1 / its tier's leverage."""
    total = 0.0
    for (lower, leverage), upper in zip(tiers, [t[0] for t in tiers[1:]] + [math.inf]):
        total += max(0.0, min(usd, upper) - lower) / (2 * leverage)
    return total


def state(account, legs, prices):
    """Account value and maintenance when the marks have moved to `prices`."""
    value = account + sum(c * (p - l[1]) for (c, l, p) in zip([l[0] for l in legs], legs, prices))
    need = sum(maintenance(tiers_of(l), abs(l[0]) * p) for l, p in zip(legs, prices))
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
    for account_no in range(80):
        n = rng.randint(1, 6)
        legs = []
        for k in range(n):
            mark = math.exp(rng.uniform(math.log(0.01), math.log(90000)))
            usd = rng.uniform(100, 30000) * rng.choice([-1, 1])
            lev = rng.choice([3, 5, 10, 20, 25, 40, 50])
            table_no = rng.randrange(len(TABLES)) if account_no >= 40 and rng.random() < 0.8 else None
            if table_no is not None:
                lev = TABLES[table_no][0][1]
            legs.append((usd / mark, mark, rng.uniform(0.01, 0.09), lev, int(k == 0), table_no))
        gross = sum(abs(l[0] * l[1]) for l in legs)
        account = gross * rng.uniform(0.2, 2.0)
        value, need = state(account, legs, [l[1] for l in legs])
        assert value > need
        table.append("\t{ %d, %d, %r, %r }," % (at, n, account, need))
        for l in legs:
            ref = "NULL" if l[5] is None else "&case_tiers[%d]" % l[5]
            legs_text.append("\t{ %r, %r, %r, %r, %d, %d, %s },"
                             % (l[0], l[0], l[1], l[2], l[3], l[4], ref))
        for i in range(n):
            p = liquidation(account, legs, i)
            want.append("NAN" if p is None else repr(p))
        at += n
        for a, m in STRESSES:
            table.append("\t{ -1, 0, %r, %r }," % stressed(account, legs, a, m))
    print("/* Written by tests/oracle/margin.py (seed 2385); do not edit. */")
    print("#include <math.h>\n")
    rows = ["\t{ %d, { %s } }," % (len(t), ", ".join("{ %r, %d }" % x for x in t)) for t in TABLES]
    print("static const rv_margin_tiers case_tiers[] = {\n%s\n};\n" % "\n".join(rows))
    print("static const rv_margin_leg case_legs[] = {\n%s\n};\n" % "\n".join(legs_text))
    print("static const double case_liquidations[] = {\n%s\n};\n" % "\n".join(
        "\t%s," % ", ".join(want[i:i + 6]) for i in range(0, len(want), 6)))
    print("/* An account and its maintenance, then both after each stress (first -1). */")
    print("static const struct {\n\tint first, n;\n\tdouble account, maintenance;\n} cases[] = {\n%s\n};"
          % "\n".join(table))


if __name__ == "__main__":
    main()
