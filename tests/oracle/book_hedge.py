#!/usr/bin/env python3
"""Deltas of made-up books and the hedge orders for tests/engine/book/test_hedge.c.

Written from docs/book-day.md, "Hedge"; sums over (coin, sub-book) pairs in exact fractions. Prints
a C header.
"""

import math
import random
from fractions import Fraction

SUBS = ["S5", "S4m", "S4r", "S4mr", "S4p", "S3", "H", "OP", "RESIDUE"]
FACTORS = ["BTC", "ETH"]
NAN = float("nan")


def known(pair):
    return not (math.isnan(pair[0]) or math.isnan(pair[1]))


def beta(coin, f):
    if coin["name"] in FACTORS:
        return 1 if coin["name"] == FACTORS[f] else 0
    if known(coin["beta"]):
        return Fraction(coin["beta"][f])
    if known(coin["last"]):
        return Fraction(coin["last"][f])
    return [1, 0][f]


def value(coin, s):
    return Fraction(coin["lots"][s], 10 ** coin["dec"]) * Fraction(coin["price"])


def hedge(book):
    legs = []
    for f, name in enumerate(FACTORS):
        exposure = {s: sum(value(c, s) * beta(c, f) for c in book["coins"]) for s in SUBS}
        actual = sum(exposure.values())
        room = 0 if book["off"] else Fraction(book["nav"]) / 4
        target = max(-room, min(room, exposure["S4m"])) + exposure["OP"]
        distance = actual - target
        trigger = max(Fraction(book["nav"]) / 100, Fraction(10))
        verdict, lots = 0, 0
        if abs(distance) > trigger:
            if book["flying"][f]:
                verdict = 2
            else:
                coin = [c for c in book["coins"] if c["name"] == name][0]
                usd = abs(distance) - trigger / 4
                lots = int(usd / Fraction(coin["price"]) * 10 ** coin["dec"])
                worth = lots * Fraction(coin["price"]) / 10 ** coin["dec"]
                verdict = 1 if lots and worth >= 10 else 3
                lots = 0 if verdict == 3 else -lots if distance > 0 else lots
        legs.append((float(actual), float(target), float(trigger), verdict, lots,
                     [float(exposure[s]) for s in SUBS]))
    return legs


def make(rng):
    nav = round(rng.choice([rng.uniform(400, 900), rng.uniform(1e3, 1e6)]), 2)
    book = {"nav": nav, "off": rng.random() < 0.3, "flying": [rng.random() < 0.2] * 2, "coins": []}
    names = ["BTC", "ETH"] + ["C%d" % i for i in range(rng.randint(0, 6))]
    scale = rng.choice([0.004, 0.02, 0.3])
    for name in names:
        price = float("%.5g" % math.exp(rng.uniform(math.log(0.05), math.log(9e4))))
        dec = rng.randint(0, 6)
        lots = {s: 0 for s in SUBS}
        for s in SUBS:
            if rng.random() < 0.5:
                lots[s] = int(rng.uniform(-scale, scale) * nav / price * 10 ** dec)
        pairs = [[round(rng.uniform(-0.3, 2.1), 3), round(rng.uniform(-0.5, 1.2), 3)] for _ in "12"]
        for pair in pairs:
            if rng.random() < 0.3:
                pair[rng.randint(0, 1)] = NAN
        book["coins"].append({"name": name, "price": price, "dec": dec, "lots": lots,
                              "beta": pairs[0], "last": pairs[1]})
    return book


def num(x):
    return "NAN" if math.isnan(x) else repr(x)


def row(values):
    return "{ %s }" % ", ".join(values)


def main():
    rng = random.Random(2385)
    coins, books = [], []
    for _ in range(70):
        b = make(rng)
        books.append("\t{ { %r, %d, { %d, %d } }, %d, %d,\n\t  { %s } }," % (
            b["nav"], b["off"], *b["flying"], len(coins), len(b["coins"]),
            ",\n\t    ".join("{ %r, %r, %r, %d, %d,\n\t      %s }" % (
                *leg[:5], row(repr(e) for e in leg[5])) for leg in hedge(b))))
        for c in b["coins"]:
            coins.append("\t{ \"%s\", %d, %r, %s, %s, %s }," % (
                c["name"], c["dec"], c["price"], row(str(c["lots"][s]) for s in SUBS),
                row(num(x) for x in c["beta"]), row(num(x) for x in c["last"])))
    print("/* Written by tests/oracle/book_hedge.py (seed 2385); do not edit. */")
    print("#include <math.h>\n#include <stddef.h>\n")
    print("static const rv_hedge_coin hedge_coins[] = {\n%s\n};\n" % "\n".join(coins))
    print("static const struct {\n\trv_hedge_input in;\n\tsize_t coin, n;\n\tstruct {\n"
          "\t\tdouble actual, target, trigger;\n\t\tint verdict;\n\t\tint64_t lots;\n"
          "\t\tdouble by_sub[RV_SUB_N];\n\t} leg[RV_HEDGE_LEGS];\n} hedge_books[] = {\n%s\n};"
          % "\n".join(books))


if __name__ == "__main__":
    main()
