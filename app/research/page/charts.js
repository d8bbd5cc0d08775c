/*
 * Charts over days. All share one range and one cursor: a drag zooms every one, a double click gives
 * back all days, arrows move the cursor of whoever has the keyboard's focus.
 */
const charts = {};
let range = [0, N - 1]; /* of day indices, shown */
let pinned = N - 1;     /* the day whose values are told */
const watchers = [];    /* called with the pinned day */

const tz = s => uPlot.tzDate(new Date(s * 1e3), "Etc/UTC");
const gutter = () => innerWidth < 640 ? 64 : 76; /* of the y axis: the same everywhere, so that days stand above each other */
const width = () => Math.max(260, byId("charts").clientWidth);

function axes(spec) {
	const common = { stroke: () => css("--muted"), font: "12px system-ui, sans-serif",
		grid: { stroke: () => css("--grid"), width: 1 }, ticks: { stroke: () => css("--grid"), width: 1 } };
	const y = { ...common, size: gutter };
	if (spec.splits) {
		y.splits = spec.splits;
		y.values = spec.labels;
		y.grid = { show: false };
	} else {
		const share = spec.f === F.pct || spec.f === F.pct1;
		y.values = (u, vals) => vals.map(v => marked(share ? 100 * v : v, (share ? 100 : 1) * Math.abs(vals[1] - vals[0] || 1), share ? " %" : ""));
	}
	return [{ ...common, space: 70, values: (u, at, i, space, step) => at.map((s, k) => {
		const d = new Date(s * 1e3), year = d.getUTCFullYear();
		const text = step >= 28 * DAY ? MONTHS[d.getUTCMonth()] : d.getUTCDate() + " " + MONTHS[d.getUTCMonth()];
		return step >= 365 * DAY ? String(year) : k > 0 && new Date(at[k - 1] * 1e3).getUTCFullYear() === year ? text : text + "\n" + year;
	}) }, y];
}

function lines(spec) {
	return spec.series.map(s => ({
		label: s.t, scale: "y", spanGaps: false, points: { show: false },
		width: s.width || 1.5, dash: s.dash, stroke: () => css(s.c),
		fill: s.bars ? () => css(s.c) : undefined,
		paths: s.none ? () => null : s.bars ? uPlot.paths.bars({ size: [.9, 60] }) :
			s.step ? uPlot.paths.stepped({ align: 1 }) : undefined,
	}));
}

/* Days whose `of` is the same, one after another, as rectangles behind the chart. */
function behind(of, paint) {
	return u => {
		const half = DAY / 2, { left, top, width: w, height: h } = u.bbox;
		u.ctx.save();
		for (let i = 0; i < N;) {
			let j = i;
			while (j + 1 < N && of(j + 1) === of(i))
				j++;
			const a = Math.max(left, u.valToPos(X[i] - half, "x", true));
			const b = Math.min(left + w, u.valToPos(X[j] + half, "x", true));
			if (b > a)
				paint(u.ctx, of(i), a, top, b - a, h);
			i = j + 1;
		}
		u.ctx.restore();
	};
}

/* The keys under a chart: a press hides a line; the number is that of the pinned day. */
function keys(spec, u, box) {
	const day = el("span", { class: "day" });
	box.append(day);
	const values = spec.series.map((s, i) => {
		if (s.quiet)
			return null;
		const b = el("b"), mark = el("i", { class: s.bars ? "box" : null });
		const k = el("button", { class: "key", type: "button", "aria-pressed": "true" }, s.none ? "" : mark, s.t + " ", b);
		mark.style[s.bars ? "background" : "borderTopColor"] = "var(" + s.c + ")";
		if (s.dash)
			mark.style.borderTopStyle = s.dash[0] < 4 ? "dotted" : "dashed";
		k.addEventListener("click", () => {
			const on = k.getAttribute("aria-pressed") !== "true";
			k.setAttribute("aria-pressed", on);
			u.setSeries(i + 1, { show: on });
			if (s.with !== undefined)
				u.setSeries(s.with + 1, { show: on });
		});
		if (s.none)
			k.className = "key plain", k.disabled = true;
		box.append(k);
		return b;
	});
	const extra = spec.extra ? box.appendChild(el("span", { class: "key plain" })) : null;
	return d => {
		day.textContent = date(X[d]);
		spec.series.forEach((s, i) => values[i] && (values[i].textContent = (s.f || spec.f)(s.v[d])));
		if (extra)
			extra.textContent = spec.extra(d, u);
	};
}

function pin(d) {
	pinned = d;
	for (const name in charts)
		charts[name].tell(d);
	watchers.forEach(w => w(d));
}

/* Every chart of the shared cursor says so for the same day: it is told once, and a chart's own row to itself. */
function over(name, cursor) {
	if (!cursor.event || cursor.idx === null || cursor.idx === undefined)
		return;
	if (cursor.idx !== pinned)
		pin(cursor.idx);
	else if (charts[name])
		charts[name].tell(pinned);
}

function zoom(a, b) {
	range = [Math.max(0, Math.min(a, N - 2)), Math.min(N - 1, Math.max(b, 1))];
	if (range[1] <= range[0])
		range[1] = range[0] + 1;
	for (const name in charts)
		show(charts[name].u);
	byId("range").textContent = date(X[range[0]]) + " to " + date(X[range[1]]) + ", " + (range[1] - range[0] + 1) + " days";
}

const show = u => u.setScale("x", { min: X[range[0]] - DAY / 2, max: X[range[1]] + DAY / 2 });
const nearest = t => Math.max(0, Math.min(N - 1, Math.round((t - X[0]) / DAY)));
const indexOf = (u, t) => { /* days may be missing: the chart's own search */
	const i = u.valToIdx(t);
	return Number.isFinite(i) ? i : nearest(t);
};

function selected(u) {
	const { left, width: w } = u.select;
	if (w > 4)
		zoom(indexOf(u, u.posToVal(left, "x")), indexOf(u, u.posToVal(left + w, "x")));
	u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/* The cursor of every chart on one day. */
function point(d) {
	d = Math.max(range[0], Math.min(range[1], d));
	for (const name in charts) {
		const u = charts[name].u;
		u.setCursor({ left: u.valToPos(X[d], "x"), top: u.over.clientHeight / 2 }, false);
	}
	pin(d);
}

function onKey(e) {
	const far = e.shiftKey ? 30 : 1, span = range[1] - range[0], mid = pinned;
	const act = {
		ArrowLeft: () => point(pinned - far), ArrowRight: () => point(pinned + far),
		Home: () => point(range[0]), End: () => point(range[1]),
		"+": () => zoom(mid - (span >> 2), mid + (span >> 2)), "=": () => zoom(mid - (span >> 2), mid + (span >> 2)),
		"-": () => zoom(range[0] - (span >> 1), range[1] + (span >> 1)),
		"0": () => zoom(0, N - 1), Escape: () => zoom(0, N - 1),
	}[e.key];
	if (!act || e.ctrlKey || e.metaKey || e.altKey)
		return;
	e.preventDefault();
	act();
}

/*
 * spec: {name, title, note, f: text of a value, series: [{t, c, v, f, dash, bars, step, none, quiet}],
 * height, before: [painters behind], after: [painters in front], y: fixed range}
 */
function chart(spec, into) {
	const plot = el("div", { class: "plot", tabindex: "0", role: "group",
		"aria-label": spec.title + ": a chart over days. Left and right move the day, plus and minus zoom, 0 shows all." });
	const legend = el("div", { class: "legend" });
	into.append(el("figure", { id: "chart-" + spec.name },
		el("figcaption", {}, el("b", {}, spec.title), el("span", { class: "note" }, spec.note || "")), plot, legend));
	let tell = () => {};
	const u = new uPlot({
		width: width(), height: spec.height || 220, tzDate: tz, legend: { show: false }, axes: axes(spec),
		series: [{}, ...lines(spec)],
		scales: { x: { time: true }, y: spec.y ? { range: spec.y } : {} },
		cursor: {
			y: !!spec.splits, points: { show: !spec.splits },
			drag: { x: true, y: false, setScale: false },
			sync: { key: "days", scales: ["x", null], setSeries: false,
				filters: { pub: type => type === "mousemove" || type === "mouseleave" } },
			bind: { dblclick: () => () => zoom(0, N - 1) },
		},
		hooks: {
			drawClear: spec.before || [], draw: spec.after || [], setSelect: [selected],
			setCursor: [c => over(spec.name, c.cursor)],
		},
	}, [X, ...spec.series.map(s => s.v)], plot);
	tell = keys(spec, u, legend);
	plot.addEventListener("keydown", onKey);
	charts[spec.name] = { u, spec, tell: d => tell(d), legend };
	show(u);
	tell(pinned);
	return u;
}

function drop(name) {
	if (!charts[name])
		return;
	charts[name].u.destroy();
	byId("chart-" + name).remove();
	delete charts[name];
}

function redraw(w) {
	const all = [...Object.values(charts).map(c => c.u), ...plain];
	for (const u of all)
		u.batch(() => { u.setSize({ width: w || width(), height: u.height }); u.redraw(true, true); });
}

const plain = []; /* charts whose x is no day: they follow the page's width and theme alone */
