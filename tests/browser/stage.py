"""Where journeys take place: the platform, people behind it, and pages that tell when something is amiss."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tools.drill.platform import Platform, until
from tools.test_apps import build
from tools.test_apps.toolchain import ToolError

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "build" / "screens"
SAMPLE = ROOT / "examples" / "sample-app" / "sample.apk"
"""Has findings of both verdicts."""
CHANGE = "m2_03_sdk_use/sdk_list_change"
"""Test apps that are two versions of one app."""
SIZES: dict[str, tuple[int, int]] = {"desktop": (1440, 900), "phone": (390, 844)}
PATIENCE_MS = 120_000
"""How long anything may take on a machine that does much else; what is there is never waited for."""
NARROWEST = 320
"""Pixels at which WCAG 1.4.10 wants pages to reflow."""
GRAVE = {"serious", "critical"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LISTEN = """
addEventListener('securitypolicyviolation',
  e => window.__amiss(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""
Lang = Literal["zh", "en"]
Size = Literal["desktop", "phone"]


class Backstage:
    """The process that makes people and their belongings; see `backstage`."""

    def __init__(self, data: Path) -> None:
        environment = {**os.environ, "MINGJIAN_DATA": str(data)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.backstage"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=ROOT, text=True,
        )  # fmt: skip

    def __call__(self, act: str, **given: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([act, given]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"backstage ended during {act}"
        told = json.loads(line)
        assert "problem" not in told, told["problem"]
        return told["answer"]

    def close(self) -> None:
        self.process.communicate(timeout=PATIENCE_MS / 1000)


@dataclass
class Member:
    """Someone who is signed in."""

    user: str
    email: str
    session: str
    token: str
    organisation: str


@dataclass
class Stage:
    """The running platform and its browser."""

    platform: Platform
    backstage: Backstage
    browser: Browser

    @property
    def address(self) -> str:
        """Passkeys want a name, not an IP address."""
        return f"http://localhost:{self.platform.port}"

    def house(self, name: str, lang: Lang, **given: str) -> Member:
        """A new organisation and its admin."""
        language = "en" if lang == "en" else "zh-hans"
        return Member(**self.backstage("house", name=name, language=language, **given))

    def member(self, of: Member, role: str, name: str = "何屿") -> Member:
        made = self.backstage("member", organisation=of.organisation, role=role, name=name)
        return Member(**made, organisation=of.organisation)

    def api(self, who: Member) -> httpx.Client:
        headers = {"Authorization": f"Bearer {who.token}"}
        return httpx.Client(
            base_url=f"{self.address}/api/v1", headers=headers, timeout=PATIENCE_MS / 1000, trust_env=False
        )

    def scan(self, who: Member, *packages: Path) -> list[dict[str, Any]]:
        """Scans that are over, of packages given to the API."""
        with self.api(who) as client:
            asked = []
            for package in packages:
                answer = client.post("/scans", files={"file": (package.name, package.read_bytes())})
                assert answer.status_code == 202, answer.text
                asked.append(answer.json()["id"])

            def over(scan: str) -> dict[str, Any] | None:
                told: dict[str, Any] = client.get(f"/scans/{scan}").json()
                assert told["state"] not in ("failed", "cancelled"), told
                return told if told["state"] == "done" else None

            return [until(lambda scan=scan: over(scan)) for scan in asked]

    def over(self, who: Member, scan: str) -> None:
        """Waits until a scan is done, which a person asked for."""
        with self.api(who) as client:
            until(lambda: client.get(f"/scans/{scan}").json()["state"] == "done")

    @contextmanager
    def visit(self, name: str, lang: Lang, size: Size, who: Member | None = None) -> Iterator[Visit]:
        """A browser of one's own, signed in as `who`; fails at the end when a page told of trouble."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, reduced_motion="reduce",
            locale="zh-CN" if lang == "zh" else "en-GB", timezone_id="Asia/Shanghai", accept_downloads=True,
            has_touch=size == "phone", color_scheme="light",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        visit = Visit(self, context, f"{name}-{lang}-{size}", lang, size)
        visit.speak(lang)
        if who:
            visit.sign_in(who)
        try:
            yield visit
            visit.shot("end")
            assert not visit.amiss, "\n".join(visit.amiss)
        except BaseException:
            visit.shot("failed")
            raise
        finally:
            context.close()


@dataclass
class Visit:
    """One person's journey in a browser of one size, one language."""

    stage: Stage
    context: BrowserContext
    name: str
    lang: Lang
    size: Size
    amiss: list[str] = field(default_factory=list)
    """Console errors, policy violations, failed requests; a test removes what it provoked."""
    page: Page = field(init=False)
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.context.expose_function("__amiss", self._told)
        self.context.add_init_script(_LISTEN)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.amiss.append(f"script: {error}"))
        self.page.on("response", self._response)

    def _told(self, words: str) -> None:
        self.amiss.append(words)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.amiss.append(f"console {message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.amiss.append(f"{response.status} {response.request.method} {response.url}")

    def expected(self, words: str) -> None:
        """Takes what the test itself provoked off the list; it must be there."""
        found = [line for line in self.amiss if words in line]
        assert found, f"no {words!r} in {self.amiss}"
        self.amiss[:] = [line for line in self.amiss if line not in found]

    def t(self, zh: str, en: str) -> str:
        """The words of this journey's language."""
        return zh if self.lang == "zh" else en

    def speak(self, lang: Lang) -> None:
        code = "en" if lang == "en" else "zh-hans"
        self.context.add_cookies([{"name": "mj-lang", "value": code, "url": self.stage.address}])

    def sign_in(self, who: Member) -> None:
        """As `who`, without the form."""
        self.context.add_cookies([{"name": "sessionid", "value": who.session, "url": self.stage.address}])

    def go(self, path: str) -> Page:
        """Opens a page, which must be there."""
        answer = self.page.goto(path)
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        return self.page

    def shot(self, step: str) -> None:
        """A picture for those who look at the run afterwards."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        name, lang, size = self.name.rsplit("-", 2)
        self.page.screenshot(path=SCREENS / f"{name}-{step}-{lang}-{size}.png", full_page=True)

    def sound(self, step: str) -> None:
        """What every page owes: one h1, no overflow down to 320 px, nothing grave for axe, light and dark."""
        page = self.page
        assert page.locator("h1").count() == 1, f"{page.url}: {page.locator('h1').count()} h1"
        said = page.locator("html").get_attribute("lang")
        assert said == ("zh-CN" if self.lang == "zh" else "en"), f"{page.url} speaks {said}"
        self.reflows()
        grave = graves(page)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        grave += [f"dark: {line}" for line in graves(page, "color-contrast")]
        assert not grave, f"{page.url}:\n" + "\n".join(grave)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.shot(step)

    def reflows(self) -> None:
        """Nothing runs over the right edge, on a phone and at 320 px (what is made to scroll inside may)."""
        width, height = SIZES[self.size]
        for narrow in (width,) if self.size == "desktop" else (width, NARROWEST):
            self.page.set_viewport_size({"width": narrow, "height": height})
            over = self.page.evaluate(_OVERFLOW)
            assert not over, f"{self.page.url} at {narrow} px: {over}"
        self.page.set_viewport_size({"width": width, "height": height})


_OVERFLOW = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= edge) return '';
  const wide = [...document.body.querySelectorAll('*')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > edge + 1 && !e.closest('.hidden-text, .symbols');
  });
  return `${document.scrollingElement.scrollWidth} > ${edge}: ` + wide.slice(-3).map(e =>
    `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className}`).join(' ');
}"""


def built(*names: str) -> list[Path]:
    """Test apps by name, no others built. Skips where the tools are missing, fails where they must be."""
    try:
        made = {app.case.name: app.apk for app in build(list(names))}
    except ToolError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    return [made[name] for name in names]


def graves(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical, one line each; of all its rules, or of some."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": list(rules) or RULES})
    return [
        f"{row['id']} ({row['impact']}): {node['target']} {' '.join(node.get('failureSummary', '').split())}"
        for row in found.response["violations"]
        if row["impact"] in GRAVE
        for node in row["nodes"][:3]
    ]


def wait_for(what: Any, seconds: float = PATIENCE_MS / 1000) -> Any:
    """The first true answer, while the browser goes on; use where no locator can wait."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)
    return answer
