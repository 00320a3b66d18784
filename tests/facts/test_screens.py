"""What code does with views: the number of milliseconds, the listener, the way; how words look."""

from __future__ import annotations

import pytest

from mingjian.artifacts.apk import Apk
from mingjian.facts.calls import ScreenAct
from mingjian.facts.collect import from_apk
from mingjian.facts.layout import Layout, View
from mingjian.rules._looks import contrast
from tools.test_apps import BuiltApp

Built = dict[tuple[str, str], BuiltApp]


def acts(built: Built, name: str, call: str) -> list[ScreenAct]:
    facts, _ = from_apk(Apk(built[name, ""].apk))
    assert facts.calls is not None
    return [act for act in facts.calls.screen_acts if act.call == call]


@pytest.mark.parametrize(("case", "ms"), [("violates", 3000), ("violates_2", 5000), ("passes_2", 500)])
def test_a_timer_on_the_way_tells_its_delay(case: str, ms: int, built_apps: Built) -> None:
    shown = acts(built_apps, f"m1_04_close_window/close_delayed/{case}", "setVisibility")
    assert [(act.value, act.delay_ms, act.by_itself) for act in shown] == [(0, ms, True)]


def test_a_listener_is_told_with_what_it_opens(built_apps: Built) -> None:
    heard = acts(built_apps, "m1_04_close_window/fake_close/passes", "setOnClickListener")
    skip, offer = sorted(heard, key=lambda act: len(act.acts))
    assert skip.opens == ("cn.qinghe.weather.MainActivity",)
    assert skip.closes
    assert set(skip.acts) < set(offer.acts)


def test_a_tick_after_a_gesture_does_not_come_by_itself(built_apps: Built) -> None:
    name = "m1_07_renewal/renewal_ticked"
    assert [act.by_itself for act in acts(built_apps, f"{name}/passes", "setChecked")] == [False]
    assert [act.by_itself for act in acts(built_apps, f"{name}/violates_2", "setChecked")] == [True]


@pytest.mark.parametrize(
    ("words", "ground", "ratio"),
    [("#ff000000", "#ffffffff", 21.0), ("#ff777777", "#ffffffff", 4.48), ("#80000000", "#ffffffff", 4.0)],
)
def test_contrast_is_that_of_wcag(words: str, ground: str, ratio: float) -> None:
    page = View(tag="FrameLayout", fill=ground, background=ground)
    text = View(tag="TextView", parent=0, text="同意", text_color=words)
    found = contrast(Layout(name="@layout/a", entry="res/layout/a.xml", views=(page, text)), 1)
    assert found == pytest.approx(ratio, abs=0.01)


def test_words_over_a_picture_have_no_known_contrast() -> None:
    page = View(tag="FrameLayout", fill="#ffffffff", background="#ffffffff")
    picture = View(tag="ImageView", parent=0, width="match", height="match", src="@drawable/ad")
    text = View(tag="TextView", parent=0, text="跳过", text_color="#ff000000")
    views = (page, picture, text)
    assert contrast(Layout(name="@layout/a", entry="res/layout/a.xml", views=views), 2) is None
