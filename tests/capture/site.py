"""Small pages that do what pages do, served on loopback for the browser's tests."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

WORDS = "明鉴帮助每一位用户了解手机上的应用是否尊重他们的权利，并把看到的都写下来。" * 4
HEAD = (
    '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
)
STYLE = "<style>body{margin:0;font:16px sans-serif}article{padding:16px}</style>"
TEXT = "".join(f"<p>{n} {WORDS}</p>" for n in range(1, 12))


def page(body: str, title: str = "页面") -> str:
    """A whole page around `body`."""
    return f"{HEAD}<title>{title}</title>{STYLE}<body>{body}"


PAGES = {
    "/everything": page(
        f"<article><h1>知情同意</h1><div style='height:400px;overflow:hidden'>{TEXT}</div>"
        "<div id=more>打开APP阅读全文</div></article>"
        "<a href='/x.apk'>立即下载</a> <a href='/policy'>隐私政策</a>"
        """<script>
function pop() {
  const host = document.createElement('div');
  host.style.cssText = 'position:fixed;inset:0;background:rgba(0,0,0,.6)';
  document.body.append(host);
  const root = host.attachShadow({ mode: 'closed' });
  root.innerHTML = '<p style="margin:200px 40px;background:#fff">打开APP，体验更流畅'
    + ' <button>立即打开</button> <i>×</i></p>';
  root.querySelector('i').onclick = () => { host.remove(); setTimeout(pop, 4000); };
  root.querySelector('button').onclick = () => {
    location = 'intent://x#Intent;scheme=zz;package=cn.a.b;'
      + 'S.browser_fallback_url=https%3A%2F%2Fa.example%2F;end'; };
}
setTimeout(pop, 3000);
setTimeout(() => { const f = document.createElement('iframe'); f.style.display = 'none';
  f.src = 'alipays://hidden'; document.body.append(f); }, 9000);
document.getElementById('more').onclick = () => { location = 'weixin://more'; };
</script>"""
    ),
    "/policy": page(f"<h1>隐私政策</h1><p>{WORDS}</p>", "隐私政策"),
    "/plain": page(f"<article>{TEXT}</article>"),
    "/acts": page(
        f"<article>{TEXT}</article><script>"
        "setTimeout(() => { location = 'weixin://timer'; }, 1000);"
        "setTimeout(() => { location = '/to-intent'; }, 2000);"
        "setTimeout(() => { fetch('/x.apk'); }, 3000);"
        "setTimeout(() => { const a = document.createElement('a');"
        " a.href = URL.createObjectURL(new Blob(['PK'])); a.download = 'b.apk'; a.click(); }, 4000);"
        "setTimeout(() => { location = '/y.apk'; }, 5000);"
        "setTimeout(() => { navigator.clipboard.writeText('口令').catch(() => 0); }, 6000);"
        "setTimeout(() => { history.pushState(1, '', '#trap'); }, 7000);"
        "setTimeout(() => { alert('下载吗'); }, 8000);"
        "setTimeout(() => { window.open('/plain'); }, 9000);"
        "addEventListener('popstate', () => history.pushState(1, '', '#trap'));</script>"
    ),
    "/locked": page(
        f"<article>{TEXT}{TEXT}</article><div style='position:fixed;left:0;right:0;bottom:0;height:300px;"
        "background:#fff'>打开APP继续<button style='display:block'>暂不</button></div>"
        "<script>document.documentElement.style.overflow = document.body.style.overflow = 'hidden';"
        "document.querySelector('button').onclick = () => { document.querySelector('div').remove();"
        " document.documentElement.style.overflow = document.body.style.overflow = ''; }</script>"
    ),
    "/confirm": page(
        f"<article>{TEXT}</article><button id=dl>下载</button><script>"
        "document.getElementById('dl').onclick = () => {"
        " if (confirm('下载这个应用？')) location = '/x.apk'; }</script>"
    ),
    "/loop": page(f"<p>{WORDS}</p><script>setTimeout(() => {{ for (;;); }}, 2000)</script>"),
    "/alerts": page("<script>setTimeout(() => { for (;;) alert('x'); }, 500)</script>"),
    "/popups": page("<script>setInterval(() => window.open('/plain?' + Math.random()), 300)</script>"),
    "/ping": page("<script>setTimeout(() => { location = '/pong'; }, 200)</script>"),
    "/pong": page("<script>setTimeout(() => { location = '/ping'; }, 200)</script>"),
    "/endless": page(
        f"<article>{TEXT}</article><script>addEventListener('scroll', () => "
        "{ for (let i = 0; i < 40; i++) { const p = document.createElement('p');"
        " p.textContent = '更多的内容还在后面'; document.body.append(p); } });</script>"
    ),
    "/big": page(
        f"<article>{TEXT}</article><script>setTimeout(() => "
        "{ location = '/big.apk'; }, 1000)</script>"
    ),
    "/worker": page(
        f"<article>{TEXT}</article><script>navigator.serviceWorker.register('/worker.js').then(() =>"
        " navigator.serviceWorker.ready).then(() => { document.title = 'ready'; })</script>"
    ),
}  # fmt: skip
REDIRECTS = {
    "/to-intent": "intent://a#Intent;scheme=zz;package=cn.c.d;end",
    "/round": "/round",
    "/moved": "/plain",
}
PACKAGE = b"PK\x03\x04" + bytes(2000)
BIG = 64 << 20


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        kind, body, status = (
            "text/html; charset=utf-8",
            PAGES.get(path, "").encode(),
            200 if path in PAGES else 404,
        )
        if path.endswith(".apk"):
            kind, body, status = "application/vnd.android.package-archive", PACKAGE, 200
        elif path == "/worker.js":
            kind, status = "text/javascript", 200
            body = b"self.addEventListener('fetch', e => e.respondWith(fetch(e.request)))"
        where = query if path == "/go" else REDIRECTS.get(path)
        self.send_response(status if where is None else 302)
        if where is not None:
            self.send_header("Location", where)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(BIG if path == "/big.apk" else len(body)))
        self.end_headers()
        try:
            if path == "/big.apk":
                for _ in range(BIG >> 16):
                    self.wfile.write(bytes(1 << 16))
            else:
                self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002
        return


@contextmanager
def serving(more: dict[str, str] | None = None) -> Iterator[str]:
    """The origin the pages are at, with some more of them, by path."""
    PAGES.update(more or {})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
