"""What a request of a page or of the API brings: files of its form, and what was brought before, named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from mingjian.platform.accounts.access import Actor
from mingjian.platform.catalogue.models import Version
from mingjian.platform.problems import Problem, missing
from mingjian.platform.scans import services
from mingjian.platform.scans.models import Kind
from mingjian.platform.scans.options import MOST_EVIDENCE

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def earlier(actor: Actor, named: str) -> str:
    """The artifact of an earlier version, named by the version's id or by digest.

    Raises:
        Problem: 404, it is none of the organisation's.
    """
    if not named:
        return ""
    rows = Version.objects.filter(organisation_id=actor.organisation_id)
    if _UUID.fullmatch(named):
        found = rows.filter(id=named).values_list("artifact_id", flat=True).first()
        if found is None:
            raise missing()
        return str(found)
    return services.brought(actor, named, Kind.PACKAGE).artifact_id


def brought_beside(actor: Actor, given: UploadedFile[bytes] | None, kind: str) -> tuple[str, str] | None:
    """A file beside a package, kept: digest and name; None where none came. Raises: Problem: as `receive`."""
    return None if given is None else received(actor, given, kind)


def from_form(actor: Actor, request: HttpRequest, name: str, kind: str) -> tuple[str, str] | None:
    """The file a form has under `name`, kept; None where none was chosen. Raises: Problem: as `receive`."""
    file = request.FILES.get(name)
    if file is None or isinstance(file, bytes) or not file.size:
        return None
    return received(actor, cast("UploadedFile[bytes]", file), kind)


def brought_evidence(actor: Actor, files: Sequence[UploadedFile[bytes]]) -> list[tuple[str, str]]:
    """The files of a form kept as evidence: digest and name of each. Raises: Problem: as `receive`."""
    if len(files) > MOST_EVIDENCE:
        raise Problem(
            422, "too_many_files", f"最多 {MOST_EVIDENCE} 个证据文件，更多请打包为 ZIP",
            f"at most {MOST_EVIDENCE} files of evidence; put more into a ZIP",
        )  # fmt: skip
    return [received(actor, file, Kind.EVIDENCE) for file in files]


def given_evidence(
    actor: Actor, files: Sequence[UploadedFile[bytes]], digests: Sequence[str]
) -> list[tuple[str, str]]:
    """What came with the form, and what was brought before, by digest."""
    return [*brought_evidence(actor, files), *named_evidence(actor, digests)]


def named_evidence(actor: Actor, digests: Sequence[str]) -> list[tuple[str, str]]:
    """Evidence the organisation brought before, by digest. Raises: Problem: 404."""
    return [(digest, services.brought(actor, digest, Kind.EVIDENCE).name) for digest in digests]


def received(actor: Actor, file: UploadedFile[bytes], kind: str) -> tuple[str, str]:
    """A file of a form, kept: digest and name. Raises: Problem: as `receive`."""
    name = file.name or ""
    return services.receive(actor, name, opened(file), file.size or 0, kind=kind).artifact_id, name


def opened(file: UploadedFile[bytes]) -> BinaryIO:
    """What came, to be read."""
    return cast("BinaryIO", file.file)
