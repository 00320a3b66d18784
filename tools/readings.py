"""Words in the pictures of test runs, kept below build/: a picture is read once, however many tests and pages
judge its run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import msgspec

from mingjian.capture import ocr

if TYPE_CHECKING:
    from PIL.Image import Image

_from_picture = ocr.read
FOLDER = Path(__file__).resolve().parents[1] / "build" / "readings"


@contextmanager
def remembered() -> Iterator[None]:
    """Within it `ocr.read` answers at once what it answered for the same picture before."""
    with mock.patch.object(ocr, "read", _read):
        yield


def _read(image: Image) -> ocr.Text | ocr.NotRead:
    if not ocr.available():
        return ocr.NotRead()
    digest = hashlib.sha256(f"{_reader()} {image.mode} {image.size}".encode())
    digest.update(image.tobytes())
    kept = FOLDER / f"{digest.hexdigest()}.json"
    if kept.is_file():
        return msgspec.json.decode(kept.read_bytes(), type=ocr.Text)
    answer = _from_picture(image)
    if isinstance(answer, ocr.Text):
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(msgspec.json.encode(answer))
        part.rename(kept)
    return answer


@cache
def _reader() -> str:
    """Who reads: our own code and the libraries it asks."""
    own = hashlib.sha256(Path(ocr.__file__).read_bytes()).hexdigest()
    return " ".join([own, *(version(name) for name in ("rapidocr", "onnxruntime"))])
