"""kill -9 of web, worker and database in turn while packages are uploaded and scanned.

A trial passes when every package whose upload was acknowledged is scanned exactly once: one row, done, one
entry in the audit log that says so, its report readable and of that package; and nothing else is there.
"""

from __future__ import annotations

import hashlib
import io
import time
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import psycopg

from tools.drill.mutations import Outcome
from tools.drill.platform import Platform, serving, until

KINDS = ("web", "worker", "postgres")
AT_ONCE = 3
"""Packages under way when the axe falls."""
LATEST_S = 1.2
_PASSING = {409, 503}
"""Answers while something of ours is away, or while the first request of this key is still at work."""


def variant(package: bytes, number: int) -> bytes:
    """The package with one more entry: another digest, scanned as the first."""
    body = io.BytesIO(package)
    with zipfile.ZipFile(body, "a") as archive:
        archive.writestr(f"assets/variant-{number}.txt", str(number))
    return body.getvalue()


def upload(platform: Platform, package: bytes, seconds: float = 60.0) -> str:
    """Uploads until it is acknowledged, always with the same key; the scan's id."""
    key, end = str(uuid.uuid4()), time.monotonic() + seconds
    while True:
        why = ""
        try:
            with platform.client() as client:
                answer = client.post(
                    "/api/v1/scans", files={"file": ("a.apk", package)}, headers={"Idempotency-Key": key}
                )
            if answer.status_code == 202:
                return str(answer.json()["id"])
            why = f"{answer.status_code} {answer.text[:200]}"
            assert answer.status_code in _PASSING, why
        except httpx.TransportError as error:
            why = repr(error)
        assert time.monotonic() < end, f"not acknowledged: {why}"
        time.sleep(0.1)


def strike(platform: Platform, package: bytes, kind: str, seed: int) -> None:
    """One trial. Raises AssertionError with what was lost or doubled."""
    packages = [variant(package, seed * AT_ONCE + number) for number in range(AT_ONCE)]
    acknowledged = {upload(platform, body): body for body in packages[:-1]}
    time.sleep((seed * 0.37) % LATEST_S)  # at another moment each time
    platform.kill(kind)
    acknowledged[upload(platform, packages[-1])] = packages[-1]
    assert len(acknowledged) == AT_ONCE, "one scan answers for two packages"
    for scan, body in acknowledged.items():
        until(lambda scan=scan: _state(platform, scan) in ("done", "failed", "cancelled"), 60.0)
        _right(platform, scan, body)


def _state(platform: Platform, scan: str) -> str:
    try:
        with platform.client() as client:
            answer = client.get(f"/api/v1/scans/{scan}")
    except httpx.TransportError:
        return ""
    assert answer.status_code not in (404, 401, 403), f"an acknowledged scan is gone: {answer.text}"
    return str(answer.json()["state"]) if answer.status_code == 200 else ""


def _right(platform: Platform, scan: str, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    with platform.client() as client:
        told = client.get(f"/api/v1/scans/{scan}").json()
        assert told["state"] == "done", told
        report = client.get(f"/api/v1/scans/{scan}/report").json()
        assert report["subject"]["sha256"] == digest, "the report is another package's"
        listed = client.get("/api/v1/scans", params={"sha256": digest}).json()["items"]
        assert [row["id"] for row in listed] == [scan], "a package was scanned twice"
    ends = platform.rows(
        "SELECT action, count(*) FROM audit_entry WHERE target = %s GROUP BY 1", f"scan:{scan}"
    )
    assert dict(ends) == {"scan.queued": 1, "scan.done": 1}, ends


def trials(bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """One platform, killed again and again."""
    package = bases[0].read_bytes()
    with serving(folder / "data") as platform:
        for seed in seeds:
            kind, started = KINDS[seed % len(KINDS)], time.monotonic()
            try:
                strike(platform, package, kind, seed)
                end, why = f"{kind} killed, nothing lost", ""
            except (AssertionError, httpx.HTTPError, psycopg.Error) as error:
                end, why = "FAILED", f"{kind}: {error}"
            yield Outcome(seed, bases[0].name, end, why, round(time.monotonic() - started, 3))
