"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const ink = name => () => css(name);
  const plots = [];

  const ms = v => v == null ? "–" : v >= 10000 ? +(v / 1000).toFixed(1) + " s" : v >= 10 ? Math.round(v) + " ms" : +v.toPrecision(2) + " ms";
  const count = v => v == null ? "–" : v >= 100 ? Math.round(v).toLocaleString("en") : String(+v.toFixed(1));
  const clock = s => s >= 7200 ? +(s / 3600).toFixed(1) + " h" : s >= 300 ? +(s / 60).toFixed(1) + " min" : +s.toFixed(1) + " s";

  // A share on the log-tail axis: each nine takes as much room as the last.
  const tail = share => -Math.log10(1 - share);
  const share = x => 1 - Math.pow(10, -x);
  const percentile = x => "p" + +(share(x) * 100).toFixed(x < 2 ? 1 : 2);

  const ladder = (low, high) => {
    const out = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++)
      for (const m of [1, 2, 5]) {
        const v = m * Math.pow(10, e);
        if (v >= low * 0.999 && v <= high * 1.001) out.push(v);
      }
    if (out.length < 2) { // a narrow range, where 1, 2, 5 are too far apart
      const rough = (high - low) / 3, unit = Math.pow(10, Math.floor(Math.log10(rough)));
      const step = unit * [1, 2, 5, 10].find(m => m * unit >= rough);
      return Array.from({length: 5}, (_, i) => (Math.ceil(low / step) + i) * step).filter(v => v <= high);
    }
    return out.length > 7 ? out.filter(v => /^1/.test(v.toExponential())) : out;
  };
  const logScale = values => {
    const known = values.filter(v => v > 0);
    if (!known.length) return [1, 10];
    return [Math.min(...known) * 0.8, Math.max(...known) * 1.25];
  };
  const whole = [1, 2, 5].flatMap(m => [1, 10, 100, 1000, 1e4, 1e5, 1e6].map(e => m * e)).sort((a, b) => a - b);
  const largest = values => Math.max(1e-9, ...values.filter(v => v != null));

  const axis = extra => Object.assign({
    stroke: ink("--muted"), font: "11px system-ui, sans-serif",
    grid: {stroke: ink("--grid"), width: 1}, ticks: {stroke: ink("--grid"), width: 1, size: 4},
  }, extra);
  const logAxis = () => axis({size: 56, space: 18, values: (u, s) => s.map(ms), splits: u => ladder(u.scales.y.min, u.scales.y.max), filter: (u, s) => s});

  const shade = (faults, named) => u => {
    const c = u.ctx, ratio = window.devicePixelRatio || 1;
    c.save();
    c.beginPath();
    c.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    c.clip();
    for (const f of faults) {
      const from = u.valToPos(f.from, "x", true), to = u.valToPos(f.to, "x", true);
      c.fillStyle = css("--shade");
      c.fillRect(from, u.bbox.top, Math.max(to - from, ratio), u.bbox.height);
      if (!named) continue;
      c.fillStyle = css("--bad");
      c.textAlign = "left";
      c.font = 11 * ratio + "px system-ui, sans-serif";
      c.textBaseline = "top";
      c.fillText(f.kind, from + 4 * ratio, u.bbox.top + 2 * ratio);
    }
    c.restore();
  };

  const card = (into, title) => {
    const box = document.createElement("div"), h = document.createElement("h3");
    box.className = "chart";
    h.textContent = title;
    box.append(h);
    into.append(box);
    return box;
  };
  const draw = (box, title, height, options, columns) => {
    const place = document.createElement("div");
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", title);
    box.append(place);
    const wide = () => Math.max(200, Math.floor(place.clientWidth));
    const u = new uPlot(Object.assign({width: wide(), height}, options), columns, place);
    plots.push(u);
    new ResizeObserver(() => { if (u.width !== wide()) u.setSize({width: wide(), height}); }).observe(place);
  };

  // One table of shares for all lines of a chart: arms may differ in theirs.
  const joined = lines => {
    const xs = [...new Set(lines.flatMap(l => l.shares))].sort((a, b) => a - b);
    return [xs.map(tail), ...lines.map(l => {
      const at = new Map(l.shares.map((s, i) => [s, l.ms[i]]));
      return xs.map(s => at.has(s) ? at.get(s) : null);
    })];
  };

  const curves = into => {
    for (const chart of data.curves) {
      const lines = chart.lines.filter(l => l.shares.length > 1);
      if (!lines.length) continue;
      const columns = joined(lines), end = columns[0][columns[0].length - 1];
      draw(card(into, chart.entry), "latency of " + chart.entry + " by share of requests", 230, {
        scales: {x: {time: false, range: [0, end]}, y: {distr: 3, range: () => logScale(columns.slice(1).flat())}},
        axes: [axis({size: 34, splits: () => [0.5, 0.9, 0.99, 0.999].map(tail).filter(x => x <= end + 1e-6), values: (u, s) => s.map(percentile)}), logAxis()],
        cursor: {y: false},
        series: [{label: "share", value: (u, x) => x == null ? "–" : percentile(x)},
          ...lines.map(l => ({
            label: data.arms[l.arm], stroke: ink("--c" + l.arm % 6), width: l.arm ? 2 : 4, dash: l.arm >= 6 ? [6, 4] : [],
            spanGaps: true, points: {show: false}, value: (u, v) => ms(v),
          }))],
      }, columns);
    }
    if (data.omitted) {
      const p = document.createElement("p");
      p.textContent = data.omitted + " more curves are in result.json.";
      into.after(p);
    }
  };

  const line = (label, color, value, extra) => Object.assign(
    {label, stroke: ink(color), width: 2, points: {show: false}, value: (u, v) => value(v)}, extra);
  const bars = uPlot.paths.bars({size: [0.7, 40]});
  const panels = [
    {title: "requests a second, mean of the repeats", keys: ["sent", "ok", "throttled"],
      series: [line("sent", "--c5", count, {dash: [5, 4]}), line("ok", "--c2", count), line("refused", "--bad", count)]},
    {title: "p99 of the bin", keys: ["p99"], log: true, series: [line("p99", "--c0", ms, {spanGaps: true})]},
    {title: "in flight, mean", keys: ["concurrency", "provisioned"],
      series: [line("in flight", "--c3", count), line("provisioned busy", "--c1", count)]},
    {title: "cold starts and spillover, count", keys: ["cold", "spillover"], incrs: whole,
      series: [line("cold", "--c0", count, {paths: bars, fill: ink("--c0"), width: 0}), line("spillover", "--c1", count)]},
  ];

  const timelines = into => {
    for (const t of data.timelines) {
      const box = card(into, data.arms[t.arm]);
      const end = t.t[t.t.length - 1] + t.bin;
      // Bins after the load would draw its end as a fall of the rate.
      const last = t.sent.findLastIndex(v => v > 0);
      const column = k => panels[0].keys.includes(k) ? t[k].map((v, i) => i > last ? null : v) : t[k];
      for (const p of panels) {
        // Arms share a scale, or their charts could not be compared.
        const every = data.timelines.flatMap(other => p.keys.flatMap(k => other[k]));
        if (!every.some(v => v > 0)) continue;
        const h = document.createElement("h4");
        h.textContent = p.title;
        box.append(h);
        draw(box, p.title + ", arm " + data.arms[t.arm], 140, {
          scales: {x: {time: false, range: [t.t[0] - t.bin / 2, end - t.bin / 2]},
            y: p.log ? {distr: 3, range: () => logScale(every)} : {range: [0, largest(every) * 1.08]}},
          axes: [axis({size: 30, values: (u, s) => s.map(clock)}), p.log ? logAxis() : axis({size: 56, space: 18, values: (u, s) => s.map(count), ...(p.incrs && {incrs: p.incrs})})],
          cursor: {y: false, sync: {key: "time"}},
          series: [{label: "t", value: (u, v) => v == null ? "–" : clock(v)}, ...p.series.map(s => Object.assign({}, s))],
          hooks: {draw: [shade(t.faults, p === panels[0])]},
        }, [t.t, ...p.keys.map(column)]);
      }
    }
  };

  const show = (id, any, fill) => {
    const section = document.getElementById(id);
    if (!section || !any) return;
    section.hidden = false;
    fill(section.querySelector(".charts"));
  };
  show("curves", data.curves.length, curves);
  show("timelines", data.timelines.length, timelines);

  const redraw = () => plots.forEach(u => u.redraw(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", redraw);
  addEventListener("afterprint", redraw);
})();
