// What stands on the screen: layers over the page, passages, controls, folded text.
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
    free, text_points: textPoints(mainLines, at), blank_points: blankPoints(at) };
}
let layerAt = () => -1;
const ofFrame = (el) => {
  const r = el.getBoundingClientRect();
  return { selector: selector(el), box: list(rect(r)), layer: layerAt(el), left: r.left + el.clientLeft, top: r.top + el.clientTop,
    hidden: !el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || r.width < 40 || r.height < 24 };
};
const opaque = (l) => {
  const c = colour(l.info.style.backgroundColor);
  return l.info.at.dim > 0.5 && (l.info.style.backgroundImage !== "none" || Boolean(c && c[3] > 0.5));
};
