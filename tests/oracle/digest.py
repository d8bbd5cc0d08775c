#!/usr/bin/env python3
"""Digests of tickets and names of orders for tests/engine/desk/test_digest.c, by hashlib.

The canonical text is written here from its description in docs/orders.md. Prints a C header.
"""

import hashlib
import random

STYLES = ["ioc", "twap", "limit"]
SUBS = ["S5", "S4m", "S4r", "S4mr", "S4p", "S3", "H", "OP", "RESIDUE"]
KEYS = ["venue", "book", "account", "ticket", "version", "symbol", "asset", "sz_decimals", "side",
        "reduce_only", "style", "lots", "px", "notional_musd", "duration_ms", "slices", "mid_px",
        "created_utc_ms", "expires_utc_ms"]


def ticket(rng):
    lots, px = rng.randint(1, 10**9), rng.randint(1, 10**9)
    return {
        "venue": rng.choice(["paper", "real"]), "book": rng.choice(["main", "b-2", "x_9.a"]),
        "account": "0x%040x" % rng.getrandbits(160), "ticket": rng.randint(1, 2**63),
        "version": rng.randint(1, 9), "symbol": rng.choice(["SOL", "kPEPE", "ETH", "@107"]),
        "asset": rng.randint(0, 230), "sz_decimals": rng.randint(0, 6),
        "side": rng.choice(["buy", "sell"]), "reduce_only": rng.randint(0, 1),
        "style": rng.choice(STYLES), "lots": lots, "px": px, "notional_musd": lots * px,
        "duration_ms": rng.choice([0, 900000]), "slices": rng.randint(1, 30),
        "mid_px": px - rng.randint(0, px - 1), "created_utc_ms": 1795219200000 + rng.randint(0, 9**9),
        "expires_utc_ms": 1795219200000 + rng.randint(0, 9**9)}


def shares(rng, t):
    """Signed lots of some sub-books that sum to the order's."""
    net = t["lots"] if t["side"] == "buy" else -t["lots"]
    want = {s: rng.randint(-10**9, 10**9) for s in rng.sample(SUBS, 3)}
    last = rng.choice([s for s in SUBS if s not in want])
    want[last] = net - sum(want.values())
    return want


def canonical(t, want):
    text = "rvdesk ticket 1\n" + "".join("%s %s\n" % (k, t[k]) for k in KEYS)
    others = [s for s in SUBS if s != "OP" and want.get(s)]
    if others:
        text += "shares %s\n" % " ".join("%s:%d" % (s, want[s]) for s in SUBS if want.get(s))
    return text


def cloid(paper, desk, book, ms, phase, *numbers):
    text = "|".join(["pp1" if paper else "rv1", desk, book, str(ms), phase]
                    + [str(n) for n in numbers])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def main():
    rng = random.Random(2385)
    print("/* Written by tests/oracle/digest.py (seed 2385); do not edit. */\n")
    print("static const struct {\n\trv_ticket_terms t;\n\tconst char *want;\n} tickets[] = {")
    plain = [ticket(rng) for _ in range(12)]
    whose = random.Random(2386)
    shared = [ticket(whose) for _ in range(6)]
    wants = [{}] * 11 + [{"OP": plain[11]["lots"] * (1 if plain[11]["side"] == "buy" else -1)}]
    wants += [shares(whose, t) for t in shared]
    for t, want in zip(plain + shared, wants):
        print('\t{ { .paper = %d, .book = "%s", .account = "%s", .id = UINT64_C(%d), .version = %d,'
              % (t["venue"] == "paper", t["book"], t["account"], t["ticket"], t["version"]))
        print('\t    .coin = { "%s", %d, %d, 5 }, .side = %d, .reduce_only = %d, .style = %d,'
              % (t["symbol"], t["asset"], t["sz_decimals"], 1 if t["side"] == "buy" else -1,
                 t["reduce_only"], STYLES.index(t["style"])))
        print('\t    .lots = %d, .px = %d, .notional_musd = INT64_C(%d), .duration_ms = %d,'
              % (t["lots"], t["px"], t["notional_musd"], t["duration_ms"]))
        print('\t    .slices = %d, .mid_px = %d, .created_utc_ms = INT64_C(%d),'
              % (t["slices"], t["mid_px"], t["created_utc_ms"]))
        print('\t    .expires_utc_ms = INT64_C(%d),' % t["expires_utc_ms"])
        print('\t    .want = { %s } },' % ", ".join(str(want.get(s, 0)) for s in SUBS))
        print('\t  "%s" },' % hashlib.sha256(canonical(t, want).encode()).hexdigest())
    print("};\n")
    print("static const struct {\n\trv_cloid_terms t;\n\tconst char *want;\n} cloids[] = {")
    day = 1795219200000  # 2026-11-21
    one, two = "0123456789abcdef", "fedcba9876543210"
    for paper, desk, book, ms, phase, numbers in (
            (0, one, "main", day, "hand", (12, 7, 0, 0)),
            (1, one, "main", day, "hand", (12, 7, 0, 0)),
            (0, two, "main", day, "hand", (12, 7, 0, 0)),
            (0, one, "main", day + 1, "hand", (12, 7, 0, 0)),
            (0, one, "main", day - 1, "hand", (12, 7, 0, 0)),
            (0, one, "main", day, "projected", (12, 7, 31, 2)),
            (0, one, "b-2", day, "corr", (2**64 - 1, 1, 4294967295, 0)),
            (0, one, "main", day, "hand", (1, 27, 0, 0))):
        print('\t{ { .paper = %d, .desk = "%s", .book = "%s", .granted_ms = INT64_C(%d),'
              % (paper, desk, book, ms))
        print('\t    .phase = "%s", .proposal = UINT64_C(%d), .parent = %d, .child = %dU,'
              % ((phase,) + numbers[:3]))
        print('\t    .attempt = %d },' % numbers[3])
        print('\t  "0x%s" },' % cloid(paper, desk, book, ms, phase, *numbers))
    print("};")


if __name__ == "__main__":
    main()
