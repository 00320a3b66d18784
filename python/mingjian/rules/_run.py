"""What rules ask of a recorded run, and its records as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone

from mingjian import knowledge, law
from mingjian.facts import Facts
from mingjian.facts.behaviour import Asked, BehaviourFacts, Event, Mark, Start, Use
from mingjian.model import Consent, Evidence, Party
from mingjian.patterns import late
from mingjian.rules._asking import FIRST_SCREEN
from mingjian.rules._personal_info import ASKED, name_en, name_zh
from mingjian.rules._policy import whole

ZONE = timezone(timedelta(hours=8))
MOST_FRAMES = 6
MOST_SHOWN = 3
FIRST_RUN = "run_first"
"""A fresh install, started, with no answer given for a while, recorded from the start."""
REFUSAL = "run_refusal"
CALLS = "run_calls"
BACKGROUND = "run_background"
REBOOT = "run_reboot"
STARTS = "run_starts"
REFUSED_PERMISSION = "run_permission_refused"
WINDOWS = "run_windows"
REQUESTS = "run_requests"
TOUCHES = "run_touches"
WITHDRAWAL = "run_withdrawal"
CALLERS = "run_callers"
UNINSTALL = "run_uninstall"
OPENINGS = "run_openings"
DOWNLOAD = "run_download"
PACKAGE_STATE = "run_package_state"
PARTNER = "run_partner"
"""What to record, by the codes for which report.words has the words."""


def behaviour_of(facts: Facts) -> BehaviourFacts:
    """The run; a rule that asks has it in its needs."""
    assert facts.behaviour is not None  # noqa: S101 - needs
    return facts.behaviour


def takings(facts: Facts) -> Iterator[Use]:
    """Uses that took one of the types asked about and were not denied."""
    for use in behaviour_of(facts).uses:
        if use.kind != "permission_denied" and not ASKED.isdisjoint(use.personal_info):
            yield use


def kinds_of(uses: Iterable[Use]) -> list[str]:
    """The types asked about that the uses took, each once, in order."""
    return list(dict.fromkeys(kind for use in uses for kind in use.personal_info if kind in ASKED))


def names_zh(kinds: Sequence[str]) -> str:
    return "、".join(name_zh(kind) for kind in kinds)


def names_en(kinds: Sequence[str]) -> str:
    return ", ".join(name_en(kind) for kind in kinds)


def by(party: Party) -> tuple[str, str]:
    """`（极光推送）`, ` (JPush)`; nothing for the app itself."""
    if party.kind == "app":
        return "", ""
    return f"（{party.name}）", f" ({party.name_en or party.name})"


def place(event: Event) -> str:
    """`events.log:12`."""
    return event.source if event.line is None else f"{event.source}:{event.line}"


def clock(at_ns: int | None) -> str:
    """`2026-03-01 10:00:05.250` in Asia/Shanghai; empty where the record gives no time."""
    if at_ns is None:
        return ""
    try:
        moment = datetime.fromtimestamp(at_ns // 1_000_000_000, ZONE)
    except (OverflowError, ValueError, OSError):
        return str(at_ns)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{at_ns % 1_000_000_000 // 1_000_000:03d}"


def record(event: Event, note: str = "") -> Evidence:
    """One record: when, what, by which code, and what it says besides."""
    parts = [clock(event.at_ns), event.what]
    if event.cause:
        parts.append(event.cause)
    if event.caller:
        parts.append(f"← {event.caller}")
    if event.count > 1:
        parts.append(f"×{event.count}")
    lines = ["  ".join(part for part in parts if part)]
    lines += [f"    at {frame}" for frame in _telling(event.stack)]
    if note:
        lines.append(note)
    return Evidence(kind="runtime", location=place(event), excerpt="\n".join(lines))


SKIPPED = ("dalvik.system.VMStack", "java.lang.Thread.getStackTrace", "java.lang.reflect.")


def _telling(stack: Sequence[str]) -> list[str]:
    return [frame for frame in stack if not any(skip in frame for skip in SKIPPED)][:MOST_FRAMES]


def records(uses: Iterable[Use], most: int = MOST_SHOWN) -> list[Evidence]:
    """The first record of each use; of a single one, its first few."""
    found = list(uses)
    if len(found) == 1:
        return [record(sample, _count(found[0])) for sample in found[0].samples[:most]]
    return [record(use.samples[0], _count(use)) for use in found[:most] if use.samples]


def _count(use: Use) -> str:
    return "" if use.times == 1 else f"共 {use.times} 次 · {use.times} times in all"


def marked(facts: Facts, what: str) -> list[Evidence]:
    """The moment that divides the run, as evidence."""
    return marked_by(behaviour_of(facts).marks, what)


def marked_by(marks: Iterable[Mark], what: str) -> list[Evidence]:
    """The first of these moments that is `what`, as evidence."""
    for mark in marks:
        if mark.what == what:
            where = mark.source if mark.line is None else f"{mark.source}:{mark.line}"
            told = {"consent": "用户同意 · the user agreed", "refusal": "用户拒绝 · the user refused"}
            line = f"{clock(mark.at_ns)}  {told.get(what, what)} ({mark.how})"
            return [Evidence(kind="runtime", location=where or mark.how, excerpt=line.strip())]
    return []


def went(facts: Facts, timeline: Consent) -> bool:
    """The run has records of permission use or calls on this timeline's span."""
    coverage = behaviour_of(facts).coverage
    return (coverage.permission_use or coverage.calls) and timeline in coverage.timelines


def recorded(facts: Facts) -> bool:
    """Some source records what the app takes."""
    coverage = behaviour_of(facts).coverage
    return coverage.permission_use or coverage.calls


def limit(threshold: str) -> float:
    """The number of a threshold that is one."""
    value = law.threshold(threshold).value
    assert isinstance(value, int | float)  # noqa: S101 - the caller names one that is a number
    return float(value)


def watched_s(facts: Facts, span: str) -> float:
    """Seconds of the run on a timeline, in the `background` or `after_boot`; of all without a name."""
    coverage = behaviour_of(facts).coverage
    if span:
        return coverage.seconds.get(span, 0.0)
    if coverage.from_ns is None or coverage.to_ns is None:
        return 0.0
    return (coverage.to_ns - coverage.from_ns) / 1e9


LOCATION = frozenset({"precise_location", "coarse_location", "background_location"})
MOVING = frozenset(
    {"map_navigation", "ride_hailing", "vehicle_service", "fitness", "postal_express", "food_delivery"}
)
"""Categories whose function follows someone on the way (T/TAF 077.2-2020 6.3 表2)."""
SPEAKS_OF_BACKGROUND = ("后台", "静默")
SPEAKS_OF_RATE = ("频率", "频次", "频度", "每隔", "间隔", "定时", "周期", "持续")


def needed(facts: Facts, kind: str) -> bool | None:
    """The app's category needs the type for its basic function; None where the category is not known."""
    if facts.category is None or facts.category.id == "other":
        return None
    known = knowledge.category(facts.category.id)
    guards = knowledge.personal_info_type(kind).permissions
    return kind in known.personal_info or bool(set(guards) & set(known.minimum_permissions))


def policy_tells(facts: Facts, words: Sequence[str], kinds: Iterable[str]) -> bool | None:
    """A sentence of the policy says one of `words` of one of the types, and not that it is not so; None
    without a policy read whole."""
    policy = whole(facts)
    if policy is None:
        return None
    names = [name for kind in kinds for name in _called(kind)]
    for passage in policy.document.passages:
        if any(word in passage.text for word in words):
            for sentence in _SENTENCES.split(passage.text):
                told = any(word in sentence for word in words) and any(name in sentence for name in names)
                if told and not _NOT.search(sentence):
                    return True
    return False


_SENTENCES = late(r"[。；！？\n]")
_NOT = late(
    r"(?:不会?|绝不|并不|从不|没有|无须|无需)(?:在|于|再|以)?[^，、]{0,6}(?:后台|静默|频|周期|定时|持续)"
)


def _called(kind: str) -> tuple[str, ...]:
    known = knowledge.personal_info_type(kind)
    return (known.name_zh, *known.synonyms, *known.weak_synonyms)


def shown_start(start: Start) -> Evidence:
    """The record of a start with the way that led to it."""
    chain = " → ".join(start.chain)
    boot = start.seconds_after_boot
    notes = [chain] if len(start.chain) > 1 else []
    if boot is not None:
        notes.append(f"重启后 {boot:.0f} 秒 · {boot:.0f} s after a restart")
    return record(start.event, "\n".join(notes))


EARLY_NS = 5_000_000_000
"""A dialog this soon after opening is of the opening, where no touches are recorded (project choice)."""


def early_requests(facts: Facts) -> list[Asked]:
    """Permission dialogs between opening and the first touch that uses the app."""
    return [
        one
        for one in behaviour_of(facts).asked
        if one.launch_ns is not None and (one.touched is False or one.launch_ns <= EARLY_NS)
    ]


def group_of(permission: str) -> str:
    """`LOCATION`; the permission itself where it has no group."""
    known = knowledge.permission(permission)
    return permission if known is None else known.group or permission


def own_group(facts: Facts) -> str:
    """The group that the first screen of the app's category works with; empty where there is none."""
    return "" if facts.category is None else FIRST_SCREEN.get(facts.category.id, "")


def permission_names(permissions: Iterable[str]) -> tuple[str, str]:
    """`访问精确位置、拍照`, `ACCESS_FINE_LOCATION, CAMERA`; each once."""
    zh: list[str] = []
    en: list[str] = []
    for name in dict.fromkeys(permissions):
        known = knowledge.permission(name)
        short = name.rpartition(".")[2] or "?"
        zh.append(f"“{known.name_zh}”" if known is not None else f" {short} ")
        en.append(short)
    return "、".join(zh), ", ".join(en)
