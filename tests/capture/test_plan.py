"""Plans are read whole or refused with the step that is wrong."""

from __future__ import annotations

import pytest

from mingjian import law
from mingjian.capture.device.plan import BUILT_IN, PlanStep, decode, load, seconds_of
from mingjian.errors import ArtifactError, UsageError

HEAD = b'name = "p"\ntitle_zh = "p"\ntitle_en = "p"\n'


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_plan_is_sound(name: str) -> None:
    loaded = load(name)
    assert loaded.plan.name == name
    assert loaded.steps


def test_repetitions_are_unrolled() -> None:
    text = b'[[step]]\ndo = "repeat"\ntimes = 3\n[[step.steps]]\ndo = "back"\n[[step.steps]]\ndo = "home"\n'
    assert [step.do for step in decode(HEAD + text).steps] == ["back", "home"] * 3


def test_the_laws_time_is_waited() -> None:
    value = law.threshold("TH-P06").value
    assert seconds_of(PlanStep(do="wait", threshold="TH-P06")) == float(str(value)) * 60


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[[step]]\ndo = 'shell'\n", "Invalid enum value 'shell'"),
        (b"[[step]]\ndo = 'wait'\nsecond = 3\n", "unknown field `second`"),
        (b"[[step]]\ndo = 'back'\n[[step]]\ndo = 'mark'\nmark = 'x'\n", r"step 2 \(mark\)"),
        (b"[[step]]\ndo = 'wait'\nseconds = -1\n", "seconds must be"),
        (b"[[step]]\ndo = 'wait'\nthreshold = 'TH-71'\n", "seconds must be|is no time"),
        (b"[[step]]\ndo = 'key'\nkey = '3; reboot'\n", "key must be"),
        (b"[[step]]\ndo = 'repeat'\ntimes = 9999\n[[step.steps]]\ndo = 'back'\n", "more than 2000 steps"),
        (b"[[step]\n", "plan_malformed"),
        (b"", "missing required field `step`"),
    ],
)
def test_what_is_wrong_is_named(text: bytes, words: str) -> None:
    with pytest.raises(ArtifactError, match=words):
        decode(HEAD + text, "mine.toml")


def test_a_plan_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="first-run"):
        load("second-run")
