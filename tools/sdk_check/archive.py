"""What an AAR or JAR shows of itself: class names, constants, libraries, manifest components, entries."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from msgspec import Struct

from mingjian.facts.hidden_code import HiddenCodeFacts, NativeLibrary
from mingjian.facts.manifest import Component, ManifestFacts, MetaData
from tools.sdk_check import classfile, dexfile

VERSION = re.compile(r"\d+(\.\d+){2,4}")
"""As the core has it: the only such text of a class is a version."""

ANDROID = "{http://schemas.android.com/apk/res/android}"
KINDS = ("activity", "activity-alias", "service", "receiver", "provider")


class Archive(Struct, frozen=True, kw_only=True):
    classes: tuple[str, ...]
    constants: dict[str, str | int]
    """By `a.b.C#FIELD`."""
    manifest: ManifestFacts | None
    native: HiddenCodeFacts
    entries: tuple[str, ...]


def read(path: Path, wanted: frozenset[str]) -> Archive:
    """Open `path`; constants are read only of the dotted classes in `wanted`.

    Raises:
        zipfile.BadZipFile: it is no archive.
    """
    classes: set[str] = set()
    constants: dict[str, str | int] = {}
    entries: list[str] = []
    libraries: list[NativeLibrary] = []
    manifest: ManifestFacts | None = None
    with zipfile.ZipFile(path) as outer:
        entries = outer.namelist()
        _classes(outer, wanted, classes, constants)
        for info in outer.infolist():
            name = info.filename
            if name == "classes.jar" or (name.startswith("libs/") and name.endswith(".jar")):
                with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
                    _classes(inner, wanted, classes, constants)
            elif name.endswith(".so"):
                parts = name.split("/")
                libraries.append(
                    NativeLibrary(
                        entry=name,
                        abi=parts[-2] if len(parts) > 1 else "",
                        name=parts[-1],
                        size_bytes=info.file_size,
                    )
                )
            elif name.startswith("classes") and name.endswith(".dex"):
                classes.update(dexfile.class_names(outer.read(name)))
            elif name == "AndroidManifest.xml":
                manifest = _manifest(outer.read(name))
    return Archive(
        classes=tuple(sorted(classes)),
        constants=constants,
        manifest=manifest,
        native=HiddenCodeFacts(native=tuple(libraries)),
        entries=tuple(entries),
    )


def _classes(
    archive: zipfile.ZipFile, wanted: frozenset[str], classes: set[str], constants: dict[str, str | int]
) -> None:
    for name in archive.namelist():
        if not name.endswith(".class") or name.startswith("META-INF/"):
            continue
        dotted = name.removesuffix(".class").replace("/", ".")
        classes.add(dotted)
        if dotted not in wanted:
            continue
        try:
            found = classfile.read(archive.read(name))
        except (zipfile.BadZipFile, zlib.error):
            continue
        if found is None:
            continue
        for field, value in found.constants.items():
            constants[f"{dotted}#{field}"] = value
        told = [text for text in found.texts if VERSION.fullmatch(text)]
        if len(told) == 1:
            constants[dotted] = told[0]


def _manifest(data: bytes) -> ManifestFacts | None:
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        return None
    components: list[Component] = []
    metas: list[MetaData] = []
    for element in root.iter():
        name = element.get(f"{ANDROID}name", "")
        if element.tag in KINDS and name:
            package = root.get("package", "")
            full = package + name if name.startswith(".") else name
            components.append(Component(kind=element.tag, name=full))  # type: ignore[arg-type]
        elif element.tag == "meta-data" and name:
            metas.append(MetaData(name=name, value=element.get(f"{ANDROID}value")))
    # An AAR's own package says nothing about a host: leave it out, or its classes would pass for the app's.
    return ManifestFacts(package="", components=tuple(components), meta=tuple(metas))
