"""What a scan left goes into the blob store, before any row names it. No database is touched here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import ParamSpec, TypeVar

import msgspec
from msgspec import Struct

from mingjian.errors import StorageError
from mingjian.model import Report
from mingjian.platform.database import storable
from mingjian.platform.scans.host.folders import FACTS, MEDIA, PAGE, REPORT, STAGES
from mingjian.report.json import from_json
from mingjian.report.stored import StoredExtras
from mingjian.scan import basis
from mingjian.storage import blob_store

P = ParamSpec("P")
T = TypeVar("T")
NUL = b"\\u0000"


class Made(Struct, frozen=True, kw_only=True):
    """What a scan made, in the blob store already."""

    report: Report
    report_sha256: str
    facts_sha256: str
    media: dict[str, object]
    icon: str
    seconds: float


class Left(Struct, frozen=True, kw_only=True):
    """What a scan left: its files as they are, by name, or where there are none the folder of them."""

    files: Mapping[str, bytes] = {}
    folder: Path | None = None
    seconds: float = 0.0


class _Stages(Struct):
    stages_ms: dict[str, float]
    basis: str = ""


BASIS = "basis"
"""In `Result.media`: the blob that tells what each outcome rests on (`scan.basis`)."""


def keep(folder: Path, seconds: float) -> Made:
    """Keeps what the host left in `folder`; pictures and facts are moved away from there.

    Raises:
        StorageError: it cannot be kept.
        ValueError: what the host left is no report.
    """
    store = blob_store()
    names = [name for name in (REPORT, PAGE, STAGES) if (folder / name).is_file()]
    files = {name: (folder / name).read_bytes() for name in names}
    report = _report(files)
    media = sorted((folder / MEDIA).iterdir()) if (folder / MEDIA).is_dir() else []
    digests = {
        path.relative_to(folder).as_posix(): store.put_file(path, move=True).sha256
        for path in (folder / FACTS, *media)
    }
    digests |= {name: store.put_bytes(body).sha256 for name, body in files.items() if name != STAGES}
    return _made(files, digests, report, seconds)


def keep_each(left: Sequence[Left]) -> list[Made | Exception]:
    """Keeps what several scans left; for one that cannot be kept, what `keep` raises."""
    read = [_tried(_report, one.files) if one.files else None for one in left]
    bodies = [
        (number, name, body)
        for number, one in enumerate(left)
        if isinstance(read[number], Report)
        for name, body in one.files.items()
        if name != STAGES
    ]
    try:
        stored = blob_store().put_each([[body] for _, _, body in bodies])
    except StorageError as error:
        return [error] if len(left) == 1 else [made for one in left for made in keep_each([one])]
    digests: list[dict[str, str]] = [{} for _ in left]
    for (number, name, _), blob in zip(bodies, stored, strict=True):
        digests[number][name] = blob.sha256
    return [_kept(one, report, named) for one, report, named in zip(left, read, digests, strict=True)]


def _kept(left: Left, report: Report | Exception | None, digests: Mapping[str, str]) -> Made | Exception:
    if isinstance(report, Exception):
        return report
    if report is not None:
        return _tried(_made, left.files, digests, report, left.seconds)
    if left.folder is None:
        return ValueError("a scan that is done has results")
    return _tried(keep, left.folder, left.seconds)


def _tried(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Exception:
    try:
        return do(*args, **kwargs)
    except (StorageError, ValueError) as error:  # msgspec's errors are values'
        return error


def _report(files: Mapping[str, bytes]) -> Report:
    raw = files[REPORT]
    (report,) = from_json(raw)
    # The one way NUL is written in JSON; the blob keeps what the package said.
    return storable(report) if NUL in raw else report


def _made(files: Mapping[str, bytes], digests: Mapping[str, str], report: Report, seconds: float) -> Made:
    media: dict[str, object] = {}
    icon = ""
    if PAGE in digests:
        media["page"] = digests[PAGE]
        icon = msgspec.msgpack.decode(files[PAGE], type=StoredExtras).app_icon
    pictures = sorted(name for name in digests if name.startswith(f"{MEDIA}/"))
    media["pictures"] = [digests[name] for name in pictures]
    media["icon"] = icon if icon in {PurePosixPath(name).stem for name in pictures} else ""
    if STAGES in files:
        spent = msgspec.json.decode(files[STAGES], type=_Stages)
        media["stages"] = spent.stages_ms
        if spent.basis and spent.basis == _basis_kept():
            media[BASIS] = spent.basis
    return Made(
        report=report, report_sha256=digests[REPORT], facts_sha256=digests[FACTS], media=media,
        icon=str(media["icon"]), seconds=seconds,
    )  # fmt: skip


@cache
def _basis_kept() -> str:
    """The basis of today, in the blob store: one a process. Raises: StorageError."""
    return blob_store().put_bytes(basis.to_json(basis.now())).sha256
