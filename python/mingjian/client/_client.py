"""The client: one method an operation, msgspec for bodies, httpx for the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

from mingjian.client._errors import ClientError, Refused, Unreachable
from mingjian.client._types import Page, RunTold, Scan
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

    def queue(
        self,
        path: str | Path,
        *,
        category: str = "",
        evidence: Sequence[str | Path] = (),
        told: RunTold | None = None,
        key: str = "",
    ) -> Scan:
        """Uploads a package and returns its scan at once; `key` makes a repeated call the same one.

        `evidence`: files recorded while it ran; `told`: what their records do not say.

        Raises:
            OSError: a file cannot be read.
        """
        return self._send("scans", [("file", path), *_evidence(evidence)], {"category": category}, told, key)

    def add_evidence(
        self, scan_id: str, evidence: Sequence[str | Path], *, told: RunTold | None = None, key: str = ""
    ) -> Scan:
        """The scan's package once more, with files recorded while it ran: a new scan. Raises: OSError."""
        return self._send(f"scans/{scan_id}/evidence", _evidence(evidence), {}, told, key)

    def queue_run(
        self,
        evidence: Sequence[str | Path],
        *,
        package: str = "",
        told: RunTold | None = None,
        key: str = "",
    ) -> Scan:
        """What a device recorded, by itself; the scan is the token owner's alone. Raises: OSError."""
        return self._send("run-scans", _evidence(evidence), {"package": package}, told, key)

    def queue_page(self, url: str) -> Scan:
        """A page to be visited in the platform's browser, at a public address."""
        return self._ask("POST", "page-scans", Scan, json={"url": url})

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

    def subscriptions(self) -> Iterator[dict[str, Any]]:
        """What one is told of, and how; those of the organisation with them."""
        yield from self._every("subscriptions", dict[str, Any], {})

    def subscribe(self, channel: str, events: Sequence[str], **choice: Any) -> dict[str, Any]:
        """A new subscription: `mail`, `wecom`, `dingtalk` or `feishu`; `choice`: docs/notifications.md."""
        asked = {"channel": channel, "events": list(events), **choice}
        return self._ask("POST", "subscriptions", dict[str, Any], json=asked)

    def unsubscribe(self, subscription_id: str) -> None:
        """Ends a subscription."""
        self._ask("DELETE", f"subscriptions/{subscription_id}", type(None))

    def webhooks(self) -> Iterator[dict[str, Any]]:
        """The organisation's webhooks."""
        yield from self._every("webhooks", dict[str, Any], {})

    def create_webhook(self, url: str, events: Sequence[str], **choice: Any) -> dict[str, Any]:
        """A new webhook; its `secret` is told this once."""
        return self._ask(
            "POST", "webhooks", dict[str, Any], json={"url": url, "events": list(events), **choice}
        )

    def remove_webhook(self, webhook_id: str) -> None:
        """Ends a webhook."""
        self._ask("DELETE", f"webhooks/{webhook_id}", type(None))

    def deliveries(self, **narrow: str) -> Iterator[dict[str, Any]]:
        """What was sent and what came of it, newest first."""
        yield from self._every("deliveries", dict[str, Any], narrow)

    def replay_delivery(self, message_id: str) -> dict[str, Any]:
        """Sends a message once more."""
        return self._ask("POST", f"deliveries/{message_id}/replay", dict[str, Any])

    def _send(
        self,
        path: str,
        files: Sequence[tuple[str, str | Path]],
        data: dict[str, str],
        told: RunTold | None,
        key: str,
    ) -> Scan:
        told = told or RunTold()
        asked = {
            **data,
            "consent_at": told.consent_at,
            "refused_at": told.refused_at,
            "first_run": "true" if told.first_run else "false",
        }
        with ExitStack() as opened:
            parts = [
                (field, (Path(file).name, opened.enter_context(Path(file).open("rb"))))
                for field, file in files
            ]
            headers = {"Idempotency-Key": key or str(uuid4())}
            return self._ask("POST", path, Scan, files=parts, data=asked, headers=headers)

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
        if answer.status_code == 204:
            return msgspec.convert(None, type=kind)
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.MsgspecError as error:
            raise Unreachable(f"{path}: not what this client reads: {error}") from error


def _evidence(files: Sequence[str | Path]) -> list[tuple[str, str | Path]]:
    return [("evidence", file) for file in files]


def _problem(answer: httpx.Response) -> ClientError:
    try:
        told = msgspec.json.decode(answer.content, type=dict[str, Any])
        return Refused(answer.status_code, str(told["code"]), str(told["title_zh"]), str(told["title"]))
    except (msgspec.MsgspecError, KeyError):
        return Unreachable(f"{answer.status_code} and no problem: is this the platform's address?")
