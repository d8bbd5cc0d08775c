/* What stands around the charts: headline, tables, trials, notes. */
const K = D.kpis;
const main = K.oos || K.all;
const plan = K.oos ? "out of sample" : "IN SAMPLE: no walk-forward, nothing here is out of sample";

function card(title, big, ...small) {
	return el("div", { class: "card" }, el("h2", {}, title), el("div", { class: "big" }, big), ...small.map(s => el("p", {}, s)));
}

function costText() {
	const c = D.head.costs;
	return "taker " + F.num(c.taker_bps) + ", maker " + F.num(c.maker_bps) + " bps (share resting " + F.pct1(c.maker_share) +
		"), slippage " + F.num(c.slippage_bps) + " bps \u00d7 (1 + participation / " + F.num(c.adv_multiplier) + "), least order " +
		F.usd(c.min_notional_usd) + " USD" + (c.factor === 1 ? "" : ", fee and slippage \u00d7 " + F.num(c.factor));
}

/* A Sharpe is never shown without its trials, costs and universe. */
function sharpeCard() {
	const c = card("Sharpe, " + plan, main.refused ? "refused" : F.n2(main.sharpe),
		main.refused || F.num(100 * main.level) + " % interval " + F.n2(main.lo) + " to " + F.n2(main.hi) + " \u00b7 T = " + main.days + " days",
		K.oos ? "in sample (mean of the " + K.windows + " windows' training): " + F.n2(K.is_sharpe) + "; their tests: " + F.n2(K.oos_sharpe) : "",
		"trials N = " + main.trials + " \u00b7 deflated Sharpe (probability): " + F.n3(main.dsr),
		"after costs: " + main.costs, "universe: " + main.universe);
	c.className = "card wide";
	c.id = "sharpe";
	return c;
}

/* Beside the headline: days that were traded and do not count for it. */
function cards() {
	const is = (f, key) => K.oos && K.is && K.is.active ? "in sample " + f(K.is[key]) : "";
	const one = (title, f, key) => card(title, f(main[key]), is(f, key));
	const asBps = known(v => (1e4 * v).toFixed(2) + " bps");
	byId("cards").append(sharpeCard(), one("CAGR", F.pct1, "cagr"), one("Sortino", F.n2, "sortino"),
		one("Largest drawdown", F.pct1, "max_drawdown"), one("Calmar", F.n2, "calmar"),
		card("Days that gained", F.pct1(main.hit_active), "of " + main.active + " with a position or costs; of all: " + F.pct1(main.hit_all)),
		one("Turnover a day", F.pct1, "turnover"), one("Funding a day", asBps, "funding"));
	if (K.pbo !== null)
		byId("cards").append(card("Overfitting (PBO)", F.n2(K.pbo), "share of splits in which the best inside is no better than the middle outside; mean of the windows' trainings"));
}

function terms() {
	const w = D.head.walk, list = byId("terms");
	const add = (k, v) => list.append(el("dt", {}, k), el("dd", {}, v));
	add("Universe", D.head.universe);
	add("Costs", costText());
	add("Walk-forward", w.on ? "train " + w.train_days + ", purge " + w.purge_days + ", test " + w.test_days + ", embargo " + w.embargo_days +
		" days; " + w.samples + " samples a window, seed " + w.seed : "off: configured values, every day in sample");
	add("Trials looked at", main.trials + "; on this page " + D.trials.window.length + ", of which " + D.trials.window.filter((x, i) => D.trials.objective[i] === null).length + " were not admissible");
	add("Funding unknown", days.unfunded.reduce((a, b) => a + b, 0) + " coin-days, taken as 0");
	add("Orders", days.orders.reduce((a, b) => a + b, 0) + " sent, " + days.skipped.reduce((a, b) => a + b, 0) + " below a lot or the least notional");
}

const bps = v => v === null ? null : 1e4 * v;
const atCosts = () => "Net of the costs above, N = " + main.trials + " trials. ";

function regimeTable(into) {
	if (!D.regimes.length)
		return;
	const s = D.stability, of = D.always_on ? "Always-on returns of the strategy, whatever the regime, on " : "Net returns on ";
	into.append(el("h2", {}, "Regimes"), table(of + (K.oos ? "out-of-sample days" : "all days") + " by the regime they were held in. " + atCosts() +
		F.num(s.switches) + " switches in " + s.days + " days, " + F.n1(s.a_year) + " a year; a regime lasts " + F.n1(s.duration) + " days on average.",
		[{ t: "regime", text: true }, { t: "share of days", f: F.pct1 }, { t: "days", f: F.n0 }, { t: "mean", f: F.bps }, { t: "median", f: F.bps }, { t: "sd", f: F.bps }, { t: "Sharpe-like", f: F.n2 }],
		D.regime_rows.map((r, i) => [r.regime, i < s.share.length && s.share[i] !== null ? s.share[i] / 100 : null, r.days, bps(r.mean), bps(r.median), bps(r.sd), r.sharpe])));
	into.append(el("h3", {}, "What followed"), table("Cumulative returns of the days after a regime was decided: t with Newey-West errors, p and interval by block bootstrap.",
		[{ t: "regime", text: true }, { t: "days ahead", f: F.n0 }, { t: "n", f: F.n0 }, { t: "mean", f: F.pct }, { t: "from", f: F.pct }, { t: "to", f: F.pct }, { t: "gained", f: F.pct1 }, { t: "t", f: F.n2 }, { t: "p", f: F.n3 }],
		D.regime_forward.map(f => [f.regime, f.horizon, f.n, f.mean, f.lo, f.hi, f.hit, f.t, f.p]), 30));
}

function windowTable(into) {
	if (!D.windows.length)
		return;
	const span = d => d[1] > d[0] ? date(X[d[0]]) + " to " + date(X[d[1] - 1]) : "--";
	into.append(el("h2", {}, "Windows"), table("Sharpe: annual, 365 days, N = " + main.trials + " trials. " + atCosts() + "Universe: " + main.universe + ". " + "Betas are least squares of gross returns over the test.",
		[{ t: "train", text: true, whole: true }, { t: "test", text: true, whole: true }, { t: "Sharpe in sample", f: F.n2 }, { t: "out of sample", f: F.n2 }, { t: "PBO", f: F.n2 }, { t: "mean |e| BTC", f: F.n4 },
			{ t: "mean |e| ETH", f: F.n4 }, { t: "realised BTC", f: F.n3 }, { t: "realised ETH", f: F.n3 }, { t: "rms", f: F.n3 }],
		D.windows.map(w => [span(w.train), span(w.test), w.is_sharpe, w.oos_sharpe, w.pbo, w.exante_btc, w.exante_eth, w.realised_btc, w.realised_eth, w.realised_rms])));
	if (!D.values.length)
		return;
	into.append(el("h3", {}, "What the windows chose"), table("Of the trials of its training; configured values where none was better.",
		[{ t: "test from", text: true, whole: true }, ...D.values.map(t => ({ t: t.replaceAll("_", "_\u200b"), f: known(v => String(Number(v.toPrecision(4)))) }))],
		D.windows.map(w => [date(X[w.test[0]]) + (w.choice ? "" : " configured"), ...D.values.map((v, i) => w.choice ? w.choice[i] : null)])));
}

/* Counts in equal bins: [middles, all, chosen]. */
function bins(all, chosen) {
	const lo = Math.min(...all), hi = Math.max(...all), n = Math.max(5, Math.min(40, Math.ceil(Math.sqrt(all.length))));
	const step = (hi - lo) / n || 1, at = v => Math.min(n - 1, Math.floor((v - lo) / step));
	const out = [Array.from({ length: n }, (x, i) => lo + (i + .5) * step), new Array(n).fill(0), new Array(n).fill(0)];
	all.forEach(v => out[1][at(v)]++);
	chosen.forEach(v => out[2][at(v)]++);
	return out;
}

let histogram = null;
function trialChart(into) {
	const t = D.trials, year = Math.sqrt(365), fine = i => t.objective[i] !== null && t.sharpe_day[i] !== null;
	const all = t.window.map((x, i) => i).filter(fine).map(i => year * t.sharpe_day[i]);
	const chosen = D.windows.map(w => w.trial).filter(i => i !== null && fine(i)).map(i => year * t.sharpe_day[i]);
	if (!all.length)
		return;
	histogram = bins(all, chosen);
	const step = histogram[0][1] - histogram[0][0];
	const plot = el("div", { class: "plot" }), bar = uPlot.paths.bars({ size: [.9, 80] });
	into.append(el("figure", { id: "trials" }, el("figcaption", {}, el("b", {}, "Trials"), el("span", { class: "note" },
		"annual Sharpe in training of the " + all.length + " admissible of N = " + main.trials + ", net of the costs above; orange: the " + chosen.length + " chosen")), plot));
	const mid = { stroke: () => css("--muted"), grid: { stroke: () => css("--grid"), width: 1 }, ticks: { stroke: () => css("--grid"), width: 1 }, font: "12px system-ui, sans-serif" };
	plain.push(new uPlot({ width: width(), height: 200, legend: { show: false }, cursor: { show: false },
		scales: { x: { time: false, range: [histogram[0][0] - step / 2, histogram[0][histogram[0].length - 1] + step / 2] }, y: { range: (u, a, b) => [0, Math.max(1, b * 1.05)] } }, axes: [{ ...mid, values: (u, v) => v.map(x => marked(x, Math.abs(v[1] - v[0] || 1), "")) }, { ...mid, size: gutter, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] }],
		series: [{}, { stroke: () => css("--c0"), fill: () => css("--c0"), paths: bar, points: { show: false } },
			{ stroke: () => css("--c1"), fill: () => css("--c1"), paths: bar, points: { show: false } }] }, histogram, plot));
}

function noteTable(into) {
	into.append(el("h2", {}, "Notes"));
	if (!D.notes.length) {
		into.append(el("p", { class: "note" }, "None: no coin was dropped or ended while it was held, no data were missing."));
		return;
	}
	into.append(table(D.notes.length + " of coins that could not be traded or ended, and of gaps in the data.",
		[{ t: "coin", text: true }, { t: "when (UTC)", text: true }, { t: "what", text: true }, { t: "cost, USD", f: F.usd }],
		D.notes.map(n => [n.symbol || "data", instant(n.at_ms), n.text, n.cost_usd]), 40));
}

function foot() {
	byId("foot").textContent = "Numbers on this page are shortened to six significant digits; the CSV and JSON files beside it have them in full." +
		(D.left_out.coins ? " Weights of the " + D.left_out.coins + " coins that were held least are left out (" + D.left_out.holds + " coin-days)." : "") +
		(D.left_out.trades ? " The oldest " + D.left_out.trades + " trades are left out." : "");
}
