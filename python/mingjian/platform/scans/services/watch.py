"""Watched folders: what is laid there is brought and queued once it has stopped growing.

`MINGJIAN_WATCH` is `ORGANISATION=FOLDER`, several parted by `;`. Files stay where they are; a row says how
each looked last, so that one is taken when two looks agree, and again only when it changed.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from msgspec import Struct

from mingjian.errors import UsageError
from mingjian.platform.accounts.access import Actor, system
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.database import storable
from mingjian.platform.problems import Problem
from mingjian.platform.scans.models import Watched
from mingjian.platform.scans.options import ENDINGS, make
from mingjian.platform.scans.services.queue import queue
from mingjian.platform.scans.services.uploads import receive
from mingjian.settings import settings

SOURCE = "folder"
MOST_SEEN = 10_000
MOST_TAKEN = 20
"""Files taken at one look, so that a look has an end."""
_LATER = frozenset({429, 503, 507})
"""Refusals that pass by themselves: the next look tries again."""
_log = logging.getLogger(__name__)


class _Seen(Struct, frozen=True):
    path: Path
    size_bytes: int
    changed_ns: int


def folders() -> list[tuple[UUID, Path]]:
    """What `MINGJIAN_WATCH` names.

    Raises:
        UsageError: it is not `ORGANISATION=FOLDER`, parted by `;`.
    """
    found: list[tuple[UUID, Path]] = []
    for part in filter(None, (each.strip() for each in settings().watch.split(";"))):
        organisation, _, folder = part.partition("=")
        try:
            found.append((UUID(organisation.strip()), Path(folder.strip()).expanduser()))
        except ValueError:
            raise UsageError(f"MINGJIAN_WATCH wants ORGANISATION=FOLDER, not {part!r}") from None
        if not folder.strip():
            raise UsageError(f"MINGJIAN_WATCH names no folder in {part!r}")
    return found


def look() -> int:
    """Looks into each folder (in the scope of `SYSTEM`); returns how many files were taken."""
    taken = 0
    for organisation_id, folder in folders():
        if not Organisation.objects.filter(id=organisation_id).exists():
            _log.error("MINGJIAN_WATCH names an organisation that is not there")
            continue
        seen = {storable(str(each.path))[-1000:]: each for each in _files(folder)}
        rows = {row.path: row for row in Watched.objects.filter(organisation_id=organisation_id)}
        Watched.objects.filter(id__in=[row.id for path, row in rows.items() if path not in seen]).delete()
        for path, file in seen.items():
            if taken >= MOST_TAKEN:
                break
            taken += _take(system(organisation_id, "watch"), path, file, rows.get(path))
    return taken


def _take(actor: Actor, path: str, file: _Seen, row: Watched | None) -> int:
    """One file: noted when it is new or has changed, taken when it has not; 1 when it was taken."""
    looks = {"size_bytes": file.size_bytes, "changed_ns": file.changed_ns}
    if row is None:
        Watched.objects.create(organisation_id=actor.organisation_id, path=path, **looks)
        return 0
    if (row.size_bytes, row.changed_ns) != (file.size_bytes, file.changed_ns):
        Watched.objects.filter(id=row.id).update(scan=None, refusal={}, **looks)
        return 0
    if row.scan_id is not None or row.refusal:
        return 0
    try:
        with transaction.atomic(), _opened(file.path) as handle:
            brought = receive(actor, file.path.name, handle, file.size_bytes)
            options = make(file.path.name)
            scan = queue(actor, brought.artifact_id, options, file_name=file.path.name, source=SOURCE)
            Watched.objects.filter(id=row.id).update(scan=scan)
        return 1
    except Problem as problem:
        if problem.status not in _LATER:
            words = {"code": problem.code, "zh": problem.zh, "en": problem.en}
            Watched.objects.filter(id=row.id).update(refusal=words)
    except OSError as error:
        _log.warning("a file in a watched folder cannot be read: %s", error.strerror)
    return 0


def _files(folder: Path) -> Iterator[_Seen]:
    """Packages that lie in the folder itself; links, hidden and partial files are passed over."""
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= MOST_SEEN:
                    return
                if entry.name.startswith(".") or not entry.name.lower().endswith(ENDINGS):
                    continue
                told = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(told.st_mode):
                    yield _Seen(Path(entry.path), told.st_size, told.st_mtime_ns)
    except OSError as error:
        _log.warning("a watched folder cannot be read: %s", error.strerror)


def _opened(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    return os.fdopen(handle, "rb")
