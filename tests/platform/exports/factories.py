"""What the access matrix asks about: an export, a seal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.exports.models import Export, Seal
from tests.platform.scans import factories as scans


def _export(organisation: Organisation) -> Any:
    return Export.objects.create(
        organisation=organisation, form="md", scans=[], requested_by="user:x",
        expires_at=timezone.now() + timedelta(days=1),
    ).id  # fmt: skip


def _seal(organisation: Organisation) -> Any:
    told = {
        "subject": {"package": "com.a", "version_name": "1", "version_code": 1, "sha256": "0" * 64},
        "report": {"sha256": "1" * 64}, "tool": {"ruleset_sha256": "2" * 64}, "verdicts": {},
        "organisation": "A",
    }  # fmt: skip
    return Seal.objects.create(
        organisation=organisation, scan_id=scans.SUBJECTS["scan_id"](organisation), address="https://a",
        statement=json.dumps(told), statement_sha256="3" * 64, report_sha256="1" * 64, sealed_by="user:x",
        sealed_at=timezone.now(),
    ).id  # fmt: skip


SUBJECTS: dict[str, Callable[[Organisation], Any]] = {"export_id": _export, "seal_id": _seal}
SHARED = {"kind": "statement"}
MAY_LACK = {"badge", "export_file", "seal"}
