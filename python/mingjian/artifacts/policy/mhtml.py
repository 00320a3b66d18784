"""Pages saved as one file (MHTML): the parts of a mail, of which the largest page is read.

The parts are cut here rather than by `email`, whose parser calls itself for each message inside another.
Source: RFC 2045, RFC 2046, RFC 2557.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re

from mingjian.artifacts.policy.caps import MAX_PARTS

_HEAD = re.compile(rb"\r?\n\r?\n")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_FIELD = re.compile(rb"^([A-Za-z-]{1,60}):[ \t]*(.*?)\r?$", re.MULTILINE)
_BOUNDARY = re.compile(rb"""boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_KIND = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)
MAX_NESTED = 4


def is_mhtml(data: bytes) -> bool:
    """Whether `data` begins with the head of a mail of several parts."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf\r\n \t")
    field = _FIELD.match(head)
    return field is not None and _KIND.search(_HEAD.split(head, 1)[0]) is not None


def page(data: bytes) -> tuple[bytes, str]:
    """The bytes of the largest page among the parts, and its Content-Type; empty when there is none."""
    best, kind = b"", ""
    waiting = [(data.lstrip(b"\xef\xbb\xbf\r\n \t"), 0)]
    seen = 0
    while waiting and seen < MAX_PARTS:
        part, depth = waiting.pop()
        seen += 1
        split = _HEAD.search(part)
        if split is None:
            continue
        fields = {
            m[1].lower(): m[2].strip()
            for m in _FIELD.finditer(_FOLDED.sub(b" ", part[: split.start()][:32_768]))
        }
        told = fields.get(b"content-type", b"text/plain")
        boundary = _BOUNDARY.search(told)
        if told.lower().startswith(b"multipart/") and boundary and depth < MAX_NESTED:
            inner = _cut(part, split.end(), boundary[1] or boundary[2])
            waiting += [(one, depth + 1) for one in reversed(inner)]
        elif told.lower().startswith((b"text/html", b"application/xhtml")):
            body = _plain(part[split.end() :], fields.get(b"content-transfer-encoding", b"").lower())
            if len(body) > len(best):
                best, kind = body, told.decode("ascii", "replace")
    return best, kind


def _cut(part: bytes, start: int, boundary: bytes) -> list[bytes]:
    found: list[bytes] = []
    line = b"--" + boundary
    at = part.find(line, start)
    while at >= 0 and len(found) < MAX_PARTS:
        begin = at + len(line)
        if part.startswith(b"--", begin):
            break
        at = part.find(b"\n" + line, begin)
        found.append(part[begin : at if at >= 0 else len(part)].lstrip(b"\r\n"))
        at = at + 1 if at >= 0 else -1
    return found


def _plain(body: bytes, coding: bytes) -> bytes:
    if coding == b"base64":
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        try:
            return base64.b64decode(clean[: len(clean) // 4 * 4] + _rest(clean))
        except binascii.Error:
            return b""
    return quopri.decodestring(body) if coding == b"quoted-printable" else body


def _rest(clean: bytes) -> bytes:
    """The last characters with the padding they need; a single one holds no byte."""
    rest = clean[len(clean) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) >= 2 else b""
