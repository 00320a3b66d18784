"""WACZ files as the standard lays them out, written by hand so that any part of one can be wrong."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

PAGE = "https://shop.example/app"
DATE = "2025-11-03T02:04:06.789Z"


def record(kind: str, target: str, block: bytes, **more: str) -> bytes:
    """One WARC record; a field named in `more` replaces ours (`content_length="7"`)."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{hashlib.md5(block + kind.encode()).hexdigest()}>",  # noqa: S324
        "WARC-Date": DATE,
        "WARC-Target-URI": target,
        "Content-Type": f"application/http; msgtype={kind}",
        "Content-Length": str(len(block)),
    }
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    seen = {name.lower(): (name, value) for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in seen.values())
    return b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(body: bytes, mime: str = "text/html; charset=utf-8", status: str = "200 OK", **more: str) -> bytes:
    """An HTTP answer as it stands in a record."""
    told = {"Content-Type": mime} | {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def chunked(data: bytes, size: int = 100) -> bytes:
    """`data` as it is sent in chunks."""
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def zstd(data: bytes) -> bytes:
    """`data` as one Zstandard frame, its only block stored (RFC 8878); 256 bytes to 64 KiB."""
    head = b"\x28\xb5\x2f\xfd\x60" + (len(data) - 256).to_bytes(2, "little")
    return head + (len(data) << 3 | 1).to_bytes(3, "little") + data


def wacz(
    path: Path,
    records: Iterable[bytes],
    *,
    packed: bool = True,
    pages: Iterable[str] = (PAGE,),
    leave_out: str = "",
    instead: Mapping[str, bytes] | None = None,
) -> Path:
    """The archive; `leave_out`: a file it names but does not have; `instead`: files other than it names."""
    name = "archive/data.warc.gz" if packed else "archive/data.warc"
    data = b"".join(gzip.compress(one, mtime=0) if packed else one for one in records)
    listed = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    listed += [{"id": str(number), "url": url, "ts": DATE} for number, url in enumerate(pages)]
    files = {
        name: data,
        "pages/pages.jsonl": "\n".join(json.dumps(one) for one in listed).encode(),
        "indexes/index.cdx": b"",
    }
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "resources": [
            {"name": one.rpartition("/")[2], "path": one, "bytes": len(given),
             "hash": f"sha256:{hashlib.sha256(given).hexdigest()}"}
            for one, given in files.items()
        ],
    }  # fmt: skip
    files["datapackage.json"] = json.dumps(package).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for one, given in {**files, **(instead or {})}.items():
            if one != leave_out:
                archive.writestr(one, given)
    path.write_bytes(out.getvalue())
    return path
