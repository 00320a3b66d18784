"""A recorded visit is read whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mingjian.artifacts import page_visit
from mingjian.artifacts.page_visit import Act, Phone, Picture, Step, View, Visit
from mingjian.errors import ArtifactError

VISIT = Visit(
    url="https://a.example/",
    started="2026-01-02T03:04:05Z",
    phone=Phone(user_agent="x"),
    steps=(Step(cause="none", opening=0, at_ms=0, until_ms=30_000, purpose="open", after=0),),
    acts=(Act(at_ms=5, kind="scheme", target="weixin://dl", step=0, opening=0),),
    views=(View(moment="loaded", at_ms=1, step=0, opening=0, url="https://a.example/"),),
)


def test_round_trip(tmp_path: Path) -> None:
    file = page_visit.write(tmp_path, VISIT)
    assert page_visit.read(tmp_path) == page_visit.read(file) == VISIT
    assert page_visit.write(tmp_path, VISIT).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "visit",
    [
        replace(VISIT, acts=(replace(VISIT.acts[0], step=1),)),
        replace(VISIT, acts=(replace(VISIT.acts[0], delivery=0),)),
        replace(VISIT, steps=(replace(VISIT.steps[0], after=1),)),
        replace(VISIT, views=(replace(VISIT.views[0], picture=0),)),
        replace(VISIT, views=(replace(VISIT.views[0], passages_of=0),)),
    ],
)
def test_an_index_that_leads_nowhere(tmp_path: Path, visit: Visit) -> None:
    page_visit.write(tmp_path, visit)
    with pytest.raises(ArtifactError) as caught:
        page_visit.read(tmp_path)
    assert caught.value.code == "visit_form"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", msgspec.json.encode(VISIT)[:-5], b'{"format":"x"}']
)
def test_bytes_that_are_no_visit(tmp_path: Path, data: bytes) -> None:
    (tmp_path / page_visit.NAME).write_bytes(data)
    with pytest.raises(ArtifactError) as caught:
        page_visit.read(tmp_path)
    assert caught.value.code == "visit_form"


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "downloads/../../x.png", ".hidden", "a/b.png"]
)
def test_a_picture_lies_in_the_folder(tmp_path: Path, name: str) -> None:
    picture = Picture(file=name, sha256="0", mime="image/png", moment="loaded")
    page_visit.write(tmp_path, replace(VISIT, pictures=(picture,)))
    with pytest.raises(ArtifactError):
        page_visit.read(tmp_path)


def test_a_picture_is_the_one_that_was_taken(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"png")
    right = Picture(
        file="1.png", sha256=hashlib.sha256(b"png").hexdigest(), mime="image/png", moment="loaded"
    )
    assert page_visit.picture(tmp_path, right) == b"png"
    with pytest.raises(ArtifactError) as caught:
        page_visit.picture(tmp_path, replace(right, sha256="0" * 64))
    assert caught.value.code == "visit_changed"


def test_a_folder_without_a_visit(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError) as caught:
        page_visit.read(tmp_path)
    assert caught.value.code == "visit_unreadable"
