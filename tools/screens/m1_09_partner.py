"""Runs of measure 1.9 in which the app opens a third party's app or page, with what goes along."""

from __future__ import annotations

import json
from dataclasses import replace

from tools.screens import START_NS, Case, Shown, View, button, v

P, J = (f"m1_09_processing_rules/{name}" for name in ("handed_to_page", "handed_on_jump"))
PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("远山旅行", (16, 160, 328, 48), click=True),
    ),
    tap="远山旅行",
)
TRAVEL = Shown((v("远山旅行", (16, 40, 200, 28), cls="android.view.View"), v("热门线路", (16, 100, 328, 48))))
ASKS = Shown(
    (
        v("“远山旅行”申请获取你的手机号", (50, 300, 260, 60)),
        v("拒绝", (60, 460, 110, 44), click=True),
        button("允许", (190, 460, 110, 44)),
    ),
    window=(30, 260, 300, 280),
)
FORM = Shown(
    (
        v("填写订单", (16, 40, 200, 28)),
        View("13800138000", (16, 100, 328, 48), cls="android.widget.EditText", click=True),
        button("提交到远山旅行", (16, 700, 328, 48)),
    ),
    tap="提交到远山旅行",
)
MAY = ["1.9/sent-to-undeclared", "1.9/sent-before-consent", "1.9/seen-", "2.7/", "2.2/"]


def entry(at_s: float, url: str, kind: str, answer: str) -> dict[str, object]:
    """One request of a HAR, `at_s` after the start."""
    none: list[str] = []
    bare: dict[str, object] = {"headers": none, "cookies": none, "headersSize": -1, "bodySize": -1}
    content = {"size": len(answer), "mimeType": kind, "text": answer}
    return {
        "startedDateTime": f"2026-03-01T10:00:{at_s:06.3f}+08:00",
        "time": 20,
        "request": {"method": "GET", "url": url, "httpVersion": "HTTP/1.1", "queryString": none, **bare},
        "response": {
            "status": 200, "statusText": "", "httpVersion": "HTTP/1.1", "redirectURL": "",
            "content": content, **bare,
        },
        "cache": {},
        "timings": {"send": 1, "wait": 18, "receive": 1},
    }  # fmt: skip


def capture(at_s: float, query: str) -> dict[str, str]:
    """A HAR with the app's own service and one page of the other operator."""
    own = [
        entry(at_s - 0.3 + at / 10, "https://api.qinghe.com/v1", "application/json", "{}") for at in (0, 1)
    ]
    page = entry(
        at_s, f"https://h5.yuanshan-travel.com/order?from=notes{query}", "text/html", "<!doctype html>"
    )
    log = {"version": "1.2", "creator": {"name": "Mingjian tests", "version": "1"}, "entries": [*own, page]}
    return {"trace.har": json.dumps({"log": log}, ensure_ascii=False, indent=1) + "\n"}


def jump(at_s: float, query: str) -> dict[str, str]:
    """A log with one start of the other app, `at_s` after the start."""
    event = {
        "at_ns": START_NS + round(at_s * 1e9),
        "kind": "jump",
        "package": "com.qinghe.notes",
        "what": "com.yuanshan.travel/.LinkActivity",
        "cause": f"android.intent.action.VIEW yuanshan://order?from=notes{query}",
    }
    return {"events.jsonl": json.dumps(event, ensure_ascii=False) + "\n"}


PHONE, MASKED = "&phone=13800138000", "&phone=138****8000"
WAYS = {
    "silent": ("直接打开，没有任何询问", (PAGE, TRAVEL), "violates"),
    "asked": ("先弹窗申请获取手机号，用户点“允许”", (PAGE, replace(ASKS, tap="允许"), TRAVEL), "clean"),
    "refused": ("用户点“拒绝”，仍然带去", (PAGE, replace(ASKS, tap="拒绝"), TRAVEL), "violates"),
    "typed": ("手机号是用户刚在表单里填的", (replace(PAGE, tap="远山旅行"), FORM, TRAVEL), "suspected"),
}
CASES = tuple(
    Case(
        f"{rule}/{name}",
        title,
        verdict,
        screens,
        keys={"requirements": ["关联-5"], "may": MAY},
        files=made(2.0 * len(screens) - 0.5, query),
    )
    for rule, made, query in ((P, capture, PHONE), (J, jump, MASKED))
    for name, (title, screens, verdict) in WAYS.items()
)
