"""Consent found by words, by screens and by the plan is one: behaviour and screens share their timelines."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian.artifacts.device_log.event import Event
from mingjian.facts import Facts
from mingjian.facts.behaviour import Mark
from mingjian.facts.behaviour.marks import Course, one_truth
from mingjian.facts.screen import Node, Screen
from mingjian.facts.screen.answers import marks, unasked
from mingjian.scan.device_run import Asking, facts_alone, opened, read
from tools.screens import Case, Shown, button, v, write

POLICY = "请您阅读并同意《用户协议》和《隐私政策》后开始使用。"
PAGE = Shown((v("手账", (16, 40, 120, 28)), v("今天", (16, 100, 328, 48), click=True)))


def asks(tap: str, text: str = POLICY) -> Shown:
    """A window with 同意 and 不同意."""
    return Shown(
        (
            v(text, (50, 240, 260, 90)),
            button("同意", (190, 490, 110, 44)),
            v("不同意", (60, 490, 110, 44), click=True),
        ),
        window=(30, 200, 300, 360),
        tap=tap,
    )


def facts_of(folder: Path, screens: tuple[Shown, ...], monkeypatch: pytest.MonkeyPatch) -> Facts:
    """A drawn run, read as a user's is."""
    monkeypatch.setattr("tools.screens.ROOT", folder)
    write(Case("m/r/c", "", "clean", screens))
    paths = [str(path) for path in sorted((folder / "m/r/c").iterdir()) if path.name != "case.toml"]
    with read(paths) as log:
        return facts_alone(opened(log, "run", Asking(package="com.qinghe.notes")), "com.qinghe.notes")


@pytest.mark.parametrize(
    ("screens", "timelines"),
    [
        ((asks("同意"), PAGE), ["before", "after"]),
        ((asks("不同意"), PAGE), ["before", "refused"]),
        ((asks("不同意"), PAGE, asks("同意"), PAGE), ["before", "refused", "refused", "after"]),
        ((asks("同意"), PAGE, asks("不同意"), PAGE), ["before", "after", "after", "after"]),
        ((PAGE, asks("同意", "小明申请加您为好友"), PAGE), ["unknown", "unknown", "unknown"]),
    ],
)
def test_screens_and_behaviour_agree(
    screens: tuple[Shown, ...], timelines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = facts_of(tmp_path, screens, monkeypatch)
    assert facts.screen is not None
    assert facts.behaviour is not None
    assert [screen.timeline for screen in facts.screen.screens] == timelines
    course = Course(facts.behaviour.marks, first_run=facts.behaviour.coverage.first_run)
    for screen in facts.screen.screens:
        assert screen.at_ns is not None
        before = screen.at_ns - 1  # a dump and the touch after it share the step's time
        own = facts.behaviour.package
        event = Event(at_ns=before, precision_ns=0, kind="api_call", package=own, what="x")
        assert course.place(event) == screen.timeline


def shown(at_ns: int, *kinds: str) -> Screen:
    """A screen with one button 同意."""
    nodes = (Node(text="同意", x=0, y=0, w=100, h=50, clickable=True),)
    return Screen(at_ns=at_ns, width_px=300, height_px=600, nodes=nodes, kinds=("app", *kinds))


def test_words_of_a_touch_that_a_screen_shows_to_answer_something_else_are_no_consent() -> None:
    touch = Event(at_ns=15, kind="input", package="", what="tap 20 20", cause="同意")
    by_words = Mark(at_ns=15, what="consent", how="seen")
    friend = [shown(10), shown(20)]
    assert marks(friend, [touch]) == ()
    assert one_truth([by_words], marks(friend, [touch]), unasked(friend, [touch])) == []
    policy = [shown(10, "consent"), shown(20)]
    found = one_truth([by_words], marks(policy, [touch]), unasked(policy, [touch]))
    assert [(mark.at_ns, mark.what) for mark in found] == [(15, "consent")]
    assert one_truth([by_words], ()) == [by_words], "without screens the words are what there is"


def test_the_plan_stands_before_what_was_seen() -> None:
    planned = Mark(at_ns=9, what="consent", how="plan")
    assert one_truth([planned, Mark(at_ns=5, what="refusal", how="seen")], ()) == [planned]
