// What a reader sees of this document, for `reader.py`. Runs in a world of its own, where a page's scripts
// neither see it nor change what it calls. Closed shadow roots come from outside, through `root`.
(() => {
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

  function read() {
    const { blocks, order, cut } = walk();
    const floating = order.filter((i) => /fixed|dialog|popover/.test(i.how) && !i.at.gone);
    const inFloat = (el) => { for (let at = el; at; at = parent(at)) if (floating.some((f) => f.el === at)) return true; return false; };
    const main = mainOf(blocks, inFloat) || mainOf(blocks, () => false);
    const inMain = (el) => main && within(el, main);

    // Layers, outermost only.
    const layers = [], layerOf = new Map();
    const mainLines = lines(blocks.filter((b) => inMain(b.el)));
    for (const i of order) {
      if (!i.how || i.at.gone || i.at.dim < 0.05 || layers.length >= MOST.layers) continue;
      if (main && within(main, i.el)) continue;
      if (layers.some((l) => within(i.el, l.el))) continue;
      if (!inView(i.r) && i.how !== "dialog") { const some = [...i.el.children].some((c) => inView(c.getBoundingClientRect()) && c.getBoundingClientRect().height > 4); if (!some) continue; }
      const c = cutToView(i.r);
      const area = (c.width * c.height) / (W() * H());
      if (i.how === "absolute") {
        const covered = mainLines.filter((l) => l.left < i.r.right && l.right > i.r.left && l.top < i.r.bottom && l.bottom > i.r.top);
        if (!covered.length || area < 0.02 || (inMain(i.el) && area < 0.3)) continue;
      }
      layers.push({ el: i.el, info: i, hits: 0, text: 0 });
    }
    const at = (el) => {
      for (let up = el; up; up = parent(up)) {
        if (layerOf.has(up)) return layerOf.get(up);
        const n = layers.findIndex((l) => l.el === up);
        if (n >= 0) { layerOf.set(el, n); return n; }
      }
      return -1;
    };
    layerAt = at;
    let points = 0, free = null;
    for (let y = 8; y < H(); y += 28) for (let x = 8; x < W(); x += 26) {
      points++;
      const el = deep(x, y);
      const n = el ? at(el) : -1;
      if (n >= 0) layers[n].hits++;
      else if (y > H() * 0.3 && y < H() * 0.8 && !free) free = [x, y];
    }
    let lookedAt = 0;
    for (const l of mainLines) {
      if (l.bottom < 0 || l.top > H() || l.right < 0 || l.left > W()) continue;
      for (const share of [0.1, 0.5, 0.9]) {
        const x = l.left + l.width * share, y = (l.top + l.bottom) / 2;
        if (x < 0 || y < 0 || x >= W() || y >= H()) continue;
        lookedAt++;
        const el = deep(x, y);
        let n = el ? at(el) : -1;
        if (n < 0) n = layers.findIndex((one) => one.solid === undefined ? (one.solid = opaque(one)) && holds(one.info.r, x, y) : one.solid && holds(one.info.r, x, y));
        if (n >= 0) layers[n].text++;
      }
    }

    // Passages.
    const passages = [];
    let shownMain = 0, more = cut;
    for (const b of blocks) {
      if (passages.length >= MOST.passages) { more = true; break; }
      const r = place(b);
      const clip = b.at.clip;
      const clipped = clip && (r.top >= clip.bottom - 2 || r.bottom <= clip.top + 2 || r.left >= clip.right || r.right <= clip.left);
      const shown = !b.at.gone && b.at.dim > 0.05 && r.width > 1 && r.height > 1 && !clipped && r.right > 0 && r.left < Math.max(W(), document.documentElement.scrollWidth);
      const isMain = Boolean(inMain(b.el)) && at(b.el) < 0;
      let kept = 1;
      if (shown && clip && r.bottom > clip.bottom + 2) kept = Math.max(0, (clip.bottom - Math.max(r.top, clip.top)) / r.height);
      b.shown = shown; b.kept = shown ? kept : 0; b.main = isMain; b.r = r; b.n = count(b.text);
      if (isMain && shown) shownMain += Math.round(b.n * kept);
      passages.push({ selector: selector(b.el), text: cutTo(b.text, 3000), box: list(rect(r)), shown, font_px: parseFloat(getComputedStyle(b.el).fontSize) || 0,
        contrast: shown ? contrast(b.el) : null, href: cutTo(b.at.href, 2000), layer: at(b.el), main: isMain });
    }

    // Controls.
    const nodes = [], elements = [];
    for (const i of order) {
      const el = i.el;
      if (i.at.gone && !el.matches("a[href],button")) continue;
      const sure = el.matches(CONTROL);
      const up = parent(el);
      const pointer = i.style.cursor === "pointer" && !(up && getComputedStyle(up).cursor === "pointer");
      const layer = at(el);
      const own = joined(el.innerText === undefined ? el.textContent || "" : el.innerText);
      const small = i.r.width <= 72 && i.r.height <= 72 && i.r.width >= 3;
      const leaf = el.childElementCount === 0 || shadow(el);
      const short = leaf && own.length > 0 && own.length <= 16;
      const icon = layer >= 0 && small && leaf && (own.length <= 2 || /^(IMG|svg|I|CANVAS)$/.test(el.tagName));
      if (!sure && !pointer && !icon && !short) continue;
      if (nodes.length >= MOST.nodes) { more = true; break; }
      const r = i.r;
      const x = r.left + r.width / 2, y = r.top + r.height / 2;
      const visible = !i.at.gone && i.at.dim > 0.05 && r.width > 1 && r.height > 1 &&
        !(i.clip && (r.top >= i.clip.bottom || r.bottom <= i.clip.top || r.left >= i.clip.right || r.right <= i.clip.left));
      let tappable = visible;
      if (visible && x >= 0 && y >= 0 && x < W() && y < H()) {
        const hit = deep(x, y);
        tappable = Boolean(hit) && (within(hit, el) || (el.tagName === "LABEL" && within(hit, el)));
      }
      nodes.push({ selector: selector(el), tag: el.tagName.toLowerCase(), role: el.getAttribute("role") || "", text: cutTo(own, 200), label: label(el), hint: hint(el),
        href: i.at.href ? cutTo(i.at.href, 2000) : "", download: el.hasAttribute && el.tagName === "A" && el.hasAttribute("download") ? cutTo(el.getAttribute("download"), 200) : null,
        checked: el.tagName === "INPUT" && /checkbox|radio/.test(el.type) ? el.checked : el.getAttribute("aria-checked") ? el.getAttribute("aria-checked") === "true" : null,
        box: list(rect(r)), contrast: visible && own ? contrast(el) : null, font_px: parseFloat(i.style.fontSize) || 0, opacity: Math.round(i.at.dim * 100) / 100,
        shown: visible, tappable, layer, sure: Boolean(sure || pointer) });
      elements.push(el);
    }

    // Folded main text.
    const folds = [];
    const near = (r, el) => nodes.map((n, k) => [n, k]).filter(([n, k]) => n.shown && n.layer < 0 &&
      ((n.box[1] + n.box[3] > r.bottom - 120 && n.box[1] < r.bottom + 140) || (within(elements[k], el) && n.box[1] > r.bottom - 200)) && n.text.length <= 40).map(([, k]) => k).slice(0, 12);
    if (main) {
      for (const i of order) {
        if (folds.length >= MOST.folds || i.at.gone || i.el === document.body) continue;
        const clamp = i.style.webkitLineClamp && i.style.webkitLineClamp !== "none";
        if (!/hidden|clip/.test(i.style.overflowY) && !clamp) continue;
        if (i.el.scrollHeight <= i.el.clientHeight + 12 || !(within(i.el, main) || within(main, i.el)) || at(i.el) >= 0) continue;
        const inner = blocks.filter((b) => b.main && within(b.el, i.el));
        const whole = inner.reduce((sum, b) => sum + b.n, 0);
        let shown = inner.reduce((sum, b) => sum + Math.round(b.n * b.kept), 0);
        if (clamp && inner.length) shown = Math.round((whole * i.el.clientHeight) / i.el.scrollHeight);
        if (whole - shown < 30) continue;
        if (folds.some((f) => f.el && (within(i.el, f.el) || within(f.el, i.el)))) continue;
        const masked = (i.style.maskImage || i.style.webkitMaskImage || "none") !== "none";
        folds.push({ el: i.el, selector: selector(i.el), how: masked ? "masked" : clamp ? "line_clamp" : "clipped", shown_characters: shown, hidden_characters: whole - shown,
          box: list(rect(i.r)), controls: near(i.r, i.el) });
      }
      const gone = new Map();
      for (const b of blocks) {
        if (!b.at.gone || at(b.el) >= 0 || b.n < 6) continue;
        if (!(b.main || (parent(main) && parent(main) !== document.body && within(b.el, parent(main))) || (parent(main) === document.body && b.el !== document.body && !/nav|menu|foot|header|dialog|modal|popup|mask/i.test(b.el.className + b.el.id)))) continue;
        let top = b.el;
        while (parent(top) && getComputedStyle(top).display !== "none" && getComputedStyle(top).visibility === "visible") top = parent(top);
        while (parent(top) && parent(top) !== main && getComputedStyle(parent(top)).display === "none") top = parent(top);
        if (/fixed|absolute/.test(getComputedStyle(top).position) || /^(DIALOG|NAV|FOOTER|HEADER|FORM)$/.test(top.tagName)) continue;
        gone.set(top, (gone.get(top) || 0) + b.n);
      }
      for (const [el, n] of gone) {
        if (n < 60 || folds.length >= MOST.folds) continue;
        const before = el.previousElementSibling || main;
        folds.push({ selector: selector(el), how: "not_displayed", shown_characters: shownMain, hidden_characters: n, box: list(rect(before.getBoundingClientRect())), controls: near(before.getBoundingClientRect(), main) });
      }
    }

    const told = layers.map((l) => {
      const panel = union(blocks.filter((b) => within(b.el, l.el)).map((b) => b.r || place(b)).concat([...l.el.querySelectorAll("img,canvas,video,iframe")].map((e) => e.getBoundingClientRect())));
      const full = cutToView(l.info.r);
      return { selector: selector(l.el), how: l.info.how, z: parseInt(l.info.style.zIndex, 10) || 0, text: cutTo(joined(blocks.filter((b) => within(b.el, l.el) && !b.at.gone).map((b) => b.text).join(" ")), 4000),
        hint: hint(l.el), box: list(rect(full)), panel: list(rect(panel ? cutToView(panel) : full)),
        covers: Math.round((l.hits / points) * 1000) / 1000, covers_text: lookedAt ? Math.round((l.text / lookedAt) * 1000) / 1000 : 0, opaque: l.solid === undefined ? opaque(l) : l.solid };
    });
    const scroller = document.scrollingElement || document.documentElement;
    return { url: location.href, title: cutTo(document.title, 500), scroll_y: Math.round(scrollY), document_height: scroller.scrollHeight,
      main: main ? selector(main) : "", text_characters: shownMain, layers: told, nodes: nodes, folds: folds.map(({ el, ...rest }) => rest), passages, cut: more,
      free, text_points: textPoints(mainLines, at, elements), blank_points: blankPoints(at, elements) };
  }
  let layerAt = () => -1;
  const ofFrame = (el) => {
    const r = el.getBoundingClientRect();
    return { selector: selector(el), box: list(rect(r)), layer: layerAt(el), left: r.left + el.clientLeft, top: r.top + el.clientTop,
      hidden: !el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || r.width < 40 || r.height < 24 };
  };
  const holds = (r, x, y) => x >= r.left && x < r.right && y >= r.top && y < r.bottom;
  const opaque = (l) => {
    const c = colour(l.info.style.backgroundColor);
    return l.info.at.dim > 0.5 && (l.info.style.backgroundImage !== "none" || Boolean(c && c[3] > 0.5));
  };
  const union = (all) => {
    const some = all.filter((r) => r.width > 1 && r.height > 1);
    if (!some.length) return null;
    const left = Math.min(...some.map((r) => r.left)), top = Math.min(...some.map((r) => r.top));
    const right = Math.max(...some.map((r) => r.right)), bottom = Math.max(...some.map((r) => r.bottom));
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  };
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
  const onControl = (el, elements) => { for (let at = el; at; at = parent(at)) if (at.matches(CONTROL) || getComputedStyle(at).cursor === "pointer") return true; return false; };
  // A finger's touch is given to the control beside it, so a place that is none keeps its distance.
  const nearControl = (x, y, elements) => [[0, 0], [0, -32], [0, 32], [-32, 0], [32, 0], [-24, -24], [24, -24], [-24, 24], [24, 24]]
    .some(([dx, dy]) => { const el = deep(x + dx, y + dy); return el && onControl(el, elements); });
  function textPoints(all, at, elements) {
    const found = [];
    for (const l of all) {
      const x = l.left + Math.min(l.width / 2, 120), y = (l.top + l.bottom) / 2;
      if (x < 4 || y < 60 || x >= W() - 4 || y >= H() - 80) continue;
      const el = deep(x, y);
      if (!el || at(el) >= 0 || nearControl(x, y, elements)) continue;
      if (found.every((p) => Math.abs(p[1] - y) > 120)) found.push([Math.round(x), Math.round(y), selector(el)]);
      if (found.length >= 3) break;
    }
    return found;
  }
  function blankPoints(at, elements) {
    const found = [];
    for (const y of [0.5, 0.25, 0.75, 0.62, 0.38].map((share) => Math.round(H() * share))) for (const x of [3, W() - 4]) {
      const el = deep(x, y);
      if (!el || at(el) >= 0 || nearControl(x, y, elements)) continue;
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
})();
