"""Undocumented is red: rules, settings and commands have their pages, and generated pages are current."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec.structs import fields

from mingjian.cli import COMMANDS, group
from mingjian.rules import discover
from mingjian.settings import Settings
from tools.docs import stale

ROOT = Path(__file__).resolve().parents[2]


def test_generated_pages_are_current() -> None:
    assert stale() == []


def test_every_setting_is_described() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [f.name for f in fields(Settings) if f"`MINGJIAN_{f.name.upper()}`" not in page] == []


def test_every_command_is_described() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"mingjian {name}" not in page] == []


def test_every_option_is_described() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    context = click.Context(group)
    missing: list[str] = []
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        below = (
            [command.get_command(context, one) for one in command.list_commands(context)]
            if isinstance(command, click.Group)
            else [command]
        )
        options = [item for one in below if one for item in one.params if isinstance(item, click.Option)]
        missing += [f"{name} {o.opts[-1]}" for o in options if not any(f"`{x}" in page for x in o.opts)]
    assert missing == []


def test_every_rule_says_clause_needs_violates_and_limits() -> None:
    parts = ("Clause:", "Needs:", "Violates:", "Limits:")
    assert [(r.id, part) for r in discover() for part in parts if part not in r.doc] == []


def test_no_file_is_too_large_to_live_in() -> None:
    places = [*ROOT.glob("python/**/*.py"), *ROOT.glob("crates/*/src/**/*.rs"), *ROOT.glob("tools/**/*.py")]
    assert len(places) > 100  # the globs still find the code
    assert [p.name for p in places if len(p.read_text(encoding="utf-8").splitlines()) > 400] == []
