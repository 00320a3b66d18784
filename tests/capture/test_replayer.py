"""What a replay says of answers that its recording has in part, or in a form the browser does not take."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mingjian.artifacts.page_visit.har import Content, Entry, Log, Own, Pair, Recording, Request, Response
from mingjian.capture.page.replay import Replayer

URL = "http://shop.example/x"
PACKAGE = "application/vnd.android.package-archive"


def asked(content: Content, *, url: str = URL, own: bool = False, length: str = "") -> tuple[str, bool]:
    """The status line that the browser gets, and whether the answer is told as not recorded."""
    headers = (Pair("Content-Length", length),) if length else ()
    entry = Entry(Request("GET", url), Response(200, "OK", headers=headers, content=content))
    made = Recording(log=Log(own=Own(0, "", url) if own else None, entries=(entry,)))
    missed: list[str] = []

    async def run() -> str:
        async with Replayer(made, Path("/nowhere"), missed.append) as replayer:
            reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(replayer.address).port)
            writer.write(f"GET {url} HTTP/1.1\r\n\r\n".encode())
            answer = await reader.read()
            writer.close()
            return answer.partition(b"\r\n")[0].decode()

    return asyncio.run(run()), missed == [url]


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        (Content(size=3, mime="text/html", text="abc"), {}, False),
        (Content(size=900, mime="text/html"), {}, True),
        (Content(size=-1, mime="text/css"), {}, True),
        (Content(size=-1, mime="text/css"), {"length": "0"}, False),
        (Content(size=0, mime="text/html"), {}, False),
        (Content(size=-1, mime=PACKAGE), {}, False),
        (Content(size=900, mime="text/html"), {"own": True}, False),
        (Content(size=3, mime="text/html", text="abc", coding="br"), {}, True),
        (Content(size=3, mime="text/html", text="abc", coding="br"), {"url": "http://127.0.0.1/x"}, False),
        (Content(size=3, mime="text/html", text="abc", coding="gzip"), {}, False),
    ],
    ids=[
        "whole", "left out", "length unknown", "empty by its head", "empty", "a download", "our own",
        "br over http", "br from the machine itself", "gzip over http",
    ],
)  # fmt: skip
def test_what_is_left_out_is_told_and_its_head_given(
    content: Content, more: dict[str, str], told: bool
) -> None:
    assert asked(content, **more) == ("HTTP/1.1 200 OK", told)  # type: ignore[arg-type]
