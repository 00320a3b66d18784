"""A thin typed client of the platform's API: upload, wait, read the report. It needs nothing of the platform.

    with Client("https://mingjian.example.cn", token) as client:
        report = client.scan("app.apk")

ClientError
├── Refused      the platform answered with a problem: `status`, `code`, words in both languages
└── Unreachable  it did not answer, or not as the API does
"""

from __future__ import annotations

from mingjian.client._client import Client, ScanFailed
from mingjian.client._errors import ClientError, Refused, Unreachable
from mingjian.client._types import App, Failure, Page, RunTold, Scan

__all__ = [
    "App", "Client", "ClientError", "Failure", "Page", "Refused", "RunTold", "Scan", "ScanFailed",
    "Unreachable",
]  # fmt: skip
