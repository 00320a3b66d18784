"""Chromium as a phone: found, started without a way round the proxy, and ended with all its processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mingjian.capture.page.session import browser_session
from mingjian.errors import ServiceError

if TYPE_CHECKING:  # a scan of packages never loads it
    from playwright.async_api import Browser, BrowserContext

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    # No name is resolved and nothing is connected to but through the proxy.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--no-pings",
    # Nothing of the browser's own goes out.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-service-autorun",
    "--metrics-recording-only",
    # Frames of other sites stay in one process, so that what they show can be read. The profile is empty.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,MediaRouter,DialMediaRouteProvider,OptimizationHints,"
    "OptimizationGuideModelDownloading,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater,"
    "DnsOverHttps,AsyncDns,InterestFeedContentSuggestions,HttpsUpgrades,NetworkTimeServiceQuerying",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)
_NO_QUESTION = "#!/bin/sh\necho yes\n"
"""An `xdg-settings` that calls Chromium itself the handler of every scheme. It then refuses to open one, in
silence; asked else, it puts a question over the page that takes all touches from then on."""
ENDS_S = 5.0
"""How long the browser may take to end by itself."""
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0"
    " Mobile Safari/537.36"
)
WIDTH, HEIGHT, SCALE = 390, 844, 3.0
LOCALE, ZONE = "zh-CN", "Asia/Shanghai"


class Running(Struct):
    """A started browser."""

    browser: Any
    """A `playwright.async_api.Browser`."""
    pid: int | None
    version: str

    @property
    def user_agent(self) -> str:
        """What a phone with this Chromium calls itself (Chrome's reduced form)."""
        return _ANDROID.format(major=self.version.partition(".")[0])


def find() -> str | None:
    """The browser's executable, None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def started(work: Path) -> AsyncGenerator[Running]:
    """A browser whose downloads come to `work/coming`; ended, if need be by force, when the block is left.

    Every context of it must be given a proxy: the browser itself has one that leads nowhere.

    Raises:
        ServiceError: there is no Chromium, or it does not start.
    """
    from playwright.async_api import Error, async_playwright  # noqa: PLC0415

    path = find()
    if path is None:
        raise ServiceError(f"no Chromium: none of {', '.join(NAMES)} is installed")
    programs = work / "bin"
    programs.mkdir()
    (programs / "xdg-settings").write_text(_NO_QUESTION)
    (programs / "xdg-settings").chmod(0o700)
    (work / "coming").mkdir()
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=path,
                args=[*FLAGS],
                env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"},
                chromium_sandbox=os.geteuid() != 0,
                downloads_path=work / "coming",
                proxy={"server": "http://127.0.0.1:9", "bypass": "<-loopback>"},
                timeout=60_000,
            )
        except Error as error:
            raise ServiceError(f"{path} does not start: {error.message.splitlines()[0]}") from None
        pid = await _pid(browser)
        try:
            yield Running(browser=browser, pid=pid, version=browser.version)
        finally:
            await _end(browser, pid)


async def context(running: Running, proxy: str, *, har: Path | None, trusting: bool) -> BrowserContext:
    """A clean profile of a phone that goes out through `proxy` alone."""
    browser: Browser = running.browser
    made = await browser.new_context(
        user_agent=running.user_agent,
        viewport={"width": WIDTH, "height": HEIGHT},
        screen={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=SCALE,
        is_mobile=True,
        has_touch=True,
        locale=LOCALE,
        timezone_id=ZONE,
        accept_downloads=True,
        ignore_https_errors=trusting,
        proxy={"server": proxy, "bypass": "<-loopback>"},
        record_har_path=har,
        record_har_content="attach" if har else None,
    )
    made.set_default_timeout(10_000)
    return made


async def _pid(browser: Browser) -> int | None:
    session = await browser_session(browser)
    processes: list[dict[str, Any]] = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    await session.detach()
    return next((int(one["id"]) for one in processes if one["type"] == "browser"), None)


async def _end(browser: Browser, pid: int | None) -> None:
    try:
        async with asyncio.timeout(ENDS_S):
            await browser.close()
    except Exception:  # noqa: BLE001 - however it refuses, its processes end
        if pid is not None:
            with contextlib.suppress(OSError):
                group = os.getpgid(pid)
                if group != os.getpgrp():
                    os.killpg(group, signal.SIGKILL)
                else:
                    os.kill(pid, signal.SIGKILL)
