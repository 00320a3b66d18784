"""Paths of a hit are sorted by what they pass, each into one group."""

from __future__ import annotations

from mingjian.facts.calls import CallFacts, EntryKind, EntryPoint, Gate, Hit, Path, Step
from mingjian.facts.consent import timing

ASK = "Lcn/a/Main;->ask()V"
CLICK = "onClick(Landroid/content/DialogInterface;I)V"
AGREE, OTHER, ELSEWHERE = f"Lcn/a/Main$1;->{CLICK}", f"Lcn/a/Main$2;->{CLICK}", f"Lcn/b/Help$1;->{CLICK}"
KINDS: tuple[EntryKind, ...] = ("launcher", "process_start", "receiver", "user_gesture", "activity")


def calls(*paths: Path) -> tuple[CallFacts, Hit]:
    hit = Hit(
        api="android_id", tags=("pi:android_id",), caller="La;->b()V", callee="Lc;->d()V", dex="", offset=0,
        paths=paths, reachable=True,
    )  # fmt: skip
    gate = Gate(
        kind="listener",
        key="cn.a.Main$1",
        method=AGREE,
        dex="",
        offset=0,
        polarity=True,
        confidence="high",
        why="",
    )
    entries = tuple(EntryPoint(kind=kind, component=kind, method=ASK) for kind in KINDS)
    return CallFacts(entry_points=entries, hits=(hit,), gates=(gate,)), hit


def click(callee: str, caller: str = ASK) -> Path:
    step = Step(caller=caller, callee=callee, edge="gesture", offset=0)
    return Path(entry=KINDS.index("launcher"), steps=(step,), gesture_step=0)


def test_start_without_gate_or_gesture_is_ungated() -> None:
    for kind in ("launcher", "process_start"):
        path = Path(entry=KINDS.index(kind))
        assert timing(*calls(path)).ungated == (path,)


def test_receiver_and_other_screens_are_at_no_known_moment() -> None:
    paths = tuple(Path(entry=KINDS.index(kind)) for kind in ("receiver", "activity"))
    assert timing(*calls(*paths)).other == paths


def test_path_through_a_gate_is_gated_even_after_a_gesture() -> None:
    path = Path(entry=0, gate=0, gate_step=0, gesture_step=0)
    assert timing(*calls(path)).gated == (path,)


def test_other_button_of_the_question_is_a_refusal() -> None:
    assert timing(*calls(click(OTHER))).refused == (click(OTHER),)


def test_the_agreeing_button_and_foreign_dialogs_are_no_refusal() -> None:
    for path in (click(AGREE), click(ELSEWHERE), click(OTHER, "Lcn/b/Help;->show()V")):
        assert timing(*calls(path)).refused == ()
        assert timing(*calls(path)).gesture == (path,)


def test_view_clicks_are_gestures() -> None:
    path = click("Lcn/a/Main$2;->onClick(Landroid/view/View;)V")
    assert timing(*calls(path)).gesture == (path,)
