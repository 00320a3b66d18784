"""The built core gives apksig's verdicts; the full table is judged by crates/apk/tests/signing.rs."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest

from mingjian.facts.signature import SignatureFacts

EVERY = 23
"""One row in so many: the border is tested here, not the verifier."""


def _rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "data/apksig/verdicts.tsv").open(newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))[::EVERY]


def _judge(path: Path, min_sdk: int, max_sdk: int) -> SignatureFacts:
    from mingjian import _core  # noqa: PLC0415 -- the extension is built after the sources are collected

    answer = _core.Package.open(str(path)).signature_json(min_sdk or None, max_sdk or None)
    return msgspec.json.decode(answer, type=SignatureFacts)


def test_verdicts_and_signers_are_those_of_apksig(shared: Path) -> None:
    from mingjian import _core  # noqa: PLC0415

    for row in _rows(shared):
        path = shared / "data/apksig" / row["apk"]
        ask = (path, int(row["min_sdk"]), int(row["max_sdk"]))
        if row["verdict"] == "error":
            with pytest.raises(_core.ParseError):
                _judge(*ask)
            continue
        seen = _judge(*ask)
        assert seen.verified == (row["verdict"] == "ok"), row
        assert {signer.sha256 for signer in seen.signers} == set(row["signer_sha256"].split(",")) - {""}, row
        assert min((issue.code for issue in seen.errors), default="") == row["errors"].split(",")[0], row


def test_facts_name_certificate_and_schemes(shared: Path) -> None:
    seen = _judge(shared / "data/apksig/v1v2v3-with-rsa-2048-lineage-3-signers.apk", 0, 0)
    assert seen.schemes == {
        "v1": True,
        "v2": True,
        "v3": True,
        "v3.1": None,
        "v4": None,
    }
    assert len(seen.lineage) == 3
    (signer,) = seen.signers
    assert signer.sha256 == seen.lineage[-1].sha256
    assert signer.schemes == ("v3",)
    assert (signer.key_algorithm, signer.key_bits) == ("RSA", 2048)
    assert signer.subject.startswith("CN=")
    assert signer.not_before < signer.not_after
