"""Word documents (DOCX): read as a stream of elements, so that neither depth nor size of the XML matters.

Only the text, the styles, the links and the title are unpacked, each under a cap; document type
declarations, and with them entities, are refused.
Deleted and hidden-field text is not text. Source: ECMA-376 Part 1, 17.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from mingjian.artifacts.policy.caps import MAX_PARTS, MAX_UNZIPPED
from mingjian.artifacts.policy.docx_body import Body
from mingjian.artifacts.policy.docx_styles import Links, Properties, Styles
from mingjian.errors import ArtifactError

if TYPE_CHECKING:
    from mingjian.artifacts.policy.document import Note
    from mingjian.artifacts.policy.docx_body import Reader
    from mingjian.artifacts.policy.lines import Line

MAIN, STYLES, LINKS, CORE = (
    "word/document.xml",
    "word/styles.xml",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
)


def lines(data: bytes, source: str) -> tuple[list[Line], str, tuple[Note, ...]]:
    """The lines of the document, its title, and notes.

    Raises:
        ArtifactError: `policy_unsupported` (an archive without a Word document), `policy_encrypted`,
            `policy_malformed`, `policy_too_large`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive, source)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
    ) as wrong:
        raise ArtifactError("policy_malformed", f"a broken archive: {wrong}", path=source) from None
    styles = Styles()
    links = Links()
    properties = Properties()
    for name, reader in ((STYLES, styles), (LINKS, links), (CORE, properties)):
        if name in parts:
            _parse(parts.pop(name), reader, source, name)
    styles.resolve()
    body = Body(styles, links.targets)
    _parse(parts[MAIN], body, source, MAIN)
    found, notes = body.finish()
    return found, properties.title, notes


def _parts(archive: zipfile.ZipFile, source: str) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise ArtifactError("policy_too_large", f"a document of {len(infos)} parts", path=source)
    known = {info.filename: info for info in infos}
    if MAIN not in known:
        what = "an Android package" if "AndroidManifest.xml" in known else "an archive"
        raise ArtifactError("policy_unsupported", f"is {what} without a Word document", path=source)
    found: dict[str, bytes] = {}
    left = MAX_UNZIPPED
    for name in (MAIN, STYLES, LINKS, CORE):
        info = known.get(name)
        if info is None:
            continue
        if info.flag_bits & 1:
            raise ArtifactError("policy_encrypted", "a part asks for a password", path=source, entry=name)
        with archive.open(info) as part:
            text = part.read(left + 1)
        if len(text) > left:
            raise ArtifactError(
                "policy_too_large",
                f"more than {MAX_UNZIPPED} bytes unpacked",
                path=source,
                entry=name,
                offset=left,
            )
        left -= len(text)
        found[name] = text
    return found


def _parse(data: bytes, reader: Reader, source: str, entry: str) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text

    def refuse(*_: object) -> None:
        raise ArtifactError(
            "policy_malformed",
            "a document type declaration",
            path=source,
            entry=entry,
            offset=parser.CurrentByteIndex,
        )

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as wrong:
        raise ArtifactError(
            "policy_malformed",
            expat.ErrorString(wrong.code),
            path=source,
            entry=entry,
            offset=max(parser.ErrorByteIndex, 0),
        ) from None
