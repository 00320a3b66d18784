"""View trees as tools dump them: what is read of real shapes, and what hostile ones come to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingjian.artifacts.device_log import droidbot, ui_json
from mingjian.artifacts.device_log.log import open_evidence
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.picture import Shot
from mingjian.artifacts.device_log.ui_tree import MAX_DEPTH, Dump, Tree, read_xml
from mingjian.errors import ArtifactError

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
FLAGS = (
    'checkable="false" checked="false" clickable="{click}" enabled="true" focusable="false" focused="false" '
    'scrollable="false" long-clickable="false" password="false" selected="false"'
)


def node(text: str, bounds: str, *, click: str = "false", more: str = "", inside: str = "") -> str:
    """One node as uiautomator writes it."""
    return (
        f'<node index="0" text="{text}" resource-id="com.a:id/x" class="android.widget.TextView" '
        f'package="com.a" content-desc="" {FLAGS.format(click=click)} bounds="{bounds}" {more}>'
        f"{inside}</node>"
    )


def dump(inside: str, rotation: int = 0) -> bytes:
    return f'{HEAD}<hierarchy rotation="{rotation}">{inside}</hierarchy>'.encode()


def test_uiautomator() -> None:
    tree = read_xml(
        dump(node("根", "[0,0][1080,2400]", inside=node("跳过 5", "[900,80][1040,160]", click="true")), 1)
    )
    assert (tree.format, tree.package, tree.rotation) == ("uiautomator", "com.a", 1)
    root, skip = tree.nodes
    assert (skip.parent, skip.text, skip.clickable, skip.shown) == (0, "跳过 5", True, True)
    assert (skip.x, skip.y, skip.w, skip.h) == (900, 80, 140, 80)
    assert root.checked is None


def test_noise_around_a_dump_that_went_to_the_terminal() -> None:
    data = b"\xff\xfe" + ("WARNING: linker\n" + dump(node("好", "[0,0][9,9]")).decode()
                          + "UI hierchary dumped to: /dev/tty\n").encode("utf-16-le")  # fmt: skip
    assert read_xml(data).nodes[0].text == "好"


def test_surrogates_as_two_references_and_characters_xml_forbids() -> None:
    tree = read_xml(dump(node("&#55357;&#56836;&#0;&#x1F600;", "[0,0][9,9]")))
    assert tree.nodes[0].text == "😄\ufffd😀"


def test_appium_page_source() -> None:
    tree = read_xml(
        f'{HEAD}<hierarchy index="0" class="hierarchy" rotation="0" width="1080" height="1812">'
        '<android.widget.FrameLayout index="0" package="com.b" class="android.widget.FrameLayout" text="" '
        'bounds="[0,0][1080,1812]" displayed="true"><android.widget.CheckBox text="同意" checkable="true" '
        'checked="true" bounds="[0,0][40,40]" displayed="false"/></android.widget.FrameLayout></hierarchy>'
        .encode()
    )  # fmt: skip
    assert (tree.format, tree.width_px, tree.height_px, tree.package) == ("appium", 1080, 1812, "com.b")
    assert (tree.nodes[1].cls, tree.nodes[1].checked, tree.nodes[1].shown) == (
        "android.widget.CheckBox",
        True,
        False,
    )


def test_windows_of_a_display() -> None:
    tree = read_xml(
        b'<displays><display id="0"><window index="0" title="ad" bounds="[0,0][100,200]">'
        b'<hierarchy rotation="0">'
        + node("x", "[1,1][9,9]").encode() + b"</hierarchy></window></display></displays>"
    )  # fmt: skip
    assert [n.cls for n in tree.nodes] == ["window", "android.widget.TextView"]
    assert tree.nodes[1].parent == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<a/>", "ui_xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + dump(node("&b;", "[0,0][1,1]")), "ui_entities"),
        (b"<hierarchy><!DOCTYPE a></hierarchy>", "ui_entities"),
        (dump(""), "ui_empty"),
        (b"<hierarchy><node", "ui_xml"),
    ],
)
def test_hostile(data: bytes, code: str) -> None:
    with pytest.raises(ArtifactError) as error:
        read_xml(data)
    assert error.value.code == code


def test_half_a_file_keeps_what_came_before() -> None:
    tree = read_xml(dump(node("先", "[0,0][9,9]") + node("后", "[0,0][9,9]"))[:-40])
    assert tree.nodes[0].text == "先"
    assert [told.code for told in tree.told] == ["half_file"]


def test_depth_is_bounded_and_told() -> None:
    deep = "<node bounds='[0,0][1,1]'>" * (MAX_DEPTH + 50) + "</node>" * (MAX_DEPTH + 50)
    tree = read_xml(f"<hierarchy>{deep}</hierarchy>".encode())
    assert len(tree.nodes) < MAX_DEPTH
    assert [(told.code, told.count) for told in tree.told] == [("ui_cut", 51)]


def test_places_no_screen_has() -> None:
    tree = read_xml(dump(node("a", "[9,9][1,1]") + node("b", "broken") + node("c", "[-5,0][10,10]")))
    assert [(n.x, n.w, n.shown) for n in tree.nodes] == [(0, 0, False), (0, 0, False), (-5, 15, True)]
    assert [(told.code, told.count) for told in tree.told] == [("bounds_unreadable", 2)]


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("13812345678", False, "138****5678"),
        ("客服热线 400-820-8820、95588", False, "客服热线 400-820-8820、95588"),
        ("11010519491231002X", False, "110***********002X"),
        ("zhang.san@example.com", False, "z********@example.com"),
        ("验证码 938472", True, "验证码 ***" + "***"),
        ("12", True, "12"),
    ],
)
def test_personal_information_is_masked(text: str, typed: bool, shown: str) -> None:
    assert masked(text, typed=typed) == shown


def test_a_password_is_not_read() -> None:
    secret = node("geheim", "[0,0][9,9]").replace('password="false"', 'password="true"')
    assert read_xml(dump(secret)).nodes[0].text == ""


VIEW = {
    "package": "com.a", "visible": True, "checkable": False, "editable": False, "clickable": True,
    "enabled": True, "content_description": None, "children": [], "bounds": [[456, 1524], [624, 1692]],
    "resource_id": "com.a:id/fab", "checked": False, "text": None, "class": "android.widget.ImageButton",
    "scrollable": False, "selected": False, "long_clickable": False, "parent": 7, "temp_id": 8,
    "size": "168*168", "signature": "[class]android.widget.ImageButton", "view_str": "f97b",
}  # fmt: skip


def test_droidbot_state_whose_children_come_first() -> None:
    top = VIEW | {"temp_id": 7, "parent": -1, "text": "根", "bounds": [[0, 0], [1080, 1920]]}
    ring = [VIEW | {"temp_id": 20, "parent": 21}, VIEW | {"temp_id": 21, "parent": 20}]
    state = {"tag": "2023-10-19_024837", "state_str": "5f6d", "foreground_activity": "com.a/.Main",
             "width": 1080, "height": 1920, "views": [VIEW, top, *ring, 3]}  # fmt: skip
    tree = droidbot.read_state(json.dumps(state).encode())
    assert (tree.package, tree.activity, tree.tag, tree.state) == (
        "com.a",
        "com.a.Main",
        "2023-10-19_024837",
        "5f6d",
    )
    assert [(n.text, n.parent, n.w) for n in tree.nodes] == [("根", -1, 1080), ("", 0, 168)]
    assert [(told.code, told.count) for told in tree.told] == [("views_unreadable", 3)]


def test_droidbot_event_touches_the_middle_of_its_view() -> None:
    event = {"tag": "2023-10-19_024856", "start_state": "a", "stop_state": "b",
             "event": {"event_type": "touch", "x": None, "view": VIEW | {"text": "同意"}}}  # fmt: skip
    touch = droidbot.read_event(json.dumps(event).encode())
    assert (touch.kind, touch.x, touch.y, touch.words, touch.before, touch.after) == (
        "touch", 540, 1608, "同意", "a", "b",
    )  # fmt: skip


def test_nested_json_of_three_tools() -> None:
    weditor = {"jsonHierarchy": {"_type": "android.widget.FrameLayout", "rect": {"x": 0, "y": 0, "width": 100,
               "height": 200}, "package": "com.a", "children": [{"_type": "a.w.Button", "text": "关闭",
               "clickable": True, "resourceId": "com.a:id/c",
               "rect": {"x": 1, "y": 2, "width": 3, "height": 4}}]},
               "activity": ".Main", "windowSize": [100, 200]}  # fmt: skip
    maestro = {"attributes": {}, "children": [{"attributes": {"bounds": "[1,2][4,6]", "text": "关闭",
               "resource-id": "com.a:id/c", "clickable": "true"}, "children": []}]}  # fmt: skip
    uiautodev = {"name": "android.widget.Button", "bounds": [0.1, 0.2, 0.3, 0.4], "rect": {"x": 1, "y": 2,
                 "width": 3, "height": 4}, "properties": {"text": "关闭", "clickable": "true",
                 "resource-id": "com.a:id/c"}, "children": []}  # fmt: skip
    for told in (weditor, maestro, uiautodev):
        last = ui_json.read_json(json.dumps(told).encode()).nodes[-1]
        assert (last.text, last.id, last.clickable) == ("关闭", "com.a:id/c", True)
        assert (last.x, last.y, last.w, last.h) == (1, 2, 3, 4)


def test_json_that_is_none() -> None:
    with pytest.raises(ArtifactError, match="ui_json"):
        droidbot.read_state(b"[" * 100_000)
    with pytest.raises(ArtifactError, match="ui_json"):
        ui_json.read_json(b"[1]")


def test_a_folder_gives_dumps_shots_and_touches(tmp_path: Path) -> None:
    (tmp_path / "states").mkdir()
    (tmp_path / "events").mkdir()
    state = {
        "tag": "2023-10-19_024837",
        "foreground_activity": "com.a/.Main",
        "views": [VIEW | {"parent": -1}],
    }
    (tmp_path / "states/state_2023-10-19_024837.json").write_text(json.dumps(state))
    (tmp_path / "events/event_2023-10-19_024840.json").write_text(
        json.dumps({"tag": "2023-10-19_024840", "event": {"event_type": "touch", "view": VIEW}})
    )
    (tmp_path / "window_dump.xml").write_bytes(dump(node("a", "[0,0][9,9]")))
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    with open_evidence(tmp_path, zone="Asia/Shanghai") as log:
        assert {d.path: d.tree.format for d in log.kept(Dump)} == {
            "states/state_2023-10-19_024837.json": "droidbot", "window_dump.xml": "uiautomator",
        }  # fmt: skip
        assert log.kept(Shot) == ()
        kinds = [(e.kind, e.what) for e in log.events("com.a")]
        assert kinds == [
            ("screen", "window_dump.xml"),
            ("screen", "states/state_2023-10-19_024837.json"),
            ("input", "tap 540 1608"),
        ]
        assert [t.code for t in log.told if t.source == "broken.png"] == ["picture_unreadable"]


def test_tree_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Tree(format="", nodes=()).package = "x"  # type: ignore[misc]
