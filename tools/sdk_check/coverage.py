"""How much of what public SDK lists name our table names: `python -m tools.sdk_check coverage [--write]`.

The lists are read where they lie (../shared/data/sdkdb) and only counted: one of them is under the GPL, and
none of their text is carried over. A row is named when a class, component or library it stands for would name
an SDK.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mingjian import knowledge
from mingjian.facts.sdk_index import Index, index
from tools.fetch import sdks
from tools.quality.lawful import SHARED
from tools.sdk_check.measure import measure

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sdks.md"

HAN = re.compile(r"[\u4e00-\u9fff]")
COMPONENTS = ("activities", "services", "receivers", "providers")


class Row(NamedTuple):
    """One name of a public list."""

    source: str
    kind: str
    """What the name is: `native library`, `component`, `package`."""
    name: str
    label: str
    site: str = ""


class Count(NamedTuple):
    rows: int
    named: int
    chinese: int
    """Rows of Chinese vendors, by our table where it names them, else by a Chinese label or a site in .cn."""
    chinese_named: int


def rows(folder: Path) -> Iterator[Row]:
    """Every name of the public lists below `folder`."""
    rules = folder / "LibChecker+LibChecker-Rules"
    for path in sorted((rules / "native-libs").glob("*.json")):
        yield Row("LibChecker-Rules", "native library", path.stem, _label(path))
    for kind in COMPONENTS:
        for path in sorted((rules / f"{kind}-libs").glob("*.json")):
            yield Row("LibChecker-Rules", "component", path.stem, _label(path))
    assets = folder / "TrackerControl+tracker-control-android/app/src/main/assets"
    for tracker in json.loads((assets / "trackers.json").read_text("utf-8"))["trackers"].values():
        for signature in tracker["code_signature"].split("|"):
            name = signature.strip().strip(".")
            if name and name != "NC":
                yield Row("Exodus list", "package", name, tracker["name"], tracker.get("website") or "")
    table = folder / "pkumza+LiteRadar/LiteRadar/Data/tag_rules.csv"
    with table.open(encoding="utf-8", errors="replace") as lines:
        for record in csv.DictReader(lines):
            if record["Library Name"] not in ("", "no"):
                name = record["Package Name"].removeprefix("L").strip("/").replace("/", ".")
                site = record["Official Website"] or ""
                yield Row("LiteRadar tags", "package", name, record["Library Name"], site)


def _label(path: Path) -> str:
    text = path.read_text("utf-8").strip()
    rule: dict[str, str] = (
        json.loads(text) if text else {}
    )  # a few rules are empty files: names without words
    return f"{rule.get('label', '')} {rule.get('team', '')}"


def owner(row: Row, known: Index) -> str | None:
    """The SDK of ours that `row` names; a package also names what lies inside it."""
    if row.kind == "native library":
        return next((sdk for sdk, _ in known.of_library(row.name)), None)
    if row.kind == "component":
        exact = known.components.get(row.name)
        if exact:
            return exact[0]
    prefix = known.longest(f"{row.name}.X" if row.kind == "package" else row.name)
    if prefix is None and row.kind == "package":
        prefix = next((inner for inner in known.prefixes if inner.startswith(f"{row.name}.")), None)
    return known.prefixes[prefix].sdk if prefix else None


def counts(found: Sequence[tuple[Row, str | None]]) -> dict[tuple[str, str], Count]:
    """By source and kind."""
    total: dict[tuple[str, str], Count] = {}
    for row, sdk in found:
        if sdk:
            chinese = knowledge.sdk(sdk).chinese
        else:
            chinese = bool(HAN.search(row.label)) or bool(re.search(r"\.cn(?:[/:]|$)", row.site))
        old = total.get((row.source, row.kind), Count(0, 0, 0, 0))
        total[row.source, row.kind] = Count(
            old.rows + 1,
            old.named + bool(sdk),
            old.chinese + chinese,
            old.chinese_named + (chinese and bool(sdk)),
        )
    return total


def coverage(shared: Path = SHARED) -> list[tuple[Row, str | None]]:
    """Every row of the public lists with the SDK of ours it names."""
    known = index()
    return [(row, owner(row, known)) for row in rows(shared / "data" / "sdkdb")]


def page(found: Sequence[tuple[Row, str | None]]) -> str:
    """docs/sdks.md."""
    table = knowledge.sdks()
    kinds = Counter(row.category for row in table)
    lines = [
        "# The SDK table",
        "",
        "Written by `python -m tools.sdk_check coverage --write`; how to add one: docs/adding-an-sdk.md.",
        "",
        f"{len(table)} SDKs, {sum(row.chinese for row in table)} by Chinese vendors;"
        f" {sum(bool(row.verified) for row in table)} read in real binaries (`verified` in each file names"
        " them), the others from public code, lists and policies, or leads only.",
        "",
        "| Kind | SDKs |",
        "|---|---|",
        *(f"| {kind.name_en} ({kind.name_zh}) | {kinds[kind.id]} |" for kind in knowledge.sdk_categories()),
        "",
        "## On binaries",
        "",
        "`sdks.tsv` is what the table was read from, `sdks_held_out.tsv` what it was not; both are in"
        " tools/fetch, labelled by hand from coordinates and class lists. A version counts where a field, a"
        " library's name, a meta-data or code tells it.",
        "",
        "| List | Binaries | Recall | Precision | Versions right | Of them told in code only |",
        "|---|---|---|---|---|---|",
    ]
    for path in (sdks.LIST, sdks.HELD_OUT):
        seen = measure(sdks.pinned(path))
        if seen:
            told = seen.versions_named + seen.versions_in_code
            lines.append(
                f"| {path.name} | {seen.files} | {seen.recall:.3f} | {seen.precision:.3f}"
                f" | {seen.versions_right} of {told} | {seen.versions_in_code} |"
            )
    lines += [
        "",
        "## Against public lists",
        "",
        "How many of their names our table names. What is left is mostly libraries without a server of their"
        " own, apps' own packages, and trackers not seen in China. Chinese is a row that names an SDK of a"
        " Chinese vendor here or, unnamed, whose label is Chinese or site in .cn: the last column flatters.",
        "",
        "| List | Kind | Names | Named | Of Chinese vendors | Named |",
        "|---|---|---|---|---|---|",
        *(
            f"| {source} | {kind} | {one.rows} | {one.named} ({one.named / one.rows:.0%})"
            f" | {one.chinese} | {one.chinese_named} ({one.chinese_named / (one.chinese or 1):.0%}) |"
            for (source, kind), one in counts(found).items()
        ),
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print the page, or write it (`--write`), or list what nobody names (`--missing`)."""
    found = coverage()
    if "--missing" in arguments:
        for row, sdk in found:
            if sdk is None:
                print(f"{row.source}\t{row.kind}\t{row.name}\t{row.label}")
    elif "--write" in arguments:
        PAGE.write_text(page(found), "utf-8")
    else:
        print(page(found))
    return 0
