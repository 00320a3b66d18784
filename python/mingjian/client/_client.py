"""The client: one method an operation, msgspec for bodies, httpx for the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

from mingjian.client._errors import ClientError, Refused, Unreachable
from mingjian.client._types import Page, Scan
from mingjian.model import Report

T = TypeVar("T")
_SLOWEST = 5.0


class ScanFailed(ClientError):  # noqa: N818
    """A scan ended without a report; `scan.failure` says why."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        super().__init__(scan.failure.en if scan.failure else scan.state)


class Client:
    """Speaks to one platform with one token. Close it, or use it in `with`."""

    def __init__(
        self,
        address: str,
        token: str,
        *,
        timeout_seconds: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_seconds,
            transport=transport,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def scan(self, path: str | Path, *, category: str = "", wait_seconds: float = 900.0) -> Report:
        """Uploads a package, waits for the scan to end, returns its report.

        Raises:
            ScanFailed: it ended without a report.
            TimeoutError: it did not end in time; it goes on.
            Refused, Unreachable: as every call.
        """
        return self.report(self.wait(self.queue(path, category=category), wait_seconds=wait_seconds).id)

    def queue(self, path: str | Path, *, category: str = "", key: str = "") -> Scan:
        """Uploads a package and returns its scan at once; `key` makes a repeated call the same one.

        Raises:
            OSError: the file cannot be read.
        """
        with Path(path).open("rb") as file:
            return self._ask(
                "POST", "scans", Scan, files={"file": (Path(path).name, file)}, data={"category": category},
                headers={"Idempotency-Key": key or str(uuid4())},
            )  # fmt: skip

    def wait(self, scan: Scan, *, wait_seconds: float = 900.0) -> Scan:
        """Asks until the scan is done, ever less often.

        Raises:
            ScanFailed: it failed or was cancelled.
            TimeoutError: it did not end in time; it goes on.
        """
        until, pause = time.monotonic() + wait_seconds, 0.05
        while not scan.over:
            if time.monotonic() > until:
                raise TimeoutError(f"the scan {scan.id} is still {scan.state}")
            time.sleep(pause)
            pause = min(pause * 1.5, _SLOWEST)
            scan = self.get_scan(scan.id)
        if scan.state != "done":
            raise ScanFailed(scan)
        return scan

    def get_scan(self, scan_id: str) -> Scan:
        """One scan."""
        return self._ask("GET", f"scans/{scan_id}", Scan)

    def report(self, scan_id: str) -> Report:
        """The report of a scan that is done."""
        return self._ask("GET", f"scans/{scan_id}/report", Report)

    def scans(self, **narrow: str) -> Iterator[Scan]:
        """The organisation's scans, newest first, page after page; `state`, `sha256`, `app` narrow them."""
        yield from self._every("scans", Scan, narrow)

    def findings(self, **narrow: str) -> Iterator[dict[str, Any]]:
        """The organisation's findings, newest first."""
        yield from self._every("findings", dict[str, Any], narrow)

    def _every(self, path: str, kind: type[T], narrow: dict[str, str]) -> Iterator[T]:
        cursor = ""
        while True:
            page = self._ask("GET", path, Page[kind], params={**narrow, "cursor": cursor})  # type: ignore[valid-type]
            yield from page.items
            if not page.next:
                return
            cursor = page.next

    def _ask(self, method: str, path: str, kind: type[T], **options: Any) -> T:
        try:
            answer = self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        if answer.is_error:
            raise _problem(answer)
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.MsgspecError as error:
            raise Unreachable(f"{path}: not what this client reads: {error}") from error


def _problem(answer: httpx.Response) -> ClientError:
    try:
        told = msgspec.json.decode(answer.content, type=dict[str, Any])
        return Refused(answer.status_code, str(told["code"]), str(told["title_zh"]), str(told["title"]))
    except (msgspec.MsgspecError, KeyError):
        return Unreachable(f"{answer.status_code} and no problem: is this the platform's address?")
