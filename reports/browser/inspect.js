(() => {
  const wrong = [], root = document.documentElement, width = root.clientWidth;
  const say = (what, e, more) => wrong.push(what + ": <" + e.tagName.toLowerCase() + (e.className.baseVal ?? e.className ? "." + (e.className.baseVal ?? e.className) : "") + "> " +
    JSON.stringify((e.textContent || "").trim().slice(0, 60)) + (more ? " " + more : ""));
  if (Math.max(root.scrollWidth, document.body.scrollWidth) > width) wrong.push("the page is " + Math.max(root.scrollWidth, document.body.scrollWidth) + " px wide in " + width);

  const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return {r: m[0], g: m[1], b: m[2], a: m.length > 3 ? m[3] : 1}; };
  const light = c => [c.r, c.g, c.b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const over = (top, below) => ({r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1});
  const behind = e => {
    const stack = [];
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a > 0) stack.push(c); if (c.a === 1) break; }
    return stack.reverse().reduce((below, top) => over(top, below), {r: 255, g: 255, b: 255, a: 1});
  };

  // Every element that holds text of its own, with the box of that text.
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, e = node.parentElement, style = getComputedStyle(e);
    if (!node.textContent.trim() || e.closest("script, style, noscript") || style.visibility === "hidden") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) texts.push({e, box, style});
  }
  if (!texts.length) wrong.push("there is no text");

  for (const {e, box, style} of texts) {
    const scrolled = e.closest(".scroll");
    if (!scrolled && (box.left < -1 || box.right > width + 1)) say("outside of the page", e, Math.round(box.left) + " to " + Math.round(box.right));
    for (let p = e; p && p !== document.body; p = p.parentElement) {
      if (p === scrolled || !/hidden|clip/.test(getComputedStyle(p).overflowX + getComputedStyle(p).overflowY)) continue;
      const outer = p.getBoundingClientRect();
      if (box.left < outer.left - 1 || box.right > outer.right + 1 || box.top < outer.top - 1 || box.bottom > outer.bottom + 1) say("cut off", e);
    }
    const back = behind(e), a = light(over(parse(style.color), back)), b = light(back), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (box.height < 10) say("small print", e, Math.round(box.height) + " px high");
    const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
    if (ratio < (large ? 3 : 4.5)) say("contrast " + ratio.toFixed(2), e, style.color);
  }

  const sorted = texts.slice().sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < sorted.length; i++)
    for (let k = i + 1; k < sorted.length && sorted[k].box.top < sorted[i].box.bottom - 2; k++) {
      const a = sorted[i], b = sorted[k];
      if (a.e.closest(".scroll") !== b.e.closest(".scroll") || a.e === b.e) continue;
      const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left), y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (x > 1 && y > 3) say("overlap", a.e, "and " + JSON.stringify(b.e.textContent.trim().slice(0, 60)) + " by " + Math.round(x) + "x" + Math.round(y));
    }

  const plots = [...document.querySelectorAll(".plot")];
  for (const plot of plots) {
    for (const axis of [".ys", ".xs"]) if ([...plot.querySelectorAll(axis + " i")].filter(i => i.textContent.trim()).length < 2) say("an axis without labels", plot, axis);
    if (!plot.getAttribute("aria-label") || plot.tabIndex !== 0) say("a chart that cannot be read aloud or reached", plot);
    const box = plot.querySelector(".area").getBoundingClientRect();
    if (box.width < 150 || box.height < 80) say("a small chart", plot, Math.round(box.width) + "x" + Math.round(box.height));
    if (!plot.querySelector("svg path:not(.grid), svg image")) say("an empty chart", plot);
  }
  for (const plot of document.querySelectorAll(".plot[data-read]")) {
    plot.dispatchEvent(new KeyboardEvent("keydown", {key: "End"}));
    if (![...plot.parentNode.querySelectorAll(".keys output")].some(o => o.textContent)) say("a chart that does not tell its values", plot);
    plot.dispatchEvent(new FocusEvent("blur"));
  }
  for (const h of document.querySelectorAll("h2")) {
    const next = h.nextElementSibling;
    if (!next || next.tagName === "H2" || next.tagName === "FOOTER") say("a title without anything below", h);
  }
  for (const a of document.querySelectorAll("nav a")) if (!document.getElementById(a.hash.slice(1))) say("a link to nowhere", a);
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id is there twice: " + ids);
  if (!document.title.trim() || !root.lang) wrong.push("the page has no title or language");
  return {wrong: wrong.slice(0, 16), plots: plots.length, texts: texts.length};
})()
