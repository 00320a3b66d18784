"""A page met in the browser: by the worker, outside the host, through the proxy of public addresses.

What comes of it is a ZIP of the recorded visit; it is read and judged in the host, like everything a stranger
wrote. One visit at a time a worker: a browser is large.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import zipfile
from pathlib import Path
from weakref import WeakKeyDictionary

from msgspec import Struct

from mingjian.artifacts.page_visit import Visit
from mingjian.errors import ArtifactError, ServiceError
from mingjian.platform.scans.services.runs import Words

MOST_BYTES = 512 << 20
"""Of a recorded visit."""
_NOTHING_CAME = ("refused", "unreachable", "http_status")
"""Ends of a visit that leave no page; what explains the others comes first."""
_LEFT_OUT = "raw"
"""The browser's own recording; the visit holds it in its final form."""
_log = logging.getLogger(__name__)
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
WORDS: dict[str, tuple[str, str]] = {
    "no_browser": (
        "这台机器没有可用的浏览器（Chromium），网页未访问",
        "this machine has no browser (Chromium); the page was not visited",
    ),
    "refused": ("网址在内网，不予访问", "the address is inside a private network and was not visited"),
    "unreachable": ("网址没有应答", "the address gave no answer"),
    "http_status": (
        "服务器答以错误，没有页面可判定", "the server answered with an error: there is no page to judge"
    ),
    "visit_too_large": ("访问的记录过大，未采用", "the record of the visit is too large and was not taken"),
    "visit_broken": ("访问中断，没有完成", "the visit broke off"),
    "cancelled": ("检测已取消", "the scan was cancelled"),
    "url_refused": ("只访问 http 与 https 网页", "only http and https pages are visited"),
}  # fmt: skip


class NoPage(Exception):  # noqa: N818 - what was found, not what failed
    """A visit that met nothing to judge."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @property
    def words(self) -> Words:
        """What `Scan.failure` holds of it."""
        zh, en = WORDS[self.code]
        more = f" ({self.detail})" if self.detail else ""
        return {
            "outcome": "unreadable", "code": self.code, "detail": self.detail,
            "zh": f"{zh}{more} [{self.code}]", "en": f"{en}{more} [{self.code}]",
        }  # fmt: skip


class Came(Struct, frozen=True):
    """A recorded visit, packed."""

    file: Path
    sha256: str


async def record(url: str, folder: Path) -> Came:
    """Visits `url`; the record is packed in `folder`, which is made.

    Raises:
        NoPage: there is no browser, or no page came.
    """
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(1))
    async with turn:
        try:
            came = await meet(url, folder / "visit")
        except ServiceError as error:
            raise NoPage("no_browser") from error
        except ArtifactError as error:
            raise NoPage(error.code if error.code in WORDS else "unreachable", error.detail[:200]) from error
        except Exception as error:
            _log.exception("a visit to a page broke off")
            raise NoPage("visit_broken", type(error).__name__) from error
    told = {one.code: one.detail for one in came.unsettled}
    for code in _NOTHING_CAME:
        if code in told and (not came.views or code == "http_status"):
            raise NoPage(code, told[code][:200])
    return await asyncio.to_thread(pack, folder)


async def meet(url: str, folder: Path) -> Visit:
    """The visit itself, with a browser of its own. Raises: ServiceError, ArtifactError."""
    from mingjian.capture.page.visiting import Options, a_browser, visit_with

    async with a_browser() as (running, coming):
        return await visit_with(running, coming, url, folder, Options())


def pack(folder: Path) -> Came:
    """The files of `folder`/visit as one ZIP beside it, without what the browser wrote for itself.

    Raises:
        NoPage: it is too large.
    """
    home, made = folder / "visit", folder / "visit.zip"
    files = [
        path
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.relative_to(home).parts[0] != _LEFT_OUT
    ]
    if sum(path.stat().st_size for path in files) > MOST_BYTES:
        raise NoPage("visit_too_large")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
        for path in files:
            packed.write(path, path.relative_to(home).as_posix())
    with made.open("rb") as file:
        return Came(made, hashlib.file_digest(file, "sha256").hexdigest())
