"""Stored facts under changed rules: only those are asked, what the others said stands as it was written.

The report a scan left is the record of what each rule said. An outcome that comes out as the bytes that stand
there changes nothing; where one differs, the report is put together anew round it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.model import Outcome, Timings
from mingjian.rules import LoadedRule, discover
from mingjian.scan.assemble import tool
from mingjian.scan.judge import judge, seen
from mingjian.scan.measures import add_up

_encode = msgspec.json.Encoder(order="deterministic").encode
"""As reports are written (`report.json`)."""


def alone(facts: Facts) -> bool:
    """Each rule's word on these facts is its own: where a run was recorded outcomes are brought together, and
    with an earlier version the two reports are compared, so that all are judged again."""
    return facts.behaviour is None and facts.earlier is None


def differing(
    facts: Facts, report: bytes, rules: Iterable[LoadedRule], gone: Sequence[str] = ()
) -> tuple[Outcome, ...] | None:
    """What `rules` say of `facts` now that is not what stands in `report`, JSON as `report.json` writes it;
    None where nothing differs, and none of the rules `gone` is in it.

    Only for facts that are `alone`.
    """
    outcomes = tuple(one for one in (judge(facts, rule) for rule in rules) if not _stands(one, report))
    return outcomes if outcomes or any(_place(id_, report) >= 0 for id_ in gone) else None


def _stands(outcome: Outcome, report: bytes) -> bool:
    place = _place(outcome.rule, report)
    told = _encode(outcome)
    # What follows a whole outcome is the next, or the end of the list.
    return place >= 0 and report.startswith(told, place) and report[place + len(told)] in b",]"


def _place(rule: str, report: bytes) -> int:
    """Where a rule's outcome begins; -1 without one. Inside a JSON string no bare quotation mark can stand:
    nothing that a package says is taken for one."""
    return report.find(b'{"rule":"' + rule.encode() + b'",')


def renewed(facts: Facts, report: bytes, outcomes: Iterable[Outcome]) -> bytes:
    """The report (JSON) on the same facts with these outcomes in place of what the same rules said; those of
    rules that are no more are left out. Equal to judging all anew, where the others rest on what they did.

    What stands is taken over as it is written: a number read and written again may look another.
    """
    told = _read(report)
    said = {_rule(raw): raw for raw in told.outcomes}
    said |= {one.rule: msgspec.Raw(_encode(one)) for one in outcomes}
    kept = [said[rule.id] for rule in discover() if rule.id in said]
    measures = add_up(facts.subject, map(_outcome, kept), seen(facts))
    anew = replace(
        told,
        tool=_raw(tool()),
        measures=_raw(measures),
        outcomes=tuple(kept),
        timings_ms=_raw(Timings(open=0, parse=0, facts=0, rules=0, total=0)),
    )
    return _encode(anew) + b"\n"


class _Written(Struct, frozen=True, kw_only=True):
    """`model.Report`, field by field as it is written."""

    schema: msgspec.Raw
    tool: msgspec.Raw
    subject: msgspec.Raw
    measures: msgspec.Raw
    outcomes: tuple[msgspec.Raw, ...]
    sdks: msgspec.Raw
    permissions: msgspec.Raw
    declared_observed: msgspec.Raw
    timeline: msgspec.Raw
    diff: msgspec.Raw
    timings_ms: msgspec.Raw


_read = msgspec.json.Decoder(_Written).decode
_outcome = msgspec.json.Decoder(Outcome).decode


def _raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(_encode(value))


def _rule(outcome: msgspec.Raw) -> str:
    return bytes(outcome).split(b'"', 4)[3].decode()
