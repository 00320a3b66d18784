"""What the access matrix asks about: a scan, an upload under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import Artifact
from mingjian.platform.scans.models import Scan, Upload


def _scan(organisation: Organisation) -> Any:
    artifact, _ = Artifact.objects.get_or_create(
        sha256="a" * 64, defaults={"size_bytes": 1, "media_type": "application/octet-stream"}
    )
    return Scan.objects.create(
        organisation=organisation, artifact=artifact, file_name="a.apk", requested_by="user:x", state="failed"
    ).id


SUBJECTS: dict[str, Callable[[Organisation], Any]] = {
    "scan_id": _scan,
    "upload_id": lambda organisation: (
        Upload.objects.create(organisation=organisation, name="a.apk", size_bytes=10).id
    ),
}
BODIES = {"put_chunk": "?offset=0"}
MAY_LACK = {"rescan", "record", "get_record"}
