/* One coin: its weights, its trades, and the strategy's features of the pinned day. */
let featureCells = [];

function tradesOf(c) {
	const T = D.trades, out = [];
	for (let i = 0; i < T.coin.length; i++)
		if (T.coin[i] === c)
			out.push(i);
	return out;
}

/* Triangles at openings (up long, down short), crosses at closings. */
function marks(list) {
	const T = D.trades;
	return u => {
		const c = u.ctx, k = 5 * uPlot.pxRatio, { left, width: w, top, height: h } = u.bbox;
		c.save();
		c.beginPath();
		c.rect(left, top, w, h);
		c.clip();
		c.strokeStyle = c.fillStyle = css("--c6");
		c.lineWidth = 1.5 * uPlot.pxRatio;
		for (const i of list) {
			const y = Math.max(top + 2 * k, Math.min(top + h - 2 * k, u.valToPos(0, "y", true)));
			let x = u.valToPos(T.open_ms[i] / 1e3 - DAY, "x", true);
			const s = T.side[i] > 0 ? 1 : -1;
			c.beginPath();
			c.moveTo(x, y - s * k);
			c.lineTo(x - k, y + s * k);
			c.lineTo(x + k, y + s * k);
			c.fill();
			x = u.valToPos(T.close_ms[i] / 1e3 - DAY, "x", true);
			c.beginPath();
			c.moveTo(x - k, y - k);
			c.lineTo(x + k, y + k);
			c.moveTo(x + k, y - k);
			c.lineTo(x - k, y + k);
			c.stroke();
		}
		c.restore();
	};
}

function tradeTable(list, into) {
	const T = D.trades, all = list.slice().reverse();
	into.append(el("h3", {}, "Trades"), table(list.length + " of " + T.coin.length + " on this page; pnl is after fee, slippage and funding.",
		[{ t: "sub-book", text: true }, { t: "opened (UTC)", text: true }, { t: "closed (UTC)", text: true }, { t: "side", text: true }, { t: "quantity", f: F.num }, { t: "entry", f: F.price }, { t: "exit", f: F.price },
			{ t: "pnl, USD", f: F.usd }, { t: "fee", f: F.usd }, { t: "slippage", f: F.usd }, { t: "funding", f: F.usd }, { t: "ATR at entry", f: F.num }, { t: "why closed", text: true }],
		all.map(i => [T.words[T.sub[i]], instant(T.open_ms[i]), instant(T.close_ms[i]), T.side[i] > 0 ? "long" : "short", T.qty[i], T.entry[i], T.exit[i],
			T.pnl[i], T.fee[i], T.slippage[i], T.funding[i], T.atr_entry[i], T.words[T.why[i]]]), 50));
}

function featureList(into) {
	featureCells = D.features.names.map(n => el("b"));
	if (!featureCells.length)
		return;
	into.append(el("h3", {}, "Features of the strategy on ", el("span", { id: "feature-day" })),
		el("div", { class: "pair", id: "features" }, ...D.features.names.map((n, i) => el("div", {}, el("span", {}, n), featureCells[i]))));
}

function tellFeatures(d) {
	if (!featureCells.length || !byId("feature-day"))
		return;
	byId("feature-day").textContent = date(X[d]);
	featureCells.forEach((c, f) => { c.textContent = F.num(D.features.v[f][d]); });
}

function showCoin(c) {
	const box = byId("coin-body");
	drop("coin");
	box.replaceChildren();
	const list = tradesOf(c), left = D.coins[c].left_out;
	chart({ name: "coin", title: D.coins[c].s + ": weight", note: (left ? "weights of this coin are left out of the page, they are in the CSV file; " : "") +
		"bps of NAV after the day's trades; triangle: a trade opens (up long, down short), cross: it closes", f: F.bps,
		series: [{ t: "weight", c: "--c0", v: weights(c), step: true }], before: [notCounted], after: [zero, marks(list)] }, box);
	featureList(box);
	tellFeatures(pinned);
	tradeTable(list, box);
}

function coins() {
	if (!D.coins.length)
		return;
	const select = el("select", { id: "pick" }, ...D.coins.map((c, i) => el("option", { value: i }, c.s)));
	byId("coin").append(el("h2", {}, el("label", { for: "pick" }, "Symbol "), select), el("div", { id: "coin-body" }));
	const find = () => D.coins.findIndex(c => "#coin=" + encodeURIComponent(c.s) === location.hash);
	const follow = () => { const c = Math.max(0, find()); select.value = c; showCoin(c); };
	select.addEventListener("change", () => { location.hash = "coin=" + encodeURIComponent(D.coins[select.value].s); });
	addEventListener("hashchange", follow);
	follow();
	watchers.push(tellFeatures);
}
