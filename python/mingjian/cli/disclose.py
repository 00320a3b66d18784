"""`mingjian disclose APK`: the lists an operator publishes, made from a scan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from mingjian.cli._output import knowledge_option
from mingjian.cli._scanning import tell_broken
from mingjian.errors import UsageError
from mingjian.report.operator.disclosure import Disclosure, disclosure
from mingjian.report.words import Lang
from mingjian.scan import examine

Form = Literal["html", "docx", "xlsx", "json"]


@click.command("disclose")
@click.argument("path", metavar="APK")
@click.option(
    "--policy", metavar="FILE", help="The app's privacy policy: its own words fill in the purposes."
)
@click.option(
    "--format",
    "forms",
    type=click.Choice(["html", "docx", "xlsx", "json"]),
    multiple=True,
    help="Repeatable; html when left out.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option(
    "-o", "output", type=click.Path(path_type=Path), help="File, or folder when several formats; else stdout."
)
@knowledge_option
def command(path: str, policy: str | None, forms: tuple[Form, ...], lang: Lang, output: Path | None) -> None:
    """Make the lists an operator publishes: 已收集个人信息清单, 与第三方共享个人信息清单, SDKs, permissions.

    What the package cannot tell (why something is taken) is left open and marked. Exit codes: 0 made,
    2 usage, 3 unreadable input, 4 a part could not be read.
    """
    chosen = tuple(dict.fromkeys(forms)) or ("html",)
    if output is None and len(chosen) > 1:
        raise UsageError("several formats need -o FOLDER")
    examined = examine(path, policy=policy)
    tell_broken(examined)
    made = disclosure(examined.report, examined.facts)
    try:
        for form in chosen:
            _write(_render(made, form, lang), form, output, alone=len(chosen) == 1)
    except OSError as error:
        raise UsageError(f"cannot write {error.filename or output}: {error.strerror}") from None
    raise click.exceptions.Exit(4 if examined.incomplete else 0)


def _write(body: bytes, form: Form, output: Path | None, *, alone: bool) -> None:
    if output is None:
        sys.stdout.buffer.write(body)
        return
    place = output if alone else output / f"disclosure.{form}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)
    click.echo(str(place), err=True)


def _render(made: Disclosure, form: Form, lang: Lang) -> bytes:
    # only the form asked for is imported
    if form == "json":
        from mingjian.report.operator.json import to_json  # noqa: PLC0415

        return to_json(made)
    if form == "docx":
        from mingjian.report.operator.docx import to_docx  # noqa: PLC0415

        return to_docx(made, lang=lang)
    if form == "xlsx":
        from mingjian.report.operator.xlsx import to_xlsx  # noqa: PLC0415

        return to_xlsx(made, lang=lang)
    from mingjian.report.operator.html import to_html  # noqa: PLC0415

    return to_html(made, lang=lang)
