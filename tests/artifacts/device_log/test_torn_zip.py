"""A zip that broke off: what stands before the break is read, and it is said that there was more."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import IO, cast

import pytest

from mingjian.artifacts.device_log.inputs import Inputs
from mingjian.artifacts.device_log.log import open_evidence
from mingjian.errors import ArtifactError

LINES = "".join(
    f"03-01 10:{n // 60:02}:{n % 60:02}.000  1000  1234  1240 I am_proc_start: "
    f"[0,{n},10234,com.example.n{n % 7},activity,{{com.example.n{n % 7}/.Main}}]\n"
    for n in range(1800)
)
NOISE = random.Random(7).randbytes(30_000).hex()  # noqa: S311 - it does not pack to nothing


class _Pipe(io.RawIOBase):
    """Nothing a writer may seek in: sizes follow the members, as phones write their reports."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.bytes += cast("bytes", data)
        return len(cast("bytes", data))


def packed(*, piped: bool, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = _Pipe() if piped else io.BytesIO()
    with zipfile.ZipFile(cast("IO[bytes]", out), "w", method) as archive:
        archive.writestr("FS/", "")
        archive.writestr("getprop.txt", "[persist.sys.timezone]: [Asia/Shanghai]\n")
        archive.writestr("../../日志/events.log", LINES)
        archive.writestr("rest.txt", NOISE)
    return bytes(out.bytes) if isinstance(out, _Pipe) else cast("io.BytesIO", out).getvalue()


def taken(folder: Path, data: bytes) -> tuple[dict[str, bytes | str], list[tuple[str, str]]]:
    """Bytes of each member, or the code under which it breaks off; what was left out."""
    path = folder / "cut.zip"
    path.write_bytes(data)
    inputs, found = Inputs(), dict[str, bytes | str]()
    inputs.add(path)
    for one in inputs.found:
        try:
            found[one.path.partition("!/")[2]] = one.data()
        except ArtifactError as error:
            found[one.path.partition("!/")[2]] = error.code
    inputs.close()
    return found, [(name, code) for name, code, _ in inputs.left_out]


@pytest.mark.parametrize("piped", [False, True])
def test_members_before_the_break_are_whole(tmp_path: Path, piped: bool) -> None:
    whole = packed(piped=piped)
    found, left = taken(tmp_path, whole[: whole.index(b"rest.txt") + 4000])
    assert found == {
        "getprop.txt": b"[persist.sys.timezone]: [Asia/Shanghai]\n",
        "日志/events.log": LINES.encode(),
        "rest.txt": "half_file",
    }
    assert left == [("cut.zip", "half_file")]


@pytest.mark.parametrize("piped", [False, True])
def test_events_before_the_break_are_read(tmp_path: Path, piped: bool) -> None:
    whole = packed(piped=piped)
    begins = whole.index("日志/events.log".encode())
    middle = (begins + whole.index(b"rest.txt")) // 2
    (tmp_path / "bugreport.zip").write_bytes(whole[:middle])
    with open_evidence(tmp_path, zone="Asia/Shanghai") as log:
        events = sum(1 for event in log.events() if event.kind == "process_start")
        told = {one.code for source in log.sources for one in source.told}
    assert 300 < events < 1800
    assert "half_file" in told


def test_stored_members_need_their_sizes(tmp_path: Path) -> None:
    whole = packed(piped=False, method=zipfile.ZIP_STORED)
    found, _ = taken(tmp_path, whole[: whole.index(b"rest.txt") + 100])
    assert found["日志/events.log"] == LINES.encode() and found["rest.txt"] == "half_file"
    piped = packed(piped=True, method=zipfile.ZIP_STORED)
    found, left = taken(tmp_path, piped[:-40])
    assert set(found.values()) == {"half_file"} and left == [("cut.zip", "half_file")]


def test_nothing_but_a_sign_is_a_damaged_archive(tmp_path: Path) -> None:
    assert taken(tmp_path, b"PK\x03\x04") == ({}, [("cut.zip", "damaged_archive")])


@pytest.mark.parametrize("seed", range(60))
def test_damaged_heads_end_in_words(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    data = bytearray(packed(piped=bool(seed % 2))[: chance.randrange(40, 9000)])
    for _ in range(chance.randrange(1, 12)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    found, left = taken(tmp_path, bytes(data))
    assert all(isinstance(name, str) and ".." not in name for name in found)
    assert left and {code for _, code in left} <= {"half_file", "damaged_archive", "too_many_files"}
