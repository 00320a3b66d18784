// What is typed outlives the sign-in: it stays in this tab until the form was sent, and comes back after signing
// in again as the same person. And before a sign-in ends, a word in time.
(() => {
  const body = document.body, who = body.dataset.person, sent = 'mj-sent', mark = 'mj-draft ';
  const store = (() => { try { sessionStorage.getItem(sent); return sessionStorage; } catch { return null; } })();
  if (!store) return;
  const put = (k, v) => { try { store.setItem(k, v); } catch { /* full: the page goes on without */ } };

  // Signed out: what was sent did not arrive, and waits.
  if (!who) { store.removeItem(sent); return; }
  store.removeItem(store.getItem(sent) || ''); store.removeItem(sent);

  // A field of the name `action` or `method` hides the form's own.
  const action = f => f.getAttribute('action') || '';
  const posts = () => [...document.querySelectorAll('form[method=post]')];
  const words = f => [...f.querySelectorAll('textarea[name], input[name]')].filter(e => e.matches('textarea, [type=text], [type=email], [type=url], :not([type])'));
  const key = f => `${mark}${who} ${location.pathname} ${action(f)} ${words(f).map(e => e.name + e.id).join()}`;
  const told = id => { const it = document.getElementById(id).content.firstElementChild.cloneNode(true); document.getElementById('main').prepend(it); return it; };

  addEventListener('input', e => {
    const f = e.target.form;
    if (!f || !f.matches('form[method=post]') || !words(f).includes(e.target)) return;
    const typed = words(f).filter(i => i.value !== i.defaultValue).map(i => [i.name, i.value]);
    if (typed.length) put(key(f), JSON.stringify(typed)); else store.removeItem(key(f));
  });
  addEventListener('submit', e => {
    if (e.defaultPrevented) return;
    if (action(e.target).includes('/accounts/logout')) Object.keys(store).filter(k => k.startsWith(mark)).forEach(k => store.removeItem(k));
    else if (store.getItem(key(e.target)) !== null) put(sent, key(e.target));
  });
  const back = () => {
    let some = false;
    posts().forEach(f => {
      const kept = store.getItem(key(f));
      if (kept === null) return;
      JSON.parse(kept).forEach(([name, value]) => words(f).filter(i => i.name === name && i.value === i.defaultValue && i.value !== value).forEach(i => { i.value = value; some = true; }));
      for (let d = f.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
    });
    if (some && !document.querySelector('.kept-words')) told('kept-words');
  };
  back();
  addEventListener('htmx:afterSettle', back);
  addEventListener('htmx:afterRequest', e => {
    if (!e.detail.successful || e.detail.xhr.getResponseHeader('HX-Redirect')) return;
    store.removeItem(store.getItem(sent) || ''); store.removeItem(sent);
  });

  // Ten minutes before the end: stay, with one press.
  const before = 600;
  const arm = left => { if (left > 0) setTimeout(warn, Math.min(2 ** 31 - 1, Math.max(0, left - before) * 1000)); };
  const warn = () => {
    const it = told('session-ends');
    it.querySelector('button').addEventListener('click', async () => {
      const answer = await fetch(it.dataset.stay, { method: 'POST', headers: JSON.parse(body.getAttribute('hx-headers')), redirect: 'manual' }).catch(() => null);
      if (!answer || !answer.ok) { location.assign(`${it.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`); return; }
      it.remove(); arm((await answer.json()).left_s);
    });
  };
  arm(Number(body.dataset.left));
})();
