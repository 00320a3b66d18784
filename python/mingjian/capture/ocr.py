"""Text in screenshots, read by rapidocr (extra `ocr`): words with their place in pixels of the picture.

The models lie in the wheel and are named by path, so that nothing is ever fetched. Without the extra the
answer is `NotRead`, and rules say that nobody read the picture. A cross (×) is found by its shape.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 2400
"""A larger picture is read scaled down; places are given in the picture's own pixels."""
LEAST_CONFIDENCE = 0.5
"""Less is noise: rapidocr's own default."""
MAX_WORDS = 600
_MARGIN = 48
"""Words at the very edge are found only with ground around them."""
_DET, _REC = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_CROSS_SIDES = (12, 15, 18, 22, 27, 33, 40, 50, 62)
_CROSS_LIKE = 0.8
_MAX_CROSSES = 8
_lock = threading.Lock()


class Words(Struct, frozen=True, kw_only=True):
    """One line of text, or a cross, as seen in the picture; pixels of the picture."""

    text: str
    x: int
    y: int
    w: int
    h: int
    confidence: float


class Text(Struct, frozen=True):
    """What was read, from top to bottom."""

    words: tuple[Words, ...]


class NotRead(Struct, frozen=True):
    """Nobody read the picture; `missing` is what to install (`ocr`)."""

    missing: str = "ocr"


class _Result(Protocol):
    boxes: list[list[list[float]]] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class _Engine(Protocol):
    def __call__(self, picture: object) -> _Result: ...


def available() -> bool:
    """The extra is installed, with its models."""
    return _models() is not None


@cache
def _models() -> tuple[Path, Path] | None:
    found = find_spec("rapidocr")
    if found is None or found.origin is None or find_spec("onnxruntime") is None:
        return None
    folder = Path(found.origin).parent / "models"
    det, rec = folder / _DET, folder / _REC
    return (det, rec) if det.is_file() and rec.is_file() else None


@cache
def _engine() -> _Engine | None:
    models = _models()
    if models is None:
        return None
    from rapidocr import RapidOCR  # noqa: PLC0415 - two seconds, and only with the extra

    return cast(
        _Engine,
        RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,  # screens stand upright
                "Global.max_side_len": LONGEST_SIDE + 2 * _MARGIN,
                "Global.text_score": LEAST_CONFIDENCE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 2,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.model_path": str(models[0]),
                "Rec.model_path": str(models[1]),
            }
        ),
    )


def read(image: Image) -> Text | NotRead:
    """Lines of text in a picture (RGB), and crosses; the same picture gives the same answer."""
    with _lock:
        engine = _engine()
        if engine is None:
            return NotRead()
        import numpy  # noqa: PLC0415 - comes with the extra
        from PIL import ImageOps  # noqa: PLC0415

        scale = min(1.0, LONGEST_SIDE / max(image.size))
        small = image if scale == 1.0 else image.resize(_scaled(image.size, scale))
        around = ImageOps.expand(small, _MARGIN, fill=_ground(small))
        result = engine(numpy.asarray(around)[:, :, ::-1])
    found = _words(result, scale, image.size)
    return Text((*found, *_crosses(image, found)))


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _ground(image: Image) -> tuple[int, int, int]:
    """The colour of the picture's lower left corner."""
    return cast("tuple[int, int, int]", image.getpixel((0, image.height - 1)))


def _words(result: _Result, scale: float, size: tuple[int, int]) -> tuple[Words, ...]:
    found: list[Words] = []
    for corners, text, score in zip(result.boxes if result.boxes is not None else (), result.txts or (),
                                    result.scores or (), strict=False):  # fmt: skip
        left = (min(float(c[0]) for c in corners) - _MARGIN) / scale
        top = (min(float(c[1]) for c in corners) - _MARGIN) / scale
        right = (max(float(c[0]) for c in corners) - _MARGIN) / scale
        bottom = (max(float(c[1]) for c in corners) - _MARGIN) / scale
        x, y = max(0, round(left)), max(0, round(top))
        w, h = min(size[0], round(right)) - x, min(size[1], round(bottom)) - y
        if w > 0 and h > 0 and text.strip():
            found.append(Words(text=text.strip(), x=x, y=y, w=w, h=h, confidence=round(float(score), 3)))
    found.sort(key=lambda one: (one.y, one.x))
    return tuple(found[:MAX_WORDS])


def _crosses(image: Image, words: tuple[Words, ...]) -> tuple[Words, ...]:
    """Crosses that stand apart from words: two strokes of one length, matched at several sizes."""
    import cv2  # noqa: PLC0415 - comes with rapidocr
    import numpy  # noqa: PLC0415

    scale = min(1.0, LONGEST_SIDE / max(image.size))
    small = image if scale == 1.0 else image.resize(_scaled(image.size, scale))
    grey = numpy.asarray(small.convert("L"))
    found: list[Words] = []
    for side in _CROSS_SIDES:
        if side * 2 > min(grey.shape):
            break
        full = side + 2 * max(3, side // 4)
        shape = numpy.zeros((full, full), numpy.uint8)
        edge, thick = (full - side) // 2, max(2, round(side / 11))
        far = edge + side - 1
        cv2.line(shape, (edge, edge), (far, far), 255, thick, cv2.LINE_AA)
        cv2.line(shape, (edge, far), (far, edge), 255, thick, cv2.LINE_AA)
        likeness = numpy.abs(cv2.matchTemplate(grey, shape, cv2.TM_CCOEFF_NORMED))
        rows, columns = numpy.where(likeness >= _CROSS_LIKE)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            x, y, extent = ((column + edge) / scale, (row + edge) / scale, side / scale)
            found.append(
                Words(
                    text="×", x=round(x), y=round(y), w=round(extent), h=round(extent),
                    confidence=round(float(likeness[row, column]), 3),
                )
            )  # fmt: skip
        if len(found) > 4000:
            break
    found.sort(key=lambda one: (-one.confidence, one.y, one.x))
    kept: list[Words] = []
    for one in found:
        if len(kept) == _MAX_CROSSES:
            break
        if not any(_meets(one, other) for other in (*kept, *words)):
            kept.append(one)
    return tuple(kept)


def _meets(one: Words, other: Words) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )
