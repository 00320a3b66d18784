"""A visit's folder, read with suspicion and written so that the same visit gives the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from mingjian.artifacts.page_visit.visit import Picture, Visit
from mingjian.errors import ArtifactError

NAME = "visit.json"
DOM = "dom.html"
HAR = "visit.har"
MAX_BYTES = 64 << 20
"""Largest `visit.json` that is read."""
MAX_PICTURE_BYTES = 16 << 20

_decoder = msgspec.json.Decoder(Visit)
_encoder = msgspec.json.Encoder()


def read(path: str | Path) -> Visit:
    """The visit in a folder, or in a `visit.json`; every index in it leads somewhere.

    Raises:
        ArtifactError: `visit_unreadable`, `visit_too_large`, `visit_form` (not of this form, or an index that
            leads nowhere).
    """
    file = place(path) / NAME
    data = _bytes(file, MAX_BYTES)
    try:
        visit = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArtifactError("visit_form", str(error), path=str(file)) from None
    wrong = _astray(visit)
    if wrong:
        raise ArtifactError("visit_form", f"{wrong} leads nowhere", path=str(file))
    return visit


def write(folder: Path, visit: Visit) -> Path:
    """Writes `visit.json` into `folder`; the same visit gives the same bytes."""
    file = folder / NAME
    file.write_bytes(msgspec.json.format(_encoder.encode(visit), indent=1))
    return file


def place(path: str | Path) -> Path:
    """The folder of a visit that was named by its folder or by its `visit.json`."""
    path = Path(path)
    return path.parent if path.name == NAME else path


def picture(path: str | Path, of: Picture) -> bytes:
    """The bytes of one of a visit's screenshots.

    Raises:
        ArtifactError: `visit_unreadable`, `visit_too_large`, `visit_changed` (not what was recorded).
    """
    file = place(path) / of.file
    data = _bytes(file, MAX_PICTURE_BYTES)
    if hashlib.sha256(data).hexdigest() != of.sha256:
        raise ArtifactError("visit_changed", "not the picture that was taken", path=str(file))
    return data


def _bytes(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(most + 1)
    except (OSError, ValueError) as error:
        raise ArtifactError("visit_unreadable", str(error), path=str(file)) from None
    if len(data) > most:
        raise ArtifactError("visit_too_large", f"more than {most} bytes", path=str(file), offset=most)
    return data


def _astray(visit: Visit) -> str:
    """The first index that leads nowhere, named; empty when all lead somewhere."""
    views, steps = len(visit.views), len(visit.steps)
    for number, step in enumerate(visit.steps):
        if step.before >= views or step.after >= views:
            return f"steps[{number}]"
    for number, act in enumerate(visit.acts):
        if act.step >= steps or act.delivery >= len(visit.deliveries):
            return f"acts[{number}]"
    for number, view in enumerate(visit.views):
        layers, nodes = len(view.layers), len(view.nodes)
        if (
            view.step >= steps
            or view.picture >= len(visit.pictures)
            or view.passages_of >= number
            or any(node.layer >= layers for node in view.nodes)
            or any(one.layer >= layers for one in view.passages)
            or any(not 0 <= one < nodes for fold in view.folds for one in fold.controls)
        ):
            return f"views[{number}]"
    return next((f"pictures[{n}]" for n, one in enumerate(visit.pictures) if one.view >= views), "")
