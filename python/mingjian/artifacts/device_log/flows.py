"""mitmproxy flow files (`mitmdump -w`), of mitmproxy 0.18 to today: HTTP, websocket and plain TCP flows.

Read by ourselves with bounds: the files are hostile bytes, and the field's own tool needs all of its proxy to
read them. Source: mitmproxy/io/compat.py and the get_state() of its flows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from mingjian.artifacts.device_log.exchange import (
    MAX_ANSWER,
    MAX_BODY,
    MAX_FIELD,
    MAX_HEADERS,
    MAX_MESSAGES,
    UNREAD,
    Exchange,
    Exchanges,
    Message,
    Notes,
    decoded,
    header,
    opened,
    take,
)
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import RunClock
from mingjian.artifacts.device_log.tnetstring import Value, values
from mingjian.errors import ArtifactError

NEWEST = 21
"""The newest flow format whose fields are known here; later ones are read and told."""

Values = dict[str, Value]


def read(data: bytes | Path | BinaryIO, *, shown: str = "", clock: RunClock | None = None) -> Exchanges:
    """The requests of a flow file; `shown` names it in places.

    Iterating raises:
        ArtifactError: `flows_not_read` with the offset: no flow file.
    """
    shown = shown or (str(data) if isinstance(data, Path) else "")
    return Exchanges("flows", shown, opened(data), _exchanges, clock)


def _exchanges(file: BinaryIO, notes: Notes) -> Iterator[Exchange]:
    number = 0
    try:
        for piece in values(file, shown=notes.source):
            number += 1
            if piece.too_large:
                notes.tell("entry_too_large", number, f"at {piece.offset:#x}")
                continue
            flow = piece.value
            if not isinstance(flow, dict) or "version" not in flow:
                notes.tell("entry_unreadable", number, f"at {piece.offset:#x}: no flow")
                continue
            made = _flow(flow, number, notes)
            if made is not None:
                yield made
    except ArtifactError as wrong:
        if number:
            raise
        raise ArtifactError(
            "flows_not_read", f"not evidence we read: {wrong.detail}", path=notes.source, offset=wrong.offset
        ) from None


def _flow(flow: Values, number: int, notes: Notes) -> Exchange | None:
    version = flow.get("version")
    if isinstance(version, int) and version > NEWEST:
        notes.tell("version_newer", number, str(version))
    kind = _text(flow.get("type")) or "http"
    if kind == "http":
        return _http(flow, number, notes)
    if kind == "websocket":  # before mitmproxy 7 the messages stood in a flow of their own
        return _alone(flow, "wss", number, notes)
    if kind in ("tcp", "udp"):
        return _alone(flow, kind, number, notes)
    notes.tell("flow_kind_left_out", number, kind[:40])
    return None


def _http(flow: Values, number: int, notes: Notes) -> Exchange | None:
    request, response = _dict(flow.get("request")), _dict(flow.get("response"))
    headers, answer_headers = _headers(request, number, notes), _headers(response, number, notes)
    url = _url(request, headers)
    if not url:
        notes.tell("entry_without_address", number)
        return None
    raw = _bytes(request.get("content") or request.get("body"))
    body, wrong = decoded(raw, header(headers, "content-encoding"), MAX_BODY)
    unread = wrong in UNREAD
    if wrong:
        notes.tell(wrong, number, "request")
    content = _bytes(response.get("content") or response.get("body"))
    answer, wrong = decoded(content, header(answer_headers, "content-encoding"), MAX_ANSWER)
    if wrong == "encoding_broken":
        notes.tell(wrong, number, "answer")
    status = response.get("status_code", response.get("code"))
    return Exchange(
        at_ns=_when(request.get("timestamp_start")),
        method=_text(request.get("method")).upper()[:32] or "GET",
        url=url[:MAX_FIELD],
        headers=headers,
        body=body,
        body_type=header(headers, "content-type"),
        unread=unread,
        status=status if isinstance(status, int) else None,
        answer_headers=answer_headers,
        answer_type=header(answer_headers, "content-type"),
        answer=answer,
        request_bytes=len(url) + sum(len(k) + len(v) + 4 for k, v in headers) + len(raw),
        answer_bytes=len(content) or None,
        messages=_messages(_dict(flow.get("websocket")).get("messages"), number, notes),
        server=_server(flow),
        entry=number,
    )


def _alone(flow: Values, scheme: str, number: int, notes: Notes) -> Exchange | None:
    """A connection without an HTTP request: what the client sent over it."""
    connection = _dict(flow.get("server_conn"))
    address = connection.get("address") or connection.get("ip_address")
    parts = address if isinstance(address, list) else []
    host = _text(connection.get("sni")) or (_text(parts[0]) if parts else "")
    if not host:
        notes.tell("entry_without_address", number)
        return None
    port = f":{parts[1]}" if len(parts) > 1 and isinstance(parts[1], int) else ""
    messages = _messages(flow.get("messages"), number, notes)
    return Exchange(
        at_ns=messages[0].at_ns if messages else _when(connection.get("timestamp_start")),
        method="CONNECT",
        url=f"{scheme}://{host}{port}/",
        messages=messages,
        request_bytes=sum(len(one.data) for one in messages),
        server=_server(flow),
        entry=number,
    )


def _url(request: Values, headers: tuple[tuple[str, str], ...]) -> str:
    host = _text(request.get("host")) or header(headers, "host").partition(":")[0]
    authority = _text(request.get("authority")).rpartition("@")[2]
    if not host:
        host = authority.partition(":")[0]
    if not host:
        return ""
    named = header(headers, "host").partition(":")[0]
    if named and host.replace(".", "").isdigit():
        host = named  # a transparent proxy sees the number, the header has the name
    scheme = _text(request.get("scheme")) or "http"
    port = request.get("port")
    shown = f":{port}" if isinstance(port, int) and port != {"http": 80, "https": 443}.get(scheme) else ""
    path = quote(_text(request.get("path")), safe="/?&=:;,+%@!$'()*~[]#-._|{}\"")
    return f"{scheme}://{host}{shown}{path if path.startswith('/') else '/'}"


def _dict(value: Value) -> Values:
    return value if isinstance(value, dict) else {}


def _bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else b""


def _text(value: Value) -> str:
    return (
        value.decode("utf-8", "replace")
        if isinstance(value, bytes)
        else value
        if isinstance(value, str)
        else ""
    )


def _when(value: Value) -> int | None:
    """Seconds since 1970 with a fraction, as nanoseconds."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e10:
        return int(value * 1e6) * 1000
    return None


def _headers(message: Values, number: int, notes: Notes) -> tuple[tuple[str, str], ...]:
    listed = message.get("headers")
    pairs = listed if isinstance(listed, list) else []
    if len(pairs) > MAX_HEADERS:
        notes.tell("headers_cut", number)
    return tuple(
        (_text(pair[0])[:256], _text(pair[1])[:MAX_FIELD])
        for pair in pairs[:MAX_HEADERS]
        if isinstance(pair, list) and len(pair) == 2
    )


def _messages(listed: Value, number: int, notes: Notes) -> tuple[Message, ...]:
    """`[type, from_client, content, timestamp, …]` of a websocket, `[from_client, content, timestamp]` of
    TCP."""
    kept: list[Message] = []
    for one in listed if isinstance(listed, list) else []:
        fields = one if isinstance(one, list) else []
        if len(fields) >= 4 and isinstance(fields[1], bool):
            from_client, content, when, text = fields[1], fields[2], fields[3], fields[0] == 1
        elif len(fields) >= 3 and isinstance(fields[0], bool):
            from_client, content, when, text = fields[0], fields[1], fields[2], False
        else:
            notes.tell("message_unreadable", number)
            continue
        if not from_client:
            continue
        if len(kept) == MAX_MESSAGES:
            notes.tell("messages_cut", number)
            break
        data = _bytes(content)
        if len(data) > MAX_BODY:
            notes.tell("body_cut", number, "message")
        kept.append(Message(at_ns=_when(when), data=data[:MAX_BODY], text=text))
    return tuple(kept)


def _server(flow: Values) -> str:
    connection = _dict(flow.get("server_conn"))
    for key in ("peername", "ip_address", "address"):
        found = connection.get(key)
        if isinstance(found, dict):  # before 3.0: {address: [host, port], use_ipv6: …}
            found = found.get("address")
        if isinstance(found, list) and found and _text(found[0]):
            return _text(found[0])[:64]
    return ""


def _sniff(head: Head) -> int:
    digits, colon, rest = head.data[:16].partition(b":")
    if not (colon and digits.isdigit() and rest[:1].isdigit()):
        return 0
    return 95 if b"7:version" in head.data else 20


def _take(found: Input, reading: Reading) -> None:
    take(read(found.open(), shown=found.path, clock=reading.clock), reading)


FORMAT = Format(name="flows", sniff=_sniff, read=_take)
