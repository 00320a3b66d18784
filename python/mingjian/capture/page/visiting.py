"""A whole visit, from an address to a folder: proxy, browser, reader, recording, and an end in any case."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import re
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian import law
from mingjian.artifacts import page_visit
from mingjian.artifacts.page_visit import Delivery, Phone, Visit
from mingjian.artifacts.page_visit.foreign import read_any
from mingjian.artifacts.page_visit.har import (
    Content,
    Entry,
    Log,
    Own,
    Recording,
    content_of,
    write_recording,
)
from mingjian.capture.page import browser
from mingjian.capture.page.deliver import Deliveries
from mingjian.capture.page.driver import Driver, Over
from mingjian.capture.page.journey import Journey
from mingjian.capture.page.replay import Replayer
from mingjian.capture.page.timing import MOVED_FROM, MovedTime, Timing, WorldTime
from mingjian.capture.page.watch import Watch
from mingjian.capture.proxy import Caps, Proxy, Resolver, resolve
from mingjian.errors import ArtifactError, KnowledgeError

DWELL = "TH-P05"
"""How long a page is watched before anything is touched."""
_MOST_DOM = 8 << 20
_BLOB = re.compile(
    rb"(?P<where>blob:[a-z]+(?:://[^/\"]*)?/)(?P<name>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)


class Options(Struct, frozen=True, kw_only=True):
    """How a visit is made."""

    allow: tuple[str, ...] = ()
    """Hosts in private networks that may be asked: `H` or `H:port`."""
    dwell_s: float | None = None
    """None: the law tables' TH-P05."""
    moved_time: bool = False
    """The page's time is moved instead of waited for (tests; replays always)."""
    replay: str = ""
    """A recording to be answered from (a visit's folder, a HAR, a WACZ, a WARC); nothing is connected to."""
    deadline_s: float = 420.0
    """Of the whole visit; what is not done then is left."""
    most_download_bytes: int = 300 << 20
    deliver_s: float = 180.0
    """How long what is being downloaded may go on after the reader is done."""
    caps: Caps = Caps()
    record: bool = True
    """With a HAR."""


@asynccontextmanager
async def a_browser() -> AsyncGenerator[tuple[browser.Running, Path]]:
    """A browser for several visits, and the folder its downloads come to first.

    Raises:
        ServiceError: there is none.
    """
    with tempfile.TemporaryDirectory(prefix="mingjian-page-", ignore_cleanup_errors=True) as work:
        async with browser.started(Path(work)) as running:
            yield running, Path(work) / "coming"


def visit(url: str, folder: Path, options: Options | None = None) -> Visit:
    """Visits `url` and writes the record into `folder`, which is made.

    Raises:
        ServiceError: there is no browser. ArtifactError: the recording cannot be read, `url` is no address.
    """

    async def run() -> Visit:
        async with a_browser() as (running, coming):
            return await visit_with(running, coming, url, folder, options or Options())

    return asyncio.run(run())


async def visit_with(
    running: browser.Running,
    coming: Path,
    url: str,
    folder: Path,
    options: Options,
    *,
    resolver: Resolver = resolve,
) -> Visit:
    """As `visit`, in a browser that is already there: a clean profile, thrown away afterwards."""
    if not url.lower().startswith(("http://", "https://")):
        raise ArtifactError("url_refused", "only http and https pages are visited", path=url)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mingjian-replay-") as work:
        recorded = await asyncio.to_thread(_recorded, options.replay, Path(work), url)
        return await _visit(running, coming, url, folder, options, resolver, recorded)


def _recorded(replay: str, work: Path, url: str) -> tuple[Recording, Path] | None:
    """The recording that a visit is answered from, and where its bodies lie; None where there is none."""
    if not replay:
        return None
    return read_any(replay, work, url)


async def _visit(
    running: browser.Running, coming: Path, url: str, folder: Path, options: Options, resolver: Resolver,
    recorded: tuple[Recording, Path] | None,
) -> Visit:  # fmt: skip
    recording, home = recorded or (None, folder)
    own = recording.log.own if recording is not None else None
    began = own.began_s if own is not None else MOVED_FROM
    if not (options.moved_time or options.replay):
        began = datetime.datetime.now(datetime.UTC).timestamp()
    timing: Timing = MovedTime(began) if options.moved_time or options.replay else WorldTime()
    watch = Watch(timing)
    out: Proxy | Replayer
    if recording is not None:
        out = Replayer(recording, home, lambda missed: watch.tell("not_recorded", missed))
    else:
        out = Proxy(allow=options.allow, caps=options.caps, resolver=resolver)
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    started = own.started if own is not None else now
    async with out:
        made = await _in_profile(running, coming, url, folder, options, timing, watch, out.address)
        if out.full:
            watch.tell("too_large", "the bytes or connections of the visit are used up")
        if any(one.code == "private" for one in out.refused) and not made.views:
            watch.tell("refused", out.refused[0].host)
        done = replace(
            made, started=started, phone=_phone(running), refused=out.refused,
            sent_bytes=out.sent_bytes, received_bytes=out.received_bytes, connections=out.connections,
            unsettled=tuple(watch.unsettled), replayed=recording is not None,
        )  # fmt: skip
    if options.record and recording is None:
        _finish_recording(folder, done.deliveries, Own(began_s=began, started=started, url=url))
    done = _named_blobs(done)
    page_visit.write(folder, done)
    return done


def _named_blobs(visit: Visit) -> Visit:
    """Addresses of things a page made itself, numbered: the browser draws their names by lot."""
    known: dict[bytes, bytes] = {}

    def named(found: re.Match[bytes]) -> bytes:
        return found["where"] + known.setdefault(found["name"], b"%d" % (len(known) + 1))

    return msgspec.json.decode(_BLOB.sub(named, msgspec.json.encode(visit)), type=Visit)


def _phone(running: browser.Running) -> Phone:
    return Phone(
        user_agent=running.user_agent, width_px=browser.WIDTH, height_px=browser.HEIGHT, scale=browser.SCALE,
        locale=browser.LOCALE, zone=browser.ZONE, browser=f"Chromium {running.version}",
    )  # fmt: skip


async def _in_profile(
    running: browser.Running, coming: Path, url: str, folder: Path, options: Options, timing: Timing,
    watch: Watch, proxy: str,
) -> Visit:  # fmt: skip
    """The visit itself, in a profile of its own, within its deadline."""
    raw = folder / "raw" / "raw.har" if options.record and not options.replay else None
    context = await browser.context(running, proxy, har=raw, trusting=bool(options.replay))
    driver = Driver(context, watch, timing, folder)
    timing.ask(watch.busy, driver.flush)
    deliveries = Deliveries(watch, folder, coming, options.most_download_bytes)
    dwell = options.dwell_s if options.dwell_s is not None else _watched_s()
    journey = Journey(driver, url, dwell * 1000)
    taking = asyncio.create_task(deliveries.watching())
    try:
        with contextlib.suppress(Over):
            try:
                async with asyncio.timeout(options.deadline_s):
                    await watch.attach(context)
                    await timing.begin(context)
                    await journey.first()
                    await _keep_dom(driver, folder)
                    if not any(one.code == "http_status" for one in watch.unsettled):
                        await journey.rest()
            except TimeoutError:
                watch.tell("deadline", f"{options.deadline_s:g} s")
        await watch.settle()
        watch.closing = True
        final, title = _where(driver)
        delivered = await deliveries.finish(options.deliver_s if not watch.crashed else 5)
    finally:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(15):
                await context.close()
    return Visit(
        url=url, final_url=final, title=title, status=driver.status, started="", hops=tuple(watch.hops),
        phone=_phone(running), openings=journey.openings, watched_s=journey.watched_ms / 1000,
        steps=tuple(driver.steps), acts=tuple(watch.acts), views=tuple(driver.views),
        links=tuple(journey.links), deliveries=delivered, pictures=tuple(driver.pictures),
        back_presses=journey.back_presses, back_left=journey.back_left,
    )  # fmt: skip


def _watched_s() -> float:
    value = law.threshold(DWELL).value
    if not isinstance(value, int | float):
        raise KnowledgeError(f"{DWELL} is no number of seconds")
    return float(value)


def _where(driver: Driver) -> tuple[str, str]:
    return driver.home[:4000], driver.title


async def _keep_dom(driver: Driver, folder: Path) -> None:
    """The document as it stood after it was read to its end."""
    from mingjian.capture.page.reader import Unresponsive  # noqa: PLC0415

    with contextlib.suppress(Unresponsive):
        html = await driver.reader.dom()
        (folder / page_visit.DOM).write_text(html[:_MOST_DOM], encoding="utf-8", errors="replace")


class _Raw(Struct, frozen=True):
    log: Log


def _finish_recording(folder: Path, deliveries: tuple[Delivery, ...], own: Own) -> None:
    """Makes one file of what the browser recorded, the bodies inside, what was delivered named in it."""
    raw = folder / "raw"
    file = raw / "raw.har"
    with contextlib.suppress(OSError, msgspec.DecodeError):
        log = msgspec.json.decode(file.read_bytes(), type=_Raw).log
        files = {one.url: one for one in deliveries if one.file}
        entries = tuple(_whole(entry, raw, files) for entry in log.entries)
        write_recording(folder / page_visit.HAR, Recording(log=replace(log, own=own, entries=entries)))
    shutil.rmtree(raw, ignore_errors=True)


def _whole(entry: Entry, raw: Path, files: dict[str, Delivery]) -> Entry:
    content = entry.response.content
    given = files.get(entry.request.url)
    if given is not None and entry.response.status == 200:
        made = Content(size=given.size_bytes, mime=content.mime, file=given.file)
    elif content.file:
        name = raw / Path(content.file).name
        made = content_of(name.read_bytes(), content.mime) if name.is_file() else Content(mime=content.mime)
    else:
        made = content
    return replace(entry, response=replace(entry.response, content=made))
