#!/usr/bin/env python3
"""Targets, G and legs of made-up books for tests/engine/book/test_net.c.

Written from docs/book-day.md, "Targets" and "Legs". The caps are solved by bisection on the book's
gross and volatility, not by a formula, and lots are rounded with exact fractions. Prints a C header.
"""

import math
import random
from fractions import Fraction

SUBS = ["S5", "S4m", "S4r", "S4mr", "S4p", "S3", "H", "OP", "RESIDUE"]
STRATEGIES = SUBS[:6]
CAPITAL = {"S5": 0.4, "S4m": 0.4, "S4r": 0.4, "S4mr": 0.4, "S4p": 0.4, "S3": 0.2}
LICENCE = [0.0, 0.25, 0.5, 1.0]
DAY = 86400000
NAN = float("nan")


def trunc(q):
    return int(q) if q >= 0 else -int(-q)


def usd(coin, lots):
    return lots * coin["price"] / 10 ** coin["dec"]


def weight(book, coin, s):
    """Vote of a strategy after what people have set; None: it stays."""
    if math.isnan(coin["price"]) or (book["paused"][s] and not coin["flatten"]):
        return None
    if coin["flatten"] or book["licence"][s] == 0:
        return 0.0
    vote = coin["pin"].get(s, coin["vote"][s])
    return None if math.isnan(vote) else vote * coin["scale"][s] * book["factor"][s]


def split_book(book):
    """What G scales (USD at 1) and what it does not, of each coin."""
    moving, fixed = [], []
    for c in book["coins"]:
        m, f = 0.0, 0.0
        for s in SUBS:
            w = weight(book, c, s) if s in STRATEGIES else None
            if w is not None:
                m += w * CAPITAL[s] * LICENCE[book["licence"][s]] * book["nav"]
            elif s == "OP" and c["pin_op"] is not None and not math.isnan(c["price"]):
                f += c["pin_op"] * book["nav"]
            elif c["held"][s]:
                f += usd(c, c["held"][s])
        moving.append(m)
        fixed.append(f)
    return moving, fixed


def largest(holds):
    """Largest g in [0, 1000] for which it holds, given that it holds below; INFINITY: all of them."""
    if holds(1000.0):
        return math.inf
    lo, hi = 0.0, 1000.0
    for _ in range(300):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if holds(mid) else (lo, mid)
    return lo


def vol(book, g, moving, fixed):
    w = [(g * m + f) / book["nav"] for m, f in zip(moving, fixed)]
    n = len(w)
    return math.sqrt(max(0.0, sum(w[i] * w[k] * book["cov"][i][k] for i in range(n) for k in range(n))))


def size(book):
    """The three caps on G, and G."""
    moving, fixed = split_book(book)
    known = not any(math.isnan(f) for f in fixed)
    if sum(abs(m) for m in moving) == 0:
        gross = math.inf if known else NAN
        vola = math.inf
    else:
        room = 2 * book["nav"] - sum(abs(f) for f in fixed)
        total = sum(abs(m) for m in moving)
        gross = largest(lambda g: g * total <= room) if known else NAN
        vola = NAN
        if known:
            # convex in g: the feasible ones are an interval; look for its right end from its middle
            lo, hi = 0.0, 1000.0
            for _ in range(300):
                a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
                if vol(book, a, moving, fixed) < vol(book, b, moving, fixed):
                    hi = b
                else:
                    lo = a
            low = lo if vol(book, lo, moving, fixed) <= 0.2 else None
            if low is None:
                vola = 0.0
            else:
                vola = largest(lambda g: g <= low or vol(book, g, moving, fixed) <= 0.2)
    caps = [gross, vola, book["margin"]]
    unknown = any(math.isnan(c) for c in caps)
    cap = max(0.0, min([1.0] + [c for c in caps if not math.isnan(c)]))
    before, gone = book["g"], max(0, book["now"] - book["at"])
    if math.isnan(before):
        g = NAN if unknown else cap
    else:
        g = min(cap, before if unknown else before + 0.1 * min(1.0, gone / DAY))
    return caps, g


def targets(book, g):
    for c in book["coins"]:
        c["target"] = dict(c["held"])
        if math.isnan(g) or math.isnan(c["price"]):
            continue
        exact, fixed = {}, 0.0
        for s in SUBS:
            w = weight(book, c, s) if s in STRATEGIES else None
            if w is not None:
                exact[s] = g * w * CAPITAL[s] * LICENCE[book["licence"][s]] * book["nav"]
            elif s == "OP" and c["pin_op"] is not None:
                fixed += c["pin_op"] * book["nav"]
            else:
                fixed += usd(c, c["held"][s])
        votes = sum(exact.values())
        if c["cap"] is not None and votes:
            room = min(c["cap"] * book["nav"], max(-c["cap"] * book["nav"], votes + fixed)) - fixed
            share = min(1.0, max(0.0, room / votes))
            exact = {s: v * share for s, v in exact.items()}
        exact = {s: Fraction(v) / Fraction(c["price"]) * 10 ** c["dec"] for s, v in exact.items()}
        if c["exclude"] or book["no_additions"] or c["held"]["RESIDUE"]:
            for s in exact:
                h = c["held"][s]
                same = exact[s] * h > 0
                exact[s] = Fraction(0) if not same else (
                    exact[s] if abs(exact[s]) <= abs(h) else Fraction(h))
        if c["pin_op"] is not None:
            exact["OP"] = Fraction(c["pin_op"] * book["nav"]) / Fraction(c["price"]) * 10 ** c["dec"]
        lots = {s: trunc(e) for s, e in exact.items()}
        missing = trunc(sum(exact.values())) - sum(lots.values())
        step = 1 if missing > 0 else -1
        for s in sorted(exact, key=lambda s: -step * (exact[s] - lots[s]))[:abs(missing)]:
            lots[s] += step
        c["target"].update(lots)


def legs(book):
    least = max(0.01 * book["nav"], 200.0)
    chosen = []
    for c in book["coins"]:
        c["want"] = {s: c["target"][s] - c["held"][s] for s in SUBS}
        net, pos = sum(c["target"].values()), sum(c["held"].values())
        lots = net - pos
        buys = sum(w for w in c["want"].values() if w > 0)
        cross = min(buys, buys - lots)
        since = 0
        if abs(lots) > 0.25 * abs(net):
            since = c["since"] if 0 < c["since"] <= book["now"] else book["now"]
        c["since_after"], c["verdict"], c["lots"] = since, "none", 0
        if math.isnan(book["g_now"]) or math.isnan(c["price"]):
            c["verdict"], c["since_after"] = "blocked", c["since"]
            continue
        if lots == 0 and cross == 0:
            continue
        value = abs(usd(c, lots))
        reducing = pos != 0 and (abs(net) < abs(pos) or net * pos < 0)
        closing = any(c["held"][s] and not c["target"][s] for s in SUBS) or (net == 0 and pos != 0)
        curing = (c["broken"] or book["broken"]) and reducing and net * pos >= 0
        overdue = since > 0 and book["now"] - since >= 3 * DAY
        sendable = value >= 10 or (net == 0 and pos != 0)
        if lots and sendable and (value >= least or closing or curing or overdue):
            c["verdict"], c["lots"] = "leg", lots
        elif cross and usd(c, cross) >= least:
            c["verdict"] = "cross only"
            while sum(c["want"].values()):
                extra = sum(c["want"].values())
                sign = 1 if extra > 0 else -1
                s = max(SUBS, key=lambda s: sign * c["want"][s])
                c["want"][s] -= sign * min(abs(extra), abs(c["want"][s]))
            value = 0.0
        else:
            c["verdict"] = "skipped"
            continue
        edge = -value * (5.5 if math.isnan(c["cost"]) else c["cost"]) / 1e4
        for s in STRATEGIES:
            e = c["edge"][s]
            edge += abs(usd(c, c["want"][s])) * 20e-4 if math.isnan(e) else usd(c, c["want"][s]) * e
        kind = 3
        if reducing:
            kind = 0 if c["near"] else 1 if c["urgent"] else 2
        hand = c["want"]["OP"] != 0 or any(
            c["want"][s] != 0 and (c["flatten"] or not math.isnan(c["pin"].get(s, NAN))) for s in STRATEGIES)
        chosen.append((kind, not hand, -edge, math.isnan(c["hybrid"]), -c["hybrid"], c["name"], c))
        c["class"], c["edge_usd"] = kind, edge
    for place, row in enumerate(sorted(chosen, key=lambda r: r[:6])):
        row[6]["rank"] = place
        if place >= 12:
            row[6]["verdict"], row[6]["lots"] = "deferred", 0


def make(rng, k):
    nav = round(rng.uniform(3e3, 2e6), 2)
    n = rng.choice([1, 2, 5, 9, 22])
    book = {"nav": nav, "licence": {s: rng.choice([0, 1, 2, 3, 3, 3]) for s in STRATEGIES},
            "paused": {s: rng.random() < 0.06 for s in STRATEGIES},
            "factor": {s: rng.choice([1.0, 1.0, 1.0, 0.5]) for s in STRATEGIES},
            "margin": rng.choice([math.inf, math.inf, 0.8, NAN]), "broken": rng.random() < 0.1,
            "no_additions": rng.random() < 0.1, "now": 1795219200000 + rng.randint(0, 10**7),
            "g": rng.choice([NAN, 1.0, 0.3, rng.random()]), "coins": []}
    book["at"] = book["now"] - rng.choice([0, -5000, DAY // 2, DAY, 40 * DAY])
    loads = [[round(rng.uniform(-0.3, 0.9), 3) for _ in range(n)] for _ in range(3)]
    book["loads"] = loads
    book["cov"] = [[sum(l[i] * l[j] for l in loads) + (0.3 if i == j else 0.0) for j in range(n)]
                   for i in range(n)]
    big = rng.choice([0.1, 0.1, 0.4, 1.0])
    for i in range(n):
        price = float("%.5g" % math.exp(rng.uniform(math.log(0.02), math.log(9e4))))
        dec = rng.randint(0, 6)
        lot = price / 10 ** dec
        held = {s: 0 for s in SUBS}
        for s in SUBS:
            if rng.random() < (0.4 if s in STRATEGIES else 0.1):
                held[s] = trunc(Fraction(rng.uniform(-0.05, 0.05) * nav / lot))
        c = {"name": "C%02d" % i, "price": price if rng.random() > 0.04 else NAN, "dec": dec,
             "held": held, "vote": {}, "edge": {}, "pin": {}, "scale": {},
             "cost": rng.choice([NAN, round(rng.uniform(2, 12), 2)]), "hybrid": rng.choice([NAN, round(rng.random(), 3)]),
             "pin_op": None, "cap": None, "exclude": rng.random() < 0.05,
             "flatten": rng.random() < 0.05, "urgent": rng.random() < 0.15,
             "near": rng.random() < 0.08, "broken": rng.random() < 0.1,
             "since": rng.choice([0, 0, book["now"] - DAY, book["now"] - 3 * DAY, book["now"] - 5 * DAY,
                                  book["now"] + 5])}
        for s in STRATEGIES:
            c["vote"][s] = rng.choice([0.0, round(rng.uniform(-big, big), 5)])
            if rng.random() < 0.03:
                c["vote"][s] = NAN
            c["edge"][s] = rng.choice([NAN, round(rng.uniform(-0.004, 0.004), 6)])
            c["scale"][s] = rng.choice([1.0] * 9 + [0.5])
            if rng.random() < 0.03:
                c["pin"][s] = rng.uniform(-0.2, 0.2)
        if rng.random() < 0.16:  # nothing wanted, or two sub-books that trade with each other
            c["held"] = {s: 0 for s in SUBS}
            c["vote"] = {s: 0.0 for s in STRATEGIES}
            c["vote"]["S4m"] = rng.choice([0.0, 0.08, 0.08])
            sized = [LICENCE[book["licence"][s]] * book["factor"][s] * c["scale"][s]
                     for s in ("S4m", "S4r")]
            c["vote"]["S4r"] = -c["vote"]["S4m"] * sized[0] / sized[1] if sized[1] else 0.0
        if rng.random() < 0.06:
            c["pin_op"] = rng.uniform(-0.1, 0.1)
        if rng.random() < 0.1:
            c["cap"] = rng.uniform(0, 0.1)
        book["coins"].append(c)
    return book


def num(x):
    if x is None or math.isnan(x):
        return "NAN"
    return "INFINITY" if math.isinf(x) else repr(float(x))


def row(values):
    return "{ %s }" % ", ".join(values)


VERDICTS = ["none", "leg", "cross only", "skipped", "deferred", "blocked"]


def main():
    rng = random.Random(2385)
    coins, books, covs = [], [], []
    for k in range(60):
        b = make(rng, k)
        caps, g = size(b)
        b["g_now"] = g
        targets(b, g)
        legs(b)
        books.append("\t{ { %s, %s, %s, %s, NULL, NAN, %s, NULL, %d, %d, %d }, %s, %d, %s, %s, %d, %d, %d }," % (
            num(b["nav"]), row(str(b["licence"][s]) for s in STRATEGIES),
            row(str(int(b["paused"][s])) for s in STRATEGIES),
            row(num(b["factor"][s]) for s in STRATEGIES), num(b["margin"]), b["no_additions"],
            b["broken"], b["now"], num(b["g"]), b["at"], row(num(c) for c in caps), num(g),
            len(coins), len(b["coins"]), len(covs)))
        covs += [num(v) for l in b["loads"] for v in l]
        for c in b["coins"]:
            coin = "{ \"%s\", %d, %s, %s, %s, %s, %s, %s, { %s, %s, %s, %s, %d, %d }, %d, %d, %d, %d }" % (
                c["name"], c["dec"], num(c["price"]), row(num(c["vote"][s]) for s in STRATEGIES),
                row(num(c["edge"][s]) for s in STRATEGIES), num(c["cost"]), num(c["hybrid"]),
                row(str(c["held"][s]) for s in SUBS),
                row(num(c["pin"].get(s)) for s in STRATEGIES), num(c["pin_op"]),
                row(num(c["scale"][s]) for s in STRATEGIES), num(c["cap"]), c["exclude"],
                c["flatten"], c["urgent"], c["near"], c["broken"], c["since"])
            is_leg = c["verdict"] in ("leg", "cross only")
            coins.append("\t{ %s, %s, %s, %d, %d, %d, %d, %s, %d }," % (
                coin, row(str(c["target"][s]) for s in SUBS),
                row(str(c["want"][s] if is_leg else 0) for s in SUBS), c["lots"],
                VERDICTS.index(c["verdict"]), c.get("class", -1), c["rank"] if is_leg else -1,
                num(c.get("edge_usd", 0.0)), c["since_after"]))
    print("/* Written by tests/oracle/book_net.py (seed 2385); do not edit. */")
    print("#include <math.h>\n#include <stddef.h>\n")
    print("/* Three loadings of every coin of a book: cov = sum of their products, plus .3 I. */")
    print("static const double net_loads[] = {\n%s\n};\n" % "\n".join(
        "\t" + ", ".join(covs[i:i + 24]) + "," for i in range(0, len(covs), 24)))
    print("/* A coin, then what is wanted of it. */")
    print("static const struct {\n\trv_net_coin coin;\n\tint64_t target[RV_SUB_N], want[RV_SUB_N], lots;\n"
          "\tint verdict, class, rank;\n\tdouble edge;\n\tint64_t since;\n} net_coins[] = {\n%s\n};\n"
          % "\n".join(coins))
    print("static const struct {\n\trv_net_input in;\n\tdouble g;\n\tint64_t at;\n\tdouble caps[3], want;\n"
          "\tsize_t coin, n, load;\n} net_books[] = {\n%s\n};" % "\n".join(books))


if __name__ == "__main__":
    main()
