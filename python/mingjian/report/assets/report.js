// Keys, the chosen finding, remembered language and theme. The page reads in full without it.
(() => {
  const root = document.documentElement, $ = (q, n = document) => n.querySelector(q), all = (q, n = document) => [...n.querySelectorAll(q)];
  const items = all('.findings > li'); let now = items[0];
  const only = () => ($('.state[name$=only]:checked', now.closest('article[id]'))?.className.match(/only-(\w+)/) || [])[1] || 'all';
  const fits = (li, kind) => kind === 'all' || li.classList.contains('is-' + kind);
  const next = by => { const kind = only(); let li = now; do li = by > 0 ? li.nextElementSibling : li.previousElementSibling; while (li && !fits(li, kind)); return li || now; };
  const keep = (k, v) => { try { if (v === undefined) return localStorage.getItem(k); localStorage.setItem(k, v); } catch { return null; } };
  const choose = (li, focus, quiet) => {
    if (!li) return;
    const home = li.closest('article[id]'), old = $('.chosen', li.parentElement); now = li;
    if (old) { old.classList.remove('chosen'); $('.finding-row', old).removeAttribute('aria-current'); }
    li.classList.add('chosen'); $('.finding-row', li).setAttribute('aria-current', 'true');
    all('.cell', home).forEach(c => c.dataset.measure === li.dataset.measure ? c.setAttribute('aria-current', 'true') : c.removeAttribute('aria-current'));
    if (focus) { const row = $('.finding-row', li); row.focus({ preventScroll: true }); row.scrollIntoView({ block: 'nearest' }); }
    if (!quiet) history.replaceState(null, '', '#' + $('.pane', li).id);
  };
  const toHash = () => { const at = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const li = at && at.closest('.findings > li'); if (li) choose(li); return li; };
  root.classList.add('js');
  all('.findings').reverse().forEach(ol => choose(ol.firstElementChild, false, true)); toHash();
  addEventListener('hashchange', toHash);
  items.forEach(li => $('.finding-row', li).addEventListener('click', e => { e.preventDefault(); choose(li, true); }));

  all('.state[name$=only]').forEach(i => i.addEventListener('change', () => {
    const ol = $('.findings', i.closest('article[id]')), seen = $('.chosen', ol), kind = i.className.match(/only-(\w+)/)[1];
    if (seen && !fits(seen, kind)) choose([...ol.children].find(li => fits(li, kind)), false, true); }));

  // A switch of language keeps the block at the top of the window where it is.
  const anchor = () => document.elementFromPoint(innerWidth / 3, 100)?.closest('tr, li, p, h2, section');
  const speak = () => { const en = $('#lang-en').checked; root.lang = en ? 'en' : 'zh-CN'; root.dataset.lang = en ? 'en' : 'zh'; keep('mj-lang', en ? 'en' : 'zh'); };
  all('input[name=lang]').forEach(i => {
    i.addEventListener('change', () => { const n = last; speak(); if (n) scrollBy(0, n.el.getBoundingClientRect().top - n.top); });
  });
  let last = null;
  const note = () => { const el = anchor(); last = el ? { el, top: el.getBoundingClientRect().top } : null; };
  $('.segment').addEventListener('pointerdown', note); $('.segment').addEventListener('keydown', note);
  const wanted = keep('mj-lang'); if (wanted) $('#lang-' + wanted).checked = true; speak();
  const theme = $('#theme'); theme.checked = keep('mj-theme') === '1'; theme.addEventListener('change', () => keep('mj-theme', theme.checked ? '1' : '0'));

  findingKeys({ row: () => now && $('.finding-row', now), pane: () => now && $('.pane', now), move: by => choose(next(by), true) });
})();
