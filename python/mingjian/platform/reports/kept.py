"""What a scan left in the blob store: its report, and what a page shows beside it.

Blobs never change, so the few used last stay decoded in this process.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.facts import stored as stored_facts
from mingjian.model import Finding, Report
from mingjian.platform.scans.models import Result
from mingjian.report import stored as stored_extras
from mingjian.report.extras import Extras
from mingjian.report.json import from_json
from mingjian.report.rows import type_names
from mingjian.storage import blob_store

_KEPT = 8
"""Reports kept decoded; the largest take some 30 MB."""


@lru_cache(maxsize=_KEPT)
def report(sha256: str) -> Report:
    """The report in the blob `sha256`.

    Raises:
        StorageError: the blob is not there.
    """
    return from_json(blob_store().read(sha256))[0]


@lru_cache(maxsize=_KEPT)
def _beside(sha256: str) -> Extras:
    return stored_extras.unpack(blob_store().read(sha256), {}, path=sha256)


def picture_names(result: Result) -> frozenset[str]:
    """Digests of the pictures this result may show."""
    return frozenset(cast("list[str]", result.media.get("pictures", [])))


def icon_name(result: Result) -> str:
    """Digest of the launcher icon's picture, empty for none."""
    return str(result.media.get("icon", ""))


def extras(result: Result) -> Extras:
    """What stands beside the report, without pictures."""
    page = str(result.media.get("page", ""))
    return _beside(page) if page else Extras(names=type_names())


def extras_of(result: Result, finding: Finding) -> Extras:
    """The same with the pictures that one finding's evidence shows, and no others."""
    page, known = str(result.media.get("page", "")), picture_names(result)
    if any(item.kind == "icon" for item in finding.evidence) and page:
        own = known - extras(result).widths.keys()  # screenshots are no icons, and may be many
        return stored_extras.unpack(blob_store().read(page), _pictures(own), path=page)
    named = {media.sha256 for item in finding.evidence for media in item.media}
    return replace(extras(result), media=_pictures(named & known))


def whole_extras(result: Result) -> Extras:
    """The same with every picture, for exports."""
    page = str(result.media.get("page", ""))
    if not page:
        return extras(result)
    return stored_extras.unpack(blob_store().read(page), _pictures(picture_names(result)), path=page)


def facts(result: Result) -> Facts | None:
    """The facts the rules judged; None where they were not kept."""
    if not result.facts_sha256:
        return None
    return stored_facts.from_bytes(blob_store().read(result.facts_sha256), path=result.facts_sha256)


def _pictures(names: Iterable[str]) -> dict[str, bytes]:
    return {name: blob_store().read(name) for name in sorted(names)}
