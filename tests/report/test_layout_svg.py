"""Layout drawings: where views come to lie, what is drawn, and what hostile layouts may do to it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from mingjian.facts.layout import Layout, View
from mingjian.report.layout_anchor import Rect
from mingjian.report.layout_place import Placer, wrap_lines
from mingjian.report.layout_svg import layout_svg


def _layout(*views: View) -> Layout:
    return Layout(name="@layout/main", entry="res/layout/main.xml", views=views)


def _boxes(*views: View, width: float = 360.0, height: float = 640.0) -> dict[int, Rect]:
    placer = Placer(_layout(*views))
    placer.place_all(width, height)
    return placer.boxes


def _root(tag: str = "LinearLayout", **more: object) -> View:
    return View(tag=tag, width="match", height="match", **more)  # type: ignore[arg-type]


def _child(**more: object) -> View:
    given: dict[str, object] = {
        "tag": "View",
        "parent": 0,
        "width": "10",
        "height": "20",
    }
    return View(**(given | more))  # type: ignore[arg-type]


def _tuple(box: Rect) -> tuple[float, float, float, float]:
    return box.x, box.y, box.w, box.h


def test_weights_share_what_is_left() -> None:
    boxes = _boxes(
        _root(orientation="horizontal"),
        _child(width="60"),
        _child(width="0", weight=1.0),
        _child(width="0", weight=2.0, margin_dp=(30.0, 5.0, 0.0, 0.0)),
    )
    assert _tuple(boxes[1]) == (0, 0, 60, 20)
    assert _tuple(boxes[2]) == (60, 0, 90, 20)
    assert _tuple(boxes[3]) == (180, 5, 180, 20)


def test_gravity_padding_and_gone_views() -> None:
    boxes = _boxes(
        _root(orientation="vertical", gravity="center", padding_dp=(10.0, 0.0, 10.0, 0.0)),
        _child(),
        _child(visibility="gone"),
        _child(layout_gravity="end"),
        _child(width="match"),
    )
    assert _tuple(boxes[1]) == (175, 290, 10, 20)
    assert 2 not in boxes
    assert _tuple(boxes[3]) == (340, 310, 10, 20)
    assert _tuple(boxes[4]) == (10, 330, 340, 20)


def test_frame_children_follow_their_gravity() -> None:
    boxes = _boxes(
        _root("FrameLayout"),
        _child(layout_gravity="end|top", margin_dp=(0.0, 7.0, 6.0, 0.0)),
        _child(layout_gravity="center"),
        _child(layout_gravity="bottom"),
    )
    assert _tuple(boxes[1]) == (344, 7, 10, 20)
    assert _tuple(boxes[2]) == (175, 310, 10, 20)
    assert _tuple(boxes[3]) == (0, 620, 10, 20)


def test_relative_rules_and_constraints() -> None:
    boxes = _boxes(
        _root("RelativeLayout"),
        _child(rules={"layout_below": "@id/late", "layout_centerHorizontal": "true"}),
        _child(id="@id/late", rules={"layout_alignParentEnd": "true"}),
        _child(width="match", rules={"layout_above": "@id/foot"}),
        _child(id="@id/foot", rules={"layout_alignParentBottom": "true"}),
    )
    assert _tuple(boxes[1]) == (175, 20, 10, 20)
    assert _tuple(boxes[2]) == (350, 0, 10, 20)
    assert _tuple(boxes[3]) == (0, 600, 360, 20)
    middle = {
        "layout_constraintStart_toStartOf": "parent",
        "layout_constraintEnd_toEndOf": "parent",
        "layout_constraintTop_toTopOf": "parent",
    }
    boxes = _boxes(
        _root("androidx.constraintlayout.widget.ConstraintLayout"),
        _child(id="@id/a", rules=middle),
        _child(width="0", rules={**middle, "layout_constraintTop_toBottomOf": "@id/a"}),
        _child(rules={**middle, "layout_constraintHorizontal_bias": "1.0"}),
    )
    assert _tuple(boxes[1]) == (175, 0, 10, 20)
    assert (boxes[2].x, boxes[2].w, boxes[2].y) == (0, 360, 20)
    assert boxes[3].x == 350


def test_text_decides_sizes_and_breaks_lines() -> None:
    boxes = _boxes(
        _root(orientation="vertical"),
        _child(
            tag="TextView",
            width="wrap",
            height="wrap",
            text="我已阅读",
            text_size_sp=10.0,
        ),
    )
    assert boxes[1].w == pytest.approx(40)
    assert wrap_lines("一二三四五", 10, 20) == ["一二", "三四", "五"]
    assert wrap_lines("aa bb cc", 10, 30) == ["aa bb", "cc"]


def test_drawing_shows_words_ticks_and_boxes() -> None:
    layout = _layout(
        _root(orientation="vertical"),
        _child(
            tag="CheckBox",
            width="wrap",
            height="wrap",
            text="同意 <协议>",
            checked=True,
            text_color="#ff123456",
        ),
        _child(tag="CheckBox", width="wrap", height="wrap", text="b", checked=False),
        _child(tag="ImageView", visibility="gone"),
        _child(tag="TextView", text="hidden words", visibility="invisible"),
    )
    svg = layout_svg(layout, [(1, "A"), 3])
    root = ElementTree.fromstring(svg)
    classes = [element.get("class") for element in root.iter()]
    assert "同意 &lt;协议&gt;" in svg and 'fill="#123456"' in svg
    assert classes.count("ls-tick") == 1 and classes.count("ls-choice") == 2
    assert classes.count("ls-box") == 2 and classes.count("ls-label") == 1
    assert "ls-image" in classes and "hidden words" not in svg
    assert "ls-image" not in layout_svg(layout)
    assert (root.get("width"), root.get("height")) == ("360", "640")


def test_hostile_layouts_stay_small_and_whole() -> None:
    evil = "<script>alert(1)</script>\u202e\x00" * 50
    deep = [_root(orientation="vertical")]
    for index in range(300):
        deep.append(
            View(
                tag="LinearLayout",
                parent=index,
                width="wrap",
                height="wrap",
                weight=1.0,
                text=evil,
            )
        )
    wide = [
        _child(tag="Button", width="wrap", height="wrap", text=evil, weight=float(i % 3)) for i in range(3000)
    ]
    odd = [
        _child(width=side, height="-5", min_width_dp=float("nan")) for side in ("nan", "inf", "1e300", "x")
    ]
    anchors = [
        _child(
            id=f"@id/v{i}",
            rules={
                "layout_below": f"@id/v{(i + 1) % 400}",
                "layout_toRightOf": "@id/none",
            },
        )
        for i in range(400)
    ]
    for views in (
        deep,
        [_root(), *wide],
        [_root("RelativeLayout"), *odd],
        [_root("RelativeLayout"), *anchors],
    ):
        svg = layout_svg(_layout(*views), [(5, evil), (99_999, "B"), -1])
        assert len(svg.encode()) <= 60_000
        ElementTree.fromstring(svg)
        assert "<script" not in svg and "\u202e" not in svg
        assert "nan" not in svg and "inf" not in svg


def test_parents_out_of_order_do_not_loop() -> None:
    svg = layout_svg(
        _layout(View(tag="FrameLayout", parent=0), View(tag="TextView", parent=7, text="x")),
        [0, 1],
    )
    ElementTree.fromstring(svg)
