// Keys, the chosen finding, remembered language and theme. The page reads in full without it.
(() => {
  const root = document.documentElement, $ = (q, n = document) => n.querySelector(q), all = (q, n = document) => [...n.querySelectorAll(q)];
  const items = all('.findings > li'); let now = items[0];
  const shown = () => now ? [...now.parentElement.children].filter(li => getComputedStyle(li).display !== 'none') : [];
  const keep = (k, v) => { try { if (v === undefined) return localStorage.getItem(k); localStorage.setItem(k, v); } catch { return null; } };
  const choose = (li, focus, quiet) => {
    if (!li) return;
    const home = li.closest('article[id]'); now = li;
    all('.findings > li', home).forEach(o => { o.classList.toggle('chosen', o === li); $('.finding-row', o).toggleAttribute('aria-current', o === li); });
    all('.cell', home).forEach(c => c.toggleAttribute('aria-current', c.dataset.measure === li.dataset.measure));
    if (focus) { const row = $('.finding-row', li); row.focus({ preventScroll: true }); row.scrollIntoView({ block: 'nearest' }); }
    if (!quiet) history.replaceState(null, '', '#' + $('.pane', li).id);
  };
  const toHash = () => { const at = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const li = at && at.closest('.findings > li'); if (li) choose(li); return li; };
  root.classList.add('js');
  all('.findings').reverse().forEach(ol => choose(ol.firstElementChild, false, true)); toHash();
  addEventListener('hashchange', toHash);
  items.forEach(li => $('.finding-row', li).addEventListener('click', e => { e.preventDefault(); choose(li, true); }));

  // A switch of language keeps the block at the top of the window where it is.
  const anchor = () => all('main section, .findings > li > *, .evidence, tr').find(n => n.getBoundingClientRect().bottom > 80 && n.offsetParent);
  const speak = () => { const en = $('#lang-en').checked; root.lang = en ? 'en' : 'zh-CN'; root.dataset.lang = en ? 'en' : 'zh'; keep('mj-lang', en ? 'en' : 'zh'); };
  all('input[name=lang]').forEach(i => {
    i.addEventListener('change', () => { const n = last; speak(); if (n) scrollBy(0, n.el.getBoundingClientRect().top - n.top); note(); });
  });
  let last = null;
  const note = () => { const el = anchor(); last = el ? { el, top: el.getBoundingClientRect().top } : null; };
  addEventListener('scroll', note, { passive: true }); addEventListener('resize', note);
  const wanted = keep('mj-lang'); if (wanted) $('#lang-' + wanted).checked = true; speak(); note();
  const theme = $('#theme'); theme.checked = keep('mj-theme') === '1'; theme.addEventListener('change', () => keep('mj-theme', theme.checked ? '1' : '0'));

  const help = $('#help'); let frame = -1;
  all('[data-help]').forEach(b => b.addEventListener('click', () => help.showModal()));
  $('#help-close').addEventListener('click', () => help.close());
  addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || help.open || e.target.matches('input:not(.state), textarea, select')) return;
    const list = shown(), at = list.indexOf(now), li = list[at];
    const frames = li ? all('.evidence', li) : [];
    const look = n => { if (!frames.length) return; frame = (n + frames.length) % frames.length; frames[frame].tabIndex = -1; frames[frame].focus({ preventScroll: true }); frames[frame].scrollIntoView({ block: 'nearest' }); };
    const act = { j: () => { frame = -1; choose(list[Math.min(at + 1, list.length - 1)], true); }, k: () => { frame = -1; choose(list[Math.max(at - 1, 0)], true); },
      e: () => look(0), ']': () => look(frame + 1), '[': () => look(frame - 1), '?': () => help.showModal(),
      Escape: () => { frame = -1; if (li) $('.finding-row', li).focus(); } }[e.key];
    if (act) { e.preventDefault(); act(); }
  });
})();
