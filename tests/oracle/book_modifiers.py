#!/usr/bin/env python3
"""Votes after their modifiers for tests/engine/book/test_modifiers.c.

Written from docs/book-day.md, "Modifiers", one sub-book's group at a time. Prints a C header.
"""

import math
import random

SUBS = ["S5", "S4m", "S4r", "S4mr", "S4p", "S3"]
S4 = SUBS[1:5]
FILTER = {0: 1.0, 1: 0.5, 2: 0.0}  # keep, downrank, drop
NAN = float("nan")


def factor(leg, market):
    f = market["vol"]
    if leg["sub"] in S4:
        f *= market["leverage"] / market["leverage_in"]
    if leg["sub"] == "S4mr" and market["risk_off"]:
        f *= 0.0
    if leg["sub"] == "S3":
        f *= market["s3"]
    return f


def stopped(leg, market):
    """May the leg not grow?"""
    if leg["gated"] or (leg["sub"] in S4 and market["risk_off"]):
        return True
    beta = 1.0 if math.isnan(leg["beta"]) else leg["beta"]
    return (leg["sub"] == "S4m" and leg["v"] > 0 and market["leader"] == 2
            and market["confidence"] >= 0.6 and beta > 1.2)


def floor_of(leg):
    """What the caps leave alone."""
    if leg["held"] * leg["v"] <= 0:
        return 0.0
    return min(abs(leg["held"]), abs(leg["v"]))


def filtered(leg):
    return FILTER[leg["filter"]] * abs(leg["v"]) if leg["sub"] in ("S4m", "S4r") else abs(leg["v"])


def momentum(leg, market):
    size = max(filtered(leg), floor_of(leg))
    return floor_of(leg) if stopped(leg, market) else size


def hedged(legs, market):
    """Sizes of the legs of one group."""
    longs, shorts = [l for l in legs if l["v"] > 0], [l for l in legs if l["v"] < 0]
    survives = []
    for side in (longs, shorts):
        whole = sum(abs(l["v"]) for l in side)
        survives.append(sum(filtered(l) for l in side) / whole if whole else 1.0)
    worst = min(survives)
    sizes = {}
    for side, s in zip((longs, shorts), survives):
        for l in side:
            sizes[id(l)] = max(filtered(l) * (worst / s if s > worst else 1.0), floor_of(l))
    passes = 1.0
    for side in (longs, shorts):
        grows = sum(sizes[id(l)] - floor_of(l) for l in side)
        free = sum(sizes[id(l)] - floor_of(l) for l in side if not stopped(l, market))
        if grows > 0:
            passes = min(passes, free / grows)
    return [0.0 if l["v"] == 0 else floor_of(l) + passes * (sizes[id(l)] - floor_of(l))
            for l in legs]


def apply(legs, market):
    for l in legs:
        l["v"] = l["vote"] * factor(l, market)
        l["unknown"] = math.isnan(l["v"]) or math.isnan(l["held"])
        l["weight"] = NAN
    groups = {}
    for l in legs:
        groups.setdefault((l["sub"], l["group"]), []).append(l)
    for (sub, _), members in groups.items():
        if sub == "S4m":
            for l in members:
                if not l["unknown"]:
                    l["weight"] = math.copysign(momentum(l, market), l["v"])
        elif not any(l["unknown"] for l in members):
            for l, size in zip(members, hedged(members, market)):
                l["weight"] = math.copysign(size, l["v"])


def make(rng):
    market = {"leader": rng.choice([0, 1, 2, 2, 3, 4]), "confidence": rng.choice([0.55, 0.6, 0.81]),
              "vol": rng.choice([1.0, 1.0, 0.5, rng.uniform(0.5, 1)]),
              "leverage_in": rng.choice([1.0, 0.4, 0.7]), "risk_off": rng.random() < 0.2,
              "s3": rng.choice([0.0, 0.63, 1.0])}
    market["leverage"] = rng.choice([market["leverage_in"]] * 3 + [0.4])
    if rng.random() < 0.08:
        market[rng.choice(["vol", "s3", "leverage"])] = NAN
    legs = []
    for _ in range(rng.randint(1, 12)):
        vote = rng.choice([0.0, 1, 1, 1, 1]) * rng.uniform(-0.12, 0.12)
        held = rng.choice([0.0, 0.0, vote * rng.uniform(0, 1.6), rng.uniform(-0.1, 0.1)])
        legs.append({"sub": rng.choice(SUBS + ["S4r", "S4p", "S4m"]), "group": 0, "held": held,
                     "vote": vote if rng.random() > 0.03 else NAN,
                     "beta": rng.choice([NAN, 1.2, rng.uniform(0.3, 2.2), rng.uniform(1.2, 2)]),
                     "filter": rng.choice([0, 0, 0, 1, 2]), "gated": rng.random() < 0.15})
        if legs[-1]["sub"] == "S4p":
            legs[-1]["group"] = rng.randint(1, 2)
    return market, legs


def num(x):
    return "NAN" if math.isnan(x) else repr(x)


def main():
    rng = random.Random(2385)
    rows, cases = [], []
    for _ in range(160):
        market, legs = make(rng)
        apply(legs, market)
        cases.append("\t{ { %d, %s, %s, %s, %s, %d, %s }, %d, %d }," % (
            market["leader"], num(market["confidence"]), num(market["vol"]),
            num(market["leverage_in"]), num(market["leverage"]), market["risk_off"],
            num(market["s3"]), len(rows), len(legs)))
        for l in legs:
            rows.append("{ %d, %d, %s, %s, %s, %d, %d, %s }," % (
                SUBS.index(l["sub"]), l["group"], num(l["held"]), num(l["vote"]), num(l["beta"]),
                l["filter"], l["gated"], num(l["weight"])))
    print("/* Written by tests/oracle/book_modifiers.py (seed 2385); do not edit. */")
    print("#include <math.h>\n#include <stddef.h>\n")
    print("static const struct {\n\tint sub, group;\n\tdouble held, vote, beta;\n\tint filter, gated;\n"
          "\tdouble want;\n} mod_rows[] = {\n%s\n};\n"
          % "\n".join("\t" + " ".join(rows[i:i + 2]) for i in range(0, len(rows), 2)))
    print("/* The market in the order of rv_mod_market, then the first row and how many. */")
    print("static const struct {\n\trv_mod_market m;\n\tsize_t row, n;\n} mod_cases[] = {\n%s\n};"
          % "\n".join(cases))


if __name__ == "__main__":
    main()
