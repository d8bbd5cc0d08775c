#!/usr/bin/python3
"""Three trades on an account, for tests/engine/research/test_account.c.

Written from docs/research.md, "The account", in decimal arithmetic, trade by trade: nothing of it is a
weight or a panel. A long that is bought and sold whole, a short that is covered in two parts and pays
and earns funding, a coin that ends while it is held. Prints a C header.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal as D

DAYS = 12
NAV = D(100000)
TAKER, SLIP, ADV = D("0.0005"), D("0.0005"), D("0.1")
BTC = [D(x) for x in ("20000 20000 20500.5 21000 20800 21200.25 21500 21000 20900 20000 20100 20200").split()]
AAA = [D(x) for x in ("2.5 2.5 2.4 2.61 2.55 2.2 2.3 2.35 2.4 2.5 2.6 2.7").split()]
DIE = [D(x) for x in ("0.08 0.08 0.081 0.079 0.08 0.082 0.083 0.0755").split()] + [None] * 4
CLOSE = {"BTC": BTC, "AAA": AAA, "DIE": DIE}
VOLUME = {"BTC": D(50000000), "AAA": D(1000000), "DIE": D(200000)}  # USD, the same each day
FUNDING = {("BTC", 2): D("0.0003"), ("BTC", 3): D("0.0002"), ("AAA", 2): D("0.001"), ("AAA", 3): D("-0.0004"),
           ("AAA", 5): D("0.0007"), ("DIE", 7): D("0.0005")}
ORDERS = {1: {"BTC": D("0.3"), "AAA": D("-0.2")}, 3: {"BTC": D("0.3"), "AAA": D("-0.1")}, 5: {}, 6: {"DIE": D("0.1")}}
GONE = 3
LOT = {"BTC": D("0.00001"), "AAA": D("0.1"), "DIE": D(1)}  # the first power of ten at which it is worth at most 1 USD


def cents(x):
    return int((x * 1000000).to_integral_value(ROUND_HALF_UP))


def main():
    cash, held, last, missing = NAV, {}, {}, {c: 0 for c in CLOSE}
    days, trades, open_ = [], [], {}
    for t in range(DAYS):
        day = dict(price=D(0), funding=D(0), fee=D(0), slip=D(0), settle=D(0), unfunded=0, orders=0)
        for c in CLOSE:
            missing[c] = 0 if CLOSE[c][t] is not None else missing[c] + 1
        for c in sorted(held):
            was = last[c]
            now = CLOSE[c][t] if CLOSE[c][t] is not None else was
            day["price"] += held[c] * (now - was)
            f = FUNDING.get((c, t))
            day["unfunded"] += f is None
            paid = held[c] * was * (f or D(0))
            day["funding"] -= paid
            cash -= paid
            open_[c]["funding"] -= paid
        last = {c: CLOSE[c][t] if CLOSE[c][t] is not None else last.get(c) for c in CLOSE}

        def trade(c, qty, fee, slip, settle=False):
            nonlocal cash
            p = last[c]
            o = open_.setdefault(c, dict(coin=c, open=t, side=1 if qty > 0 else -1, most=D(0), ins=D(0), inq=D(0),
                                         out=D(0), outq=D(0), fee=D(0), slip=D(0), funding=D(0)))
            before = held.get(c, D(0))
            if before == 0 or (before > 0) == (qty > 0):
                o["ins"] += abs(qty) * p
                o["inq"] += abs(qty)
            else:
                o["out"] += abs(qty) * p
                o["outq"] += abs(qty)
            cash -= qty * p + fee + slip
            o["fee"] += fee
            o["slip"] += slip
            held[c] = before + qty
            o["most"] = max(o["most"], abs(held[c]))
            if settle:
                day["settle"] += fee + slip
            else:
                day["fee"] += fee
                day["slip"] += slip
                day["orders"] += 1
            if held[c] == 0:
                del held[c]
                del open_[c]
                o["close"] = t
                o["pnl"] = o["side"] * (o["out"] - o["ins"]) - o["fee"] - o["slip"] + o["funding"]
                o["why"] = "delisted" if settle else "target"
                trades.append(o)

        for c in sorted(held):
            if missing[c] >= GONE:
                usd = abs(held[c]) * last[c]
                trade(c, -held[c], usd * TAKER, usd * SLIP * (1 + 1 / ADV), True)
        if t in ORDERS:
            nav = cash + sum(held[c] * last[c] for c in held)
            for c in sorted(CLOSE):
                want = D(0)
                if c in ORDERS[t]:
                    want = (ORDERS[t][c] * nav / (last[c] * LOT[c])).to_integral_value(ROUND_DOWN) * LOT[c]
                qty = want - held.get(c, D(0))
                if qty != 0:
                    usd = abs(qty) * last[c]
                    trade(c, qty, usd * TAKER, usd * SLIP * (1 + usd / VOLUME[c] / ADV))
        day["nav"] = cash + sum(held[c] * last[c] for c in held)
        days.append(day)

    print("/* Made by tests/oracle/account.py. */")
    print("#ifndef RV_ORACLE_ACCOUNT_CASES_H\n#define RV_ORACLE_ACCOUNT_CASES_H\n\n#include <stdint.h>\n")
    print("typedef struct account_day {\n\tint64_t price, funding, fee, slip, settle, nav; /* micro-USD */\n"
          "\tint unfunded, orders;\n} account_day;\n")
    print("typedef struct account_trade {\n\tconst char *coin, *why;\n\tint open, close;\n"
          "\tdouble side, qty, entry, exit, pnl, fee, slip, funding;\n} account_trade;\n")
    print("static const account_day account_days[] = {")
    for d in days:
        print("\t{ %s, %d, %d }," % (", ".join(str(cents(d[k])) for k in ("price", "funding", "fee", "slip", "settle", "nav")),
                                     d["unfunded"], d["orders"]))
    print("};\n\nstatic const account_trade account_trades[] = {")
    for o in trades:
        print('\t{ "%s", "%s", %d, %d, %d, %r, %r, %r, %r, %r, %r, %r },'
              % (o["coin"], o["why"], o["open"], o["close"], o["side"], float(o["most"]), float(o["ins"] / o["inq"]),
                 float(o["out"] / o["outq"]), float(o["pnl"]), float(o["fee"]), float(o["slip"]), float(o["funding"])))
    print("};\n\n#endif")


main()
