"""What the access matrix asks about: a finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import App
from mingjian.platform.findings.models import Finding


def _finding(organisation: Organisation) -> Any:
    app = App.objects.create(organisation=organisation, package=f"com.finding.{uuid4().hex}")
    return Finding.objects.create(
        organisation=organisation, app=app, fingerprint="f", rule="1.6/boot-receiver", measure="1.6",
        verdict="violates", severity="high", party="app", message_zh="自启动", message_en="starts itself",
    ).id  # fmt: skip


SUBJECTS: dict[str, Callable[[Organisation], Any]] = {"finding_id": _finding}
BODIES: dict[str, Any] = {
    "decide_finding": {"decision": "confirm", "reason": "已核实"},
    "reply_to_finding": {"text": "下个版本修改"},
    "comment_on_finding": {"text": "待查"},
    "finding_act": {"kind": "reply", "text": "下个版本修改"},
}
