// Shared behaviour of all pages; each works without it.
(() => {
  const $ = (q, n = document) => n.querySelector(q);
  const typing = el => el.matches('input, textarea, select, [contenteditable]');
  const off = () => document.documentElement.dataset.keys === 'off';

  // `g` then a letter goes to a tab; `/` searches; Esc leaves a menu.
  const places = { o: 'overview', a: 'apps', q: 'scans', f: 'findings', s: 'sdks', r: 'rules' };
  let leader = 0;
  addEventListener('keydown', e => {
    if (e.key === 'Escape') document.querySelectorAll('details.menu[open]').forEach(d => { d.open = false; $('summary', d).focus(); });
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || off() || typing(e.target) || $('dialog[open]')) return;
    if (e.key === '/' && $('#q')) { e.preventDefault(); $('#q').focus(); $('#q').select(); return; }
    if (e.key === 'g') { leader = Date.now(); return; }
    const to = Date.now() - leader < 1200 && places[e.key] && $(`[data-section="${places[e.key]}"]`);
    if (to) { e.preventDefault(); to.click(); }
    leader = 0;
  });
  // `?` and anything marked data-help say what the keys do.
  const help = $('#help');
  addEventListener('keydown', e => {
    if (e.key !== '?' || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || off() || typing(e.target) || $('dialog[open]')) return;
    e.preventDefault(); help.showModal();
  });
  addEventListener('click', e => { if (e.target.closest('[data-help]') && !help.open) help.showModal(); });
  $('#help-close').addEventListener('click', () => help.close());
  addEventListener('click', e => document.querySelectorAll('details.menu[open]').forEach(d => { if (!d.contains(e.target)) d.open = false; }));

  // What was told can be put away.
  addEventListener('click', e => { const at = e.target.closest('[data-close]'); if (at) at.parentElement.remove(); });

  // Rows marked data-row: j and k move, Enter opens.
  const rows = () => [...document.querySelectorAll('[data-row]')];
  addEventListener('keydown', e => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || off() || typing(e.target) || $('dialog[open]') || !rows().length) return;
    const all = rows(), at = all.findIndex(r => r.classList.contains('chosen'));
    const choose = n => { const row = all[Math.max(0, Math.min(all.length - 1, n))]; all.forEach(r => r.classList.toggle('chosen', r === row)); row.scrollIntoView({ block: 'nearest' }); };
    if (e.key === 'j') { e.preventDefault(); choose(at + 1); }
    if (e.key === 'k') { e.preventDefault(); choose(at - 1); }
    if (e.key === 'Enter' && at >= 0 && e.target === document.body) { const link = $('a[href]', all[at]); if (link) link.click(); }
  });

  // Language and theme keep the place on the page.
  const kept = 'mj-scroll';
  document.querySelectorAll('form.language, form.theme').forEach(f => f.addEventListener('submit', () => {
    $('[name=next]', f).value = location.pathname + location.search + location.hash;
    try { sessionStorage.setItem(kept, JSON.stringify([location.pathname + location.search, scrollY])); } catch { /* private mode */ }
  }));
  try {
    const [path, y] = JSON.parse(sessionStorage.getItem(kept) || '[]');
    if (path === location.pathname + location.search) scrollTo(0, y);
    sessionStorage.removeItem(kept);
  } catch { /* private mode */ }

  // Forms that ask before they act.
  addEventListener('submit', e => { const ask = e.target.dataset.confirm; if (ask && !confirm(ask)) e.preventDefault(); });
})();
