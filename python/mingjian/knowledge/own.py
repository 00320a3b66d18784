"""A user's own SDK descriptions: the folder of `--knowledge` or MINGJIAN_KNOWLEDGE, read beside ours.

Ours come first: a prefix both claim stays ours, and an id of ours cannot be taken. What the folder says is
covered by `knowledge_sha256`, file names and bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import KnowledgeError, UsageError
from mingjian.knowledge import core_sdks, source
from mingjian.knowledge.types import Sdk


class Own(Struct, frozen=True):
    """What a user adds."""

    sdks: tuple[Sdk, ...] = ()
    sha256: str = ""
    """Over the folder's SDK files; empty where there is no folder."""


def read(folder: Path, ours: Sequence[Sdk]) -> Own:
    """The SDKs of `folder`, by file name, less the prefixes that are ours already.

    Raises:
        UsageError: the folder is none, or a file of it is wrong; the file and line stand there.
    """
    if not folder.is_dir():
        raise UsageError(f"MINGJIAN_KNOWLEDGE: {folder} is no folder")
    ids = {row.id for row in ours}
    claimed = {prefix for row in ours for prefix in row.prefixes}
    digest = hashlib.sha256()
    rows: list[Sdk] = []
    for path in source.sdk_files(folder):
        try:
            row = source.read_sdk(path)
            data = source.read_text(path).encode()
        except KnowledgeError as wrong:
            raise UsageError(f"MINGJIAN_KNOWLEDGE: {folder}/{wrong} (mingjian knowledge check)") from None
        if row.id in ids:
            raise UsageError(f"MINGJIAN_KNOWLEDGE: {path}: the id {row.id!r} is taken: choose another")
        ids.add(row.id)
        digest.update(f"{path.name}\0{len(data)}\0".encode())
        digest.update(data)
        rows.append(replace(row, prefixes=tuple(name for name in row.prefixes if name not in claimed)))
        claimed.update(row.prefixes)
    return Own(tuple(rows), digest.hexdigest())


def joined(table: bytes, rows: Sequence[Sdk]) -> bytes:
    """The core's compiled table with `rows` after our SDKs; the same input gives the same bytes."""
    if not rows:
        return table
    whole = msgspec.json.decode(table)
    added = core_sdks.build(msgspec.to_builtins(row) for row in rows)
    whole["sdks"] += added.sdks
    whole["rows"] += added.rows
    whole["interest"] += added.interest
    return msgspec.json.encode(whole)
