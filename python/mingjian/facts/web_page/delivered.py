"""Packages a page delivered, read: name, label, version, signers, permissions."""

from __future__ import annotations

from pathlib import Path

from mingjian.artifacts.apk import Apk
from mingjian.artifacts.page_visit import Delivery, Visit
from mingjian.errors import ArtifactError
from mingjian.facts.collect import from_apk
from mingjian.facts.web_page import Act, Delivered
from mingjian.facts.web_page.acts import delivery_is_package


def delivered(visit: Visit, acts: tuple[Act, ...], folder: Path) -> tuple[Delivered, ...]:
    """Every package handed over, with the control and act that brought it; files lie in `folder`."""
    found: list[Delivered] = []
    for index, delivery in enumerate(visit.deliveries):
        if not delivery_is_package(delivery):
            continue
        number = next((n for n, act in enumerate(visit.acts) if act.delivery == index), None)
        act = acts[number] if number is not None else None
        found.append(_read(delivery, folder, act, number))
    return tuple(found)


def _read(delivery: Delivery, folder: Path, act: Act | None, number: int | None) -> Delivered:
    base = Delivered(
        control=act.control if act is not None and act.cause == "control" else None,
        url=delivery.url,
        sha256=delivery.sha256,
        size_bytes=delivery.announced_bytes or delivery.size_bytes,
        readable=False,
        cut_short=delivery.cut_short,
        act=number,
    )
    if not delivery.file or delivery.cut_short:
        return base
    try:
        facts, _ = from_apk(Apk(folder / delivery.file))
    except ArtifactError:
        return base
    manifest, signature = facts.manifest, facts.signature
    if manifest is None:
        return base
    return Delivered(
        control=base.control,
        url=base.url,
        sha256=base.sha256,
        size_bytes=base.size_bytes,
        package=manifest.package,
        label=(manifest.label or "").strip(),
        version_name=manifest.version_name or "",
        signer_sha256=tuple(one.sha256 for one in signature.signers) if signature else (),
        permissions=tuple(use.name for use in manifest.permissions),
        act=number,
    )
