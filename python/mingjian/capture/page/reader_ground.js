// What the other parts of the reader stand on: the tree with its shadow roots, boxes, selectors, colours, names.
const roots = new WeakMap();
const SKIP = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "HEAD", "META", "LINK", "TITLE", "OPTION", "DATALIST"]);
const INLINE = /^(inline|inline-block|inline-flex|contents|ruby|inline-grid)$/;
const MOST = { elements: 15000, nodes: 500, passages: 1200, layers: 24, folds: 12 };
const W = () => innerWidth, H = () => innerHeight;
const cutTo = (text, most) => (text.length > most ? text.slice(0, most) : text);
const joined = (text) => text.replace(/[\s\u200b\u00a0]+/g, " ").trim();
const count = (text) => text.replace(/[\s\u200b]+/g, "").length;
const shadow = (el) => el.shadowRoot || roots.get(el) || null;
const parent = (el) => el.assignedSlot || el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
const children = (el) => {
  const root = shadow(el);
  if (root) return [...root.childNodes];
  if (el.tagName === "SLOT") { const given = el.assignedNodes({ flatten: true }); if (given.length) return given; }
  return [...el.childNodes];
};
const within = (el, outer) => { for (let at = el; at; at = parent(at)) if (at === outer) return true; return false; };
const rect = (r) => ({ x: Math.round(r.left), y: Math.round(r.top), w: Math.round(r.width), h: Math.round(r.height) });
const list = (r) => [r.x, r.y, r.w, r.h];
const inView = (r) => r.right > 0 && r.bottom > 0 && r.left < W() && r.top < H();
const cutToView = (r) => {
  const left = Math.max(0, r.left), top = Math.max(0, r.top);
  return { left, top, width: Math.max(0, Math.min(W(), r.right) - left), height: Math.max(0, Math.min(H(), r.bottom) - top) };
};

function part(el) {
  const root = el.getRootNode();
  const id = el.id;
  if (id && id.length < 60 && root.querySelectorAll("#" + CSS.escape(id)).length === 1) return ["#" + CSS.escape(id), true];
  let nth = 1;
  for (let at = el.previousElementSibling; at; at = at.previousElementSibling) if (at.tagName === el.tagName) nth++;
  return [el.tagName.toLowerCase() + (nth > 1 || el.nextElementSibling ? `:nth-of-type(${nth})` : ""), false];
}
function selector(el) {
  const parts = [];
  let at = el, sep = "";
  while (at && parts.length < 40) {
    const [name, whole] = part(at);
    parts.unshift(name + sep);
    const root = at.getRootNode();
    if (whole || !at.parentElement) {
      if (root instanceof ShadowRoot) { at = root.host; sep = " >>> "; continue; }
      break;
    }
    at = at.parentElement; sep = " > ";
  }
  return cutTo(parts.join(""), 1000);
}

function deep(x, y) {
  let el = document.elementFromPoint(x, y);
  for (let n = 0; el && n < 12; n++) {
    const root = shadow(el);
    const inner = root && root.elementFromPoint(x, y);
    if (!inner || inner === el) break;
    el = inner;
  }
  return el;
}

const colour = (text) => {
  const m = text.match(/^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)(?:[,/ ]+([\d.]+))?\)/);
  return m ? [+m[1], +m[2], +m[3], m[4] === undefined ? 1 : +m[4]] : null;
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const light = (c) => {
  const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
function contrast(el) {
  const stack = [];
  for (let at = el; at; at = parent(at)) {
    const style = getComputedStyle(at);
    if (style.backgroundImage !== "none") return null;
    const c = colour(style.backgroundColor);
    if (!c) return null;
    if (c[3] > 0) stack.push(c);
    if (c[3] >= 1) break;
  }
  let back = [255, 255, 255, 1];
  while (stack.length) back = over(stack.pop(), back);
  const text = colour(getComputedStyle(el).color);
  if (!text) return null;
  const a = light(over(text, back)), b = light(back);
  return Math.round(((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)) * 100) / 100;
}

const hint = (el) => {
  const named = [el.id, el.getAttribute("class"), el.getAttribute("name"), el.getAttribute("data-action")];
  const inner = [el, ...el.querySelectorAll("img,use,svg,i")].slice(0, 4);
  for (const one of inner) named.push(one.getAttribute("src"), one.getAttribute("href"), one.getAttribute("alt"), one === el ? "" : one.getAttribute("class"));
  return cutTo(joined(named.filter((v) => typeof v === "string" && v && !v.startsWith("data:")).join(" ")), 400);
};
const label = (el) => cutTo(joined(el.getAttribute("aria-label") || el.getAttribute("title") || el.getAttribute("alt") ||
  (el.tagName === "INPUT" && /^(button|submit|image|reset)$/.test(el.type) ? el.value : "") || ""), 200);
const CONTROL = "a[href],button,input,summary,select,label,[role=button],[role=link],[role=checkbox],[role=tab],[role=menuitem],[onclick],[tabindex]";
const holds = (r, x, y) => x >= r.left && x < r.right && y >= r.top && y < r.bottom;
const union = (all) => {
  const some = all.filter((r) => r.width > 1 && r.height > 1);
  if (!some.length) return null;
  const left = Math.min(...some.map((r) => r.left)), top = Math.min(...some.map((r) => r.top));
  const right = Math.max(...some.map((r) => r.right)), bottom = Math.max(...some.map((r) => r.bottom));
  return { left, top, right, bottom, width: right - left, height: bottom - top };
};
