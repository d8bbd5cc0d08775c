/* The charts of the whole run. */
const days = D.days;
const regimeColour = r => css(r < 0 ? "--c7" : "--c" + r % 8);

const regimes = behind(i => days.regime[i], (c, r, x, y, w, h) => {
	c.fillStyle = regimeColour(r);
	c.globalAlpha = .13;
	c.fillRect(x, y, w, h);
	c.globalAlpha = 1;
	c.fillRect(x, y + h - 7 * uPlot.pxRatio, w, 7 * uPlot.pxRatio);
});
const notCounted = behind(i => days.oos[i], (c, oos, x, y, w, h) => {
	if (oos)
		return;
	c.fillStyle = css("--shade");
	c.fillRect(x, y, w, h);
});
const zero = u => {
	const y = Math.round(u.valToPos(0, "y", true)), { left, top, width: w, height: h } = u.bbox;
	if (y < top || y > top + h)
		return;
	u.ctx.save();
	u.ctx.strokeStyle = css("--muted");
	u.ctx.lineWidth = 1;
	u.ctx.beginPath();
	u.ctx.moveTo(left, y + .5);
	u.ctx.lineTo(left + w, y + .5);
	u.ctx.stroke();
	u.ctx.restore();
};

function scoreChart(into) {
	chart({ name: "score", title: "Score and regime", note: "as decided at the close before", f: F.n3, before: [regimes],
		series: [{ t: "score", c: "--c6", v: days.score }], extra: d => "regime: " + regimeName(days.regime[d]) }, into);
	const chips = el("div", { class: "legend", "aria-label": "Regimes" });
	for (let r = 0; r < D.regimes.length; r++) {
		const i = el("i", { class: "box" });
		i.style.background = "var(--c" + r % 8 + ")";
		chips.append(el("span", { class: "key plain" }, i, D.regimes[r]));
	}
	byId("chart-score").append(chips);
}

function moneyCharts(into) {
	const shaded = "grey: days that do not count for the headline";
	const oos = D.kpis.oos ? [{ t: "out of sample", c: "--c0", v: days.equity_oos, width: 2 }] : [];
	chart({ name: "equity", title: "Equity", note: "starts at 1, after all costs; " + shaded, f: F.n4, before: [notCounted],
		series: [...oos, { t: "all days", c: "--c1", v: days.equity, dash: [6, 4] }], height: 280 }, into);
	const dd = D.kpis.oos ? [{ t: "out of sample", c: "--c0", v: days.drawdown_oos, width: 2 }] : [];
	chart({ name: "drawdown", title: "Drawdown", note: "of those curves", f: F.pct, before: [notCounted],
		series: [...dd, { t: "all days", c: "--c1", v: days.drawdown, dash: [6, 4] }], height: 180 }, into);
	const parts = [["price", 1], ["funding", 1], ["fee", -1], ["slippage", -1], ["settlement", -1]];
	const up = days.net.map(v => v === null || v >= 0 ? v : null), down = days.net.map(v => v === null || v < 0 ? v : null);
	chart({ name: "daily", title: "Daily return and its parts", note: "shares of NAV at the close before", f: F.pct,
		before: [notCounted], after: [zero], series: [
			{ t: "net", c: "--up", v: up, bars: true, f: () => F.pct(days.net[pinned]), with: 1 },
			{ t: "loss", c: "--down", v: down, bars: true, quiet: true },
			...parts.map(([p, sign]) => ({ t: sign < 0 ? "\u2212" + p : p, c: "--c7", none: true,
				v: days[p].map(v => v === null ? null : sign * v) }))] }, into);
	const dash = [undefined, [8, 4], [2, 3], [6, 3, 2, 3], [12, 4], [4, 2]];
	chart({ name: "parts", title: "Where it came from", note: "sums of the daily parts; they add up to net", f: F.pct, before: [notCounted], after: [zero],
		series: [{ t: "net", c: "--c6", v: cumulative(days.net, 1), width: 2 },
			...parts.map(([p, sign], i) => ({ t: sign < 0 ? "\u2212" + p : p, c: "--c" + i, dash: dash[i + 1], v: cumulative(days[p], sign) }))] }, into);
	if (D.subs.names.length)
		chart({ name: "subs", title: "Sub-books", note: "sums of their daily net", f: F.pct, before: [notCounted], after: [zero],
			series: D.subs.names.map((t, i) => ({ t, c: "--c" + i % 8, dash: dash[i % 6], v: cumulative(D.subs.net[i], 1) })) }, into);
}

function riskCharts(into) {
	chart({ name: "exposure", title: "Exposure", note: "shares of NAV after the day's trades", f: F.pct1, before: [notCounted], after: [zero], series: [
		{ t: "alt gross", c: "--c0", v: days.alt_gross }, { t: "major gross", c: "--c1", v: days.major_gross, dash: [8, 4] },
		{ t: "net", c: "--c6", v: days.net_exposure, dash: [2, 3] }] }, into);
	chart({ name: "betas", title: "Betas and neutrality error", note: "ex ante, of the book; error = \u221a(BTC\u00b2 + ETH\u00b2)", f: F.n4, before: [notCounted], after: [zero], series: [
		{ t: "beta BTC", c: "--c0", v: days.beta_btc }, { t: "beta ETH", c: "--c1", v: days.beta_eth, dash: [8, 4] },
		{ t: "error", c: "--c6", v: days.neutrality, dash: [2, 3] }] }, into);
	chart({ name: "turnover", title: "Turnover", note: "traded a day, shares of NAV", f: F.pct1, before: [notCounted], series: [
		{ t: "alts", c: "--c0", v: days.alt_turnover, step: true }, { t: "majors", c: "--c1", v: days.major_turnover, step: true, dash: [8, 4] }] }, into);
}

/* Weights of a coin by day, bps of NAV; a day without one is 0. */
const weightsOf = {};
function weights(c) {
	if (weightsOf[c])
		return weightsOf[c];
	const w = new Array(N).fill(0);
	for (const [from, ...run] of D.coins[c].h)
		run.forEach((v, i) => { w[from + i] = v; });
	return weightsOf[c] = w;
}

const short = s => s.length > 9 ? s.slice(0, 8) + "\u2026" : s;

/* Names by rows, days by columns: blue is long, orange short, the stronger the heavier. */
function heatChart(into) {
	const top = D.coins.map((c, i) => i).slice(0, 24), n = top.length;
	if (!n)
		return;
	const rows = top.map(weights), most = Math.max(...rows.map(r => r.reduce((m, v) => Math.max(m, Math.abs(v)), 0))) || 1;
	const heat = u => {
		const c = u.ctx, up = css("--up"), down = css("--down"), { left, width: w } = u.bbox;
		c.save();
		c.beginPath();
		c.rect(left, u.bbox.top, w, u.bbox.height);
		c.clip();
		const x = X.map(s => u.valToPos(s - DAY / 2, "x", true)).concat(u.valToPos(X[N - 1] + DAY / 2, "x", true));
		for (let r = 0; r < n; r++) {
			const y = u.valToPos(n - r, "y", true), h = u.valToPos(n - r - 1, "y", true) - y - 1;
			for (let d = range[0]; d <= range[1]; d++) {
				const v = rows[r][d];
				if (!v)
					continue;
				c.fillStyle = v > 0 ? up : down;
				c.globalAlpha = .15 + .85 * Math.sqrt(Math.abs(v) / most);
				c.fillRect(x[d], y, Math.max(1, x[d + 1] - x[d] + .5), h);
			}
		}
		c.restore();
	};
	const row = u => Math.min(n - 1, Math.max(0, n - 1 - Math.floor(u.posToVal(u.cursor.top, "y"))));
	chart({ name: "weights", title: "Weights", height: 60 + 18 * n, f: F.num, y: [0, n], after: [heat],
		note: "the " + n + " largest on average; blue long, orange short; strongest " + F.bps(most),
		splits: () => top.map((c, i) => i + .5), labels: () => top.map((c, i) => short(D.coins[top[n - 1 - i]].s)),
		series: [{ t: "", c: "--c7", v: X.map(() => 0), none: true, quiet: true }],
		extra: (d, u) => {
			const r = u.cursor.top >= 0 ? row(u) : 0;
			return D.coins[top[r]].s + " " + F.bps(rows[r][d]) + " of NAV; held " + days.coins[d];
		} }, into);
}
