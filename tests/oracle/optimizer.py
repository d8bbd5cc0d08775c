#!/usr/bin/python3
"""Independent reference of the covariance and of the optimizer: sklearn's ledoit_wolf, and cvxopt's
interior-point method on the problem of docs/formulas.md#optimizer, polished on its active set.

    tests/oracle/optimizer.py > tests/oracle/optimizer_cases.h
As a module: ledoit(x), solve(problem).
"""
import math
import sys

import numpy as np
from cvxopt import matrix, solvers
from sklearn.covariance import ledoit_wolf

solvers.options.update(show_progress=False, maxiters=300)


def ledoit(x):
    """x: rows by assets, NaN = missing. Missing values count as the mean of their column."""
    x = np.array(x, dtype=float)
    for j in range(x.shape[1]):
        ok = np.isfinite(x[:, j])
        x[~ok, j] = x[ok, j].mean() if ok.any() else 0.0
    return ledoit_wolf(x)


def objective(p, w):
    return (p["horizon"] * (p["mu"] @ w - p["gamma"] * w @ p["sigma"] @ w)
            - p["cost"] @ np.abs(w - p["prev"]))


def interior_point(p):
    """Variables (w, d, s): d >= |w - prev|, s >= |w|, sum s <= gross, |w| <= cap."""
    n = len(p["mu"])
    eye, none = np.eye(n), np.zeros((n, n))
    row = np.concatenate([np.zeros(2 * n), np.ones(n)])[None, :]
    g = np.vstack([np.hstack([eye, -eye, none]), np.hstack([-eye, -eye, none]),
                   np.hstack([eye, none, -eye]), np.hstack([-eye, none, -eye]),
                   np.hstack([eye, none, none]), np.hstack([-eye, none, none]), row])
    h = np.concatenate([p["prev"], -p["prev"], np.zeros(2 * n), p["cap"], p["cap"], [p["gross"]]])
    quad = np.zeros((3 * n, 3 * n))
    quad[:n, :n] = 2 * p["horizon"] * p["gamma"] * p["sigma"]
    lin = np.concatenate([-p["horizon"] * p["mu"], p["cost"], np.zeros(n)])
    scale = 1.0 / max(1e-9, np.abs(p["horizon"] * p["mu"]).max(), p["cost"].max())
    for tol in (1e-13, 1e-12, 1e-11, 1e-10):
        solvers.options.update(abstol=tol, reltol=tol, feastol=tol)
        try:
            r = solvers.qp(matrix(quad * scale), matrix(lin * scale), matrix(g), matrix(h))
        except (ArithmeticError, ValueError):
            continue
        # "unknown" is also what it says when rounding stops it short of the tolerance.
        if r["status"] == "optimal" or (r["gap"] < 1e-10 and r["primal infeasibility"] < 1e-10
                                        and r["dual infeasibility"] < 1e-8):
            return np.array(r["x"])[:n, 0]
    raise RuntimeError("no solution")


def polish(p, w, tol):
    """The exact solution on the pieces that the interior point is near to."""
    n = len(w)
    cap, prev = p["cap"], p["prev"]
    fixed = np.full(n, np.nan)
    fixed[np.abs(w - prev) < tol] = prev[np.abs(w - prev) < tol]
    fixed[np.abs(w) < tol] = 0.0
    fixed[cap - w < tol] = cap[cap - w < tol]
    fixed[cap + w < tol] = -cap[cap + w < tol]
    free = np.isnan(fixed)
    x = np.where(free, 0.0, fixed)
    k = int(free.sum())
    if k == 0:
        return x
    side, cost_side = np.sign(w[free]), np.sign((w - prev)[free])
    a = 2 * p["horizon"] * p["gamma"] * p["sigma"]
    rhs = p["horizon"] * p["mu"][free] - p["cost"][free] * cost_side - (a @ x)[free]
    block = a[np.ix_(free, free)]
    if p["gross"] - np.abs(w).sum() < tol:
        block = np.block([[block, side[:, None]], [side[None, :], np.zeros((1, 1))]])
        rhs = np.append(rhs, p["gross"] - np.abs(x).sum())
    x[free] = np.linalg.lstsq(block, rhs, rcond=None)[0][:k]
    return x


def feasible(p, w):
    return np.all(np.abs(w) <= p["cap"] + 1e-12) and np.abs(w).sum() <= p["gross"] + 1e-12


def into(p, w):
    """An interior point's last digits outside of the constraints are taken back."""
    w = np.clip(w, -p["cap"], p["cap"])
    return w * min(1.0, p["gross"] / max(1e-300, np.abs(w).sum()))


def solve(p):
    room = p["cap"] > 0  # an interior point needs an interior
    if not room.all():
        q = {k: v[room] if isinstance(v, np.ndarray) and v.ndim == 1 else v for k, v in p.items()}
        q["sigma"] = p["sigma"][np.ix_(room, room)]
        w = np.zeros(len(room))
        w[room] = solve(q)
        return w
    w = interior_point(p)
    candidates = [into(p, w)] + [x for x in (polish(p, w, t) for t in (1e-5, 1e-6, 1e-7))
                                 if feasible(p, x)]
    return max(candidates, key=lambda x: objective(p, x))


def random_case(seed, n, t, holes=0.0, strength=0.08, gross=1.0, gamma=5.0, horizon=1.0):
    rng = np.random.default_rng(seed)
    sd = 0.02 * np.exp(0.5 * rng.standard_normal(n))
    common = rng.standard_t(4, (t, 3)) @ (rng.standard_normal((3, n)) * 0.5)
    x = np.round((rng.standard_t(4, (t, n)) + common) * sd, 5)
    x[rng.random((t, n)) < holes] = np.nan
    cap = np.round(np.minimum(0.1, 0.005 + 0.02 * np.exp(1.5 * rng.standard_normal(n))), 6)
    prev = np.where(rng.random(n) < 0.5, 0.0, 0.5 * cap * rng.standard_normal(n))
    return dict(x=x, mu=np.round(strength * sd * rng.standard_t(5, n), 7),
                cost=np.round(0.00045 + 0.01 * sd, 7), cap=cap, prev=np.round(prev, 6),
                gamma=gamma, gross=gross, horizon=horizon)


def cases():
    yield "usual", random_case(1, 30, 60)
    yield "holes", random_case(2, 25, 60, holes=0.2)
    yield "more_than_rows", random_case(3, 70, 40)
    yield "many_more_than_rows", random_case(4, 90, 12, strength=0.2)
    yield "few", random_case(5, 4, 60, gross=0.1)
    c = random_case(6, 1, 40, strength=0.5)
    c["mu"][:] = 0.0017
    yield "one_asset", c
    c = random_case(7, 12, 40)
    c["mu"][:] = 0.0
    c["prev"][:] = 0.0
    yield "no_return_no_position", c
    c = random_case(8, 12, 40)
    c["mu"][:] = 0.0
    yield "no_return", c
    c = random_case(9, 12, 40, strength=5.0, gross=5.0)
    yield "every_cap_binds", c
    yield "gross_slack", random_case(10, 12, 40, gross=50.0)
    c = random_case(11, 20, 40, gross=0.3)
    c["prev"] = np.round(np.where(np.arange(20) % 3 == 0, 2.5, -0.8) * c["cap"], 6)
    yield "previous_infeasible", c
    c = random_case(12, 20, 40, gross=0.05)
    c["prev"] = np.round(np.where(np.arange(20) % 3 == 0, 2.5, -0.8) * c["cap"], 6)
    c["cost"][:] = 0.5
    yield "infeasible_and_dear", c
    c = random_case(13, 10, 40)
    c["x"][:] = c["x"][:, :1]
    c["mu"][:] = 0.0023
    c["cost"][:] = 0.0006
    c["prev"][:] = 0.0
    c["cap"][:] = 0.08
    yield "identical", c
    c = random_case(14, 14, 40)
    c["x"][:, 7:] = c["x"][:, :7]
    yield "duplicates", c
    c = random_case(15, 10, 40)
    c["x"][:, 3] = 0.0
    c["x"][:, 4] = 0.0123
    yield "no_variance_columns", c
    c = random_case(16, 20, 40)
    c["cost"][:] = 0.9
    yield "dear", c
    yield "nearly_linear", random_case(17, 20, 40, gamma=1e-4, gross=0.25)
    yield "cautious", random_case(18, 40, 40, gamma=300.0)
    yield "horizon", random_case(19, 30, 40, horizon=3.0)
    c = random_case(20, 20, 40)
    c["cost"][:] = 0.0
    yield "free_trading", c
    c = random_case(21, 20, 40)
    c["cap"][::2] = 0.0
    yield "no_room", c
    c = random_case(22, 30, 40)
    c["cap"][::4] = 4e-7
    c["prev"][1::4] = -3e-7
    yield "dust", c
    yield "short_window", random_case(23, 8, 3, strength=0.3)


def number(v):
    return "NAN" if math.isnan(v) else f"{v:.14g}".replace("0.", ".", 1) if abs(v) < 1 else repr(v)


def emit(out):
    out.write("/* Written by tests/oracle/optimizer.py: seeded books, sklearn's covariance and "
              "cvxopt's weights. */\n#ifndef RV_TESTS_OPTIMIZER_CASES_H\n"
              "#define RV_TESTS_OPTIMIZER_CASES_H\n\n")
    table = []
    for name, c in cases():
        t, n = c["x"].shape
        sigma, shrinkage = ledoit(c["x"])
        # Caps and positions below a millionth are none.
        p = dict(c, sigma=sigma, cap=np.where(c["cap"] < 1e-6, 0.0, c["cap"]),
                 prev=np.where(np.abs(c["prev"]) < 1e-6, 0.0, c["prev"]))
        w = solve(p)
        arrays = dict(x=c["x"].T.ravel(), mu=c["mu"], cost=c["cost"], cap=c["cap"], prev=c["prev"],
                      row_sums=sigma.sum(axis=1), weights=w)
        for k, v in arrays.items():
            out.write(f"static const double opt_{name}_{k}[] = {{ "
                      + ", ".join(number(y) for y in v) + " };\n")
        table.append(f'\t{{ "{name}", {n}, {t}, ' + ", ".join(f"opt_{name}_{k}" for k in arrays)
                     + f', {c["gamma"]}, {c["gross"]}, {c["horizon"]}, {number(shrinkage)}, '
                     f'{number(np.trace(sigma) / n)}, {number(objective(p, w))} }},\n')
    out.write("\nstatic const opt_case opt_cases[] = {\n" + "".join(table) + "};\n\n#endif\n")


if __name__ == "__main__":
    emit(sys.stdout)
