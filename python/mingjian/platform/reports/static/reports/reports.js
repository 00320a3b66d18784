// The report page: opens findings in place. Without it each finding is a link.
(() => {
  const $ = (q, n = document) => n.querySelector(q), pane = $('#pane'), list = $('.served .findings');
  if (!list) return;
  document.documentElement.classList.add('js');
  const rows = () => [...list.querySelectorAll('li[data-mark]')], now = () => $('li.chosen', list);
  const narrow = matchMedia('(max-width: 899px)');
  // On a phone the pane stands under its row, on a desk beside the list.
  const place = () => { const li = now(); if (narrow.matches && li) li.append(pane); else if (pane.parentElement !== $('#bench')) $('#bench').append(pane); };
  narrow.addEventListener('change', place);
  const mark = li => {
    const old = now(); if (old) { old.classList.remove('chosen'); $('.finding-row', old).removeAttribute('aria-current'); }
    li.classList.add('chosen'); $('.finding-row', li).setAttribute('aria-current', 'true');
    document.querySelectorAll('.cell').forEach(c => c.dataset.measure === li.dataset.measure ? c.setAttribute('aria-current', 'true') : c.removeAttribute('aria-current'));
  };
  let asked = 0;
  const choose = (li, focus) => {
    if (!li || !window.htmx) return false;
    const row = $('.finding-row', li), at = new URL(row.href); at.hash = ''; mark(li); place();
    if (focus) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: 'nearest' }); }
    const turn = ++asked; pane.setAttribute('aria-busy', 'true');
    htmx.ajax('GET', at.pathname + at.search, { target: '#pane', swap: 'innerHTML', source: list }).then(() => {
      if (turn !== asked) return;
      pane.removeAttribute('aria-busy'); pane.scrollTop = 0; history.replaceState(null, '', at.pathname + at.search);
    });
    return true;
  };
  list.addEventListener('click', e => {
    const row = e.target.closest('.finding-row');
    if (row && !e.ctrlKey && !e.metaKey && !e.shiftKey && choose(row.closest('li'), true)) e.preventDefault();
  });
  pane.addEventListener('click', e => {
    const link = e.target.closest('.pane-next a'); if (!link) return;
    const wanted = new URL(link.href).searchParams.get('finding'), li = rows().find(r => r.dataset.mark === wanted);
    if (li && choose(li, true)) e.preventDefault();
  });
  addEventListener('htmx:responseError', () => pane.removeAttribute('aria-busy'));
  if (narrow.matches) place();
  findingKeys({
    row: () => { const li = now() || rows()[0]; return li && $('.finding-row', li); }, pane: () => pane,
    move: by => { const all = rows(); choose(all[all.indexOf(now()) + by], true); },
    more: { d: () => { const to = $('#compare'); if (to) to.click(); } },
  });
})();
