// Keys of a list of findings, the same in the report as one file and on the platform: j k e [ ] ? Esc.
const findingKeys = ({ row, pane, move, more = {} }) => {
  const help = document.querySelector('#help'); let frame = -1;
  document.querySelectorAll('[data-help]').forEach(b => b.addEventListener('click', () => help.showModal()));
  document.querySelector('#help-close').addEventListener('click', () => help.close());
  const look = n => {
    const frames = pane() ? [...pane().querySelectorAll('.evidence')] : []; if (!frames.length) return;
    frame = (n + frames.length) % frames.length; const at = frames[frame];
    at.tabIndex = -1; at.focus({ preventScroll: true }); at.scrollIntoView({ block: 'nearest' });
  };
  const acts = { j: () => { frame = -1; move(1); }, k: () => { frame = -1; move(-1); }, e: () => look(0),
    ']': () => look(frame + 1), '[': () => look(frame - 1), Escape: () => { frame = -1; row().focus(); }, ...more };
  addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || help.open || document.documentElement.dataset.keys === 'off') return;
    if (e.target.matches('input:not(.state), textarea, select') || document.querySelector('dialog[open]')) return;
    const act = e.key === '?' ? () => help.showModal() : (row() || more[e.key]) && acts[e.key];
    if (act) { e.preventDefault(); act(); }
  });
};
