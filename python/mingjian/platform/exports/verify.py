"""Whether what was sealed still is what it was: every digest computed again from the bytes kept."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from msgspec import Struct

from mingjian.errors import StorageError
from mingjian.platform.exports.models import Seal
from mingjian.platform.web.words import Said
from mingjian.storage import blob_store, whole

Outcome = Literal["holds", "broken", "gone", "waiting"]


class Check(Struct, frozen=True, kw_only=True):
    """One digest of a seal, and what its bytes say now."""

    name: Said
    sha256: str
    outcome: Outcome


def checks(seal: Seal) -> list[Check]:
    """Statement, report and PDF in turn."""
    same = hashlib.sha256(seal.statement.encode()).hexdigest() == seal.statement_sha256
    names_report = json.loads(seal.statement)["report"]["sha256"] == seal.report_sha256
    return [
        Check(
            name=Said("声明", "Statement"),
            sha256=seal.statement_sha256,
            outcome="holds" if same and names_report else "broken",
        ),
        Check(
            name=Said("报告（JSON）", "Report (JSON)"),
            sha256=seal.report_sha256,
            outcome=_kept(seal.report_sha256),
        ),
        Check(
            name=Said("报告（PDF）", "Report (PDF)"),
            sha256=seal.pdf_sha256,
            outcome=_kept(seal.pdf_sha256) if seal.pdf_sha256 else "waiting",
        ),
    ]


def match(seal: Seal, given: str) -> str:
    """Which sealed file has this digest: `pdf`, `json`, `statement`, `package`, or empty for none."""
    known = {
        seal.pdf_sha256: "pdf",
        seal.report_sha256: "json",
        seal.statement_sha256: "statement",
        str(json.loads(seal.statement)["subject"]["sha256"]): "package",
    }
    return known.get(given, "") if given else ""


def _kept(sha256: str) -> Outcome:
    try:
        return "holds" if whole(blob_store(), sha256) else "broken"
    except StorageError:
        return "gone"
