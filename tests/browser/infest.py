"""A finished scan whose report says hostile words wherever it repeats a package, a policy or a person."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from msgspec.structs import replace

from mingjian.model import Report
from mingjian.platform.catalogue.models import Artifact
from mingjian.platform.database import scope
from mingjian.platform.scans.models import Result, Scan
from mingjian.platform.scans.services import keeping, runs
from mingjian.platform.scans.services.uploads import clean as clean_name
from mingjian.report.json import from_json, to_json
from mingjian.report.stored import StoredExtras
from mingjian.storage import blob_store
from tools.drill.hostile import payload

WORDS = {
    "path", "package", "version_name", "label", "packer", "name", "name_en", "name_zh", "vendor", "vendor_en",
    "version", "message_zh", "message_en", "excerpt", "words", "location", "caller", "callee", "subject",
    "unit", "source", "reason", "group", "declared_purpose", "requested_at", "quotation", "what", "at",
    "text", "hint", "description", "tag", "entry", "manifest", "config", "protection", "strength", "notes",
    "entry_points", "hidden_code", "collection", "permissions", "sdks", "on_click",
}  # fmt: skip
"""Fields that repeat what came from outside."""
_OURS = {"tool", "measures", "rule", "timings_ms", "names"}


def infest(scan: str, organisation: str, first: int, count: int) -> dict[str, str]:
    """Takes the report of `scan` in once more, for `organisation`, with payloads first … first + count."""
    words = itertools.cycle(range(first, first + count))

    def said() -> str:
        return payload(next(words))

    store = blob_store()
    with scope("system"):
        clean = Result.objects.get(scan=scan)
    (report,) = from_json(store.read(clean.report_sha256))
    told = msgspec.to_builtins(report)
    told.update(_more(said))
    hostile = msgspec.convert(_each(told, said), Report)
    page = msgspec.msgpack.decode(store.read(str(clean.media["page"])))
    beside = msgspec.msgpack.encode(_each(page, said))
    msgspec.msgpack.decode(beside, type=StoredExtras)
    digest = hashlib.sha256(f"{organisation}{first}".encode()).hexdigest()
    with tempfile.TemporaryDirectory() as output:
        Path(output, "report.json").write_bytes(to_json(hostile))
        Path(output, "page.bin").write_bytes(beside)
        Path(output, "facts.bin").write_bytes(store.read(clean.facts_sha256))
        made = keeping.keep(Path(output), 0.1)
    icon = str(clean.media.get("icon", ""))
    made = replace(made, media={**clean.media, "page": made.media["page"]}, icon=icon)
    with scope(UUID(organisation)):
        Artifact.objects.get_or_create(
            sha256=digest, defaults={"size_bytes": 1, "media_type": "application/zip"}
        )
        row = Scan.objects.create(
            id=uuid4(), organisation_id=organisation, artifact_id=digest, file_name=clean_name(said()),
            requested_by="system:test", source="upload",
        )  # fmt: skip
        assert runs.start(row.id), "it may begin"
        assert runs.finish(row.id, made), "it may end"
        row.refresh_from_db()
        assert row.version is not None
        return {"scan": str(row.id), "app": str(row.version.app_id)}


def _more(said: Callable[[], str]) -> dict[str, Any]:
    """Parts the sample's report has not: SDKs, what was declared, what happened when, what changed."""
    party = {"kind": "sdk", "id": "hostile-sdk", "name": said(), "name_en": said()}
    sdk = {
        "id": "hostile-sdk", "name_zh": said(), "name_en": said(), "vendor": said(), "vendor_en": said(),
        "version": said(), "categories": [], "matched_by": [said()], "confidence": 1.0,
        "state": "called_before_consent", "personal_info": ["android_id"], "declared": False,
    }  # fmt: skip
    declared = {
        "type": "android_id", "sensitive": False, "outcome": "undeclared",
        "declared": {"declared": True, "quotation": said(), "location": said(), "words": said()},
        "observed": [{"party": party, "consent": "before", "strength": said()}],
    }  # fmt: skip
    event = {"at": said(), "source": said(), "party": party, "what": said(), "consent": "before"}
    return {"sdks": [sdk], "declared_observed": [declared], "timeline": [event]}


def _each(value: Any, said: Callable[[], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: inner if name in _OURS else _each(inner, said, name) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each(inner, said, key) for inner in value]
    return said() if isinstance(value, str) and key in WORDS else value
