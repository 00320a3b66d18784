"""From captured requests to facts: one pass, bounded memory; digests are matched at the end.

Values themselves live only while the pass runs, so that a digest of one can be known; facts hold them masked.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.device_log import flows, har
from mingjian.artifacts.device_log.event import Event, Source, Told
from mingjian.artifacts.device_log.exchange import Exchange, Exchanges, Recorded
from mingjian.artifacts.device_log.log import DeviceLog
from mingjian.errors import ArtifactError
from mingjian.facts.behaviour import Mark
from mingjian.facts.behaviour.marks import Course
from mingjian.facts.network import (
    ALGORITHMS,
    CLEAR,
    HostSeen,
    NetworkFacts,
    OwnDomain,
    Request,
    SentValue,
)
from mingjian.facts.network.content import code_of, is_package
from mingjian.facts.network.fields import Field, fields
from mingjian.facts.network.known import KnownValues
from mingjian.facts.network.owners import Owners
from mingjian.facts.network.recognise import Recognised, digests, recognised
from mingjian.facts.network.values import masked
from mingjian.model import Consent, Party

READERS: dict[str, Callable[..., Exchanges]] = {"har": har.read, "flows": flows.read}
MAX_REQUESTS = 5_000
MAX_HOSTS = 2_000
MAX_KNOWN = 5_000
"""Values whose digests are looked for."""
MAX_PENDING = 20_000
MAX_VALUES = 40
"""Values of one request that are kept."""
TOUCH_NS = 10_000_000_000
DIGESTED = frozenset({
    "phone_number", "id_document_number", "imei", "imsi", "iccid", "android_id", "oaid", "gaid",
    "mac_address", "serial_number", "email", "bank_card_number",
})  # fmt: skip


class Run(Struct, frozen=True, kw_only=True):
    """What is known of the run beside its traffic."""

    package: str = ""
    label: str = ""
    marks: tuple[Mark, ...] = ()
    first_run: bool = False
    touches: tuple[int, ...] | None = None
    """Times at which the screen was touched; None where nothing records it."""
    foreground: Callable[[int | None], bool | None] | None = None
    own: tuple[OwnDomain, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    """Type and value of identifiers of the device that was used: found as they are, and as digests."""
    today: date


class _Row(Struct):
    request: Request
    found: list[Recognised]
    digests: list[tuple[str, Field]]


def from_log(log: DeviceLog, run: Run) -> NetworkFacts | None:
    """Facts of every capture of a run; None where there is none."""
    kept = [one for one in log.kept(Recorded) if one.format in READERS]
    if not kept:
        return None
    return from_exchanges((READERS[one.format](log.open(one.path), shown=one.path) for one in kept), run)


def from_exchanges(captures: Iterable[Exchanges], run: Run) -> NetworkFacts:
    """Facts of captures, read one after another; a broken one is told in its source."""
    build = _Build(run)
    sources: list[Source] = []
    for capture in captures:
        told: tuple[Told, ...] = ()
        try:
            for one in capture:
                build.add(one, capture.notes.source)
        except ArtifactError as wrong:
            told = (Told(code=wrong.code, source=wrong.path, detail=wrong.detail),)
        source = capture.source()
        sources.append(replace(source, told=(*source.told, *told)))
    return build.done(tuple(sources))


class _Build:
    def __init__(self, run: Run) -> None:
        self.run = run
        self.course = Course(run.marks) if run.marks else None
        self.owners = Owners(run.package, run.own)
        self.app = Party("app", run.package, run.label or run.package)
        self.known: dict[str, tuple[str, str, str]] = {}
        """Digest → algorithm, type, masked value."""
        self.rows: list[_Row] = []
        self.total = 0
        self.unseen = 0
        self.dropped = 0
        self.pending = 0
        self.hosts: dict[str, _Host] = {}
        self.timelines: dict[Consent, int] = {}
        self.learned = 0
        self.given = KnownValues(run.known)
        for kind, value in run.known:
            self._learn(kind, value)

    def add(self, one: Exchange, source: str) -> None:
        self.total += 1
        self.unseen += (one.method == "CONNECT" and not one.messages) or one.unread
        try:
            split = urlsplit(one.url)
            host = (split.hostname or "").rstrip(".").lower()
        except ValueError:
            split, host = urlsplit(""), ""
        scheme = split.scheme.lower()
        found_fields = list(fields(one))
        found = recognised(found_fields, today=self.run.today, known=self.given.among(found_fields))
        pending = list(digests(found_fields))[:50] if self.pending < MAX_PENDING else []
        self.pending += len(pending)
        for value in found:
            if value.sure and value.kind in DIGESTED:
                self._learn(value.kind, value.raw)
        timeline = self._timeline(one.at_ns, source, one.entry)
        package = is_package(one.answer, one.answer_type, one.answer_headers, split.path, one.status)
        code = "" if package else code_of(one.answer, one.answer_type, split.path, one.status)
        self.timelines[timeline] = self.timelines.get(timeline, 0) + 1
        self.owners.count(host)
        seen = self._host(host)
        seen.requests += 1
        seen.cleartext += scheme in CLEAR
        seen.bytes += one.request_bytes or 0
        seen.timelines.add(timeline)
        if not (found or pending or scheme in CLEAR or package or code):
            return
        if len(self.rows) >= MAX_REQUESTS and not (any(value.sure for value in found) or package or code):
            self.dropped += scheme in CLEAR or bool(found)
            return
        if len(self.rows) >= MAX_REQUESTS * 4:
            self.dropped += 1
            return
        request = Request(
            at_ns=one.at_ns,
            method=one.method,
            scheme=scheme,
            host=host,
            path=_hidden(unquote(split.path)[:300], found),
            status=one.status,
            request_bytes=one.request_bytes,
            response_bytes=one.answer_bytes,
            content_type=one.body_type.partition(";")[0].strip(),
            party=self.app,
            timeline=timeline,
            package_fetched=package,
            page=_is_page(one),
            code_fetched=code,
            touched=self._touched(one.at_ns),
            foreground=None if self.run.foreground is None else self.run.foreground(one.at_ns),
            source=source,
            line=one.entry,
        )
        self.rows.append(_Row(request, found, pending))

    def _timeline(self, at_ns: int | None, source: str, entry: int) -> Consent:
        if self.course is None:
            return "unknown"
        event = Event(at_ns=at_ns, kind="mark", package="", what="", source=source, line=entry)
        return self.course.place(event)

    def _touched(self, at_ns: int | None) -> bool | None:
        touches = self.run.touches
        if touches is None or at_ns is None:
            return None
        passed = bisect_right(touches, at_ns)
        return bool(passed) and at_ns - touches[passed - 1] <= TOUCH_NS

    def _host(self, host: str) -> _Host:
        seen = self.hosts.get(host)
        if seen is None:
            seen = _Host()
            if len(self.hosts) < MAX_HOSTS:
                self.hosts[host] = seen
        return seen

    def _learn(self, kind: str, value: str) -> None:
        if kind not in DIGESTED or self.learned >= MAX_KNOWN:
            return
        self.learned += 1
        shown = masked(kind, value)
        for form in {
            value,
            value.lower(),
            value.upper(),
            value.replace(":", "").lower(),
            value.replace(":", "").upper(),
        }:
            for name in ALGORITHMS:
                made = hashlib.new(name, form.encode(), usedforsecurity=False).hexdigest()
                self.known.setdefault(made, (name, kind, shown))

    def done(self, sources: tuple[Source, ...]) -> NetworkFacts:
        own = self.owners.own()
        rows = [(row, (*map(_told, row.found), *self._matched(row))) for row in self.rows]
        rows = [(row, told) for row, told in rows if told or _tells(row.request)]
        # first those that carry something, in the order of the run
        first = sorted(range(len(rows)), key=lambda at: not _weighs(*rows[at]))[:MAX_REQUESTS]
        self.dropped += len(rows) - len(first)
        requests: list[Request] = []
        for at in sorted(first):
            row, told = rows[at]
            request = row.request
            whose = self.owners.of(request.host, self.app)
            host = self.hosts.get(request.host)
            if host is not None:
                host.types.update(value.type for value in told if value.sure)
            requests.append(
                replace(
                    request,
                    party=whose.party,
                    operator=whose.operator,
                    third_party=whose.third_party,
                    values=told[:MAX_VALUES],
                )
            )
        return NetworkFacts(
            hosts=tuple(self._seen(host, seen) for host, seen in sorted(self.hosts.items())),
            requests=tuple(requests),
            total=self.total,
            attributed=False,
            own=own,
            timelines={str(name): count for name, count in sorted(self.timelines.items())},
            marks=self.run.marks,
            first_run=self.run.first_run,
            unseen=self.unseen,
            sources=sources,
            dropped=self.dropped,
        )

    def _matched(self, row: _Row) -> Sequence[SentValue]:
        matched: dict[tuple[str, str], SentValue] = {}
        for digest, field in row.digests:
            known = self.known.get(digest)
            if known is not None:
                name, kind, shown = known
                matched[kind, field.name] = SentValue(
                    type=kind,
                    masked=shown,
                    where=field.where,
                    name=field.name,
                    encoding=(*field.encoding, name),
                )
        return list(matched.values())

    def _seen(self, host: str, seen: _Host) -> HostSeen:
        whose = self.owners.of(host, self.app)
        return HostSeen(
            host=host,
            party=whose.party,
            operator=whose.operator,
            third_party=whose.third_party,
            requests=seen.requests,
            cleartext=seen.cleartext,
            bytes_sent=seen.bytes,
            timelines=tuple(sorted(seen.timelines)),
            types=tuple(sorted(seen.types)),
            sdk=whose.sdk,
        )


def _is_page(one: Exchange) -> bool:
    """HTML by its type and its first character: many services answer JSON under the type of pages."""
    return (
        one.method == "GET"
        and one.answer_type.partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml")
        and one.answer.lstrip()[:1] in (b"<", b"")
    )


class _Host:
    """What adds up of one host."""

    def __init__(self) -> None:
        self.requests = 0
        self.cleartext = 0
        self.bytes = 0
        self.timelines: set[Consent] = set()
        self.types: set[str] = set()


def _tells(request: Request) -> bool:
    return request.scheme in CLEAR or request.package_fetched or bool(request.code_fetched)


def _weighs(row: _Row, told: Sequence[SentValue]) -> bool:
    request = row.request
    return any(value.sure for value in told) or request.package_fetched or bool(request.code_fetched)


def _told(value: Recognised) -> SentValue:
    return SentValue(
        type=value.kind,
        masked=value.shown or masked(value.kind, value.raw),
        where=value.field.where,
        name=value.field.name[:120],
        encoding=value.field.encoding,
        sure=value.sure,
    )


def _hidden(path: str, found: Sequence[Recognised]) -> str:
    for value in found:
        if value.field.where == "path":
            path = path.replace(value.raw, masked(value.kind, value.raw))
    return path
