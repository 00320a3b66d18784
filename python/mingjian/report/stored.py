"""What a page shows beside its report, kept so that the page can be drawn later without the package.

Pictures are files of their own, named by digest; the rest is one file in MessagePack. Names of types and the
law are today's, not stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import ArtifactError
from mingjian.facts.icon import IconVariant
from mingjian.facts.layout import Layout
from mingjian.facts.signature import SignatureFacts
from mingjian.model import Report
from mingjian.report.bitmap import bitmap
from mingjian.report.extras import Extras, Run
from mingjian.report.rows import type_names


class StoredExtras(Struct, frozen=True, kw_only=True):
    """`Extras` without bytes of pictures: `pictures` are their digests, one an icon, empty for none."""

    layouts: dict[str, Layout] = {}
    icons: tuple[IconVariant, ...] = ()
    pictures: tuple[str, ...] = ()
    app_icon: str = ""
    manifest: tuple[str, ...] = ()
    signature: SignatureFacts | None = None
    run: Run = Run()
    widths: dict[str, int] = {}
    sizes: dict[str, tuple[str, int, int]] = {}
    """Media type, width and height of every picture."""
    against: Report | None = None


_packed = msgspec.msgpack.Encoder(order="deterministic")
_unpack = msgspec.msgpack.Decoder(StoredExtras).decode


def pack(extras: Extras) -> tuple[bytes, dict[str, bytes]]:
    """The file, and the pictures by the SHA-256 that names them."""
    media = dict(extras.media)
    pictures = tuple(_keep(icon.png, media) for icon in extras.icons)
    app_icon = _keep(extras.app_icon, media)
    kept = StoredExtras(
        layouts=extras.layouts,
        icons=tuple(replace(icon, png=b"") for icon in extras.icons),
        pictures=pictures,
        app_icon=app_icon,
        manifest=extras.manifest,
        signature=extras.signature,
        run=extras.run,
        widths=extras.widths,
        sizes={name: (seen.mime, *seen.size) for name, data in media.items() if (seen := bitmap(data))},
        against=extras.against,
    )
    return _packed.encode(kept), media


def unpack(data: bytes, media: Mapping[str, bytes], *, path: str = "") -> Extras:
    """What `pack` stored; a picture that `media` lacks is not shown.

    Raises:
        ArtifactError: `data` is not what `pack` wrote.
    """
    try:
        kept = _unpack(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ArtifactError("extras_stored", str(error), path=path) from error
    pictures = (*kept.pictures, *[""] * (len(kept.icons) - len(kept.pictures)))
    return Extras(
        media=dict(media),
        layouts=kept.layouts,
        icons=tuple(
            replace(icon, png=media.get(name, b"")) for icon, name in zip(kept.icons, pictures, strict=False)
        ),
        app_icon=media.get(kept.app_icon, b""),
        manifest=kept.manifest,
        signature=kept.signature,
        names=type_names(),
        run=kept.run,
        widths=kept.widths,
        known=kept.sizes,
        against=kept.against,
    )


def _keep(picture: bytes, media: dict[str, bytes]) -> str:
    if not picture:
        return ""
    name = hashlib.sha256(picture).hexdigest()
    media.setdefault(name, picture)
    return name
