"""Whatever a page asks for, Chromium connects to nothing private: elements, scripts, sockets, workers."""

from __future__ import annotations

import json
import os

import pytest

from mingjian.addresses import canonical_host
from mingjian.capture.page import watch
from mingjian.capture.page.visiting import Options
from mingjian.capture.proxy import Caps
from tests.capture.conftest import Visiting
from tests.capture.listening import Names, Vector, listener, vectors
from tests.capture.site import TEXT, page, serving

SAMPLE = 5
"""Every so many vectors in `make test`; all of them with `MINGJIAN_DRILL`."""
_SCRIPT = """
const urls = sessionStorage.asked ? [] : URLS, own = 'http://127.0.0.1:PORT';
for (const url of urls) {
  const add = (tag, more) => {
    try { document.head.append(Object.assign(document.createElement(tag), more)); } catch {} };
  add('link', { rel: 'preconnect', href: url }); add('link', { rel: 'dns-prefetch', href: url });
  add('link', { rel: 'prefetch', href: url }); add('link', { rel: 'stylesheet', href: url });
  add('script', { src: url }); new Image().src = url; new Image().src = '/go?' + url;
  try { fetch(url, { mode: 'no-cors' }).catch(() => 0); } catch {}
  try { fetch('/go?' + url, { mode: 'no-cors' }).catch(() => 0); } catch {}
  try { navigator.sendBeacon(url, 'x'); } catch {}
  try { new WebSocket(url.replace('http', 'ws')).onerror = () => 0; } catch {}
  try { new EventSource(url).onerror = e => e.target.close(); } catch {}
}
const frame = document.createElement('iframe'); frame.src = own; document.body.append(frame);
for (const src of ['file:///etc/passwd', 'chrome://version', 'view-source:' + own]) {
  const f = document.createElement('iframe'); f.src = src; document.body.append(f); }
try {
  new Worker(URL.createObjectURL(new Blob([`fetch('${own}/w',{mode:'no-cors'}).catch(()=>0)`])));
} catch {}
try {
  const t = new WebTransport(own.replace('http', 'https')); t.ready.catch(() => 0); t.closed.catch(() => 0);
} catch {}
try {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:PORT' },
    { urls: 'turn:127.0.0.1:PORT?transport=tcp', username: 'u', credential: 'c' }] });
  peer.createDataChannel('x'); peer.createOffer().then(o => peer.setLocalDescription(o));
} catch {}
const link = document.createElement('a'); link.href = own + '/saved'; link.download = 'x';
document.body.append(link);
sessionStorage.asked = '1';
const odd = sessionStorage.odd = sessionStorage.odd === '1' ? '' : '1';
setTimeout(() => { location = 'file:///etc/passwd'; }, 3000);
setTimeout(() => { location = 'chrome://settings'; }, 4000);
setTimeout(() => { location = 'data:text/html,top'; }, 5000);
setTimeout(() => { if (odd) link.click(); else location = own + '/last'; }, 6000);
"""


def chosen() -> list[Vector]:
    """The vectors of this run."""
    return vectors() if os.environ.get("MINGJIAN_DRILL") else vectors()[::SAMPLE]


def names(some: list[Vector]) -> Names:
    """What the names of the vectors answer."""
    known: dict[str, list[list[str]]] = {}
    for one in some:
        if one.dns is not None:
            try:
                known.setdefault(canonical_host(one.host), []).append(list(one.dns))
            except ValueError:
                continue
    return Names(known)


def test_a_page_reaches_nothing_private(visiting: Visiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LONGEST_ANSWER_S", 0.5)  # some of its redirects lead nowhere, and never end
    with listener() as there:
        urls = [f"http://{one.host}:{there.port}/" for one in chosen()]
        script = _SCRIPT.replace("URLS", json.dumps(urls)).replace("PORT", str(there.port))
        more = {"/inside": page(f"<article>{TEXT}</article><script>{script}</script>")}
        with serving(more) as origin:
            host = origin.removeprefix("http://")
            caps = Caps(connections=100_000, at_once=5_000)
            options = Options(allow=(host,), dwell_s=8.0, moved_time=True, record=False, caps=caps)
            visit = visiting(f"{origin}/inside", options, resolver=names(chosen()))
        assert there.came == 0
    assert len(visit.refused) > 10
    assert {one.code for one in visit.refused} <= {"private", "unknown_name", "malformed"}
    assert not any("root:" in passage.text for view in visit.views for passage in view.passages)
    assert any(view.url.endswith("/inside") for view in visit.views)
    assert all(view.url.startswith(("http://127.0.0.1", "data:", "chrome-error:")) for view in visit.views)


@pytest.mark.parametrize(
    "form", ["http://127.0.0.1:{}/", "http://2130706433:{}/", "http://[::ffff:127.0.0.1]:{}/"]
)
def test_a_private_page_is_refused(visiting: Visiting, form: str) -> None:
    with listener() as there:
        visit = visiting(form.format(there.port), Options(moved_time=True, record=False))
        assert there.came == 0
    assert "refused" in [one.code for one in visit.unsettled]
    assert visit.views == ()
