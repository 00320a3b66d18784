"""`mingjian.report/1` as JSON, JSON lines and its JSON Schema.

Field order is that of `model.py` and maps are sorted, so equal reports are equal bytes (timings aside).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from mingjian.model import SCHEMA, Report

SCHEMA_ID = f"urn:mingjian:schema:{SCHEMA.removeprefix('mingjian.')}"
_encoder = msgspec.json.Encoder(order="deterministic")


@cache
def _decoder() -> msgspec.json.Decoder[Report]:
    """Made when first used: it walks every shape of a report, which writing one has no need of."""
    return msgspec.json.Decoder(Report, strict=True)


def to_json(report: Report | Sequence[Report], *, indent: int = 0) -> bytes:
    """One subject as one object, several as an array; UTF-8, a newline at the end; `indent` in spaces."""
    raw = _encoder.encode(report)
    return (msgspec.json.format(raw, indent=indent) if indent else raw) + b"\n"


def to_jsonl(report: Report | Sequence[Report]) -> bytes:
    """One object a line, always."""
    reports = (report,) if isinstance(report, Report) else report
    return _encoder.encode_lines(reports)


def from_json(raw: bytes) -> tuple[Report, ...]:
    """Reads what `to_json` or `to_jsonl` wrote.

    Raises: msgspec.ValidationError where the contract is not kept, msgspec.DecodeError where it is no JSON.
    """
    text = raw.strip()
    if text.startswith(b"["):
        return tuple(msgspec.json.decode(text, type=list[Report]))
    return tuple(_decoder().decode_lines(text))


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one report, generated from `model.Report`."""
    (top,), components = msgspec.json.schema_components((Report,), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": SCHEMA,
        **top,
        "$defs": dict(sorted(components.items())),
    }


def json_schema_bytes() -> bytes:
    """The schema as it is committed: `python -m mingjian.report.json > docs/report-1.schema.json`."""
    return msgspec.json.format(_encoder.encode(json_schema()), indent=2) + b"\n"


if __name__ == "__main__":
    import sys

    sys.stdout.buffer.write(json_schema_bytes())
