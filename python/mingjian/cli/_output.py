"""Where results go: `--format` (repeatable) and `-o`; one format to a file or stdout, several to a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.errors import UsageError
from mingjian.report.render import Rendered, render
from mingjian.settings import override

if TYPE_CHECKING:
    from mingjian.report.words import Lang

SUFFIX = {
    "table": "txt", "json": "json", "jsonl": "jsonl", "html": "html", "sarif": "sarif",
    "cyclonedx": "cdx.json", "csv": "csv", "md": "md", "marked": "marked.html",
    "xlsx": "xlsx", "docx": "docx", "pdf": "pdf",
}  # fmt: skip
BINARY = ("xlsx", "docx", "pdf")
"""What no terminal shows."""
FORMATS = tuple(SUFFIX)


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds --format, -o, --lang and --fail-on to a scanning command."""
    for option in (
        click.option(
            "--fail-on",
            type=click.Choice(["violates", "suspected", "never"]),
            default="violates",
            show_default=True,
            help="Exit 1 when a finding is at or above this.",
        ),
        click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True),
        click.option(
            "-o", "output", type=click.Path(path_type=Path), help="File, or folder when several formats."
        ),
        click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Repeatable."),
    ):
        command = option(command)
    return command


def knowledge_option(command: Callable[..., None]) -> Callable[..., None]:
    """Adds --knowledge DIR, which wins over MINGJIAN_KNOWLEDGE."""

    def use(_: click.Context, __: click.Parameter, folder: str | None) -> None:
        if folder is not None:
            override("knowledge", folder)

    return click.option(
        "--knowledge",
        metavar="DIR",
        expose_value=False,
        callback=use,
        help="A folder with SDK descriptions of one's own (docs/adding-an-sdk.md).",
    )(command)


def write(
    rendered: Sequence[Rendered], formats: Sequence[str], output: Path | None, lang: Lang
) -> list[Path]:
    """Renders and writes; returns the files written (empty when all went to stdout).

    Raises:
        UsageError: several formats but no folder to put them in, or the place cannot be written.
    """
    chosen = list(dict.fromkeys(formats)) or ["table" if sys.stdout.isatty() or output is None else "json"]
    try:
        if output is None:
            if len(chosen) > 1:
                raise UsageError("several formats need -o FOLDER")
            if chosen[0] in BINARY and sys.stdout.isatty():
                raise UsageError(f"--format {chosen[0]} needs -o FILE")
            width = _width() if chosen[0] == "table" else 100
            body = render(chosen[0], rendered, lang=lang, width=width, colour=sys.stdout.isatty())
            sys.stdout.flush()
            sys.stdout.buffer.write(body)
            sys.stdout.buffer.flush()
            return []
        if len(chosen) == 1:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(render(chosen[0], rendered, lang=lang, width=100, colour=False))
            return [output]
        output.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        for name in chosen:
            path = output / f"report.{SUFFIX[name]}"
            path.write_bytes(render(name, rendered, lang=lang, width=100, colour=False))
            written.append(path)
            if name == "table":
                show(rendered, lang)
        return written
    except OSError as error:
        raise UsageError(f"cannot write {error.filename or output}: {error.strerror}") from None


def show(rendered: Sequence[Rendered], lang: Lang) -> None:
    """The table on stdout beside the files."""
    sys.stdout.buffer.write(render("table", rendered, lang=lang, width=_width(), colour=sys.stdout.isatty()))
    sys.stdout.buffer.flush()


def _width() -> int:
    return click.get_current_context().terminal_width or max(60, min(120, _columns()))


def _columns() -> int:
    import shutil  # noqa: PLC0415 - only a terminal needs it

    return shutil.get_terminal_size((100, 24)).columns
