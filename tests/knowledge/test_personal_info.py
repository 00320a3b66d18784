"""Every type of personal information has a source in code, or says why it has none."""

from __future__ import annotations

from typing import Any

import yaml

from mingjian import knowledge
from mingjian.knowledge import source

TYPED = "typed in by the user"
SERVER = "made by the operator's server"
OTHERS = {
    "id_document_image", "resume", "voiceprint", "iris_gene_other_bio", "idfa_idfv",
}  # fmt: skip
"""Types without a source for another reason than that a person types them or a server makes them."""


def sources() -> Any:
    text = (source.HERE / "sensitive_apis.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["rows"]  # noqa: S506 - a safe loader


def test_every_type_has_a_source_or_a_reason() -> None:
    rows = sources()
    types = knowledge.personal_info()
    assert set(rows) <= {one.id for one in types}
    wrong = [one.id for one in types if (one.id in rows) == bool(one.no_source)]
    assert wrong == []
    reasons = [one for one in types if one.no_source]
    assert {one.id for one in reasons if not one.no_source.startswith((TYPED, SERVER))} == OTHERS
    assert len(reasons) == 36


def test_sources_of_every_kind_are_known() -> None:
    """API, provider, property, setting, intent, sensor, page, file and hidden interface."""
    rows = sources()
    kinds = {row["kind"] for group in rows.values() for row in group}
    assert {"method", "field", "uri", "property", "setting", "intent", "file", "binder", "exec"} <= kinds
    named = {row["key"].partition(";->")[0] for group in rows.values() for row in group}
    assert {"Landroid/hardware/SensorEventListener", "Landroid/webkit/CookieManager"} <= named
