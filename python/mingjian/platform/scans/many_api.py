"""/api/v1/scans/many: many packages in one request, each answered by itself."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.params.functions import File

from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.problems import Problem
from mingjian.platform.scans import services
from mingjian.platform.scans.api import ScanOut
from mingjian.platform.scans.given import opened

many_scans = Router(tags=["scans"])
MOST_FILES = 100
"""Of one request; Django reads no more either."""


class RefusedOut(Schema):
    """Why a file was not taken."""

    code: str
    zh: str
    en: str


class QueuedOut(Schema):
    """What became of one file: a scan, or why there is none."""

    file_name: str
    scan: ScanOut | None
    refused: RefusedOut | None


class QueuedManyOut(Schema):
    items: list[QueuedOut] = Field(description="in the order of the files")


@many_scans.post("", response={202: QueuedManyOut}, auth=Scoped("scans:write"))
def queue_scans(
    request: HttpRequest,
    file: list[UploadedFile] = File([]),  # noqa: B008 - ninja's form
) -> Status[QueuedManyOut]:
    """Examines up to 100 packages, each a part `file`, as by `POST /scans`. What is none is refused alone."""
    actor = actor_of(request)
    if not 0 < len(file) <= MOST_FILES:
        raise Problem(
            422, "file", f"一次可提交 1 至 {MOST_FILES} 个文件", f"1 to {MOST_FILES} files are taken at once"
        )
    taken = services.receive_each(actor, [(each.name or "", opened(each), each.size or 0) for each in file])
    names = [each.name or "" for each in file]
    given = [(one, name) for one, name in zip(taken, names, strict=True) if not isinstance(one, Problem)]
    queued = iter(services.queue_each(actor, given, source="api") if given else [])
    items = [
        QueuedOut(
            file_name=name,
            scan=None if isinstance(one, Problem) else ScanOut.of(next(queued)),
            refused=RefusedOut(code=one.code, zh=one.zh, en=one.en) if isinstance(one, Problem) else None,
        )
        for one, name in zip(taken, names, strict=True)
    ]
    return Status(202, QueuedManyOut(items=items))
