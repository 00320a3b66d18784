"""Recordings that others made: read whole, or refused with the place and the reason."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from mingjian.artifacts.page_visit import wacz as reading
from mingjian.artifacts.page_visit.foreign import read_any
from mingjian.artifacts.page_visit.har import Entry, body
from mingjian.artifacts.page_visit.wacz import read_wacz
from mingjian.errors import ArtifactError
from tests.artifacts.wacz_file import DATE, PAGE, answer, chunked, record, wacz

HTML = "<p>下载应用</p>".encode() * 40
FIRST = record("response", PAGE, answer(HTML))


def read(path: Path, url: str = PAGE) -> tuple[tuple[Entry, ...], Path]:
    work = path.parent / "bodies"
    work.mkdir(exist_ok=True)
    return read_wacz(path, work, url).log.entries, work


def refused(path: Path, url: str = PAGE) -> ArtifactError:
    with pytest.raises(ArtifactError) as caught:
        read(path, url)
    assert caught.value.path == str(path)
    return caught.value


@pytest.mark.parametrize("packed", [True, False])
def test_answers_are_read_with_their_bodies(tmp_path: Path, packed: bool) -> None:
    records = [
        record("warcinfo", "", b"software: x\r\n"),
        record("request", PAGE, b"GET /app HTTP/1.1\r\nHost: shop.example\r\n\r\n"),
        record("response", PAGE, answer(chunked(HTML), Transfer_Encoding="chunked", X="1")),
        record("response", "urn:pageinfo:x", b"{}"),
        record("resource", "https://shop.example/x.apk", b"PK" * 9, Content_Type="application/zip"),
    ]
    path = wacz(tmp_path / "a.wacz", records, packed=packed)
    (page, package), work = read(path)
    assert (page.request.method, page.request.url, page.response.status) == ("GET", PAGE, 200)
    assert body(page.response.content, work) == HTML
    assert {one.name for one in page.response.headers} == {"Content-Type", "X"}
    assert body(package.response.content, work) == b"PK" * 9 and package.response.content.mime[-3:] == "zip"


def test_the_clock_begins_when_the_page_was_recorded(tmp_path: Path) -> None:
    work = tmp_path / "bodies"
    work.mkdir()
    own = read_wacz(wacz(tmp_path / "a.wacz", [FIRST]), work, f"{PAGE}#top").log.own
    assert own is not None and own.began_s == 1762135446.789 and own.started == "2025-11-03T02:04:06Z"


@pytest.mark.parametrize(
    ("coding", "given", "left"),
    [
        ("gzip", gzip.compress(HTML, mtime=0), "gzip"),
        ("gzip", HTML, ""),
        ("br", b"\x0b\x02\x80abc\x03", "br"),
        ("identity", HTML, ""),
    ],
    ids=["gzip", "decoded before", "br", "none"],
)
def test_a_body_keeps_the_coding_it_is_in(tmp_path: Path, coding: str, given: bytes, left: str) -> None:
    path = wacz(tmp_path / "a.wacz", [record("response", PAGE, answer(given, Content_Encoding=coding))])
    (page,), work = read(path)
    assert page.response.content.coding == left and body(page.response.content, work) == given


def test_chunks_that_were_put_together_before_stay(tmp_path: Path) -> None:
    given = record("response", PAGE, answer(HTML, Transfer_Encoding="chunked"))
    (page,), work = read(wacz(tmp_path / "a.wacz", [given]))
    assert body(page.response.content, work) == HTML


def test_a_revisit_has_the_body_it_refers_to(tmp_path: Path) -> None:
    picture = "https://shop.example/a.png"
    known = {"WARC_Payload_Digest": "sha256:1"}
    records = [
        FIRST,
        record("response", picture, answer(b"png", "image/png"), **known),
        record("revisit", f"{picture}?2", answer(b"", "image/png", "203 Again"), **known),
        record("revisit", f"{picture}?3", b"", WARC_Refers_To_Target_URI=picture, WARC_Refers_To_Date=DATE),
        record("revisit", f"{picture}?4", b"", WARC_Payload_Digest="sha256:nobody's"),
    ]
    entries, work = read(wacz(tmp_path / "a.wacz", records))
    found = {one.request.url[-2:]: (one.response.status, body(one.response.content, work)) for one in entries}
    assert found == {"pp": (200, HTML), "ng": (200, b"png"), "?2": (203, b"png"), "?3": (200, b"png")}


def test_a_request_names_the_method(tmp_path: Path) -> None:
    send = "https://shop.example/send"
    came = record("response", send, answer(b"ok"), WARC_Record_ID="<urn:1>")
    asked = record("request", send, b"POST /send HTTP/1.1\r\n\r\n", WARC_Concurrent_To="<urn:1>")
    entries, _ = read(wacz(tmp_path / "a.wacz", [FIRST, came, asked]))
    assert [one.request.method for one in entries] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (FIRST[:-30], "warc_truncated"),
        (FIRST + record("response", PAGE, b"HTTP/1.1 200 OK\r\n", Content_Length="99999"), "warc_truncated"),
        (FIRST + record("response", PAGE, answer(HTML), Content_Length="30"), "warc_form"),
        (FIRST + record("response", PAGE, answer(HTML), Content_Length="-1"), "warc_form"),
        (FIRST + record("response", PAGE, answer(HTML), Content_Length="9" * 400), "warc_form"),
        (FIRST + b"\0" * 100, "warc_form"),
        (record("response", PAGE, b"<html>"), "warc_form"),
        (record("response", PAGE, answer(b"5\r\nabcdeXXzz", Transfer_Encoding="chunked")), "warc_form"),
        (record("response", PAGE, answer(b"ff\r\nabc", Transfer_Encoding="chunked")), "warc_form"),
        (record("response", PAGE, b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 60_000), "warc_form"),
    ],
    ids=[
        "cut off", "longer than the file", "longer than it says", "negative", "endless number", "zeros after",
        "no answer", "chunk too long", "chunk too short", "endless head",
    ],
)  # fmt: skip
def test_records_that_are_wrong_say_where(tmp_path: Path, given: bytes, code: str) -> None:
    error = refused(wacz(tmp_path / "a.wacz", [given], packed=False))
    assert (error.code, error.entry) == (code, "archive/data.warc") and error.offset is not None


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        (gzip.compress(FIRST, mtime=0)[:-9], "warc_truncated"),
        (gzip.compress(FIRST, mtime=0)[:60] + b"\xff" * 40, "warc_form"),
        (gzip.compress(FIRST, mtime=0) + b"no gzip", "warc_form"),
        (gzip.compress(FIRST.replace(b"\xe4\xb8\x8b", b"\xe4\xb8\x8a"), mtime=0), "wacz_changed"),
    ],
    ids=["cut off", "damaged", "more after it", "other bytes"],
)
def test_a_packed_file_that_is_wrong(tmp_path: Path, instead: bytes, code: str) -> None:
    path = wacz(tmp_path / "a.wacz", [FIRST], instead={"archive/data.warc.gz": instead})
    assert refused(path).code == code


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    error = refused(wacz(tmp_path / "a.wacz", [FIRST], leave_out="archive/data.warc.gz"))
    assert (error.code, error.entry) == ("wacz_missing", "archive/data.warc.gz")
    error = refused(wacz(tmp_path / "b.wacz", [FIRST]), "https://shop.example/other")
    assert error.code == "wacz_missing" and PAGE in error.detail
    assert refused(wacz(tmp_path / "c.wacz", [FIRST], leave_out="datapackage.json")).code == "wacz_form"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("datapackage.json", b"{"),
        ("datapackage.json", b"[" * 50_000),
        ("datapackage.json", b'{"resources": 7}'),
        ("pages/pages.jsonl", b"\xff\xfe"),
    ],
    ids=["half", "deep", "number", "pages"],
)
def test_lists_that_are_none(tmp_path: Path, name: str, data: bytes) -> None:
    assert refused(wacz(tmp_path / "a.wacz", [FIRST], instead={name: data})).code in {
        "wacz_form",
        "wacz_changed",
    }


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(b"PK\x03\x04 and no more")
    assert refused(tmp_path / "a.wacz").code == "wacz_form"


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_alone_begins_at_its_page(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(FIRST, mtime=0) if packed else FIRST)
    recording, work = read_any(path, tmp_path, PAGE)
    (page,) = recording.log.entries
    assert body(page.response.content, work) == HTML
    assert recording.log.own is not None and recording.log.own.began_s == 1762135446.789
    with pytest.raises(ArtifactError, match=PAGE) as caught:
        read_any(path, tmp_path, "https://shop.example/other")
    assert caught.value.code == "wacz_missing"


def test_a_har_in_a_zip_has_its_bodies_beside_it(tmp_path: Path) -> None:
    entry = {
        "request": {"method": "GET", "url": PAGE},
        "response": {
            "status": 200,
            "content": {"size": len(HTML), "mimeType": "text/html", "_file": "a.html"},
        },
    }
    path, work = tmp_path / "a.har.zip", tmp_path / "work"
    work.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("har.har", b"\xef\xbb\xbf" + json.dumps({"log": {"entries": [entry]}}).encode())
        archive.writestr("a.html", HTML)
        archive.writestr("../out.html", HTML)
    recording, folder = read_any(path, work, PAGE)
    assert body(recording.log.entries[0].response.content, folder) == HTML
    assert sorted(one.name for one in tmp_path.rglob("*.html")) == ["a.html"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"4092:9:websocket;0:~8:response;", "mitmdump"),
        (json.dumps({"profile": "multi-wacz-package", "resources": [{"path": "one.wacz"}]}), "one.wacz"),
        ("", "no WACZ"),
        (None, "name the recording itself"),
    ],
    ids=["flows", "several", "a zip", "a folder"],
)
def test_what_is_no_recording_says_what_to_do(tmp_path: Path, data: bytes | str | None, said: str) -> None:
    path = tmp_path / "a"
    if data is None:
        path.mkdir()
    elif isinstance(data, bytes):
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("datapackage.json" if data else "x.txt", data)
    with pytest.raises(ArtifactError, match=said):
        read_any(path, tmp_path, PAGE)


def test_a_bomb_ends_at_the_budget_in_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 24 << 20)
    bomb = record("response", PAGE, answer(bytes(32 << 20)))
    path = wacz(tmp_path / "a.wacz", [bomb])
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("archive/data.warc.gz").file_size < 64 << 10
    del bomb
    tracemalloc.start()
    assert refused(path).code == "warc_too_large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20
