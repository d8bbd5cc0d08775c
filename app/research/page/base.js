"use strict";
/* The data, text of numbers, and elements. Texts of the data go into the page by textContent alone. */
const D = JSON.parse(document.getElementById("data").textContent);
const DAY = 86400;
const byId = id => document.getElementById(id);

addEventListener("error", e => {
	const f = byId("fault");
	f.hidden = false;
	f.textContent = "This page failed: " + e.message + ". The CSV and JSON files beside it are complete.";
});

/* el("td", {class: "text"}, "BTC", other) */
function el(tag, attrs, ...kids) {
	const e = document.createElement(tag);
	for (const k in attrs)
		if (attrs[k] !== null && attrs[k] !== undefined)
			e.setAttribute(k, attrs[k]);
	e.append(...kids);
	return e;
}

/* Unknown is "--", as everywhere in the program. */
const known = f => v => v === null || v === undefined || !Number.isFinite(v) ? "--" : f(v).replace("-", "\u2212");
const fixed = n => known(v => v.toFixed(n));
const F = {
	n0: fixed(0), n1: fixed(1), n2: fixed(2), n3: fixed(3), n4: fixed(4),
	num: known(v => String(Number(v.toPrecision(6)))),
	pct: known(v => (100 * v).toFixed(2) + " %"),
	pct1: known(v => (100 * v).toFixed(1) + " %"),
	bps: known(v => v.toFixed(2) + " bps"),
	usd: known(v => v.toLocaleString("en-US", { maximumFractionDigits: Math.abs(v) < 1000 ? 2 : 0 })),
	price: known(v => v.toLocaleString("en-US", { maximumSignificantDigits: 6 })),
};
/* Of an axis whose marks are `step` apart: no more digits than they need. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function marked(v, step, unit) {
	let d = 0;
	while (d < 8 && Math.abs(step * 10 ** d - Math.round(step * 10 ** d)) > 1e-6 * Math.max(1, step * 10 ** d))
		d++;
	return known(x => x.toFixed(d))(v) + unit;
}
const date = s => s === null || s === undefined ? "--" : new Date(s * 1e3).toISOString().slice(0, 10);
const instant = ms => ms === null ? "--" : new Date(ms).toISOString().slice(0, 16).replace("T", " ");

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const cumulative = (a, sign) => { let s = 0; return a.map(v => v === null ? null : (s += sign * v)); };
const regimeName = r => r === null || r < 0 ? "unknown" : D.regimes[r] || "regime " + r;

/* Of a day: the date that it covers; the bar's close is 00:00 UTC after it. */
const X = D.days.close_s.map(s => s - DAY);
const N = X.length;

/*
 * cols: [{t: title, f: text of a value, text: true for words, whole: never broken}], rows of values. On a phone a cell
 * carries its column's title. `step` rows at first, and as many more at each press.
 */
function table(caption, cols, rows, step) {
	const body = el("tbody");
	const t = el("table", {}, el("caption", { class: "note" }, caption),
		el("thead", {}, el("tr", {}, ...cols.map(c => el("th", { scope: "col", class: c.text ? "text" : null }, c.t)))),
		body);
	const box = el("div", {}, t);
	let shown = 0;
	const more = el("button", { class: "more", type: "button" });
	function grow() {
		for (const end = Math.min(rows.length, shown + (step || rows.length)); shown < end; shown++)
			body.append(el("tr", {}, ...cols.map((c, i) => el("td",
				{ class: c.whole ? "text whole" : c.text ? "text" : null, "data-label": c.t },
				el("span", {}, c.f ? c.f(rows[shown][i]) : rows[shown][i] || "")))));
		more.textContent = "Show more: " + shown + " of " + rows.length;
		more.hidden = shown >= rows.length;
	}
	more.addEventListener("click", grow);
	grow();
	box.append(more);
	return box;
}
