"""Hostile words wherever a page repeats what came from outside: none runs, none becomes a part of the page.

50 in `make test`; `MINGJIAN_HOSTILE=first:count` chooses others (the drill walks 500).
"""

from __future__ import annotations

import os
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.stage import PATIENCE_MS, SAMPLE, Member, Stage
from tools.drill.hostile import payload

FIRST, COUNT = (int(part) for part in os.environ.get("MINGJIAN_HOSTILE", "0:50").split(":"))
NUMBERS = range(FIRST, FIRST + COUNT)
LOOK = r"""() => [
  ...[...document.querySelectorAll('[id^="canary-"], [id*="canary-"]')].map(e => `element ${e.id}`),
  ...[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
    .filter(a => /^on|^style$|^srcdoc$/.test(a.name) || /^\s*(javascript|vbscript|data:text)/i.test(a.value)
      && /^(href|src|action|formaction|data|xlink:href)$/.test(a.name))
    .map(a => `${e.tagName} ${a.name}=${a.value.slice(0, 60)}`)),
  ...[...document.querySelectorAll('a[href], [src], form[action]')]
    .filter(e => /canary\.invalid/.test(new URL(e.getAttribute('href') ?? e.getAttribute('src') ??
      e.getAttribute('action'), location).host)).map(e => `leads out: ${e.outerHTML.slice(0, 80)}`),
  ...(/[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText) ? ['a direction mark is shown'] : []),
]"""
"""What hostile words would have left in a page, whether the policy let it run or not."""


@pytest.fixture(scope="module")
def infested(stage: Stage) -> tuple[Member, dict[str, str], str]:
    """An organisation with a hostile name, member, report, comments, tokens, invitations, saved searches."""
    clean = stage.house("拾光云", "zh")
    (scan,) = stage.scan(clean, SAMPLE)
    names = [payload(number).replace("\0", "")[:120] for number in NUMBERS]
    who = stage.house(names[0], "zh")
    for name in names[1:8]:
        stage.backstage("member", organisation=who.organisation, role="reviewer", name=name[:80])
    made: dict[str, str] = stage.backstage(
        "infested", scan=scan["id"], organisation=who.organisation, first=FIRST, count=COUNT
    )
    return who, made, scan["id"]


def test_no_hostile_word_runs(stage: Stage, infested: tuple[Member, dict[str, str], str]) -> None:
    who, made, _ = infested
    with stage.visit("hostile", "zh", "desktop", who) as visit:
        page, trouble = visit.page, Trouble(visit.page)
        report = f"/scans/{made['scan']}/report"
        app = f"/apps/{made['app']}"
        shown = [
            "/", "/apps", "/scans", "/findings", "/sdks", "/sdks/hostile-sdk", app, f"{app}/compare", report,
            "/organisation", "/organisation/members", "/organisation/audit", "/account",
        ]  # fmt: skip
        type_in(stage, visit.page, who, report)
        for path in shown:
            answer = page.goto(path)
            assert answer is not None and answer.status in (200, 404), f"{path}: {answer and answer.status}"
            trouble.look(path)
        visit.go(report)
        for row in range(page.locator(".findings li[data-mark]").count()):
            with page.expect_response(lambda answer: "finding=" in answer.url):
                page.locator(".findings .finding-row").nth(row).click()
            expect(page.locator("#pane")).not_to_have_attribute("aria-busy", "true")
            trouble.look(f"{report} finding {row}")
        page.locator("form.language button").click()
        trouble.look(f"{report} in English")
        visit.shot("report")
        for number in NUMBERS:
            path = f"/search?q={quote(payload(number))}"
            answer = page.goto(path)
            refused = "\0" in payload(number)
            assert answer is not None and answer.status == (422 if refused else 200), path
            trouble.look(path)
        for path in (f"/apps?q={quote(payload(FIRST + 3))}", f"/scans?q={quote(payload(FIRST + 3))}"):
            visit.go(path)
            trouble.look(path)
        assert not trouble.seen, "\n".join(trouble.seen)
        visit.amiss[:] = [line for line in visit.amiss if not line.startswith(("404 GET", "422 GET"))]


def type_in(stage: Stage, page: Page, who: Member, report: str) -> None:
    """What members type: comments, replies, searches kept, names of tokens; as the forms send it."""
    page.goto(report)
    act = page.locator("#pane form.doing-form").first.get_attribute("action") or ""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    cookies = {str(one.get("name")): str(one.get("value")) for one in page.context.cookies()}
    with httpx.Client(
        base_url=stage.address, cookies=cookies, trust_env=False, timeout=PATIENCE_MS / 1000
    ) as client:

        def post(path: str, **given: str) -> None:
            answer = client.post(
                path, data={"csrfmiddlewaretoken": token, **given}, headers={"Referer": stage.address}
            )
            assert answer.status_code < 500, f"{path} {given}: {answer.status_code}"

        for number in NUMBERS:
            words = payload(number)
            post(act, kind=("comment", "reply")[number % 2], text=words, next=report)
            post("/searches", page="apps", name=words, query=f"q={quote(words)}")
        for number in NUMBERS[:10]:
            words = payload(number)
            post("/organisation/tokens", name=words, scopes="scans:read", days="30")
            post("/organisation/invitations", email=f"{words}@example.cn", role="member")
            post(act, kind="suppress", text=words, until="2027-06-30", next=report)
            post(act, kind="reopen", text=words, next=report)
            post("/account", name=words, language="zh-hans", density="working", shortcuts="on")
            post("/organisation/describe", name=words, code="", province="")


class Trouble:
    """Listens for what hostile words would do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[str] = []
        page.context.expose_function("__xss", self._ran)
        page.on("dialog", self._dialog)
        page.on("request", self._request)

    def look(self, path: str) -> None:
        """Notes what stands in the page that is open."""
        self.seen += [f"{path}: {line}" for line in self.page.evaluate(LOOK)]

    def _ran(self, number: int) -> None:
        self.seen.append(f"{self.page.url}: payload {number} ran: {payload(number)!r}")

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"{self.page.url}: dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if "canary.invalid" in request.url.split("?")[0]:
            self.seen.append(f"{self.page.url}: asked {request.url}")
