"use strict";
(() => {
  const ms = v => v == null ? "–" : Math.abs(v) >= 10000 ? +(v / 1000).toFixed(1) + " s" : Math.abs(v) >= 10 ? Math.round(v) + " ms" : +v.toPrecision(2) + " ms";
  const count = v => v == null ? "–" : Math.abs(v) >= 100 ? Math.round(v).toLocaleString("en") : String(+v.toFixed(1));
  const clock = s => s >= 7200 ? +(s / 3600).toFixed(1) + " h" : s >= 600 ? +(s / 60).toFixed(1) + " min" : +s.toFixed(2) + " s";
  const share = v => v == null ? "–" : +(v * 100).toPrecision(3) + "%";
  const usd = v => v == null ? "–" : "$" + (v >= 100 ? Math.round(v).toLocaleString("en") : v.toFixed(2));
  const units = {ms, count, share, usd, time: clock, tail: s => "p" + +(s * 100).toFixed(2)};

  for (const plot of document.querySelectorAll(".plot[data-read]")) {
    const data = JSON.parse(plot.dataset.read), area = plot.querySelector(".area"), keys = plot.parentNode.querySelectorAll(".keys output");
    const mark = document.createElement("div");
    mark.className = "cursor";
    let at = -1;
    const tell = i => {
      at = Math.max(0, Math.min(data.p.length - 1, i));
      mark.style.left = data.p[at] * 100 + "%";
      area.append(mark);
      keys[0].textContent = data.x === "word" ? data.w[at] : units[data.x](data.t[at]);
      for (const s of data.s) keys[s.k + 1].textContent = units[s.u](s.v[at]);
    };
    const hush = () => { mark.remove(); keys.forEach(k => k.textContent = ""); };
    plot.addEventListener("pointermove", e => {
      const box = area.getBoundingClientRect(), x = (e.clientX - box.left) / box.width;
      let best = 0;
      data.p.forEach((p, i) => { if (Math.abs(p - x) < Math.abs(data.p[best] - x)) best = i; });
      tell(best);
    });
    plot.addEventListener("pointerleave", hush);
    plot.addEventListener("blur", hush);
    plot.addEventListener("keydown", e => {
      const step = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: data.p.length - 1}[e.key];
      if (step === undefined) return;
      e.preventDefault();
      tell(step);
    });
  }
})();
