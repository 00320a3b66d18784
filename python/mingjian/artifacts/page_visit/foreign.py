"""A recording by whoever made it, told by how it begins: a HAR (in a zip too), a WACZ, a WARC.

Playwright writes a HAR with the bodies beside it, in a folder or in a zip.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from mingjian.artifacts.page_visit.har import Recording, read_recording, recording_file
from mingjian.artifacts.page_visit.wacz import MOST_BYTES, MOST_FILES, read_wacz, read_warc
from mingjian.errors import ArtifactError

_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_WARC = b"WARC/"
_FLOW = re.compile(rb"[0-9]{1,9}:[0-9]{1,9}:")
"""mitmproxy's own form: a length, and in it the length of what comes first."""
_CHUNK = 1 << 20


def read_any(path: str | Path, work: Path, url: str) -> tuple[Recording, Path]:
    """The recording that `path` names, and the folder its bodies lie in: its own, or `work` of packed ones.

    `url` is the page it is wanted for.

    Raises:
        ArtifactError: as `read_recording`, `read_wacz` and `read_warc`.
    """
    file = recording_file(path)
    begins = _begins(file)
    if begins.startswith(_ZIP):
        if _is_har(file):
            return read_recording(_unpacked(file, work)), work
        return read_wacz(file, work, url), work
    if begins.startswith(_WARC):
        return read_warc(file, work, url), work
    if _FLOW.match(begins):
        told = "a mitmproxy flow file: write it as a HAR first (mitmdump -nr FLOWS --set hardump=FILE.har)"
        raise ArtifactError("har_form", told, path=str(file))
    return read_recording(file), file.parent


def _begins(file: Path) -> bytes:
    """The first bytes, unpacked where they are gzip; nothing of a file that cannot be opened."""
    try:
        with file.open("rb") as opened:
            data = opened.read(4096)
        return zlib.decompressobj(31).decompress(data, 64) if data.startswith(_GZIP) else data
    except (OSError, zlib.error):
        return b""


def _is_har(file: Path) -> bool:
    """Whether a zip holds a HAR, and is no WACZ."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False
    return "datapackage.json" not in names and any(_har(name) for name in names)


def _har(name: str) -> bool:
    return "/" not in name and name.lower().endswith(".har")


def _unpacked(file: Path, work: Path) -> Path:
    """The HAR of a zip, with what lies beside it, as files of `work`."""
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(file) as archive:
            names = [one for one in archive.namelist() if Path(one).name == one and one not in {".", ".."}]
            if len(names) > MOST_FILES:
                raise ArtifactError("har_form", f"more than {MOST_FILES} files", path=str(file))
            for name in names:
                with archive.open(name) as opened, (work / name).open("wb") as out:
                    while data := opened.read(_CHUNK):
                        left -= len(data)
                        if left < 0:
                            told = f"more than {MOST_BYTES} bytes unpacked"
                            raise ArtifactError("har_too_large", told, path=str(file), entry=name)
                        out.write(data)
            return work / next(name for name in names if _har(name))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, ValueError) as error:
        raise ArtifactError("har_form", str(error) or "breaks off", path=str(file)) from None
    except OSError as error:
        raise ArtifactError("har_unreadable", str(error), path=str(file)) from None
