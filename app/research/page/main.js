/* The page's order, its range bar, what follows width and theme, and the hook of its test. */
function bar() {
	const b = (text, act) => { const k = el("button", { type: "button" }, text); k.addEventListener("click", act); return k; };
	const last = n => b(n === N ? "All" : n < 60 ? "Month" : n < 300 ? "Quarter" : "Year", () => zoom(n === N ? 0 : range[1] - n + 1, n === N ? N - 1 : range[1]));
	const move = s => () => { const w = range[1] - range[0], a = Math.max(0, Math.min(N - 1 - w, range[0] + s * Math.max(1, w >> 1))); zoom(a, a + w); };
	byId("bar").append(last(N), last(365), last(91), last(30), b("\u25c0 Earlier", move(-1)), b("Later \u25b6", move(1)),
		el("output", { id: "range" }), el("span", { class: "note" }, "drag zooms, double click shows all"));
}

function start() {
	byId("title").textContent = document.title = "rvdesk backtest: " + D.head.strategy;
	byId("subtitle").textContent = "profile " + D.head.profile + ", " + N + " days" + (N ? " from " + date(X[0]) + " to " + date(X[N - 1]) : "") +
		", NAV " + F.usd(D.head.nav_usd) + " USD at the start; " + plan;
	cards();
	terms();
	const c = byId("charts"), t = byId("tables");
	if (N > 1) {
		bar();
		scoreChart(c);
		moneyCharts(c);
		riskCharts(c);
		heatChart(c);
		coins();
		zoom(0, N - 1);
	} else {
		c.append(el("p", { class: "warn" }, "Fewer than two days: nothing to draw."));
	}
	regimeTable(t);
	windowTable(t);
	trialChart(t);
	noteTable(t);
	foot();
}

function follow() {
	let wide = innerWidth;
	addEventListener("resize", () => { if (innerWidth !== wide) { wide = innerWidth; redraw(); } });
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
	const print = on => () => { document.documentElement.toggleAttribute("data-print", on); redraw(on ? 700 : 0); };
	addEventListener("beforeprint", print(true));
	addEventListener("afterprint", print(false));
}

start();
follow();

/* What the page's test compares with the result: counts and sums of what was given to each chart. */
const sum = a => a.reduce((s, v) => s + (v === null || v === undefined ? 0 : v), 0);
const count = a => a.filter(v => v !== null && v !== undefined).length;
window.__rv = {
	data: D, ms: performance.now(),
	series: name => charts[name].u.series.slice(1).map((s, i) => ({ t: s.label, n: count(charts[name].u.data[i + 1]), sum: sum(charts[name].u.data[i + 1]) })),
	charts: () => Object.keys(charts), histogram: () => histogram,
	range: () => range.slice(),
	scales: () => Object.values(charts).map(c => [c.u.scales.x.min, c.u.scales.x.max]),
	/* where day d is on the screen, of a chart that is scrolled into view */
	at: (name, d) => { const u = charts[name].u; u.root.scrollIntoView({ block: "center" }); const r = u.over.getBoundingClientRect(); u.syncRect(true); return [r.left + u.valToPos(X[d], "x"), r.top + r.height / 2]; },
	legend: name => charts[name].legend.innerText,
};
