"""Every value a request carries, with its place and name, after undoing what values are wrapped in.

URL encoding, JSON, base64, gzip and zlib, forms inside forms, parts of multipart bodies, JSON Web Tokens and
text inside binary bodies (protocol buffers) are undone one inside the other, bounded in depth, bytes and
number, so that a request built to blow up costs no more than any other.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from typing import Literal, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from msgspec import Struct

from mingjian.artifacts.device_log.exchange import Exchange
from mingjian.facts.network.names import words

MAX_DEPTH = 6
MAX_BYTES = 4 << 20
"""Bytes unwrapped from one request."""
MAX_FIELDS = 20_000
MAX_TEXT = 64 << 10
"""Characters of one value that are looked at."""
MAX_NAME = 200
LEAST_WRAPPED = 12

Where = Literal["path", "query", "header", "cookie", "body", "websocket"]


class Field(Struct, frozen=True, gc=False):
    """One value: where it stood, its name as a path (`device.ids[0]`), and what was undone to see it."""

    where: Where
    name: str
    value: str
    encoding: tuple[str, ...] = ()
    group: str = ""
    """Path of the object that holds it, to find its neighbours."""


PLAIN_HEADERS = words("""
    host user-agent accept accept-encoding accept-language accept-charset connection content-length
    content-type content-encoding cache-control pragma date if-modified-since if-none-match if-range
    range etag te trailer transfer-encoding upgrade upgrade-insecure-requests origin dnt expect
    keep-alive proxy-connection vary via cookie cookie2 sec-websocket-key sec-websocket-version
    sec-websocket-extensions sec-websocket-protocol :authority :method :path :scheme priority
""")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){20,}")
_FORM = re.compile(r"[\w.\[\]%-]{1,80}=[^=&]*(?:&[\w.\[\]%-]{1,80}=[^&]*)+")
_RUN = re.compile(rb"[\x20-\x7e]{6,}")
_TAG = re.compile(r"<([A-Za-z_][\w.:-]{0,80})[^<>]{0,500}>([^<>]{1,2000})</\1>")
_GZIP = b"\x1f\x8b"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def fields(one: Exchange) -> Iterator[Field]:
    """Fields of a request and of the messages sent over its connection."""
    walk = _Walk()
    yield from walk.url(one.url, "query", "path")
    for name, value in one.headers:
        yield from walk.header(name, value)
    yield from walk.body(one.body, one.body_type)
    for message in one.messages:
        yield from walk.data(message.data, "websocket", "", ())


class _Walk:
    """One request's walk and what it may still spend."""

    def __init__(self) -> None:
        self.bytes = MAX_BYTES
        self.left = MAX_FIELDS

    def url(self, url: str, query: Where, path: Where) -> Iterator[Field]:
        try:
            split = urlsplit(url)
        except ValueError:
            return
        before = ""
        for part in split.path.split("/")[:64]:
            told = unquote(part)
            if told:
                yield from self.text(told, path, before, (), 1)
            before = told if re.fullmatch(r"[A-Za-z_]{2,30}", told) else ""
        yield from self.form(split.query, query, "", ())
        if "=" in split.fragment:
            yield from self.form(split.fragment.rpartition("?")[2], query, "", ())

    def header(self, name: str, value: str) -> Iterator[Field]:
        low = name.lower()
        if low == "cookie":
            for part in value.split(";")[:300]:
                key, _, told = part.partition("=")
                if told:
                    yield from self.text(unquote(told.strip()), "cookie", key.strip(), (), 0)
        elif low == "referer":
            try:
                yield from self.form(urlsplit(value).query, "header", "referer", ())
            except ValueError:
                return
        elif low == "authorization" and value[:6].lower() == "basic ":
            raw = _base64(value[6:].strip())
            _, colon, secret = (raw or b"").decode("utf-8", "replace").partition(":")
            if colon:
                yield Field("header", "authorization.password", secret[:MAX_TEXT], ("base64",))
        elif low not in PLAIN_HEADERS and not low.startswith(("sec-", "access-control-")):
            yield from self.text(value.removeprefix("Bearer "), "header", name, (), 0)

    def body(self, body: bytes, kind: str) -> Iterator[Field]:
        low = kind.lower()
        if not body:
            return
        if low.startswith("multipart/"):
            yield from self.multipart(body, kind)
        elif "x-www-form-urlencoded" in low and body.lstrip()[:1] not in (b"{", b"["):
            text = body.decode("utf-8", "replace")
            if "=" in text[:2000]:
                yield from self.form(text, "body", "", ())
            else:
                yield from self.data(body, "body", "", ())
        else:
            yield from self.data(body, "body", "", ())

    def multipart(self, body: bytes, kind: str) -> Iterator[Field]:
        found = re.search(r'boundary="?([^";,\s]{1,200})', kind, re.I)
        border = b"--" + (found[1].encode() if found else body[2 : max(body.find(b"\r\n"), 2)])
        for part in body.split(border)[1:200]:
            head, _, told = part.partition(b"\r\n\r\n")
            name = re.search(rb'name="([^"]{0,200})"', head)
            called = name[1].decode("utf-8", "replace") if name else ""
            if b"filename=" in head and re.search(rb"content-type: *(?:image|video|audio)/", head, re.I):
                continue
            yield from self.data(told.removesuffix(b"\r\n"), "body", called, ())

    def form(self, text: str, where: Where, name: str, undone: tuple[str, ...]) -> Iterator[Field]:
        if not text:
            return
        for key, value in parse_qsl(text[: MAX_TEXT * 16], keep_blank_values=False, max_num_fields=None)[
            :2000
        ]:
            called = f"{name}.{key}" if name and name != "referer" else key
            yield from self.text(value, where, called[:MAX_NAME], undone, len(undone), group=name)

    def data(self, data: bytes, where: Where, name: str, undone: tuple[str, ...]) -> Iterator[Field]:
        """Bytes of any kind."""
        if not self._spend(len(data)) or not data:
            return
        if len(undone) < MAX_DEPTH and (data[:2] == _GZIP or data[:2] in _ZLIB):
            inflated = self._inflate(data)
            if inflated:
                yield from self.data(
                    inflated, where, name, (*undone, "gzip" if data[:2] == _GZIP else "zlib")
                )
                return
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if text and not any(char < " " and char not in "\t\r\n" for char in text[:512]):
            yield from self.text(text, where, name, undone, len(undone))
            return
        for run in _RUN.finditer(data):
            if self.left <= 0:
                return
            yield from self.text(run.group().decode("ascii"), where, name, (*undone, "binary"), MAX_DEPTH - 1)

    def text(
        self,
        text: str,
        where: Where,
        name: str,
        undone: tuple[str, ...],
        depth: int,
        *,
        group: str = "",
    ) -> Iterator[Field]:
        """A value: itself, or what it holds when it is itself written in some form."""
        text = text.strip()
        if not text or self.left <= 0:
            return
        if depth < MAX_DEPTH and len(text) >= LEAST_WRAPPED:
            inner = self._unwrapped(text, where, name, undone, depth)
            if inner is not None:
                yield from inner
                return
        self.left -= 1
        yield Field(where, name[:MAX_NAME], text[:MAX_TEXT], undone, group)

    def _unwrapped(
        self, text: str, where: Where, name: str, undone: tuple[str, ...], depth: int
    ) -> Iterator[Field] | None:
        first = text[0]
        if first in "{[":
            made = _json(text)
            if made is not None and self._spend(len(text)):
                shown = undone if where == "body" and not undone else (*undone, "json")
                return self.json(made, where, name, shown, depth + 1, name)
            lines = text.splitlines()[:2000] if first == "{" and "\n" in text else []
            several = [made for line in lines if (made := _json(line.strip())) is not None]
            if len(several) > 1 and self._spend(len(text)):
                return self.json(several, where, name, undone, depth + 1, name)
        if first == "<" and self._spend(len(text)):
            return self._xml(text, where, name, undone)
        if ("%22" in text or "%7B" in text or "%3D" in text or "%40" in text) and self._spend(len(text)):
            plain = unquote(text)
            if plain != text:
                return self.text(plain, where, name, (*undone, "url"), depth + 1)
        if text.count(".") == 2 and text.startswith("eyJ"):
            payload = _base64(text.split(".")[1])
            made = _json(payload.decode("utf-8", "replace")) if payload else None
            if made is not None and self._spend(len(text)):
                return self.json(made, where, name, (*undone, "base64", "json"), depth + 1, name)
        if _BASE64.fullmatch(text) and not text.isdigit():
            return self._packed(text, where, name, undone, depth)
        if _FORM.fullmatch(text[:4000]) and self._spend(len(text)):
            return self.form(text, where, name, (*undone, "url"))
        if text.startswith(("http://", "https://")) and "?" in text and self._spend(len(text)):
            return self.form(text.partition("?")[2], where, name, (*undone, "url"))
        return None

    def _packed(
        self, text: str, where: Where, name: str, undone: tuple[str, ...], depth: int
    ) -> Iterator[Field] | None:
        """base64 or hexadecimal digits, where what they hold is text or compressed; random bytes stay as
        they are."""
        if _HEX.fullmatch(text):
            raw, how = bytes.fromhex(text), "hex"
        else:
            made = _base64(text)
            if made is None or len(made) < 6:
                return None
            raw, how = made, "base64"
        if not self._spend(len(raw)):
            return None
        if raw[:2] == _GZIP or raw[:2] in _ZLIB:
            inflated = self._inflate(raw)
            if inflated:
                packed = "gzip" if raw[:2] == _GZIP else "zlib"
                return self.data(inflated, where, name, (*undone, how, packed))
        try:
            plain = raw.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if all(char.isprintable() or char in "\t\r\n" for char in plain):
            return self.text(plain, where, name, (*undone, how), depth + 1)
        return None

    def _xml(self, text: str, where: Where, name: str, undone: tuple[str, ...]) -> Iterator[Field]:
        found = False
        for tag in _TAG.finditer(text[: MAX_TEXT * 4]):
            found = True
            yield from self.text(tag[2], where, tag[1].rpartition(":")[2], undone, MAX_DEPTH)
        if not found:
            self.left -= 1
            yield Field(where, name[:MAX_NAME], text[:MAX_TEXT], undone)

    def json(
        self, made: object, where: Where, name: str, undone: tuple[str, ...], depth: int, group: str
    ) -> Iterator[Field]:
        """Values of a JSON document in order; recursion is bounded by what the parser accepts and a stack."""
        stack: list[tuple[object, str, str]] = [(made, name, group)]
        while stack and self.left > 0:
            value, called, held_by = stack.pop()
            called = called[-MAX_NAME:]
            if isinstance(value, dict):
                pairs = list(cast("dict[str, object]", value).items())[:MAX_FIELDS]
                stack += [
                    (told, f"{called}.{key}" if called else str(key), called) for key, told in reversed(pairs)
                ]
            elif isinstance(value, list):
                listed = cast("list[object]", value)[:MAX_FIELDS]
                stack += [(told, f"{called}[{at}]", held_by) for at, told in reversed([*enumerate(listed)])]
            elif isinstance(value, str):
                yield from self.text(value, where, called, undone, depth, group=held_by)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                self.left -= 1
                yield Field(where, called, repr(value), undone, held_by)

    def _spend(self, size: int) -> bool:
        self.bytes -= size
        return self.bytes >= 0

    def _inflate(self, data: bytes) -> bytes:
        undo = zlib.decompressobj(47)
        try:
            return undo.decompress(data, max(self.bytes, 1))
        except zlib.error:
            return b""


def _json(text: str) -> object | None:
    if text[:1] not in "{[":
        return None
    try:
        return cast(object, msgspec.json.decode(text))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        pass
    try:
        return cast(object, json.loads(text, strict=False))
    except (ValueError, RecursionError):
        return None


def _base64(text: str) -> bytes | None:
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    if len(plain) % 4 == 1:
        return None
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
