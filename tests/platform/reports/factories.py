"""What the access matrix asks about: a version, a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import App, Artifact, Version


def _version(organisation: Organisation) -> Any:
    artifact = Artifact.objects.create(
        sha256=f"{uuid4().hex}{uuid4().hex}", size_bytes=1, media_type="application/zip"
    )
    app = App.objects.create(organisation=organisation, package=f"com.version.{uuid4().hex}")
    return Version.objects.create(organisation=organisation, app=app, artifact=artifact).id


SUBJECTS: dict[str, Callable[[Organisation], Any]] = {"version_id": _version}
SHARED = {"sha256": "0" * 64}
MAY_LACK = {"report_picture", "version", "finding"}
