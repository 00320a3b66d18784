"""Files that go into a scan and come out of it.

In: private copies in a folder that only the scan's lot can write, so that no original can be reached. A blob,
which nobody writes any more, may be linked instead, into a folder that its lot can read and nobody behind the
walls can write (`probe` tries that); a symbolic link lies in the place of the copy then.

Out: the child writes beside the place and renames, so that one that was killed leaves nothing half; the
client takes copies of plain files with the names it expects, through no link, and puts them where they are
wanted.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from mingjian.platform.scans.host.messages import Packed, ScanRequest, unpack
from mingjian.platform.scans.host.probe import PROBE, SECRET

OUT, PART = "out", "out.part"
BESIDE = "beside"
"""The folder of everything that is not the package."""
REPORT, FACTS, PAGE, STAGES, MEDIA = "report.json", "facts.bin", "page.bin", "stages.json", "media"
"""Results: mingjian.report/1; facts as `facts.stored`; what pages show beside it as `report.stored`;
milliseconds of stages and rules; pictures by SHA-256."""
MOST_TAKEN_BYTES = 512 << 20
MOST_PACKED_BYTES = 1 << 20
"""Results up to this come in one file, where that is wanted."""
MOST_TAKEN_FILES = 4096
_NAME_BYTES = 200
PICTURES = {"image/png": ".png", "image/jpeg": ".jpg"}
"""How a picture's name ends, by its type."""
_PICTURE = re.compile(r"[0-9a-f]{64}\.(?:png|jpg)\Z", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,6}\Z", re.ASCII)


class BadOutput(Exception):  # noqa: N818 - what was found, not what failed
    """A child left something that results are not made of."""


class Home:
    """A folder of one client's own inside the work folder, gone when the client is.

    A client that was killed cannot clean up; whoever comes next does: the lock shows that no one lives there.
    """

    def __init__(self, parent: Path) -> None:
        """Raises: OSError: it cannot be made."""
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob("host-*"):
            with contextlib.suppress(OSError), (left / "lock").open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
        self.path = parent / f"host-{os.getpid()}-{os.urandom(4).hex()}"
        self.work = self.path / "work"
        """What the host sees."""
        self.outside = self.path / "outside"
        """What it must not see, to try the walls with."""
        self.inputs = self.path / "inputs"
        """What it may read only, a folder a lot."""
        self.log = self.path / "host.log"
        for folder in (self.path, self.work, self.outside, self.inputs, self.inputs / PROBE):
            folder.mkdir(mode=0o700)
        self._lock = (self.path / "lock").open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (self.outside / SECRET).write_bytes(b"secret")
        (self.inputs / PROBE / PROBE).write_bytes(b"to be read")

    def leave(self) -> None:
        """Removes it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def safe_name(name: str) -> str:
    """A file name for what a stranger called his file: its last part, without control characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in last).strip()
    shown = shown.encode("utf-8", "replace")[:_NAME_BYTES].decode("utf-8", "ignore")
    return f"_{shown}" if shown in ("", ".", "..", OUT, PART, BESIDE) else shown


def put(request: ScanRequest, folder: Path, shared: Path | None = None) -> dict[str, str]:
    """Copies the inputs into the new `folder`; their paths in it, by the field of `Task` that names them.

    `shared`: a name in the lot's folder of inputs, where a package that is `fixed` may be linked.

    Raises: OSError: an input cannot be read, or the copy not be written.
    """
    folder.mkdir(mode=0o700)
    there = {"package": safe_name(request.name or request.package.name)}
    place = folder / there["package"]
    if shared is None or not request.fixed or not _linked(request.package, shared, place):
        shutil.copyfile(request.package, place)
    given = (("policy", request.policy), ("listing", request.listing), ("against", request.against))
    for field, path in given:
        if path is not None:
            there[field] = f"{BESIDE}/{field}/{safe_name(path.name)}"
            place = folder / there[field]
            place.parent.mkdir(parents=True)
            shutil.copyfile(path, place)
    if request.knowledge is not None:
        there["knowledge"] = f"{BESIDE}/knowledge"
        for path in sorted(request.knowledge.rglob("*")):
            if path.is_file() and not path.is_symlink():
                place = folder / there["knowledge"] / path.relative_to(request.knowledge)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
    return there


def _linked(package: Path, shared: Path, place: Path) -> bool:
    """The package under another name, and a way there from its place; False where it must be copied: it lies
    on another disk, or is itself a way to elsewhere. Raises: OSError: the place cannot be written."""
    try:
        if not stat.S_ISREG(package.lstat().st_mode):
            return False
        os.link(package, shared)
    except OSError:
        return False
    place.symlink_to(shared)
    return True


def put_evidence(request: ScanRequest, folder: Path) -> tuple[str, ...]:
    """Copies what was recorded of a run beside the package in `folder`; the paths in it, in their order.

    Raises: OSError: as `put`.
    """
    there: list[str] = []
    for path in request.evidence:
        name = f"{BESIDE}/evidence/{safe_name(path.name)}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
        there.append(name)
    return tuple(there)


def copied(paths: Sequence[Path], folder: Path, ending: str) -> tuple[str, ...]:
    """Copies files into `folder` as `0.ending`, `1.ending` …; their names there. Raises: OSError."""
    names = tuple(f"{place}.{ending}" for place in range(len(paths)))
    for path, name in zip(paths, names, strict=True):
        shutil.copyfile(path, folder / name)
    return names


def take(folder: Path, output: Path, inside: str = "") -> None:
    """Copies what a child left in `folder`/out, or `inside` of it, to `output`, which appears at once, whole.

    Raises:
        BadOutput: something lies there that is no result.
        OSError: it cannot be read or written.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        source = _open_folder(folder / OUT / inside)
        try:
            _Taken().copy(source, part, deep=2)
        finally:
            os.close(source)
        if output.exists():
            old = output.with_name(f".{output.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            output.rename(old)
            part.rename(output)
            shutil.rmtree(old, ignore_errors=True)
        else:
            part.rename(output)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def packed(folder: Path) -> Packed | None:
    """What a child left in `folder`/out as one file; None where it left a folder.

    Raises:
        BadOutput: something lies there that is no result.
        OSError: it cannot be read.
    """
    try:
        handle = os.open(folder / OUT, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise BadOutput("no results") from error
    try:
        seen = os.fstat(handle)
        if stat.S_ISDIR(seen.st_mode):
            return None
        if not stat.S_ISREG(seen.st_mode) or seen.st_size > MOST_PACKED_BYTES:
            raise BadOutput("a result that is no plain file, or too large")
        body = os.read(handle, MOST_PACKED_BYTES)
    finally:
        os.close(handle)
    try:
        files = unpack(body)
    except msgspec.DecodeError as error:
        raise BadOutput("results that cannot be read") from error
    for name in files:
        picture = name.removeprefix(f"{MEDIA}/")
        if name not in (REPORT, FACTS, PAGE, STAGES) and not (picture != name and _PICTURE.match(picture)):
            raise BadOutput("a file that no scan makes")
    if REPORT not in files or FACTS not in files:
        raise BadOutput("no whole results")
    return files


def remove(gone: Iterable[Path]) -> None:
    """Removes files, and folders with all that is in them, whatever a child made of them."""
    for place in gone:
        try:
            os.unlink(place)  # noqa: PTH108 - of many, where objects cost
        except FileNotFoundError:
            pass
        except OSError:  # it is a folder, or a child closed the way to it
            shutil.rmtree(place, ignore_errors=True)


class _Taken:
    """Counts what was taken."""

    def __init__(self) -> None:
        self.files = 0
        self.bytes = 0

    def copy(self, source: int, target: Path, *, deep: int) -> None:
        """Everything in the folder open as `source`: results, pictures, and numbered folders of results."""
        target.mkdir(mode=0o700)
        with os.scandir(source) as found:
            entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
        for name, is_folder in entries:
            self.files += 1
            if self.files > MOST_TAKEN_FILES:
                raise BadOutput("more files than a scan makes")
            if is_folder and deep and (name == MEDIA or _NUMBER.match(name)):
                inside = _open_folder(name, source)
                try:
                    self.copy(inside, target / name, deep=0 if name == MEDIA else deep - 1)
                finally:
                    os.close(inside)
            elif name in (REPORT, FACTS, PAGE, STAGES) or _PICTURE.match(name):
                self._file(source, name, target / name)
            else:
                raise BadOutput("a file that no scan makes")

    def _file(self, folder: int, name: str, target: Path) -> None:
        try:
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        except OSError as error:
            raise BadOutput("a result that cannot be opened") from error
        with os.fdopen(handle, "rb") as source:
            seen = os.fstat(handle)
            self.bytes += seen.st_size
            if not stat.S_ISREG(seen.st_mode) or self.bytes > MOST_TAKEN_BYTES:
                raise BadOutput("a result that is no plain file, or too large")
            with target.open("wb") as kept:
                shutil.copyfileobj(source, kept, 1 << 20)


def _open_folder(place: str | Path, beside: int | None = None) -> int:
    try:
        return os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=beside)
    except OSError as error:
        raise BadOutput("no folder of results") from error
