"""The packages that are measured: shared samples, npm and PyPI, fetched once, checked by digest."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "build" / "bench"
SHARED = Path(os.environ.get("MINGJIAN_SHARED", ROOT.parent / "shared"))


@dataclass(frozen=True)
class Source:
    """Where a sample comes from: `npm NAME@VERSION`, `pypi NAME==VERSION` or a path in the shared folder."""

    name: str
    origin: str
    member: str
    sha256: str


SOURCES = (
    Source(
        "ApiDemos",
        "shared",
        "data/apk/npm+android-apidemos-5.0.0/apks/ApiDemos-debug.apk",
        "5e59f42af4e89200fe33eb82a7c2a2a9224947a8aeb9af6e21b77d40827f7cbc",
    ),
    Source(
        "uiautomator2-server",
        "npm appium-uiautomator2-server@10.6.6",
        "apks/appium-uiautomator2-server-v10.6.6.apk",
        "8ff760a2a86b487f53090fbdcd5b0360e67d02bb811887d527a9557b0d59c80d",
    ),
    Source(
        "Yosemite",
        "pypi airtest==1.4.3",
        "apks/Yosemite.apk",
        "f888b95773d505c1640493d0482ec3d9e5a87b8c3796ba63a2a65b7a87f108e1",
    ),
)


def fetch(source: Source) -> Path:
    """The sample as a file. Raises: CalledProcessError (client failed), ValueError (digest differs)."""
    if source.origin == "shared":
        path = SHARED / source.member
    else:
        path = CACHE / "samples" / f"{source.name}.apk"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_download(source))
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        raise ValueError(f"{source.name}: sha256 is {found}, expected {source.sha256}")
    return path


def _download(source: Source) -> bytes:
    client, _, package = source.origin.partition(" ")
    inbox = CACHE / "inbox" / source.name
    inbox.mkdir(parents=True, exist_ok=True)
    if client == "npm":
        subprocess.run(["npm", "pack", "--silent", package], cwd=inbox, check=True, stdout=subprocess.DEVNULL)
    else:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(inbox), package]
        subprocess.run(pip, check=True)
    with tarfile.open(next(iter((*inbox.glob("*.tgz"), *inbox.glob("*.tar.gz"))))) as archive:
        for member in archive.getmembers():
            stream = archive.extractfile(member)
            if stream and Path(member.name).match(source.member):
                return stream.read()
    raise ValueError(f"{source.name}: {source.origin} holds no {source.member}")


def samples() -> dict[str, Path]:
    """Every sample by name."""
    return {source.name: fetch(source) for source in SOURCES}
