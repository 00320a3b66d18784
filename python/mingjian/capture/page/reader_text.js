// The words of the document, in blocks as a reader takes them, and which of them are its main text.
function walk() {
  const blocks = [];
  let seen = 0, cut = false;
  const todo = [[document.body, { gone: false, dim: 1, clip: null, fixed: null, href: "", pointer: false }]];
  const order = [], taken = new Set();
  while (todo.length) {
    const [el, from] = todo.pop();
    if (!el || SKIP.has(el.tagName)) continue;
    if (++seen > MOST.elements) { cut = true; break; }
    const style = getComputedStyle(el);
    const at = { ...from };
    at.gone = from.gone || style.display === "none" || style.visibility !== "visible" || style.contentVisibility === "hidden";
    at.dim = from.dim * parseFloat(style.opacity || "1");
    if (el.tagName === "A" && el.href) at.href = typeof el.href === "string" ? el.href : "";
    const r = el.getBoundingClientRect();
    const popover = el.hasAttribute("popover") && el.matches(":popover-open");
    const how = el.tagName === "DIALOG" && el.open ? "dialog" : popover ? "popover" : style.position === "fixed" ? "fixed"
      : style.position === "sticky" ? "sticky" : style.position === "absolute" ? "absolute" : "";
    if (how === "fixed" || how === "dialog" || how === "popover") { at.clip = null; at.fixed = at.fixed || el; }
    const info = { el, style, r, how, at, clip: from.clip };
    order.push(info);
    if (el !== document.body && el !== document.documentElement && /hidden|clip/.test(style.overflowY) && style.display !== "inline") {
      const c = at.clip;
      at.clip = c ? { left: Math.max(c.left, r.left), top: Math.max(c.top, r.top), right: Math.min(c.right, r.right), bottom: Math.min(c.bottom, r.bottom) }
        : { left: r.left, top: r.top, right: r.right, bottom: r.bottom };
    }
    const kids = children(el);
    const sentence = kids.some((kid) => kid.nodeType === 3 && kid.data.trim());
    let text = "", first = null, last = null;
    const flush = () => {
      const words = joined(text);
      if (words) blocks.push({ el, at, text: words, first, last });
      text = ""; first = last = null;
    };
    const take = (node) => {
      if (node.nodeType === 3) { if (taken.has(node)) return; taken.add(node); if (node.data.trim()) { text += node.data; first = first || node; last = node; } else if (text) text += " "; return; }
      if (node.nodeType !== 1 || SKIP.has(node.tagName)) return;
      if (node.tagName === "BR") { text += " "; return; }
      for (const inner of children(node)) take(inner);
    };
    const later = [];
    for (const kid of kids) {
      if (kid.nodeType === 3) take(kid);
      else if (kid.nodeType === 1 && !SKIP.has(kid.tagName)) {
        const s = getComputedStyle(kid);
        const plain = INLINE.test(s.display) && !/absolute|fixed/.test(s.position) && !shadow(kid) && !kid.querySelector("div,p,section,article,ul,table,iframe");
        // A link in a sentence is part of it; one that stands alone is a passage of its own.
        if (plain && (sentence || !/^(A|BUTTON|LABEL)$/.test(kid.tagName))) take(kid);
        else flush();
        later.push(kid);
      }
    }
    flush();
    for (const kid of later.reverse()) todo.push([kid, at]);
  }
  return { blocks, order, cut };
}

function place(block) {
  try {
    const range = document.createRange();
    range.setStart(block.first, 0);
    range.setEnd(block.last, block.last.data.length);
    return range.getBoundingClientRect();
  } catch { return block.el.getBoundingClientRect(); }
}

function mainOf(blocks, inLayer) {
  const score = new Map();
  const add = (el, n) => el && el !== document.documentElement && score.set(el, (score.get(el) || 0) + n);
  for (const b of blocks) {
    const n = count(b.text);
    if (n < 12 || b.at.href || inLayer(b.el)) continue;
    const up = parent(b.el);
    add(b.el, n * 0.9); add(up, n); const far = up && parent(up); add(far, n * 0.6); add(far && parent(far), n * 0.3);
  }
  let best = null, most = 0;
  for (const [el, n] of score) if (n > most) { best = el; most = n; }
  return best;
}

function lines(blocks) {
  const all = [];
  for (const b of blocks) {
    if (all.length > 400) break;
    try {
      const range = document.createRange();
      range.setStart(b.first, 0); range.setEnd(b.last, b.last.data.length);
      for (const r of range.getClientRects()) if (r.width > 4 && r.height > 4) all.push(r);
    } catch { continue; }
  }
  return all;
}
