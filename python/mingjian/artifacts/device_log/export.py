"""Events as files of their own: lines of JSON or Parquet, written in bounded memory, and asked as a timeline.

DuckDB does the writing and asking; the process holds a few thousand rows at a time, whatever the run's size.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from mingjian.artifacts.device_log.event import Event
from mingjian.artifacts.device_log.run_clock import zone_of
from mingjian.errors import ArtifactError

if TYPE_CHECKING:
    import duckdb

COLUMNS = {
    "at_ns": "BIGINT", "precision_ns": "BIGINT", "kind": "VARCHAR", "package": "VARCHAR", "what": "VARCHAR",
    "process": "VARCHAR", "uid": "BIGINT", "caller": "VARCHAR", "cause": "VARCHAR", "duration_ns": "BIGINT",
    "foreground": "BOOLEAN", "count": "BIGINT", "stack": "VARCHAR[]", "args": "VARCHAR[]",
    "source": "VARCHAR", "line": "BIGINT",
}  # fmt: skip
"""The columns of a file of events: the fields of `Event`."""
MEMORY = "200MB"
MAX_LINE_BYTES = 16 << 20
_BATCH = 5000

Form = Literal["jsonl", "parquet"]
Shape = Literal["table", "jsonl"]


class Asked(Struct, frozen=True, kw_only=True):
    """Which part of a timeline; times in UTC nanoseconds, both ends included."""

    package: str | None = None
    from_ns: int | None = None
    to_ns: int | None = None
    kinds: tuple[str, ...] = ()


def form_of(path: Path) -> Form | None:
    """Whether a file holds events written by `write`; None where it does not."""
    try:
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError:
        return None
    if head.startswith(b"PAR1"):
        return "parquet"
    return "jsonl" if head.startswith(b'{"at_ns":') else None


def write(events: Iterable[Event], path: Path, form: Form) -> int:
    """Write events to `path`, in their order; returns how many.

    Raises:
        ArtifactError: the place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if form == "jsonl":
            return _lines(events, path)
        with tempfile.TemporaryDirectory(prefix="mingjian-events-") as folder:
            lines = Path(folder) / "events.jsonl"
            number = _lines(events, lines)
            with _connection(folder) as connection:
                connection.execute(
                    f"COPY (SELECT * FROM {_source('jsonl')}) TO '{_quoted(path)}' "  # noqa: S608 - quoted
                    "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)",
                    {"path": str(lines)},
                )
        return number
    except OSError as error:
        raise ArtifactError("unwritable", error.strerror or str(error), path=str(path)) from None


def _lines(events: Iterable[Event], path: Path) -> int:
    encoder, number = msgspec.json.Encoder(), 0
    with path.open("wb") as stream:
        for number, event in enumerate(events, 1):  # noqa: B007 - the last one is the sum
            stream.write(encoder.encode(event) + b"\n")
    return number


@contextmanager
def _connection(folder: str) -> Generator[duckdb.DuckDBPyConnection]:
    """A database of its own: bounded memory, no network, no extension fetched."""
    import duckdb  # noqa: PLC0415 - only files of events need it

    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY, "threads": 2, "temp_directory": folder, "preserve_insertion_order": True,
            "autoinstall_known_extensions": False, "autoload_known_extensions": False,
        }
    )  # fmt: skip
    try:
        yield connection
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise ArtifactError("events_unreadable", str(error).partition("\n")[0][:300]) from None
    finally:
        connection.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def timeline(path: Path, form: Form, asked: Asked, shape: Shape, zone: str = "") -> Iterator[str]:
    """Lines of the events in `path` that are asked for, in the file's order; without their newline.

    See `batches`.
    """
    for batch in batches(path, form, asked, shape, zone):
        yield from batch


def batches(
    path: Path, form: Form, asked: Asked, shape: Shape, zone: str = "", most: int | None = None
) -> Iterator[list[str]]:
    """The lines of `timeline`, some thousand at a time and at most `most`.

    `table`: local time of `zone`, package, kind, what and who or why. `jsonl`: the events themselves.

    Raises:
        ArtifactError: the file is no file of events.
    """
    with (
        tempfile.TemporaryDirectory(prefix="mingjian-timeline-") as folder,
        _connection(folder) as connection,
    ):
        where, values = _where(asked)
        # as it stands in the file: `write` was given time's order
        bound = "" if most is None else f"LIMIT {most}"
        query = f"SELECT {_shown(shape, zone)} FROM {_source(form)} {where} {bound}"  # noqa: S608 - fixed names
        rows = connection.execute(query, {**values, "path": str(path)})
        while batch := rows.fetchmany(_BATCH):
            texts: list[str] = [text for (text,) in batch]
            yield texts if "".join(texts).isprintable() else [_plain(text) for text in texts]


def _source(form: Form) -> str:
    if form == "parquet":
        return "read_parquet($path)"
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    options = f"columns={{{columns}}}, maximum_object_size={MAX_LINE_BYTES}, ignore_errors=true"
    return f"read_json($path, format='newline_delimited', {options})"


_TERMS = {"package": "package = $package", "from_ns": "at_ns >= $from_ns", "to_ns": "at_ns <= $to_ns"}


def _where(asked: Asked) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {
        name: value for name in _TERMS if (value := getattr(asked, name)) is not None
    }
    terms = [_TERMS[name] for name in values]
    if asked.kinds:
        terms.append("kind IN (SELECT unnest($kinds))")
        values["kinds"] = list(asked.kinds)
    return ("WHERE " + " AND ".join(terms) if terms else ""), values


def _shown(shape: Shape, zone: str) -> str:
    if shape == "jsonl":
        return "json_object(" + ", ".join(f"'{name}', {name}" for name in COLUMNS) + ")"
    known = zone_of(zone)
    shift = (known.utcoffset(datetime(2026, 1, 1)) if known else None) or timedelta()  # noqa: DTZ001
    moment = f"make_timestamp((at_ns // 1000) + {shift // timedelta(microseconds=1)})"
    parts = (
        f"coalesce(strftime({moment}, '%Y-%m-%d %H:%M:%S.%g'), '-')", "rpad(kind, 18, ' ')",
        "nullif(package, '')", "what", "nullif(cause, '')", "'<- ' || nullif(caller, '')",
        "CASE WHEN count > 1 THEN '×' || count END",
        "CASE foreground WHEN false THEN 'background' END",
    )  # fmt: skip
    return f"concat_ws('  ', {', '.join(parts)})"


def _plain(text: str) -> str:
    """A line that cannot steer a terminal."""
    return text if text.isprintable() else "".join(one if one.isprintable() else "\ufffd" for one in text)


def where_is(path: Path) -> tuple[Path, Form] | None:
    """The events' file at a path: the file itself, or the one `import -o` wrote into that folder."""
    if path.is_dir():
        for form in ("parquet", "jsonl"):
            inside = path / f"events.{form}"
            if inside.is_file() and form_of(inside) == form:
                return inside, form
        return None
    form_found = form_of(path)
    return (path, form_found) if form_found else None
