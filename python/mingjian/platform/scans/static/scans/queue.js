// The queue as it goes: progress in place, a row drawn anew when its state changes. Without it a reload does the same.
(() => {
  const box = document.querySelector('[data-events]');
  if (!box || !window.EventSource) return;
  const en = document.documentElement.dataset.lang === 'en';
  const summary = document.getElementById('queue-summary');
  const cut = document.getElementById('queue-cut');
  const states = new Map();
  let running = +box.dataset.running, waiting = +box.dataset.waiting, told = 0, later = 0;

  const say = () => {
    clearTimeout(later);
    const wait = 5000 - (Date.now() - told);
    if (wait > 0) { later = setTimeout(say, wait); return; }
    told = Date.now();
    const under = document.querySelector('.tabs a[href$="state=active"] span');
    if (under) under.textContent = running + waiting;
    summary.textContent = !running && !waiting ? box.dataset.idle : box.dataset.words.replace('{running}', running).replace('{waiting}', waiting);
  };
  const count = (before, after) => {
    const was = [running, waiting].join();
    if (before === 'running') running--; else if (before === 'queued') waiting--;
    if (after === 'running') running++; else if (after === 'queued') waiting++;
    running = Math.max(0, running); waiting = Math.max(0, waiting);
    if (was !== [running, waiting].join()) say();
  };
  const body = () => document.getElementById('queue-rows');
  document.querySelectorAll('[data-scan]').forEach(r => states.set(r.dataset.scan, r.dataset.state));

  const wanted = new Set();
  let fetching = 0;
  const fetchRows = async () => {
    fetching = 0;
    const ids = [...wanted].slice(0, 50);
    ids.forEach(id => wanted.delete(id));
    try {
      const answer = await fetch(`${box.dataset.rows}?ids=${ids.join()}`, { headers: { 'X-Row': '1' } });
      if (answer.ok) put(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch { ids.forEach(id => wanted.add(id)); setTimeout(ask, 3000); }
    if (wanted.size) ask();
  };
  const ask = () => { fetching ||= setTimeout(fetchRows, 200); };
  const put = page => page.querySelectorAll('[data-scan]').forEach(row => {
    const there = document.getElementById(row.id);
    if (there) {
      if (there.contains(document.activeElement)) document.getElementById(row.id).querySelector('a, button')?.blur();
      row.classList.toggle('chosen', there.classList.contains('chosen'));
      there.replaceWith(row);
    } else if (box.dataset.live === 'new') {
      document.getElementById('queue-empty')?.remove();
      if (body()) body().prepend(row); else location.reload();
    }
  });

  const heard = e => {
    const it = JSON.parse(e.data), row = document.getElementById(`scan-${it.id}`);
    const before = row ? row.dataset.state : states.get(it.id);
    if (before !== it.state) {
      count(before, it.state);
      states.set(it.id, it.state);
      if (row) row.dataset.state = it.state;
      if (row || box.dataset.live === 'new') { wanted.add(it.id); ask(); }
    }
    const bar = row && it.state === 'running' && row.querySelector('progress');
    if (!bar) return;
    bar.max = it.total || 1;
    bar.value = it.done;
    bar.nextElementSibling.textContent = (en ? it.stage_en : it.stage_zh) + (it.total ? ` ${it.done}/${it.total}` : '');
  };
  // How things stand when the page is new: what it does not show was counted already. After a break it is news.
  const born = Date.now();
  let opened = 0;
  const stands = e => {
    const it = JSON.parse(e.data);
    if (opened > 1 || document.getElementById(`scan-${it.id}`)) heard(e); else states.set(it.id, it.state);
  };
  const source = new EventSource(box.dataset.events);
  source.addEventListener('scan', heard);
  source.addEventListener('standing', stands);
  source.addEventListener('open', () => { opened++; });
  source.addEventListener('reload', () => { if (Date.now() - born > 10000) location.reload(); });
  source.addEventListener('open', () => { cut.hidden = true; });
  source.addEventListener('error', () => { cut.hidden = false; });
  addEventListener('pagehide', () => source.close());

  // Cancel and retry in place.
  box.addEventListener('submit', async e => {
    const row = e.target.closest('[data-scan]');
    if (!row) return;
    e.preventDefault();
    const button = e.target.querySelector('button');
    button.disabled = true;
    try {
      const answer = await fetch(e.target.action, { method: 'POST', body: new FormData(e.target), headers: { 'X-Row': '1' } });
      if (!answer.ok) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      page.querySelectorAll('[data-scan]').forEach(r => { count(row.dataset.state, r.dataset.state); states.set(r.dataset.scan, r.dataset.state); });
      put(page);
      document.getElementById(row.id)?.querySelector('button, a')?.focus();
    } catch { button.disabled = false; cut.hidden = false; }
  });
})();
