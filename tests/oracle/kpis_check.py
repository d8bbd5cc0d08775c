#!/usr/bin/python3
"""Recomputes what a report says, from its own CSV files and by other means than the program.

  kpis_check.py DIR        a folder that `rvdesk backtest --out DIR` has written

The key figures from bt_daily_pnl.csv against kpis.json, the equity curve, the sums of a row, and the
chain of trials.jsonl. Prints the largest difference; fails above 1e-12. The standard library alone.
"""
import csv
import hashlib
import json
import math
import os
import statistics
import sys

LIMIT = 1e-12
DAYS = 365.0


def number(text):
    return float(text) if text else math.nan


def rows_of(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def kpis_of(rows):
    r = [number(x["r_ls_net"]) for x in rows]
    n = len(r)
    equity, peak, drawdown = 1.0, 1.0, 0.0
    for v in r:
        equity *= 1.0 + v
        peak = max(peak, equity)
        drawdown = min(drawdown, equity / peak - 1.0)
    mean = math.fsum(r) / n
    down = math.sqrt(math.fsum(min(v, 0.0) ** 2 for v in r) / n)
    # Held over the day, by the gross of the row before; what is first has been entered on the day.
    held = [False] + [number(x["total_gross"]) > 0.0 for x in rows[:-1]]
    active = [v for v, h in zip(r, held) if h or v != 0.0]
    cagr = equity ** (DAYS / n) - 1.0
    turnover = [number(x["alt_turnover"]) + number(x["major_turnover"]) for x in rows]
    return {
        "cagr": cagr,
        "sharpe": mean / statistics.stdev(r) * math.sqrt(DAYS),
        "sortino": mean / down * math.sqrt(DAYS),
        "max_drawdown": drawdown,
        "calmar": cagr / abs(drawdown),
        "hit_rate": sum(v > 0.0 for v in active) / len(active),
        "hit_rate_all": sum(v > 0.0 for v in r) / n,
        "avg_turnover": math.fsum(turnover) / n,
        "avg_funding_daily": math.fsum(number(x["funding"]) for x in rows) / n,
    }


def check_chain(path, said):
    # Sets that were begun count, of runs that were stopped before, too.
    h, before, begun, tried = bytes(32), 0, 0, 0
    with open(path, "rb") as f:
        for i, line in enumerate(f, 1):
            rest = b"{" + line[75:].rstrip(b"\n")
            h = hashlib.sha256(h + rest).digest()
            assert line[9:73].decode() == h.hex(), f"{path}:{i}: the chain breaks"
            kind = json.loads(line)["type"]
            if kind == "again":
                before, begun, tried = before + max(begun, tried), 0, 0
            begun += len(json.loads(line)["sets"]) if kind == "begun" else 0
            tried += kind == "trial"
    trials = before + max(begun, tried)
    assert said["head"] == h.hex() and said["n"] == trials, "not the register of the report"


def check_overfitting(path, said, n):
    rows = rows_of(path)
    pbo = [number(x["pbo"]) for x in rows if x["pbo"]]
    assert len(pbo) == (said["overfitting"]["windows"] if pbo else 0), "PBO: not the windows'"
    if pbo:
        assert abs(math.fsum(pbo) / len(pbo) - said["pbo"]) < 1e-12, "PBO: not the windows' mean"
    assert all(int(x["trials_n"]) == n and x["costs"] and x["universe"] for x in rows)


def main(folder):
    worst = 0.0
    rows = rows_of(os.path.join(folder, "bt_daily_pnl.csv"))
    with open(os.path.join(folder, "kpis.json")) as f:
        said = json.load(f)
    for key, want in kpis_of(rows).items():
        got = said[key]
        worst = max(worst, abs(got - want) / max(1.0, abs(want)))
    equity = 1.0
    for x in rows_of(os.path.join(folder, "bt_equity_curve.csv")):
        net = number(x["r_ls_net"])
        equity *= 1.0 + net
        parts = number(x["r_ls_gross"]) + number(x["funding"]) - number(x["cost"])
        worst = max(worst, abs(number(x["equity_curve"]) - equity), abs(parts - net))
    check_chain(os.path.join(folder, "trials.jsonl"), said["trials"])
    check_overfitting(os.path.join(folder, "windows.csv"), said, said["trials"]["counted"])
    print(f"{len(rows)} days, largest difference {worst:.3g}")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
