// Files go out as they are chosen: small ones several a request or whole, large ones in chunks that go on where they
// broke off.
(() => {
  const form = document.querySelector('form.upload');
  if (!form) return;
  const en = document.documentElement.dataset.lang === 'en';
  const t = (zh, english) => (en ? english : zh);
  const token = form.querySelector('[name=csrfmiddlewaretoken]').value;
  const input = form.querySelector('[name=file]'), drop = document.getElementById('drop');
  const list = document.getElementById('files'), shape = document.getElementById('file-row');
  const FIRST = 4 << 20, TOGETHER = 64 << 20, LOT_S = 4, MOST_TOGETHER = 100, SMALL = 8 << 20, HASHED = 256 << 20, AT_ONCE = 3, KEPT = 'mj-uploads';
  form.querySelector('.submit').hidden = true;
  input.required = false;
  form.classList.add('scripted');

  const kept = () => { try { return JSON.parse(localStorage.getItem(KEPT) || '{}'); } catch { return {}; } };
  const keep = (key, id) => {
    try { const all = kept(); if (id) all[key] = id; else delete all[key]; localStorage.setItem(KEPT, JSON.stringify(all)); } catch { /* private mode */ }
  };
  const size = n => (n >= 104858 ? `${(n / 1048576).toFixed(1)} MiB` : `${(n / 1024).toFixed(1)} KiB`);
  const rest = ms => new Promise(done => setTimeout(done, ms));

  class Refused extends Error {
    constructor(problem) { super(en ? problem.title : problem.title_zh); this.status = problem.status; this.code = problem.code; }
  }
  // Sends with progress; waits where it is told to, and tries again where the line breaks.
  const send = (method, url, body, type, onProgress, line, stop) => new Promise((done, fail) => {
    const go = tries => {
      const x = new XMLHttpRequest();
      x.open(method, url);
      x.setRequestHeader('X-CSRFToken', token);
      x.setRequestHeader('Accept', 'application/json');
      if (type) x.setRequestHeader('Content-Type', type);
      x.upload.onprogress = e => onProgress && onProgress(e.loaded);
      const later = s => { line(t(`${s} 秒后重试`, `trying again in ${s} s`)); setTimeout(() => go(tries + 1), s * 1000); };
      x.onload = () => {
        let told = {};
        try { told = JSON.parse(x.responseText || '{}'); } catch { /* not ours */ }
        const wait = +x.getResponseHeader('Retry-After') || 0;
        if (x.status < 300) done([x.status, told]);
        else if ((x.status === 503 || (x.status === 429 && told.code === 'too_many')) && tries < 20) later(wait || 5);
        else fail(told.code ? new Refused(told) : new Error(t('服务没有照办', 'the service did not do it')));
      };
      x.onerror = () => { if (tries < 20) later(Math.min(30, 2 ** tries)); else fail(new Error(t('没有连上服务；已收到的部分仍在，重新选择文件即可继续', 'no connection; what came is kept, choose the file again to go on'))); };
      x.onabort = () => fail(new Error(t('已取消', 'cancelled')));
      stop.xhr = x;
      x.send(body);
    };
    go(1);
  });
  const json = (method, url, what, line, stop) => send(method, url, JSON.stringify(what), 'application/json', null, line, stop);

  const digest = async file => {
    if (!window.crypto?.subtle || file.size > HASHED) return '';
    const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    return [...new Uint8Array(sum)].map(b => b.toString(16).padStart(2, '0')).join('');
  };

  const beside = () => {
    const told = new FormData();
    for (const name of ['policy', 'listing']) { const file = form.querySelector(`[name=${name}]`).files[0]; if (file) told.append(name, file); }
    const category = form.querySelector('[name=category]').value;
    if (category) told.append('category', category);
    return told;
  };
  // Digests of what goes beside a large package, sent once.
  const sent = new Map();
  const besideDigest = async (kind, file, line, stop) => {
    if (!file) return '';
    if (!sent.has(file)) {
      const [, began] = await json('POST', form.dataset.uploads, { name: file.name, size_bytes: file.size, kind }, line, stop);
      await chunks(began, file, () => {}, line, stop);
      const [, done] = await json('POST', `${form.dataset.uploads}/${began.id}/finish`, { queue: false }, line, stop);
      sent.set(file, done.sha256);
    }
    return sent.get(file);
  };

  const chunks = async (upload, file, show, line, stop) => {
    let at = upload.received_bytes;
    while (at < file.size) {
      if (stop.over) throw new Error(t('已取消', 'cancelled'));
      const part = file.slice(at, at + upload.chunk_bytes);
      try {
        const [, told] = await send('PUT', `${form.dataset.uploads}/${upload.id}?offset=${at}`, part, 'application/octet-stream', n => show(at + n), line, stop);
        at = told.received_bytes;
      } catch (error) {
        if (error.code !== 'offset') throw error;
        const [, told] = await send('GET', `${form.dataset.uploads}/${upload.id}`, null, '', null, line, stop);
        at = told.received_bytes;
      }
      show(at);
    }
  };

  const begin = async (file, key, line, stop) => {
    const id = kept()[key];
    if (id) {
      try { return (await send('GET', `${form.dataset.uploads}/${id}`, null, '', null, line, stop))[1]; } catch { keep(key, ''); }
    }
    line(t('核对摘要', 'Computing the digest'));
    const sha256 = await digest(file);
    const [, told] = await json('POST', form.dataset.uploads, { name: file.name, size_bytes: file.size, sha256 }, line, stop);
    if (told.id) keep(key, told.id);
    return told;
  };

  const large = async (file, show, line, stop) => {
    const key = `${file.name}|${file.size}|${file.lastModified}`;
    const policy = await besideDigest('policy', form.querySelector('[name=policy]').files[0], line, stop);
    const listing = await besideDigest('listing', form.querySelector('[name=listing]').files[0], line, stop);
    const category = form.querySelector('[name=category]').value;
    const upload = await begin(file, key, line, stop);
    if (upload.known && !policy && !listing) {
      const body = new FormData();
      body.append('sha256', upload.sha256);
      if (category) body.append('category', category);
      return (await send('POST', form.dataset.scans, body, '', null, line, stop))[1];
    }
    stop.upload = upload.id;
    line(upload.received_bytes ? t(`从 ${size(upload.received_bytes)} 处继续`, `going on from ${size(upload.received_bytes)}`) : t('上传中', 'Uploading'));
    await chunks(upload, file, show, line, stop);
    line(t('核对中', 'Checking'));
    try {
      const [, told] = await json('POST', `${form.dataset.uploads}/${upload.id}/finish`, { policy, listing, category }, line, stop);
      return told.scan;
    } catch (error) {
      if (['digest_mismatch', 'not_a_package'].includes(error.code)) await send('DELETE', `${form.dataset.uploads}/${upload.id}`, null, '', null, line, stop).catch(() => {});
      throw error;
    } finally { keep(key, ''); }
  };
  const small = async (file, show, line, stop) => {
    const body = beside();
    body.append('file', file);
    line(t('上传中', 'Uploading'));
    return (await send('POST', form.dataset.scans, body, '', n => show(Math.min(n, file.size)), line, stop))[1];
  };

  const link = (words, to) => { const a = document.createElement('a'); a.href = to; a.textContent = words; return a; };
  // Scans this page was told of: the clocks of browser and server need not agree to the second.
  const answered = new Set(), waiting = [];
  // Bytes that go together: as many as the line carries in so many seconds, once it has shown how fast it is.
  let active = 0, room = FIRST;
  const fits = one => one.file.size > 0 && one.file.size <= SMALL && !one.alone && [...beside().keys()].length === 0;
  // The next to be sent: small files together, any other by itself.
  const taken = () => {
    const some = [waiting.shift()];
    let left = room - some[0].file.size;
    while (fits(some[0]) && waiting.length && some.length < MOST_TOGETHER && fits(waiting[0]) && waiting[0].file.size <= left) {
      left -= waiting[0].file.size;
      some.push(waiting.shift());
    }
    return some;
  };
  const next = () => {
    while (active < AT_ONCE && waiting.length) {
      const some = taken();
      active++;
      (some.length > 1 ? together(some) : alone(some[0])).finally(() => { active--; next(); });
    }
  };

  const over = one => { one.bar.hidden = true; one.button.remove(); };
  const queued = (one, scan) => {
    one.show(one.file.size);
    const known = answered.has(scan.id) || new Date(scan.created_at).getTime() < one.began - 2000;
    answered.add(scan.id);
    one.line('');
    if (scan.state === 'done') one.told.append(t('此前已检测，结论不变 ', 'Scanned before; the verdicts stand '), link(t('看报告', 'See the report'), form.dataset.report.replace('00000000-0000-0000-0000-000000000000', scan.id)));
    else one.told.append(known ? t('已在队列中 ', 'In the queue already ') : t('已排队 ', 'Queued '), link(t('看队列', 'See the queue'), form.dataset.queue));
    one.row.dataset.outcome = 'done';
    over(one);
  };
  const refused = (one, words) => {
    one.line(words);
    one.told.classList.add('vio');
    one.row.dataset.outcome = 'refused';
    over(one);
  };
  const cancelled = () => t('已取消', 'cancelled');

  const alone = async one => {
    try {
      if (one.stop.over) throw new Error(cancelled());
      if (!one.file.size) throw new Error(t('文件为空（0 字节）', 'the file is empty (0 bytes)'));
      queued(one, await (one.file.size <= SMALL ? small : large)(one.file, one.show, one.line, one.stop));
    } catch (error) { refused(one, error.message); }
  };
  const together = async all => {
    all.filter(one => one.stop.over).forEach(one => refused(one, cancelled()));
    const some = all.filter(one => !one.stop.over);
    if (!some.length) return;
    const body = new FormData(), stop = {}, began = Date.now(), whole = some.reduce((sum, one) => sum + one.file.size, 0);
    for (const one of some) { body.append('file', one.file); one.line(t('上传中', 'Uploading')); one.together = stop; }
    const line = words => some.forEach(one => one.line(words));
    const show = n => some.forEach(one => one.show(Math.min(1, n / whole) * one.file.size));
    try {
      const [, told] = await send('POST', `${form.dataset.scans}/many`, body, '', show, line, stop);
      room = Math.max(FIRST >> 3, Math.min(TOGETHER, (whole * LOT_S * 1000) / Math.max(1, Date.now() - began)));
      told.items.forEach((item, n) => (item.scan ? queued(some[n], item.scan) : refused(some[n], en ? item.refused.en : item.refused.zh)));
    } catch (error) {
      // One was cancelled, or there is no room for all of them: the others each by itself.
      const again = some.some(one => one.stop.over) || (error.code || '').startsWith('quota');
      for (const one of some) {
        if (one.stop.over) refused(one, cancelled());
        else if (again) { one.alone = true; one.line(t('等待上传', 'Waiting to be sent')); waiting.push(one); }
        else refused(one, error.message);
      }
    }
  };

  const add = file => {
    const row = shape.content.firstElementChild.cloneNode(true);
    const bar = row.querySelector('progress'), told = row.querySelector('.told'), button = row.querySelector('button');
    row.querySelector('bdi').textContent = file.name;
    row.querySelector('.file-size').textContent = size(file.size);
    const one = { file, row, bar, told, button, stop: { over: false }, began: Date.now() };
    one.line = words => { told.textContent = words; };
    one.show = n => { bar.value = file.size ? (100 * n) / file.size : 100; };
    button.setAttribute('aria-label', `${button.textContent} ${file.name}`);
    button.onclick = () => { one.stop.over = true; (one.together || one.stop).xhr?.abort(); };
    one.line(t('等待上传', 'Waiting to be sent'));
    list.append(row);
    waiting.push(one);
  };
  const addAll = files => { [...files].forEach(add); next(); };
  input.addEventListener('change', () => { addAll(input.files); input.value = ''; });
  form.addEventListener('submit', e => { e.preventDefault(); addAll(input.files); input.value = ''; });
  addEventListener('dragover', e => { e.preventDefault(); drop.classList.add('over'); });
  addEventListener('dragleave', e => { if (!e.relatedTarget) drop.classList.remove('over'); });
  addEventListener('drop', e => { e.preventDefault(); drop.classList.remove('over'); if (e.dataTransfer) addAll(e.dataTransfer.files); });
  addEventListener('beforeunload', e => { if (active || waiting.length) e.preventDefault(); });
})();
