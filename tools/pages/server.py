"""A server for the labelled pages: `/VARIANT/CASE/` on the loopback, with the test apps as packages."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.pages.case import PAGES, PARTS
from tools.pages.variants import VARIANTS, variant

PACKAGES = {
    "receipts.apk": "m1_01_install/listing_swapped/passes",
    "reader.apk": "m1_01_install/bundled_offer/passes",
    "ledger.apk": "sample-app",
}
"""What pages call the test apps they deliver."""
PACKAGE_TYPE = "application/vnd.android.package-archive"
_TYPES = {
    ".html": "text/html; charset=utf-8", ".svg": "image/svg+xml", ".pdf": "application/pdf",
    ".mp4": "video/mp4", ".apk": PACKAGE_TYPE,
}  # fmt: skip
_INCLUDE = re.compile(r"<!--#include (?P<name>[\w.]+)-->\n?")
_SMALL = {"minutes.pdf": b"%PDF-1.4\n%%EOF\n", "clip.mp4": b"\0\0\0\x18ftypisom\0\0\0\0"}
_HOP = re.compile(r"(?P<before>.*/)hop/(?P<left>\d)/(?P<name>[\w.]+)$")


def text(path: Path) -> str:
    """The page in `path` with what it includes."""
    source = path.read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda found: (PARTS / found["name"]).read_text(encoding="utf-8"), source)


@dataclass(frozen=True)
class Site:
    """The pages being served."""

    origin: str
    port: int

    def url(self, case: str, kind: str = "plain") -> str:
        """The address of a page in a variant."""
        return f"{self.origin}/{kind}/{case}/index.html"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    packages: Mapping[str, Path] = {}

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        hop = _HOP.match(path)
        if hop:
            left = int(hop["left"]) - 1
            self._send(
                302, b"", "text/plain", f"{hop['before']}{f'hop/{left}/' if left else ''}{hop['name']}"
            )
            return
        parts = path.strip("/").split("/")
        kind, case, name = (*parts[:2], parts[-1]) if len(parts) > 2 else ("", "", "")
        if kind not in VARIANTS or not re.fullmatch(r"\w+", case) or not re.fullmatch(r"[\w.]+", name):
            self._send(404, b"no such page", "text/plain")
            return
        body = self._body(kind, case, name)
        if body is None:
            self._send(404, b"no such page", "text/plain")
        else:
            self._send(200, body, _TYPES.get(Path(name).suffix, "text/plain"))

    def _body(self, kind: str, case: str, name: str) -> bytes | None:
        if name in self.packages:
            return self.packages[name].read_bytes()
        if name in _SMALL:
            return _SMALL[name]
        for path in (PAGES / case / name, PARTS / name):
            if path.is_file() and path.suffix in _TYPES:
                if path.suffix != ".html":
                    return path.read_bytes()
                html = text(path)
                return (variant(kind, html) if name == "index.html" else html).encode()
        return None

    def _send(self, status: int, body: bytes, kind: str, location: str = "") -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the browser no longer wanted it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


@contextmanager
def serving(packages: Mapping[str, Path]) -> Generator[Site]:
    """The pages on a free port of 127.0.0.1 for as long as the block runs; `packages` as in `PACKAGES`."""
    handler = type("Handler", (_Handler,), {"packages": packages})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        port = server.server_address[1]
        yield Site(f"http://127.0.0.1:{port}", port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
