"""Hosts for the tests: with each kind of wall this machine has, ordinary or misbehaving."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from mingjian.platform.scans.host import walls
from mingjian.platform.scans.host.client import ScanHost
from mingjian.platform.scans.host.messages import ScanRequest
from mingjian.platform.scans.host.outcomes import ScanResult
from mingjian.platform.scans.host.process import OnStage

T = TypeVar("T")
HERE = Path(__file__).parent
SAMPLE = Path(__file__).resolve().parents[4] / "examples" / "sample-app" / "sample.apk"
PATIENCE_S = 120
"""No test waits longer, whatever hangs."""


def bubblewrap_or_skip() -> str:
    """The bwrap command; skips where it is not installed, fails where it must be (env `CI`)."""
    found = walls.find_bubblewrap()
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail("bubblewrap is not installed")
    pytest.skip("bubblewrap is not installed")


class Hosts:
    """Makes hosts in a folder of one test, all behind the same kind of wall."""

    def __init__(self, folder: Path, bubblewrap: str) -> None:
        self.folder = folder
        self.bubblewrap = bubblewrap

    def ordinary(self, *, slots: int = 2, seconds: float = 60) -> ScanHost:
        return ScanHost(
            self.folder / "hosts",
            slots=slots,
            seconds=seconds,
            memory_bytes=1 << 30,
            bubblewrap=self.bubblewrap,
        )

    def hooked(self, *, slots: int = 2, seconds: float = 60) -> ScanHost:
        """One whose children do what a package's name says (`hooked.py`)."""
        return ScanHost(
            self.folder / "hosts",
            slots=slots,
            seconds=seconds,
            memory_bytes=256 << 20,
            bubblewrap=self.bubblewrap,
            readable=(HERE,),
            entry="hooked",
        )

    def request(
        self,
        name: str,
        *,
        package: Path = SAMPLE,
        lot: str = "",
        policy: Path | None = None,
        listing: Path | None = None,
        knowledge: Path | None = None,
        inline: bool = False,
        fixed: bool = False,
    ) -> ScanRequest:
        return ScanRequest(
            id=name,
            package=package,
            name=f"{name}.apk",
            output=self.folder / "out" / name,
            lot=lot,
            policy=policy,
            listing=listing,
            knowledge=knowledge,
            inline=inline,
            fixed=fixed,
        )

    def one(self, act: str, *, seconds: float = 60, on_stage: OnStage | None = None) -> ScanResult:
        """What becomes of one package that misbehaves."""

        async def asked() -> ScanResult:
            async with self.hooked(seconds=seconds) as host:
                return await host.scan(self.request(act), on_stage)

        return run(asked)


def run(asked: Callable[[], Awaitable[T]]) -> T:
    """An asynchronous test to its end, which comes."""

    async def within() -> T:
        async with asyncio.timeout(PATIENCE_S):
            return await asked()

    return asyncio.run(within())
