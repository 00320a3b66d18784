"""Paths of a hit are sorted by what they pass, each into one group."""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.calls import CallFacts, EntryKind, EntryPoint, Gate, Hit, Path, Step
from mingjian.facts.consent import before, gate_of, moment_of, timing
from mingjian.facts.subject import SubjectFacts

SUBJECT = SubjectFacts(kind="apk", path="a.apk", sha256="", size_bytes=0)
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
        refuses=(OTHER,),
    )
    entries = tuple(EntryPoint(kind=kind, component=kind, method=ASK) for kind in KINDS)
    return CallFacts(entry_points=entries, hits=(hit,), gates=(gate,)), hit


def click(callee: str, caller: str = ASK, refused_step: int | None = None) -> Path:
    step = Step(caller=caller, callee=callee, edge="gesture", offset=0)
    return Path(entry=KINDS.index("launcher"), steps=(step,), gesture_step=0, refused_step=refused_step)


def test_start_without_gate_or_gesture_is_ungated() -> None:
    for kind in ("launcher", "process_start"):
        path = Path(entry=KINDS.index(kind))
        assert timing(*calls(path)).ungated == (path,)


def test_what_runs_before_consent_is_told_as_by_the_moment() -> None:
    ways = [Path(entry=KINDS.index(kind)) for kind in KINDS]
    ways += [Path(entry=0, gate=0, gate_step=0), Path(entry=0, gesture_step=0), click(OTHER, refused_step=0)]
    told = [before(*calls(way, *also)) for way in ways for also in ((), (ways[0],), (ways[2],))]
    moments = [moment_of(*calls(way, *also)) for way in ways for also in ((), (ways[0],), (ways[2],))]
    assert told == [moment.consent == "before" for moment in moments] and {*told} == {True, False}


def test_receiver_and_other_screens_are_at_no_known_moment() -> None:
    paths = tuple(Path(entry=KINDS.index(kind)) for kind in ("receiver", "activity"))
    assert timing(*calls(*paths)).other == paths


def test_path_through_a_gate_is_gated_even_after_a_gesture() -> None:
    path = Path(entry=0, gate=0, gate_step=0, gesture_step=0)
    assert timing(*calls(path)).gated == (path,)


def test_what_follows_the_refusing_button_is_refused() -> None:
    path = click(OTHER, refused_step=0)
    assert timing(*calls(path)).refused == (path,)


def test_a_click_that_is_no_answer_is_a_gesture() -> None:
    for path in (click(AGREE), click(ELSEWHERE), click(OTHER, "Lcn/b/Help;->show()V")):
        assert timing(*calls(path)).refused == ()
        assert timing(*calls(path)).gesture == (path,)


def test_the_gate_of_a_refusal_is_the_one_that_names_its_listener() -> None:
    path = click(OTHER, refused_step=0)
    told, _ = calls(path)
    facts = Facts(subject=SUBJECT, calls=told)
    assert gate_of(facts, path) is told.gates[0]
    assert gate_of(facts, click(ELSEWHERE, refused_step=0)) is None


def test_view_clicks_are_gestures() -> None:
    path = click("Lcn/a/Main$2;->onClick(Landroid/view/View;)V")
    assert timing(*calls(path)).gesture == (path,)
