"""One changed byte in a signed package: the signature must not verify any more.

Only bytes outside the signing block are changed: those are what schemes v2 and v3 cover whole. Inside the
block there is room that no scheme covers (padding), so a change there proves nothing.
"""

from __future__ import annotations

import random
import struct
import time
import traceback
from pathlib import Path

from msgspec import Struct
from msgspec.json import decode

from tools.drill.mutations import MOST_S, Outcome

MAGIC = b"APK Sig Block 42"
FIRST_V2_SDK = 24


class _Answer(Struct, frozen=True):
    verified: bool
    schemes: dict[str, bool | None]


def verify(data: bytes) -> _Answer:
    """The verdict for platforms from Android 7 on. Raises what the core raises."""
    from mingjian import _core  # noqa: PLC0415 - in the worker, after its limits

    return decode(_core.Package(data).signature_json(FIRST_V2_SDK), type=_Answer)


def is_base(path: Path) -> bool:
    """Whether the package verifies by a scheme that covers every byte of it."""
    from mingjian import _core  # noqa: PLC0415

    try:
        answer = verify(path.read_bytes())
    except _core.ParseError:
        return False
    return answer.verified and any(answer.schemes.get(scheme) for scheme in ("v2", "v3", "v3.1"))


def flip(data: bytes, seed: int) -> bytes:
    """The package with one byte outside its signing block changed."""
    random_ = random.Random(seed)  # noqa: S311 - trials must repeat, not surprise
    end = data.rindex(MAGIC) + len(MAGIC)
    (size,) = struct.unpack_from("<Q", data, end - 24)
    start = end - 8 - size
    place = random_.randrange(len(data) - (end - start))
    place += (end - start) if place >= start else 0
    body = bytearray(data)
    body[place] ^= random_.randrange(1, 256)
    return bytes(body)


def trial(base: str, seed: int, folder: str) -> Outcome:
    """One changed byte judged; `folder` is not needed."""
    del folder
    from mingjian import _core  # noqa: PLC0415

    damaged = flip(Path(base).read_bytes(), seed)
    started = time.perf_counter()
    try:
        end, why = ("FAILED", "accepted") if verify(damaged).verified else ("refused", "")
    except _core.ParseError as error:
        end, why = "refused", str(error.args[0])
    except BaseException:  # noqa: BLE001 - anything else that escapes is what we hunt
        end, why = "FAILED", traceback.format_exc(limit=3)
    seconds = time.perf_counter() - started
    if seconds > MOST_S:
        end, why = "FAILED", f"{seconds:.1f} s"
    return Outcome(seed, Path(base).name, end, why, seconds)
