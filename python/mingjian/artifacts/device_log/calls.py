"""Records of calls as hooking tools export them: which column is what, and a row as an event.

Tools name their columns in Chinese or English, each in its own way. A row that is no call but a moment
(PrivacySentry writes 点击隐私协议确认 when the user agrees, others keep a column for it) becomes a mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import NS, STAMP, fraction_ns, of

Role = Literal["time", "api", "about", "stack", "args", "count", "package", "process", "consent"]
_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in cast(
        "tuple[tuple[Role, str], ...]",
        (
            ("consent", r"隐私(?:政策|协议)?状态|是否同意|同意(?:状态|前后)|consent|agreed"),
            ("count", r"次数|频次|\bcounts?\b|\btimes\b|frequency"),
            ("time", r"时间|日期|\btime\b|timestamp|\bdate\b|_time$|^ts$"),
            ("stack", r"堆栈|调用栈|调用链|stack|back ?trace"),
            ("args", r"参数|返回值|结果|\bargs?\b|arguments?|params?|return|\bvalue\b|result"),
            ("package", r"包名|package|\bpkg\b|app ?id|bundle"),
            ("process", r"进程|process"),
            ("api", r"函数|方法|接口|api|method|function|\bfunc\b|\bhook\b|\bcall\b"),
            ("about", r"别名|描述|说明|行为|alias|desc|message|action|behaviou?r|\bname\b|type"),
        ),
    )
)
_TOOL = (
    "dalvik.system.VMStack.", "java.lang.Thread.getStackTrace", "java.lang.Throwable", "java.lang.Exception",
    "android.util.Log.getStackTraceString", "com.yl.lib.sentry.", "java.lang.reflect.Proxy.invoke", "$Proxy",
    "de.robv.android.xposed.", "com.swift.sandhook.", "org.lsposed.", "LSPHooker_",
)  # fmt: skip
"""Frames at the head of a stack that are the hook's own."""
_FRAME = re.compile(
    r"(?<![\w$.<>/-])([\w$.<>/-]{1,500}(?:\.|->|#)[\w$<>-]{1,200})\s*+\(([^)]{0,500})\)\s*(-?[\d,]+)?"
)
"""Bounded throughout: it is searched for in hostile text."""
_SHORT = re.compile(r"(?:tms|cms|pms|ams|wms|lms)-(?=[a-z$])")
"""What PrivacySentry puts before a stack: the service it hooked."""
_YEARLESS = re.compile(r"(\d{1,2})[-/月](\d{1,2})日?[ T](\d{1,2}):(\d{2}):(\d{2})(?:[.:](\d{1,9}))?$")
_SLASHED = re.compile(
    r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.(\d{1,9}))?"
)
_SAYS_YES, _POLICY = r"(?:确认|同意|接受|agree|accept)", r"(?:隐私|协议|政策|privacy|agreement)"
_AGREE = re.compile(f"{_POLICY}.{{0,8}}{_SAYS_YES}|{_SAYS_YES}.{{0,8}}{_POLICY}", re.IGNORECASE)
_ABOUT_POLICY = re.compile(_POLICY, re.IGNORECASE)
_REFUSE = re.compile(r"不同意|拒绝|取消|refuse|reject|declin|disagree", re.IGNORECASE)
_BEFORE = re.compile(r"前|未|否|before|false|^0$|^no?$", re.IGNORECASE)
MOST_FRAMES = 256
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)


def roles(names: Sequence[str]) -> dict[int, Role]:
    """Which column is what, by its header; the first of a kind counts, descriptions add up."""
    found: dict[int, Role] = {}
    for place, name in enumerate(names[:100]):
        text = name.strip()
        if not text or len(text) > 60:
            continue
        taken = {role for role in found.values() if role != "about"}
        for role, words in _WORDS:
            if role not in taken and words.search(text):
                found[place] = role
                break
    return found


def enough(found: Mapping[int, Role]) -> bool:
    """Whether these columns make a record of calls: what was called or its stack, and one thing more."""
    kinds = set(found.values())
    told = kinds & {"api", "stack"}
    return bool(told) and len(kinds) >= 2 and bool(kinds & {"time", "stack", "count"})


def cells_of(values: Sequence[str], known: Mapping[int, Role]) -> dict[Role, str]:
    """A row's cells by what they are."""
    cells: dict[Role, str] = {}
    for place, role in known.items():
        value = values[place] if place < len(values) else ""
        cells[role] = f"{cells[role]}: {value}" if cells.get(role) and value else cells.get(role) or value
    return cells


class Calls:
    """Rows of one source, one after another."""

    def __init__(self, out: Reading) -> None:
        self.out = out
        self.times: dict[str, int] = {}
        """Calls handed on one by one, by method."""
        self._state = ""

    def row(self, cells: Mapping[Role, str], line: int, moment: datetime | None = None) -> None:
        """Hand on one row; `moment` where the table's own cell type gave the local time."""
        stack = frames(cells.get("stack", ""))
        api, about = cells.get("api", "").strip(), cells.get("about", "").strip()
        at, precision = self._time(cells.get("time", ""), line, moment)
        package, process = _package(cells.get("package", "")), cells.get("process", "").strip()
        self._consent(cells.get("consent", ""), at, precision, line, package)
        told = mark_of(api, about, stack)
        if told:
            self.out.event(
                "mark",
                package,
                told,
                at_ns=at,
                line=line,
                in_order=True,
                precision_ns=precision,
                cause=about or api,
            )
            return
        what = api if _named(api) else stack[0].partition("(")[0] if stack else api or about
        if not what:
            self.out.told("line_unreadable", line)
            return
        count = count_of(cells.get("count", ""))
        self.times[api] = self.times.get(api, 0) + count
        args = masked(cells.get("args", "").strip())
        self.out.event(
            "api_call", package, what, at_ns=at, line=line, in_order=True, precision_ns=precision,
            process=process, cause=about if about != what else "", stack=stack, args=(args,) if args else (),
            count=count,
        )  # fmt: skip

    def _time(self, text: str, line: int, moment: datetime | None) -> tuple[int | None, int]:
        if moment is not None:
            self.out.zone_needed()
            return self.out.clock.stamp(moment.isoformat(" ")), NS if not moment.microsecond else 1_000_000
        text = text.strip()
        if not text:
            return None, 1_000_000
        at, precision, local, yearless = time_of(text, self.out)
        if at is None:
            self.out.told("line_unreadable", line, "time")
        if local and at is not None:
            self.out.zone_needed()
        if yearless and not self.out.clock.dated:
            self.out.year_needed(line)
        if at is not None:
            self.out.tick(at, line)
        return at, precision

    def _consent(self, state: str, at: int | None, precision: int, line: int, package: str) -> None:
        """A column that says on which side of consent a row stands becomes a mark where it turns."""
        state = state.strip()
        if not state:
            return
        now = "before" if _BEFORE.search(state) else "after"
        if now == self._state:
            return
        self._state = now
        what = "launch" if now == "before" else "consent"
        self.out.event(
            "mark", package, what, at_ns=at, line=line, in_order=True, precision_ns=precision, cause=state
        )

    def rest(self, cells: Mapping[Role, str]) -> None:
        """Hand on what a row of sums counts beyond the calls that stood one by one: when is not known."""
        api = cells.get("api", "").strip()
        rest = count_of(cells.get("count", "")) - self.times.get(api, 0)
        if api and rest > 0:
            stack = frames(cells.get("stack", ""))
            self.out.event(
                "api_call", _package(cells.get("package", "")), api, at_ns=None, line=None, count=rest,
                stack=stack, cause=cells.get("about", "").strip(),
            )  # fmt: skip


def count_of(text: str) -> int:
    """A cell's count; 1 where it says none."""
    number = text.strip().partition(".")[0]
    return max(1, int(number)) if number.isdecimal() and len(number) < 10 else 1


def time_of(text: str, out: Reading) -> tuple[int | None, int, bool, bool]:
    """Nanoseconds, their precision, whether the stamp was local time, and whether it had no year."""
    clock = out.clock
    digits = text.partition(".")[0]
    if digits.isdecimal() and re.fullmatch(r"\d+(\.\d+)?", text):
        return _number(digits, text.partition(".")[2])
    if (found := STAMP.match(text)) is not None:
        return clock.stamp(text), _precision(found[7]), found[8] is None, False
    if (found := _SLASHED.match(text)) is not None:
        month, day, hour = (int(found[part]) for part in (2, 3, 4))
        plain = f"{found[1]}-{month:02}-{day:02} {hour:02}:{found[5]}:{found[6] or '00'}"
        at = clock.stamp(plain)
        at = None if at is None else at + fraction_ns(found[7])
        return at, 60 * NS if found[6] is None else _precision(found[7]), True, False
    if (found := _YEARLESS.match(text)) is not None:
        at = clock.yearless(f"{int(found[1]):02}-{int(found[2]):02} {int(found[3]):02}:{found[4]}")
        at = None if at is None else at + int(found[5]) * NS + fraction_ns(found[6])
        return at, _precision(found[6]), True, True
    return None, NS, False, False


def _precision(fraction: str | None) -> int:
    return NS if not fraction else max(1, NS // 10 ** len(fraction))


def _number(digits: str, rest: str) -> tuple[int | None, int, bool, bool]:
    """Seconds, milli-, micro- or nanoseconds since 1970, or a spreadsheet's days, by their size."""
    number = int(digits[:20])
    for unit, low in ((1, 10**18), (1000, 10**15), (1_000_000, 10**12), (NS, 10**9)):
        if low <= number < low * 10:
            return number * unit + (fraction_ns(rest) if unit == NS and rest else 0), unit, False, False
    if 20_000 <= number < 80_000 and rest:
        moment = _EXCEL_EPOCH + timedelta(days=float(f"{digits}.{rest}"))
        return of(moment), NS, True, False
    return None, NS, False, False


def frames(text: str) -> tuple[str, ...]:
    """A stack as frames `com.sdk.Stat.collect(Stat.java:12)`, innermost first, the hook's own left out."""
    found: list[str] = []
    for match in _FRAME.finditer(text[: 256 << 10]):
        name, place, number = _SHORT.sub("", match[1]), match[2], match[3]
        name = name.replace("->", ".").replace("#", ".").replace("/", ".")
        if not found and name.startswith(_TOOL):
            continue
        line = (number or "").replace(",", "")
        found.append(f"{name}({place or (line if line and not line.startswith('-') else '')})")
        if len(found) >= MOST_FRAMES:
            break
    return tuple(found)


def mark_of(api: str, about: str, stack: tuple[str, ...]) -> str:
    """`consent` or `refusal` where a row is the user's answer and no call; else empty."""
    text = about or api
    if stack or not text or len(text) > 40 or _named(api):
        return ""
    if _REFUSE.search(text):
        return "refusal" if _ABOUT_POLICY.search(text) else ""
    return "consent" if _AGREE.search(text) else ""


def _named(api: str) -> bool:
    """Whether a text is a method's name rather than a description."""
    return re.fullmatch(r"L?[\w$.;/<>#:-]+(?:\(.*)?", api, re.ASCII | re.DOTALL) is not None and bool(api)


def _package(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"[A-Za-z]\w*(?:\.\w+)+", text) else ""
