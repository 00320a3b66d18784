"""What a screenshot says of a control: contrast and size of its words; and the picture for a report."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from mingjian.contrast import ratio

if TYPE_CHECKING:
    from PIL.Image import Image

WIDEST = 540
"""Width of a report's picture in pixels."""
MAX_SAMPLED = 400_000
"""Pixels looked at for one control: the top of a long text is enough."""
LEAST_GROUND = 0.3
"""Share of the most frequent colour: under it the ground is a picture and the ratio means nothing."""
LEAST_INK = 0.0008
STEP = 8
"""Colours this close count as one: what compression and smoothing make of one colour."""
EM_OF_INK = 0.93
"""Height of the ink of a line of Chinese words by their size; measured on Noto Sans CJK."""
QUALITY = 82
Colour = tuple[int, int, int]


class Looks(Struct, frozen=True, kw_only=True):
    """How a control's words or glyph look."""

    contrast: float | None = None
    """1 to 21; None where the ground is no one colour or nothing stands on it."""
    text_px: float | None = None
    """Size of its characters in pixels; None where no line can be told."""


NOTHING = Looks()


def looks(image: Image, area: tuple[int, int, int, int], inset: float = 0.0) -> Looks:
    """Looks of what lies at `area` (x, y, width, height in pixels of `image`).

    `inset`: share left out at each side, where a control paints its own rounded ground.
    """
    x, y, w, h = area
    left, top = max(0, round(x + w * inset)), max(0, round(y + h * inset))
    right, bottom = (
        min(image.width, round(x + w * (1 - inset))),
        min(image.height, round(y + h * (1 - inset))),
    )
    if right - left < 3 or bottom - top < 3:
        return NOTHING
    bottom = min(bottom, top + max(3, MAX_SAMPLED // (right - left)))
    crop = image.crop((left, top, right, bottom))
    counts = _counts(crop)
    total = crop.width * crop.height
    groups = _groups(counts)
    ground = max(groups.items(), key=lambda item: (item[1][0], item[0]))
    if ground[1][0] < LEAST_GROUND * total:
        return NOTHING
    back = ground[1][1]
    least = max(3, LEAST_INK * total)
    inks = [(ratio(colour, back), colour) for count, colour in groups.values() if count >= least]
    strongest, ink = max(inks)
    if strongest <= 1.03:
        return NOTHING
    return Looks(contrast=round(strongest, 2), text_px=_size(crop, back, ink))


def _counts(crop: Image) -> list[tuple[int, Colour]]:
    return cast("list[tuple[int, Colour]]", crop.getcolors(crop.width * crop.height) or [])


def _groups(counts: Iterable[tuple[int, Colour]]) -> Mapping[Colour, tuple[int, Colour]]:
    """Close colours together: how many pixels, and the most frequent of them."""
    groups: dict[Colour, tuple[int, int, Colour]] = {}
    for count, colour in counts:
        key = (colour[0] // STEP, colour[1] // STEP, colour[2] // STEP)
        whole, most, own = groups.get(key, (0, 0, colour))
        better = count > most or (count == most and colour < own)
        groups[key] = (whole + count, max(count, most), colour if better else own)
    return {key: (whole, own) for key, (whole, _, own) in groups.items()}


def _size(crop: Image, back: Colour, ink: Colour) -> float | None:
    """Size of the characters: height of the highest line of ink, from rows that hold any."""
    from PIL import Image as pillow  # noqa: PLC0415, N813
    from PIL import ImageChops  # noqa: PLC0415

    far = ImageChops.difference(crop, pillow.new("RGB", crop.size, back)).convert("L")
    reach = max(12, round(0.3 * max(abs(a - b) for a, b in zip(ink, back, strict=True))))
    mask = far.point([0] * reach + [255] * (256 - reach))
    box = mask.getbbox()
    if box is None:
        return None
    rows = list(mask.resize((1, mask.height), pillow.Resampling.BOX, reducing_gap=None).tobytes())
    highest, run = 0, 0
    for row in (*rows, 0):
        run = run + 1 if row else 0
        highest = max(highest, run)
    whole = highest >= crop.height
    return None if whole or highest < 4 else round(highest / EM_OF_INK, 1)


def covered(image: Image, areas: Iterable[tuple[int, int, int, int]]) -> Image:
    """The picture with the areas (x, y, width, height) painted over."""
    from PIL import ImageDraw  # noqa: PLC0415

    places = list(areas)
    if not places:
        return image
    copy = image.copy()
    draw = ImageDraw.Draw(copy)
    for x, y, w, h in places:
        draw.rectangle((x, y, x + w, y + h), fill=(128, 128, 128))
    return copy


def reduced(image: Image) -> tuple[str, bytes, float]:
    """The picture for the report: SHA-256, JPEG, its pixels per pixel of `image`."""
    from PIL import Image as pillow  # noqa: PLC0415, N813

    scale = min(1.0, WIDEST / image.width)
    small = image
    if scale < 1.0:
        small = image.resize(
            (WIDEST, max(1, round(image.height * scale))), pillow.Resampling.LANCZOS, reducing_gap=3.0
        )
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY, optimize=True)
    data = out.getvalue()
    return hashlib.sha256(data).hexdigest(), data, scale
