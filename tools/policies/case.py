"""Test policies as they lie in tests/policies: one policy.toml a rule, with its cases."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from tools.policies.edits import Edit, EditError, apply, text_of

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "tests" / "policies"
BASE = POLICIES / "base.html"
PRODUCT = "清河手账"
"""The app that the base policy is for."""

Verdict = Literal["violates", "suspected", "passes", "undetermined", "not_applicable"]
HITS: tuple[Verdict, ...] = ("violates", "suspected")
_CASE = {"name", "title", "edits", "file", "as", "of", "category", "app", "label", "may", "expect"}
_EXPECT = {"rule", "verdict", "requirements", "quotes", "silent_on"}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must be said about one rule."""

    rule: str
    verdict: Verdict
    """Exactly this. `clean` in the file stands for any verdict without a finding."""
    requirements: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    """Words that the excerpt of some evidence holds."""
    silent_on: tuple[str, ...] = ()
    """Words that no excerpt and no message may hold."""
    clean: bool = False


@dataclass(frozen=True, kw_only=True)
class PolicyCase:
    """One test policy. `name` is `m1_09_processing_rules/retention/violates`."""

    name: str
    title: str
    file: Path
    """The base, or a file of the case's own."""
    edits: tuple[Edit, ...]
    form: Literal["html", "txt"]
    of: Literal["app", "sdk"]
    category: str | None
    app: str | None
    """Test app whose frozen facts it is held against: `m1_10_permissions/bulk_request/passes`."""
    expect: tuple[Expected, ...]
    label: str = PRODUCT
    """What that app calls itself here; as the base policy's product unless the case is about names."""
    may: tuple[str, ...] = ()
    """Rules (`1.9/retention`) or measures (`2.3/`) that the same words may break too."""

    @property
    def rule(self) -> str:
        return self.expect[0].rule

    @property
    def violates(self) -> bool:
        return self.expect[0].verdict in HITS

    def content(self) -> bytes:
        """The policy's bytes. Raises: EditError, OSError."""
        if not self.edits and self.form == "html":
            return self.file.read_bytes()
        try:
            source = apply(self.file.read_text(encoding="utf-8"), self.edits)
        except EditError as error:
            raise EditError(f"{self.name}: {error}") from None
        return (text_of(source) if self.form == "txt" else source).encode()

    @property
    def source(self) -> str:
        """What reports call the file."""
        return f"{self.file.stem}.{self.form}" if self.file == BASE else self.file.name


def cases(selected: list[str] | None = None) -> list[PolicyCase]:
    """All cases, or those whose name contains one of `selected`, by name."""
    found = [case for path in sorted(POLICIES.glob("*/*/policy.toml")) for case in _load(path)]
    return [case for case in found if not selected or any(part in case.name for part in selected)]


def rule_of(folder: Path) -> str:
    """`…/m1_09_processing_rules/retention` → `1.9/retention`."""
    part, measure = folder.parent.name.removeprefix("m").split("_")[:2]
    return f"{part}.{int(measure)}/{folder.name.replace('_', '-')}"


def _load(path: Path) -> list[PolicyCase]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    own = rule_of(path.parent)
    return [_case(row, path.parent, own) for row in table["case"]]


def _case(row: dict[str, Any], folder: Path, own: str) -> PolicyCase:
    name = f"{folder.parent.name}/{folder.name}/{row['name']}"
    said = {key: row[key] for key in _EXPECT - {"rule"} if key in row}
    unknown = row.keys() - _CASE - _EXPECT
    if unknown:
        raise ValueError(f"{name}: no such key: {', '.join(sorted(unknown))}")
    return PolicyCase(
        name=name,
        title=row["title"],
        file=folder / row["file"] if "file" in row else BASE,
        edits=tuple(row.get("edits", ())),
        form=row.get("as", "html"),
        of=row.get("of", "app"),
        category=row.get("category"),
        app=row.get("app"),
        label=row.get("label", PRODUCT),
        expect=(_expected({"rule": own, **said}), *map(_expected, row.get("expect", ()))),
        may=tuple(row.get("may", ())),
    )


def _expected(row: dict[str, Any]) -> Expected:
    verdict = cast(str, row["verdict"])
    clean = verdict == "clean"
    return Expected(
        rule=row["rule"],
        verdict=cast(Verdict, "undetermined" if clean else verdict),
        requirements=tuple(row.get("requirements", ())),
        quotes=tuple(row.get("quotes", ())),
        silent_on=tuple(row.get("silent_on", ())),
        clean=clean,
    )
