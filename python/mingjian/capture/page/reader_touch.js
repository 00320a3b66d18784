// Where a reader may touch, whether the screen has changed, and what `reader.py` calls.
const onControl = (el) => { for (let at = el; at; at = parent(at)) if (at.matches(CONTROL) || getComputedStyle(at).cursor === "pointer") return true; return false; };
// A finger's touch is given to the control beside it, so a place that is none keeps its distance.
const nearControl = (x, y) => [[0, 0], [0, -32], [0, 32], [-32, 0], [32, 0], [-24, -24], [24, -24], [-24, 24], [24, 24]]
  .some(([dx, dy]) => { const el = deep(x + dx, y + dy); return el && onControl(el); });
function textPoints(all, at) {
  const found = [];
  for (const l of all) {
    const x = l.left + Math.min(l.width / 2, 120), y = (l.top + l.bottom) / 2;
    if (x < 4 || y < 60 || x >= W() - 4 || y >= H() - 80) continue;
    const el = deep(x, y);
    if (!el || at(el) >= 0 || nearControl(x, y)) continue;
    if (found.every((p) => Math.abs(p[1] - y) > 120)) found.push([Math.round(x), Math.round(y), selector(el)]);
    if (found.length >= 3) break;
  }
  return found;
}
function blankPoints(at) {
  const found = [];
  for (const y of [0.5, 0.25, 0.75, 0.62, 0.38].map((share) => Math.round(H() * share))) for (const x of [3, W() - 4]) {
    const el = deep(x, y);
    if (!el || at(el) >= 0 || nearControl(x, y)) continue;
    found.push([x, y, selector(el)]);
    if (found.length >= 2) return found;
  }
  return found;
}
function signature() {  // by touch points alone: a walk over a long page would take too long
  const own = new Set();
  for (let y = 6; y < H(); y += 52) for (let x = 6; x < W(); x += 63) {
    for (let at = deep(x, y); at; at = parent(at)) {
      const how = getComputedStyle(at).position;
      if (how === "fixed" || how === "sticky" || at.tagName === "DIALOG") { own.add(at); break; }
    }
  }
  const scroller = document.scrollingElement || document.documentElement;
  return { url: location.href, layers: [...own].slice(0, 40).map(selector), height: scroller.scrollHeight,
    y: Math.round(scrollY), inner: innerScroll() };
}
const innerScroll = () => {
  let sum = 0;
  for (const el of document.querySelectorAll("div,main,section,article,body,ul")) if (el.scrollTop > 0 && el.clientHeight > H() / 3) sum += Math.round(el.scrollTop);
  return sum;
};
function dom() {
  const all = [];
  const html = (node) => {
    if (node.nodeType === 3) return node.data.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    if (node.nodeType !== 1 || node.tagName === "SCRIPT") return "";
    const name = node.tagName.toLowerCase();
    const given = [...node.attributes].map((a) => ` ${a.name}="${a.value.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`).join("");
    const root = shadow(node);
    const inner = (root ? `<template shadowrootmode="open">${[...root.childNodes].map(html).join("")}</template>` : "") + [...node.childNodes].map(html).join("");
    return /^(br|img|input|meta|link|hr|source|wbr|col|area|base|embed|track)$/.test(name) ? `<${name}${given}>` : `<${name}${given}>${inner}</${name}>`;
  };
  all.push("<!doctype html>", html(document.documentElement));
  return cutTo(all.join(""), 8000000);
}
const restingPlace = (path) => {  // the element a selector of ours names
  let from = document;
  for (const [n, step] of path.split(" >>> ").entries()) {
    if (n) from = shadow(from);
    from = from && from.querySelector(step);
    if (!from) return null;
  }
  return from;
};
function bring(path) {  // scrolls a control into view and tells where it is
  const el = restingPlace(path);
  if (!el) return null;
  let r = el.getBoundingClientRect();
  if (r.top < 60 || r.bottom > H() - 60) { el.scrollIntoView({ block: "center", behavior: "instant" }); r = el.getBoundingClientRect(); }
  const x = r.left + r.width / 2, y = r.top + r.height / 2;
  const hit = deep(x, y);
  return { box: list(rect(r)), x, y, reached: Boolean(hit) && within(hit, el) };
}
const text = () => cutTo(joined(document.body ? document.body.innerText : ""), 400000);
globalThis.__mingjian = { top: () => scrollTo({ top: 0, behavior: "instant" }), read, ofFrame, signature, dom, bring, text, root: (host, root) => roots.set(host, root) };
