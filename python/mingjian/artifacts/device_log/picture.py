"""Screenshots: PNG, JPEG and WebP, their size told from their first bytes, decoded within bounds.

Pillow decodes; what a header claims is checked before a pixel is made, so that a small file cannot become a
large picture.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from msgspec import Struct

from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.ui_tree import time_in
from mingjian.errors import ArtifactError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 32 << 20
MAX_PIXELS = 24_000_000
"""4320 × 5500: larger than any screen."""
_MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class Size(Struct, frozen=True, kw_only=True):
    """What a picture's header says."""

    mime: str
    width_px: int
    height_px: int


class Shot(Struct, frozen=True, kw_only=True):
    """A screenshot among the evidence; its bytes stay where they are (`DeviceLog.data`)."""

    path: str
    size: Size
    at_ns: int | None = None


def is_picture(head: bytes) -> bool:
    """PNG, JPEG or WebP by its first bytes."""
    return (
        head[:8] == b"\x89PNG\r\n\x1a\n"
        or head[:3] == b"\xff\xd8\xff"
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
    )


def size_of(data: bytes, path: str = "") -> Size:
    """Kind and size, without decoding.

    Raises: ArtifactError (`picture_too_large`, `picture_unreadable`).
    """
    image = _lazy(data, path)
    return Size(mime=_MIMES[image.format or ""], width_px=image.width, height_px=image.height)


def opened(data: bytes, path: str = "") -> Image:
    """The picture in RGB, transparent parts on white; metadata is left behind.

    Raises: ArtifactError (`picture_too_large`, `picture_unreadable`).
    """
    from PIL import Image  # noqa: PLC0415 - loaded where a screenshot is

    image = _lazy(data, path)
    try:
        image.load()
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            whole = image.convert("RGBA")
            ground = Image.new("RGBA", whole.size, (255, 255, 255, 255))
            return Image.alpha_composite(ground, whole).convert("RGB")
        return image.convert("RGB")
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise ArtifactError("picture_unreadable", str(error) or "cannot be decoded", path=path) from None


def _lazy(data: bytes, path: str) -> Image:
    from PIL import Image  # noqa: PLC0415

    if len(data) > MAX_BYTES:
        raise ArtifactError("picture_too_large", f"more than {MAX_BYTES} bytes", path=path)
    if not is_picture(data[:16]):
        raise ArtifactError("picture_unreadable", "neither PNG, JPEG nor WebP", path=path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own bound is looser than ours
            image = Image.open(io.BytesIO(data), formats=tuple(_MIMES))
    except Image.DecompressionBombError as error:
        raise ArtifactError("picture_too_large", str(error), path=path) from None
    except (OSError, ValueError, SyntaxError) as error:
        raise ArtifactError("picture_unreadable", str(error) or "no picture", path=path) from None
    if not 0 < image.width * image.height <= MAX_PIXELS:
        raise ArtifactError(
            "picture_too_large", f"{image.width} × {image.height} pixels; {MAX_PIXELS} are read", path=path
        )
    return image


def _sniff(head: Head) -> int:
    return 90 if is_picture(head.data[:16]) else 0


def _read(found: Input, reading: Reading) -> None:
    size = size_of(found.data(MAX_BYTES), found.path)
    at_ns = time_in(found.path.rpartition("/")[2], reading.clock)
    reading.keep(Shot(path=found.path, size=size, at_ns=at_ns))


FORMAT = Format(name="picture", sniff=_sniff, read=_read)
