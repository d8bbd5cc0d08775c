#!/usr/bin/python3
"""Independent reference of funding days (docs/formulas.md#funding-days), in plain Python.

    tests/oracle/funding_days.py > tests/oracle/funding_days_cases.h
writes seeded cases; `funding_days(rows)` is for comparing with real files.
"""
import math
import random

HOUR, DAY = 3600000, 86400000


def funding_days(rows, min_hours=20.0):
    """rows: (t, rate, interval_h) of one coin. {day_open: (value or nan, hours)}."""
    days = {}
    for t, rate, interval in sorted(rows):
        days.setdefault(t // DAY * DAY, []).append((t, rate, interval))
    out = {}
    for day, of_day in days.items():
        keep = []
        for t, rate, interval in of_day:
            start = t // HOUR
            covered = range(start, start + int(interval))
            shorter = [r for r in of_day if r[2] < interval and r[0] // HOUR in covered]
            if not shorter and math.isfinite(rate):
                keep.append((rate, interval))
        hours = min(24.0, sum(i for _, i in keep))
        value = math.fsum(r for r, _ in keep) * 24.0 / hours if hours >= min_hours else math.nan
        out[day] = (value, hours)
    return out


def cases(rng):
    """(name, rows): each a few days from day 100 on."""
    d0 = 100 * DAY
    rate = lambda: rng.gauss(1.25e-5, 6e-5)
    late = lambda: rng.randrange(0, 900)
    hourly = lambda d, hours: [(d + h * HOUR + late(), rate(), 1.0) for h in hours]
    eight = lambda d, hours: [(d + h * HOUR + late(), 8 * rate(), 8.0) for h in hours]
    yield "full days", hourly(d0, range(24)) + hourly(d0 + DAY, range(24))
    yield "eight hourly", eight(d0, (0, 8, 16)) + eight(d0 + DAY, (0, 8, 16))
    yield "twenty hours", hourly(d0, range(4, 24))
    yield "nineteen hours", hourly(d0, [h for h in range(24) if h % 5 != 3])
    yield "a change at midnight", eight(d0, (0, 8, 16)) + eight(d0 + DAY, (0,)) + \
        hourly(d0 + DAY, range(1, 24))
    yield "a change at noon", eight(d0, (0, 8)) + hourly(d0, range(12, 24))
    yield "both in one hour", eight(d0, (0, 8, 16)) + hourly(d0, range(8, 16))
    yield "an eight hourly row short", eight(d0, (0, 16)) + hourly(d0, (9, 11))
    yield "more than a day", eight(d0, (0, 4, 8, 12, 16, 20))
    yield "over midnight", eight(d0, (4, 12, 20)) + hourly(d0 + DAY, range(24))
    yield "four hourly", [(d0 + h * HOUR, 4 * rate(), 4.0) for h in range(0, 24, 4)]
    yield "gaps", [r for d in range(6) for r in hourly(d0 + d * DAY, range(24))
                   if rng.random() > 0.15]
    yield "edges of the day", [(d0, 1e-4, 8.0), (d0 + DAY - 1, 2e-4, 8.0), (d0 + DAY, 3e-4, 8.0),
                               (d0 + 8 * HOUR, -5e-4, 8.0)]


def number(x):
    return "NAN" if math.isnan(x) else repr(x)


def main():
    print("/* Written by tests/oracle/funding_days.py (seed 2385); do not edit. */")
    print("#include <math.h>\n")
    rows_text, days_text, table = [], [], []
    n_rows = n_days = 0
    for name, rows in cases(random.Random(2385)):
        rows = sorted(rows)
        days = sorted(funding_days(rows).items())
        table.append('\t{ "%s", %d, %d, %d, %d },' % (name, n_rows, len(rows), n_days, len(days)))
        rows_text += ["\t{ INT64_C(%d), %r, %r }," % r for r in rows]
        days_text += ["\t{ INT64_C(%d), %s, %r }," % (d, number(v), h) for d, (v, h) in days]
        n_rows += len(rows)
        n_days += len(days)
    print("static const rv_funding case_rows[] = {\n%s\n};\n" % "\n".join(rows_text))
    print("static const struct {\n\tint64_t day;\n\tdouble paid, hours;\n} case_days[] = {\n%s\n};\n"
          % "\n".join(days_text))
    print("static const struct {\n\tconst char *name;\n\tsize_t row, rows, day, days;\n} "
          "cases[] = {\n%s\n};" % "\n".join(table))


if __name__ == "__main__":
    main()
