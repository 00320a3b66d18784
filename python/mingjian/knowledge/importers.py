"""Public SDK lists turned into SDK files of a user's own: LibChecker-Rules and Exodus trackers.

Nothing of such a list ships with Mingjian; a user who has one imports it (`mingjian knowledge import`) and
scans with `--knowledge`. What our table already names is left out, and what a list claims weighs no more than
its form allows: a component or library name is a lead, a package of two words (`com.vendor`) too.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from mingjian.errors import ArtifactError, UsageError
from mingjian.knowledge import form, load
from mingjian.knowledge.check import LIBRARY, PREFIX, SHORT
from mingjian.knowledge.lookup import sdk_by_class
from mingjian.knowledge.types import Sdk, SdkConfidence, SdkLeads, SdkSources

Row = TypeVar("Row")

MAX_BYTES = 32 << 20
MAX_RULES = 100_000
NAME_LENGTH = 80
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")
HAN = re.compile(r"[\u4e00-\u9fff]")
COMPONENTS = ("activities", "services", "receivers", "providers")
CATEGORIES = (
    ("Advertisement", "ads"), ("Analytics", "analytics"), ("Crash reporting", "crash_monitor"),
    ("Location", "map_location"), ("Profiling", "analytics"), ("Identification", "analytics"),
)  # fmt: skip
"""Exodus's kinds by ours, the more telling first."""
OWN_SEGMENTS = 3
"""Parts of a package from which it is one product's rather than a vendor's."""


class Imported(Struct, frozen=True):
    """What a list came to."""

    sdks: tuple[Sdk, ...]
    left_out: dict[str, int]
    """Names not taken over, by reason."""


class _Rule(Struct):
    label: str
    team: str | None = None


class _Tracker(Struct):
    name: str
    id: int | str = ""
    code_signature: str | None = None
    network_signature: str | None = None
    categories: list[str] | None = None


class _Trackers(Struct):
    trackers: dict[str, _Tracker] | list[_Tracker]


def libchecker(path: Path) -> Imported:
    """SDKs of a LibChecker-Rules folder (`native-libs/`, `activities-libs/` …), one for each label.

    Raises:
        UsageError: the folder holds none of these. ArtifactError: a file is not a rule; with its place.
    """
    left_out: Counter[str] = Counter()
    found: dict[str, tuple[_Rule, list[str], list[str]]] = {}
    kinds = [kind for kind in ("native", *COMPONENTS) if (path / f"{kind}-libs").is_dir()]
    if not kinds:
        raise UsageError(f"{path} holds no native-libs, activities-libs … of LibChecker-Rules")
    decoder = msgspec.json.Decoder(_Rule)
    for kind in kinds:
        files = sorted((path / f"{kind}-libs").glob("*.json"))
        if len(files) > MAX_RULES:
            raise UsageError(f"{path}: {len(files)} rules, more than {MAX_RULES}")
        for file in files:
            name = file.name.removesuffix(".json")
            text = _read(file)
            if not text.strip():
                left_out["empty rule"] += 1
                continue
            rule = _decode(file, decoder.decode, text)
            known = _component_known if kind != "native" else _library_known
            if not (LIBRARY if kind == "native" else PREFIX).match(name) or not _plain(rule.label):
                left_out["not a plain name"] += 1
            elif known(name):
                left_out["known already"] += 1
            else:
                _, libraries, components = found.setdefault(_plain(rule.label), (rule, [], []))
                (libraries if kind == "native" else components).append(name)
    ids = _Ids("libchecker")
    rows = [_of_rules(ids, *found[label]) for label in sorted(found)]
    return Imported(tuple(rows), dict(sorted(left_out.items())))


def exodus(path: Path) -> Imported:
    """SDKs of an Exodus tracker list: JSON `{"trackers": …}`, as its API and TrackerControl give it.

    Raises:
        ArtifactError: it cannot be read, or is no such list; with its place.
    """
    left_out: Counter[str] = Counter()
    listed = _decode(path, msgspec.json.Decoder(_Trackers).decode, _read(path)).trackers
    trackers = [*listed.values()] if isinstance(listed, dict) else listed
    ids = _Ids("exodus")
    taken: set[str] = set()
    rows: list[Sdk] = []
    for tracker in sorted(trackers, key=lambda row: (_plain(row.name).lower(), str(row.id))):
        prefixes = _signatures(tracker.code_signature, taken, left_out)
        if not _plain(tracker.name):
            left_out["not a plain name"] += 1
        elif prefixes:
            taken.update(prefixes)
            rows.append(_of_tracker(ids, tracker, prefixes))
    return Imported(tuple(rows), dict(sorted(left_out.items())))


def write(imported: Imported, folder: Path) -> None:
    """One file each into `folder`/sdks, in the place of files of the same name.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        (folder / "sdks").mkdir(parents=True, exist_ok=True)
        for row in imported.sdks:
            (folder / "sdks" / f"{row.id}.toml").write_text(form.write(row), "utf-8")
    except OSError as wrong:
        raise UsageError(f"{wrong.filename or folder}: {wrong.strerror or wrong}") from None


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise ArtifactError("file_unreadable", "not a file", path=str(path))
        if path.stat().st_size > MAX_BYTES:
            raise ArtifactError("json_too_large", f"more than {MAX_BYTES} bytes", path=str(path))
        return path.read_bytes()
    except OSError as wrong:
        detail = wrong.strerror or "cannot be read"
        raise ArtifactError("file_unreadable", detail, path=str(path)) from wrong


def _decode(path: Path, decode: Callable[[bytes], Row], data: bytes) -> Row:
    try:
        return decode(data)
    except msgspec.ValidationError as wrong:
        raise ArtifactError("json_shape", str(wrong), path=str(path)) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        at = re.search(r"\(byte (\d+)\)", str(wrong))
        offset = int(at[1]) if at else None
        raise ArtifactError("json_invalid", str(wrong), path=str(path), offset=offset) from wrong
    except RecursionError as wrong:
        raise ArtifactError("json_invalid", "nested too deep", path=str(path)) from wrong


def _plain(text: str) -> str:
    """A name on one line, without control characters."""
    shown = "".join(mark if unicodedata.category(mark)[0] != "C" else " " for mark in text)
    return " ".join(shown.split())[:NAME_LENGTH]


def _component_known(name: str) -> bool:
    return sdk_by_class(name) is not None or any(name in row.components for row in load.sdks())


def _library_known(name: str) -> bool:
    shared = load.sdk_matching()
    ours = (pattern for row in load.sdks() for pattern in row.native_libs)
    return any(
        fnmatchcase(name, pattern) for pattern in (*shared.shared_native, *shared.generic_native, *ours)
    )


def _signatures(text: str | None, taken: set[str], left_out: Counter[str]) -> list[str]:
    """The packages of a code signature (`com.a.|com\\.b`) that are nobody's yet."""
    found: list[str] = []
    for part in (text or "").split("|"):
        prefix = part.strip().replace("\\.", ".").strip(".^$/")
        if not prefix or prefix == "NC":
            continue
        if not PREFIX.match(prefix) or "." not in prefix:
            left_out["not a plain package"] += 1
        elif prefix in load.sdk_matching().umbrellas or _holds_several(prefix):
            left_out["wider than one product"] += 1
        elif prefix in taken or sdk_by_class(f"{prefix}.X") is not None:
            left_out["known already"] += 1
        elif prefix not in found:
            found.append(prefix)
    return found


def _holds_several(prefix: str) -> bool:
    """Whether SDKs of ours lie inside: then the package is a vendor's, or ours say it better."""
    return any(inner.startswith(f"{prefix}.") for row in load.sdks() for inner in row.prefixes)


class _Ids:
    """File names: the list's, then what is Latin in the name, or a digest where nothing is."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.given: Counter[str] = Counter(row.id for row in load.sdks() if not load.is_own(row.id))

    def take(self, name: str) -> str:
        latin = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
        base = f"{self.source}-{latin or hashlib.sha256(name.encode()).hexdigest()[:8]}"
        self.given[base] += 1
        number = self.given[base]
        return base if number == 1 else f"{base}-n{number}"


def _of_rules(ids: _Ids, rule: _Rule, libraries: Iterable[str], components: Iterable[str]) -> Sdk:
    label = _plain(rule.label)
    team = _plain(rule.team or "") or label
    libraries, components = tuple(sorted(set(libraries))), tuple(sorted(set(components)))
    return Sdk(
        id=ids.take(label),
        name_zh=label,
        name_en=label,
        vendor_zh=team,
        vendor_en=team,
        category="library",
        chinese=bool(HAN.search(label + team)),
        processor=False,
        notes="Imported from LibChecker-Rules; set category and processor where they are known.",
        prefixes=(),
        components=components,
        native_libs=libraries,
        confidence=SdkConfidence(
            identity="partly",
            prefixes="none",
            components="partly" if components else None,
            native_libs="partly" if libraries else None,
        ),
        sources=SdkSources(
            components=("list:LibChecker-Rules",) if components else (),
            native_libs=("list:LibChecker-Rules",) if libraries else (),
        ),
    )


def _of_tracker(ids: _Ids, tracker: _Tracker, prefixes: list[str]) -> Sdk:
    name = _plain(tracker.name)
    kinds = tracker.categories or []
    hosts = [part.strip().replace("\\.", ".") for part in (tracker.network_signature or "").split("|")]
    leads = tuple(prefix for prefix in prefixes if prefix.count(".") + 1 < OWN_SEGMENTS)
    return Sdk(
        id=ids.take(name),
        name_zh=name,
        name_en=name,
        vendor_zh=name,
        vendor_en=name,
        category=next((ours for theirs, ours in CATEGORIES if theirs in kinds), "analytics"),
        chinese=bool(HAN.search(name)),
        processor=True,
        notes="Imported from an Exodus tracker list.",
        prefixes=tuple(prefixes),
        strings=tuple(dict.fromkeys(host for host in hosts if HOST.match(host) and len(host) >= SHORT)),
        confidence=SdkConfidence(
            identity="partly", prefixes="memory" if len(leads) == len(prefixes) else "partly"
        ),
        leads=SdkLeads(prefixes=leads),
        sources=SdkSources(prefixes=(f"list:Exodus#{_plain(str(tracker.id))}",)),
    )
