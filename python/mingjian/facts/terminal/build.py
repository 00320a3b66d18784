"""From a folder of `mingjian device test` to TerminalFacts: session, journals, dumps and exports together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from mingjian.artifacts.device_log.event import Event
from mingjian.artifacts.device_log.log import DeviceLog, open_evidence
from mingjian.artifacts.device_log.probe_journal import ProbeAct
from mingjian.artifacts.device_log.session import Session, SessionStep
from mingjian.artifacts.device_log.session import read as read_session
from mingjian.artifacts.device_log.ui_tree import Dump, Node
from mingjian.artifacts.device_log.vendor_records import VendorRecord
from mingjian.errors import ArtifactError
from mingjian.facts.terminal import Act, Record, Sign, TerminalFacts, Trial
from mingjian.facts.terminal.signs import (
    ASKING,
    CHIP,
    KINDS,
    OPS,
    RISK,
    USING,
    kind_of,
    kinds_in,
    privacy_items,
)

MOST = 5_000
"""Acts, records and signs kept each; more is counted as dropped."""
MOST_TEXTS = 60
ZONE = "Asia/Shanghai"
"""Where neither session nor dumps name one."""
_POSTED = re.compile(r"NotificationRecord\(.*?pkg=([\w.]+)")
_WORDS = re.compile(r"android\.(?:title|text|bigText|subText)=\w+ \((.*)\)\s*$")
_RECORDS = ("appops.txt", "appops-history.txt")
_DONE = ("done", "denied", "asked", "failed")


def from_folder(folder: Path) -> TerminalFacts:
    """What the folder holds of one terminal.

    Raises:
        ArtifactError: it holds no session of the terminal kit, or one whose session.json cannot be read.
    """
    session = read_session(folder)
    if not any(step.id for step in session.steps):
        raise ArtifactError("not_terminal", "a session, but none of the terminal kit", path=str(folder))
    zone = session.device.zone or ZONE
    with open_evidence(folder, zone=zone) as log:
        acts = _acts(log, session.package)
        vendor = [_vendor(one) for one in log.kept(VendorRecord)]
        signs, looked, texts = _shown(log, session)
        told = log.told
    system, pulls = _system(folder, session, zone)
    records = [*system, *vendor]
    dropped = sum(max(0, len(many) - MOST) for many in (acts, records, signs))
    return TerminalFacts(
        device=session.device,
        fingerprint=session.fingerprint,
        probe=session.package,
        trials=tuple(_trials(session, looked, texts)),
        acts=tuple(acts[:MOST]),
        records=tuple(records[:MOST]),
        signs=tuple(signs[:MOST]),
        pulls=pulls,
        exported=bool(vendor),
        told=tuple(one for one in told if one.code != "half_session"),
        dropped=dropped,
    )


def _acts(log: DeviceLog, probe: str) -> list[Act]:
    """Lines of every journal, one that was pulled twice once, in time's order."""
    found: dict[tuple[str, int], Act] = {}
    for kept in log.kept(ProbeAct):
        line = kept.line
        if line.package not in (probe, f"{probe}.twin") or line.state not in _DONE:
            continue
        at = line.at_ms * 1_000_000
        found[line.package, line.n] = Act(
            number=line.n,
            act=line.act[:80],
            package=line.package,
            at_ns=at,
            until_ns=max(at, (line.until_ms or 0) * 1_000_000),
            state=line.state,  # type: ignore[arg-type] # one of _DONE
            step=line.step[:80],
            detail=line.detail[:300],
            source=kept.source,
            line=kept.number,
        )
    return sorted(found.values(), key=lambda act: (act.at_ns, act.number))


def _vendor(row: VendorRecord) -> Record:
    return Record(
        kind=kind_of(row.behaviour),
        package=row.package,
        at_ns=row.at_ns,
        precision_ns=row.precision_ns,
        channel="vendor",
        seen_ns=row.made_ns,
        bytes=row.bytes,
        unit_bytes=row.unit_bytes,
        source=row.source,
        line=row.line,
    )


def _system(folder: Path, session: Session, zone: str) -> tuple[list[Record], tuple[int, ...]]:
    """Uses in the platform's app operations, each with the dump that showed it first."""
    found: dict[tuple[str, str, int], Record] = {}
    pulls: list[int] = []
    for step in session.steps:
        names = [name for name in step.files if name.endswith(_RECORDS) and "/" not in name]
        there = [folder / name for name in names if (folder / name).is_file()]
        if not there:
            continue
        at = step.device_ended_ns
        if at is not None:
            pulls.append(at)
        with open_evidence(*there, zone=zone) as log:
            for package in (session.package, f"{session.package}.twin"):
                for event in log.events(package):
                    _add(found, event, at)
    return sorted(found.values(), key=lambda one: one.at_ns or 0), tuple(pulls)


def _add(found: dict[tuple[str, str, int], Record], event: Event, seen_ns: int | None) -> None:
    kind = OPS.get(event.what)
    if event.kind != "permission_use" or kind is None or event.at_ns is None or "history" in event.cause:
        return
    key = (event.package, kind, event.at_ns // max(event.precision_ns, 1))
    known = found.get(key)
    if known is not None:
        found[key] = replace(known, last_ns=seen_ns)
    else:
        found[key] = Record(
            kind=kind,
            package=event.package,
            at_ns=event.at_ns,
            precision_ns=event.precision_ns,
            channel="system",
            seen_ns=seen_ns,
            last_ns=seen_ns,
            source=event.source,
            line=event.line or 0,
        )


def _shown(log: DeviceLog, session: Session) -> tuple[list[Sign], dict[int, list[str]], dict[int, list[str]]]:
    """What the system showed, and by step which dumps could be read and which words were on the screen."""
    dumps = {dump.path.rpartition("/")[2]: dump for dump in log.kept(Dump)}
    paths = {source.path.rpartition("/")[2]: source.path for source in log.sources}
    own = (session.package, f"{session.package}.twin")
    signs: dict[Sign, None] = {}
    looked: dict[int, list[str]] = {}
    texts: dict[int, list[str]] = {}
    for step in session.steps:
        for name in step.files:
            if name in dumps:
                nodes = [node for node in dumps[name].tree.nodes if node.package not in own and node.shown]
                words = [one for node in nodes if (one := node.text or node.description)]
                texts.setdefault(step.number, []).extend(words)
                signs.update(dict.fromkeys(_on_screen(nodes, step, name)))
            elif name.endswith("systemui.txt"):
                signs.update(dict.fromkeys(_in_status(_text(log, paths.get(name)), own, step, name)))
            elif name.endswith("notification.txt"):
                signs.update(dict.fromkeys(_in_notifications(_text(log, paths.get(name)), own, step, name)))
            else:
                continue
            looked.setdefault(step.number, []).append(name)
    return list(signs), looked, texts


def _text(log: DeviceLog, path: str | None) -> str:
    if path is None:
        return ""
    try:
        return log.data(path).decode("utf-8", "replace")
    except ArtifactError:
        return ""


def _on_screen(nodes: Sequence[Node], step: SessionStep, name: str) -> Iterator[Sign]:
    asks = any(ASKING.search(node.text) for node in nodes if node.clickable or "Button" in node.cls)
    for node in nodes:
        words = " ".join(part for part in (node.text, node.description) if part)[:200]
        if not words and not CHIP.search(node.id):
            continue
        for kind in kinds_in(words or node.id):
            if kind in ("download", "install"):
                yield Sign(
                    kind=f"ask_{kind}" if asks else kind, text=words, how="screen", step=step.id, source=name
                )
            elif kind == "hot_update" or USING.search(words) or CHIP.search(node.id):
                yield Sign(kind=kind, text=words or node.id, how="screen", step=step.id, source=name)
        if RISK.search(words):
            yield Sign(kind="risk", text=words, how="screen", step=step.id, source=name)


def _in_status(dump: str, own: Sequence[str], step: SessionStep, name: str) -> Iterator[Sign]:
    for kind, package, words in privacy_items(dump):
        if package in own:
            yield Sign(kind=kind, text=words, how="status", step=step.id, source=name)


def _in_notifications(dump: str, own: Sequence[str], step: SessionStep, name: str) -> Iterator[Sign]:
    """Notifications of the system and of vendors' guards; the probe's own do not count."""
    poster = ""
    for line in dump.splitlines():
        if posted := _POSTED.search(line):
            poster = posted[1]
        elif poster not in own and (said := _WORDS.search(line)):
            words = said[1][:200]
            for kind in kinds_in(words):
                if kind in KINDS and (USING.search(words) or kind in ("download", "install", "hot_update")):
                    yield Sign(kind=kind, text=words, how="notification", step=step.id, source=name)
            if RISK.search(words):
                yield Sign(kind="risk", text=words, how="notification", step=step.id, source=name)


def _trials(session: Session, looked: dict[int, list[str]], texts: dict[int, list[str]]) -> Iterator[Trial]:
    """Steps that share an id as one trial; it was done when none of them failed or was left out."""
    ids = list(dict.fromkeys(step.id for step in session.steps if step.id))
    for id_ in ids:
        steps = [step for step in session.steps if step.id == id_]
        states = [step.state for step in steps]
        state = (
            "failed" if "failed" in states else "done" if all(one == "done" for one in states) else "skipped"
        )
        words = [word for step in steps for word in texts.get(step.number, [])]
        yield Trial(
            id=id_,
            state=state,  # type: ignore[arg-type] # one of the three
            begun_ns=min((s.device_begun_ns for s in steps if s.device_begun_ns), default=None),
            ended_ns=max((s.device_ended_ns for s in steps if s.device_ended_ns), default=None),
            answer=next((s.said for s in steps if s.do == "ask" and s.state == "done"), ""),
            said="\n".join(s.said for s in steps if s.do != "ask" and s.said)[:1000],
            why="; ".join(s.why for s in steps if s.why)[:300],
            looked=tuple(name for s in steps for name in looked.get(s.number, [])),
            texts=tuple(dict.fromkeys(words))[:MOST_TEXTS],
            source=f"session.json#{steps[0].number}",
        )
