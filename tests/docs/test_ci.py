"""The pipeline helpers name only what `mingjian scan` takes, and run as they are written."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from mingjian.cli import group

ROOT = Path(__file__).resolve().parents[2]
HELPERS = ["ci/action.yml", "ci/gitlab.yml", ".pre-commit-hooks.yaml", "ci/mingjian.gradle.kts", "docs/ci.md"]


def _options() -> dict[str, click.Option]:
    command = group.get_command(click.Context(group), "scan")
    assert command is not None
    return {name: item for item in command.params if isinstance(item, click.Option) for name in item.opts}


def _said(text: str) -> list[str]:
    """Options after `mingjian scan`, to the end of that command (continued lines and Gradle's list too)."""
    joined = text.replace("\\\n", " ")
    found = re.findall(r'mingjian(?:", "| )scan[^\n`]*(?:\n[^\n]*listOf\([^\n]*)?', joined)
    return [option for command in found for option in re.findall(r'(?<=[\s"])(--?[a-z][a-z-]*)', command)]


@pytest.mark.parametrize("name", HELPERS)
def test_every_option_exists(name: str) -> None:
    said = _said((ROOT / name).read_text(encoding="utf-8"))
    assert "--fail-on" in said
    assert [option for option in said if option not in _options()] == []


@pytest.mark.parametrize("name", HELPERS)
def test_every_format_and_threshold_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    options = _options()
    for option, quoted in (("--format", r'--format[" ,]+(\w+)'), ("--fail-on", r'--fail-on[" ,]+(\w+)')):
        kind = options[option].type
        assert isinstance(kind, click.Choice)
        assert set(re.findall(quoted, text)) - {"FAIL_ON", "MINGJIAN_FAIL_ON"} <= set(kind.choices)


@pytest.mark.parametrize("name", [name for name in HELPERS if name.endswith(("yml", "yaml"))])
def test_it_is_yaml(name: str) -> None:
    assert yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
