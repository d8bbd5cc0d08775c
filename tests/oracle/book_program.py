#!/usr/bin/env python3
"""Digests of programs for tests/engine/book/test_program.c, by hashlib.

The canonical text is written here from its description in docs/book-day.md. Prints a C header.
"""

import hashlib
import random

HEAD = ["venue", "book", "account", "program", "version", "phase", "run_date", "created_utc_ms",
        "expires_utc_ms", "mandate_end_utc_ms", "envelope_total", "envelope_leg",
        "envelope_leg_nav", "envelope_flip_nav"]
LEG = ["symbol", "asset", "sz_decimals", "side", "lots", "worst_px", "mid_px", "reduce_only",
       "from_utc_ms", "to_utc_ms", "want", "excluded"]
SIDES = {"buy": 1, "sell": -1, "cross": 0}
DATES = {"2026-11-21": 1795219200000, "2024-02-29": 1709164800000, "2026-03-29": 1774742400000}


def make_leg(rng, symbol):
    side = rng.choice(["buy", "sell", "buy", "sell", "cross"])
    want = [rng.choice([0, rng.randint(-10**6, 10**6)]) for _ in range(9)]
    want[8] = 0
    if side == "cross":
        want[0] -= sum(want)
    elif sum(want) * SIDES[side] <= 0:
        want[1] += SIDES[side] * rng.randint(1, 10**9) - sum(want)
    px = rng.randint(1, 10**9)
    start = 1795219200000 + rng.randint(0, 10**6)
    return {"symbol": symbol, "asset": rng.randint(0, 230), "sz_decimals": rng.randint(0, 6),
            "side": side, "lots": abs(sum(want)), "worst_px": px if side != "cross" else 0,
            "mid_px": px + rng.randint(0, 99) if side != "cross" else 0,
            "reduce_only": rng.randint(0, 1), "from_utc_ms": start,
            "to_utc_ms": start + rng.choice([1, 900000]), "want": want,
            "excluded": rng.choice([0, 0, 1])}


def make(rng):
    created = 1795219200000 + rng.randint(0, 10**6)
    names = ["SOL", "kPEPE", "ETH", "@107", "BTC", "LTC", "ENA", "WIF"]
    return {"venue": rng.choice(["paper", "real"]), "book": rng.choice(["main", "b-2", "x_9.a"]),
            "account": "0x%040x" % rng.getrandbits(160), "program": rng.getrandbits(64),
            "version": rng.randint(1, 9), "phase": rng.choice(["projected", "correct"]),
            "run_date": rng.choice(sorted(DATES)), "created_utc_ms": created,
            "expires_utc_ms": created + rng.randint(1, 10**6),
            "mandate_end_utc_ms": created + 10**7,
            "envelope_total": rng.choice(["0.25", "0.375", "1"]),
            "envelope_leg": rng.choice(["0.25", "0.1", "1"]),
            "envelope_leg_nav": rng.choice(["0.0025", "0"]),
            "envelope_flip_nav": rng.choice(["0", "0.001"]),
            "legs": [make_leg(rng, s) for s in rng.sample(names, rng.randint(1, 8))]}


def value(v):
    return " ".join(map(str, v)) if isinstance(v, list) else str(v)


def canonical(p):
    text = "rvdesk program 1\n" + "".join("%s %s\n" % (k, p[k]) for k in HEAD)
    text += "legs %d\n" % len(p["legs"])
    for i, leg in enumerate(p["legs"], 1):
        text += "".join("leg.%d.%s %s\n" % (i, k, value(leg[k])) for k in LEG)
    return text


def main():
    rng = random.Random(2385)
    print("/* Written by tests/oracle/book_program.py (seed 2385); do not edit. */\n")
    print("static const struct {\n\trv_program p;\n\tconst char *want;\n} programs[] = {")
    for _ in range(12):
        p = make(rng)
        print('\t{ { .paper = %d, .book = "%s", .account = "%s", .id = UINT64_C(%d), .version = %d,'
              % (p["venue"] == "paper", p["book"], p["account"], p["program"], p["version"]))
        print('\t    .phase = "%s", .run_date_ms = %d, .created_utc_ms = %d, .expires_utc_ms = %d,'
              % (p["phase"], DATES[p["run_date"]], p["created_utc_ms"], p["expires_utc_ms"]))
        print('\t    .mandate_end_utc_ms = %d, .envelope = { %s }, .n = %d, .legs = {'
              % (p["mandate_end_utc_ms"], ", ".join(p[k] for k in HEAD[10:]), len(p["legs"])))
        for l in p["legs"]:
            print('\t\t{ "%s", %d, %d, %d, %d, %d, %d, %d, %d, %d, { %s }, %d },'
                  % (l["symbol"], l["asset"], l["sz_decimals"], SIDES[l["side"]], l["lots"],
                     l["worst_px"], l["mid_px"], l["reduce_only"], l["from_utc_ms"],
                     l["to_utc_ms"], ", ".join(map(str, l["want"])), l["excluded"]))
        print('\t  } },\n\t  "%s" },' % hashlib.sha256(canonical(p).encode()).hexdigest())
    print("};")


if __name__ == "__main__":
    main()
