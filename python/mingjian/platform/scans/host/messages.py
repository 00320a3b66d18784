"""What client, zygote and child say to each other: one JSON object a line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

OutcomeName = Literal[
    "done", "unreadable", "incomplete", "crashed", "timed_out", "out_of_memory", "cancelled"
]  # fmt: skip
MOST_LINE_BYTES = 64 << 10
"""Longest line that is read; whoever says more is not one of ours any more."""


class RunTold(Struct, frozen=True, kw_only=True):
    """What a person says of a run: moments in ISO 8601, empty where the records speak for themselves."""

    consent_at: str = ""
    refused_at: str = ""
    first_run: bool = False
    package: str = ""
    """The app that is asked about, where a run by itself records several."""


class ScanRequest(Struct, frozen=True, kw_only=True):
    """One package to examine. Inputs are copied for the child, or shared so that it cannot change them."""

    id: str
    """Names the scan to `cancel`; unique among those under way."""
    package: Path
    output: Path
    """The folder that will hold the results; one that is there is replaced."""
    name: str = ""
    """What the report calls the file; the package's own name where empty."""
    lot: str = ""
    """Packages of one lot (one uploader, say) may follow each other in one child process; where empty, the
    package has a process to itself."""
    policy: Path | None = None
    listing: Path | None = None
    category: str | None = None
    against: Path | None = None
    """The older version: a package, stored facts (.bin) or facts in JSON (.json)."""
    subject: Literal["package", "run", "page"] = "package"
    """What `package` holds: a package, the first record of a run, or a page's recorded visit."""
    evidence: tuple[Path, ...] = ()
    """What was recorded while it ran, beside it."""
    told: RunTold = RunTold()
    knowledge: Path | None = None
    """A folder of SDK descriptions of one's own."""
    inline: bool = False
    """Results of few bytes are wanted in `ScanResult.files`, not in `output`."""
    fixed: bool = False
    """Nobody writes the package's file any more, as is so of a blob: it may be shared instead of copied."""


class Since(Struct, frozen=True, kw_only=True):
    """What was said of facts that are judged again, and which rules changed since."""

    reports: tuple[Path, ...]
    """One for each of the facts, as `mingjian.report/1` is written."""
    asked: tuple[str, ...]
    gone: tuple[str, ...]
    basis: str
    """What the rules now rest on, by the name `scan.basis` gives it."""


class Start(Struct, frozen=True, kw_only=True):
    """How the client wants the host, on its command line."""

    work: str
    readable: tuple[str, ...]
    memory_bytes: int
    bubblewrap: bool
    client: int
    """Process id of the client, as it sees itself."""
    network: int
    """The client's network namespace; 0 where that cannot be told."""
    own_network: int = 0
    """The host's own, filled in by itself."""
    outside: str
    """A folder of the client's that no child may touch, to try the walls with."""
    inputs: str
    """A folder of the client's, with one for each lot, that children may read where it is theirs."""


class Wall(Struct, frozen=True):
    """One wall between the child and the rest: how far it stands, and what it is made of."""

    stands: Literal["whole", "part", "none"] = "none"
    by: str = ""
    """`bubblewrap`, `namespace`, `landlock`, `rlimit`; joined by ` + `."""


class Walls(Struct, frozen=True, kw_only=True):
    network: Wall = Wall()
    filesystem: Wall = Wall()
    memory: Wall = Wall()
    cpu: Wall = Wall()
    sealed: bool = False
    """A child can change nothing of a file in the folder of inputs, neither its bytes nor its rights."""


class Stage(Struct, frozen=True, tag="stage"):
    """How far a scan is: `name` (open, parse, facts, rules, write …), steps `done` of `total`."""

    name: str
    done: int = 0
    total: int = 1


class Task(Struct, frozen=True, kw_only=True, tag="task"):
    """Work for a child, as the client asks for it; inputs lie in `folder`, which is in the work folder."""

    id: str
    kind: Literal["scan", "rejudge"]
    lot: str
    keep: bool
    """Another task of the lot may follow in the same process."""
    folder: str
    seconds: float
    memory_bytes: int
    package: str = ""
    policy: str | None = None
    listing: str | None = None
    against: str | None = None
    knowledge: str | None = None
    category: str | None = None
    subject: Literal["package", "run", "page"] = "package"
    evidence: tuple[str, ...] = ()
    told: RunTold = RunTold()
    facts: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    """What earlier rules said of each of `facts`: only the rules `asked` are asked; `gone` are no more."""
    asked: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    basis: str = ""
    """The basis that `asked` leads to (`scan.basis`): a child with another asks every rule."""
    inline: bool = False
    """Results of few bytes are left as one file."""
    crowded: bool = False
    """As many packages are at work as there are processors: a second thread for one only takes turns."""
    quiet_s: float = 0.0
    """So long the child tells no stage: a small scan is over before anybody looks."""


class Cancel(Struct, frozen=True, tag="cancel"):
    id: str


class Item(Struct, frozen=True, kw_only=True):
    """What became of one of several facts judged again."""

    outcome: OutcomeName
    same: bool = False
    """Every rule says what its report says already: nothing is left for it."""
    code: str = ""
    detail: str = ""


class Answer(Struct, frozen=True, kw_only=True, tag="answer"):
    """The child's last word on a task."""

    outcome: OutcomeName
    code: str = ""
    entry: str = ""
    offset: int | None = None
    detail: str = ""
    items: tuple[Item, ...] = ()
    cpu_ms: float = 0.0
    peak_bytes: int = 0


class Ready(Struct, frozen=True, tag="ready"):
    walls: Walls


class Said(Struct, frozen=True, tag="said"):
    id: str
    stage: Stage


class Ended(Struct, frozen=True, tag="ended"):
    """A task's end. `again`: the end was none of the package's doing and another try may do better."""

    id: str
    answer: Answer
    again: bool = False


Packed = dict[str, bytes]
"""Results in one file, by the path each has in a folder of them."""
ToZygote = Task | Cancel
ToClient = Ready | Said | Ended
FromChild = Stage | Answer

encode = msgspec.json.Encoder().encode
to_zygote = msgspec.json.Decoder(ToZygote).decode
to_client = msgspec.json.Decoder(ToClient).decode
from_child = msgspec.json.Decoder(FromChild).decode
to_child = msgspec.json.Decoder(Task).decode
pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(Packed).decode


def line(message: Struct) -> bytes:
    """One message as it travels."""
    return encode(message) + b"\n"
