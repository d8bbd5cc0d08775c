#!/usr/bin/env python3
"""The ledgers of a journal, for tests/engine/manager/test_ledgers_story.c.

Reads tests/oracle/ledgers_story.txt, which that test writes with LEDGER_STORY set: the events of a desk
over three days, and the marks at the end. Whose each fill is follows docs/book.md, in whole lots; money is
exact (Fractions): price is summed trade by trade against the mark, never from an average cost, and fees
and funding are shared without rounding, so that the program, which shares to the micro-USD, may differ by
one for each of them. Prints a C header.
"""

import os
import sys
from fractions import Fraction

SUBS = ["S5", "S4m", "S4r", "S4mr", "S4p", "S3", "H", "OP", "RESIDUE"]
CAUSES = ["price", "hedge", "funding", "fee", "slippage", "transfer"]
PARTS = ["wait", "delay", "impact", "fee", "total", "close", "missed"]
RESIDUE, OP, HEDGE = 8, 7, 6


def read(path):
    events, marks = [], {}
    for line in open(path):
        line = line.rstrip("\n")
        if line.startswith("= "):
            kind, utc, subject = line[2:].split(" ", 2)
            events.append((kind, int(utc), subject, {}))
        elif line.startswith("mark "):
            _, coin, px = line.split(" ")
            marks[coin] = int(px)
        elif line:
            key, _, value = line[1:].partition(" ")
            events[-1][3].setdefault(key, value)
    return events, marks


def shares(text):
    want = [0] * len(SUBS)
    for part in text.split():
        name, _, lots = part.rpartition(":")
        want[SUBS.index(name)] = int(lots)
    return want


def wants(e, lots):
    if "shares" in e:
        return shares(e["shares"])
    own = [0] * len(SUBS)
    own[OP] = lots
    return own


def nearest(x):
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)


def largest_remainder(amount, owed):
    """Whole lots of what is owed first, then one by one to whom most is owed; ties to the first."""
    got = [max(0, x.numerator // x.denominator) for x in owed]
    while sum(got) > amount:
        got[min(range(len(owed)), key=lambda i: (owed[i] - got[i] if got[i] else 1e18, i))] -= 1
    while sum(got) < amount:
        got[max(range(len(owed)), key=lambda i: (owed[i] - got[i], -i))] += 1
    return got


class Split:
    def __init__(self, want):
        self.want, self.filled = want, 0
        self.net = sum(want)
        self.way = 1 if self.net > 0 else -1
        self.had = [0] * len(SUBS)

    def fill(self, lots):
        """Parts, and of them what was traded with the venue. lots has the order's direction."""
        n, new = abs(self.net), min(abs(lots), abs(self.net) - self.filled)
        over = abs(lots) - new
        small = sum(abs(w) for w in self.want if w * self.way < 0)
        before = nearest(Fraction(small * self.filled, n))
        self.filled += new
        cross = nearest(Fraction(small * self.filled, n)) - before
        part = [0] * len(SUBS)
        for way, amount in ((self.way, new + cross), (-self.way, cross)):
            side = [i for i, w in enumerate(self.want) if w * way > 0]
            total = sum(abs(self.want[i]) for i in side)
            all_had = sum(self.had[i] for i in side) + amount
            if not amount:
                continue
            owed = [Fraction(abs(self.want[i]) * all_had, total) - self.had[i] for i in side]
            for i, k in zip(side, largest_remainder(amount, owed)):
                self.had[i] += k
                part[i] += way * k
        with_it = [i for i in range(len(SUBS)) if part[i] * self.way > 0]
        traded = [0] * len(SUBS)
        sum_with = sum(abs(part[i]) for i in with_it)
        owed = [Fraction(cross * abs(part[i]), sum_with) for i in with_it]
        for i, k in zip(with_it, largest_remainder(cross, owed)):
            traded[i] = part[i] - self.way * k
        part[RESIDUE] += self.way * over
        traded[RESIDUE] += self.way * over
        return part, traded


class Coin:
    def __init__(self, sz):
        self.sz = sz
        self.lots = [0] * len(SUBS)
        self.against = [Fraction(0)] * len(SUBS)  # sum of lots * reference
        self.money = [[Fraction(0)] * len(SUBS) for _ in CAUSES]
        self.base = {"day": None, "month": None}
        self.expected = dict.fromkeys(("day", "month", "ever"), 0)
        self.paid = dict.fromkeys(("day", "month", "ever"), 0)
        self.stamps = set()

    def trade(self, i, lots, ref):
        self.lots[i] += lots
        self.against[i] += lots * ref

    def pnl(self, mark):
        out = [list(row) for row in self.money]
        for i in range(len(SUBS)):
            moved = (self.lots[i] * mark if self.lots[i] else 0) - self.against[i]
            out[1 if i == HEDGE else 0][i] += moved
        return out


class Desk:
    def __init__(self):
        self.coins, self.tickets, self.mandates, self.orders, self.oids = {}, {}, {}, {}, {}
        self.crossings, self.paid_in, self.base = {}, dict.fromkeys(("day", "month", "ever"), 0), {}
        self.tca = {}

    def coin(self, e):
        return self.coins.setdefault(e["symbol"], Coin(int(e["sz"])))

    def on_propose(self, e, utc, subject):
        lots = int(e["side"]) * int(e["lots"])
        self.tickets[e["ticket"]] = dict(symbol=e["symbol"], sz=int(e["sz"]), side=int(e["side"]),
                                         lots=int(e["lots"]), want=wants(e, lots), mid_px=int(e["mid_px"]),
                                         decision=Fraction(e["mid"]))

    def on_requote(self, e, utc, subject):
        t = self.tickets[e["ticket"]]
        t["lots"], t["mid_px"] = int(e["lots"]), int(e["mid_px"])
        t["want"] = wants(e, t["side"] * t["lots"])

    def on_approve(self, e, utc, subject):
        t = self.tickets[e["ticket"]]
        self.mandates[e["mandate"]] = dict(t, split=Split(t["want"]), approval=Fraction(e["mid_now"]),
                                           fills=[], traded=[0] * len(SUBS), close=None, open=True)

    def on_intent(self, e, utc, subject):
        self.orders[e["cloid"]] = (self.mandates[e["mandate"]], Fraction(e["mid_now"]))

    def on_ack(self, e, utc, subject):
        self.oids[e.get("oid")] = e.get("cloid", subject)

    def on_fill(self, e, utc, subject):
        c, side, px = self.coin(e), int(e["side"]), int(e["px"])
        lots, fee = side * int(e["lots"]), int(e["fee"])
        m, mid = self.orders.get(e["cloid"], (None, None))
        if m is None:
            c.trade(RESIDUE, lots, px)
            c.money[3][RESIDUE] -= fee
            return
        part, traded = m["split"].fill(lots)
        for i in range(len(SUBS)):
            ref = m["mid_px"]
            c.trade(i, part[i], ref)
            c.money[4][i] += traded[i] * (ref - px)
            c.money[5][i] += (part[i] - traded[i]) * (ref - px)
            c.money[3][i] -= Fraction(fee * abs(traded[i]), abs(lots))
            m["traded"][i] += traded[i]
        m["fills"].append((abs(lots), px, mid, fee))

    def on_cross(self, e, utc, subject):
        want, ref = self.crossings[e["program"], e["leg"]]
        c = self.coin(e)
        for i, lots in enumerate(want):
            c.trade(i, lots, ref)
            c.money[5][i] += lots * (ref - int(e["px"]))

    def on_program(self, e, utc, subject):
        for n in range(1, int(e["legs"]) + 1):
            if "leg.%d.shares" % n in e:
                self.crossings[e["program"], str(n)] = (shares(e["leg.%d.shares" % n]),
                                                        int(e["leg.%d.mid_px" % n]))

    def on_funding(self, e, utc, subject):
        c, usdc = self.coins[e["symbol"]], int(e["usdc"])
        net = sum(c.lots)
        for i in range(len(SUBS)):
            c.money[2][i] += Fraction(usdc * c.lots[i], net)
        if int(e["time_ms"]) // 3600000 in c.stamps:
            for s in c.paid:
                c.paid[s] += usdc

    def on_transfer(self, e, utc, subject):
        for s in self.paid_in:
            self.paid_in[s] += int(e["usdc"])

    def on_adjust(self, e, utc, subject):
        self.coin(e).trade(RESIDUE, int(e["lots"]), int(e["px"]))

    def on_assign(self, e, utc, subject):
        c, lots, px = self.coins[e["symbol"]], int(e["lots"]), int(e["px"])
        c.trade(RESIDUE, -lots, px)
        c.trade(SUBS.index(e["sub"]), lots, px)

    def on_end(self, e, utc, subject):
        if "mandate" in e:
            self.mandates[e["mandate"]]["open"] = False

    on_expire = on_end

    def on_roll(self, e, utc, subject):
        if "stamp_ms" in e:
            for key, value in e.items():
                if key.startswith("fund."):
                    c = self.coins[key[5:]]
                    c.stamps.add(int(e["stamp_ms"]) // 3600000)
                    for s in c.expected:
                        c.expected[s] += int(value)
            return
        spans = [s for bit, s in ((1, "day"), (2, "month")) if int(e["spans"]) & bit]
        for name, c in self.coins.items():
            mark = int(e.get("px." + name, 0))
            assert mark or not any(c.lots)
            for s in spans:
                c.base[s] = c.pnl(mark)
                c.expected[s] = c.paid[s] = 0
        for s in spans:
            self.base[s], self.paid_in[s] = int(e["equity"]), 0
        self.base.setdefault("ever", int(e["equity"]))
        if "day" in spans:
            for m in self.mandates.values():
                if m["close"] is None:
                    m["close"] = Fraction(int(e["px." + m["symbol"]]), 10 ** (6 - m["sz"]))


def pnl_of(desk, marks, span):
    out = [[Fraction(0)] * len(SUBS) for _ in CAUSES]
    for name, c in desk.coins.items():
        now = c.pnl(marks[name])
        base = c.base.get(span)
        for k in range(len(CAUSES)):
            for i in range(len(SUBS)):
                out[k][i] += now[k][i] - (base[k][i] if base else 0)
    return out


def costs(m):
    lot, unit = 10 ** m["sz"], 10 ** (6 - m["sz"])
    s, q = m["side"], Fraction(sum(f[0] for f in m["fills"]), lot)
    value = sum(Fraction(f[0] * f[1], lot * unit) for f in m["fills"])
    arrival = sum(Fraction(f[0], lot) * f[2] for f in m["fills"])
    fee = Fraction(sum(f[3] for f in m["fills"]), 10 ** 6)
    d, a, c = m["decision"], m["approval"], m["close"]
    left = Fraction(m["lots"], lot) - q
    return [s * q * (a - d), s * (arrival - q * a), s * (value - arrival), fee, s * (value - q * d) + fee,
            s * (value - q * c) if c else None, (s * (c - d) * left if c else None) if left else Fraction(0)]


def tca_of(desk):
    out = [[Fraction(0)] * len(PARTS) for _ in SUBS]
    for m in desk.mandates.values():
        by = [abs(x) for x in (m["traded"] if m["fills"] else [w if w * m["side"] > 0 else 0
                                                               for w in m["want"]])]
        for i in range(len(SUBS)):
            for p, usd in enumerate(costs(m)):
                if usd is not None:
                    out[i][p] += usd * Fraction(by[i], sum(by))
    return out


def main():
    events, marks = read(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ledgers_story.txt"))
    desk = Desk()
    for kind, utc, subject, e in events:
        on = getattr(desk, "on_" + kind.replace("-", "_"), None)
        if on:
            on(e, utc, subject)
    print("/* Written by tests/oracle/ledgers.py from ledgers_story.txt; do not edit. */\n")
    print("/* USD: by span, cause and sub-book. */")
    print("static const double want_pnl[RV_SPAN_N][RV_CAUSE_N][RV_SUB_N] = {")
    for s in ("day", "month", "ever"):
        rows = pnl_of(desk, marks, s)
        print("\t{ /* %s */" % s)
        for k, row in enumerate(rows):
            print("\t  { %s }, /* %s */" % (", ".join("%.7f" % float(x / 10 ** 6) for x in row), CAUSES[k]))
        print("\t},")
    print("};\n\n/* Paid in, and the account's change by it. */")
    print("static const double want_paid[RV_SPAN_N] = { %s };" %
          ", ".join("%.6f" % (desk.paid_in[s] / 1e6) for s in ("day", "month", "ever")))
    print("\n/* By sub-book: wait, delay, impact, fee, total, close, missed. */")
    print("static const double want_tca[RV_SUB_N][RV_TCA_N] = {")
    for row in tca_of(desk):
        print("\t{ %s }," % ", ".join("%.9f" % float(x) for x in row))
    print("};\n\nstatic const struct {\n\tconst char *symbol;\n"
          "\tdouble expected[RV_SPAN_N], paid[RV_SPAN_N];\n} want_funding[] = {")
    for name in sorted(desk.coins):
        c = desk.coins[name]
        cols = [", ".join("%.6f" % (x[s] / 1e6) for s in ("day", "month", "ever")) for x in (c.expected, c.paid)]
        print('\t{ "%s", { %s }, { %s } },' % (name, *cols))
    print("};")


if __name__ == "__main__":
    sys.exit(main())
