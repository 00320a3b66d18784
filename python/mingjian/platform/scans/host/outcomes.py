"""What became of a scan, put into words for people: each outcome and code in Chinese and English."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from mingjian.platform.scans.host.messages import Answer, Item, OutcomeName, Packed, Wall, Walls

_WORDS: dict[str, tuple[str, str]] = {
    "done": ("已检测", "examined"),
    "incomplete": ("检测不完整：{place}{detail}", "examined in part: {place}{detail}"),
    "unreadable": ("无法读取：{place}{detail}", "cannot be read: {place}{detail}"),
    "crashed": ("检测进程异常退出", "the scan process crashed"),
    "timed_out": ("检测超时，已终止", "the scan took too long and was ended"),
    "out_of_memory": (
        "检测所需内存超过上限，已终止",
        "the scan wanted more memory than it may have and was ended",
    ),
    "cancelled": ("检测已取消", "the scan was cancelled"),
}
_CODES: dict[str, tuple[str, str]] = {
    "usage": ("请求有误：{detail}", "the request makes no sense: {detail}"),
    "knowledge": ("自带的 SDK 描述有误：{detail}", "the SDK descriptions given are wrong: {detail}"),
    "cpu": ("检测占用处理器时间过长，已终止", "the scan used too much processor time and was ended"),
    "killed": ("检测进程被系统终止，可能内存不足", "the system ended the scan, perhaps short of memory"),
    "host_lost": ("检测服务中断，请重试", "the scan host was lost; try again"),
    "host_start": ("检测服务无法启动", "the scan host does not start"),
    "no_process": ("系统无法创建检测进程，请重试", "the system gives no process for the scan; try again"),
    "disk_full": ("磁盘已满，结果无法写入", "the disk is full; the results cannot be written"),
    "output_too_large": ("检测结果过大，未保留", "the results are too large and were not kept"),
    "garbled": ("检测进程行为异常，已终止", "the scan process misbehaved and was ended"),
    "bad_output": ("检测进程留下异常文件，结果未采用", "the scan process left odd files; nothing was taken"),
    "input_missing": ("输入文件无法打开：{detail}", "an input cannot be opened: {detail}"),
}  # fmt: skip
_STANDS = {
    "whole": ("已隔离", "closed off"),
    "part": ("部分隔离", "closed off in part"),
    "none": ("未隔离", "open"),
}
_WALLS = {
    "network": ("网络", "network"),
    "filesystem": ("文件系统", "files"),
    "memory": ("内存上限", "memory limit"),
    "cpu": ("处理器时间上限", "processor limit"),
}


class ScanResult(Struct, frozen=True, kw_only=True):
    """The end of a scan. A `crashed`, `timed_out` or `out_of_memory` one is as final as a `done` one, unless
    `again`: then the package had no part in it, and another try may do better."""

    id: str
    outcome: OutcomeName
    code: str = ""
    """Stable: the core's parse codes, signals (`sigsegv`), `wall_clock`, `memory_limit`, `host_lost` …"""
    entry: str = ""
    offset: int | None = None
    detail: str = ""
    zh: str
    en: str
    again: bool = False
    output: Path | None = None
    """The folder of results, for `done` and `incomplete`."""
    files: Packed = {}
    """Or the results themselves, by their path in such a folder."""
    items: tuple[Item, ...] = ()
    """Facts judged again: what became of each, in the order given."""
    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    peak_bytes: int = 0


def result(
    id_: str,
    answer: Answer,
    *,
    again: bool = False,
    output: Path | None = None,
    files: Packed | None = None,
    wall_ms: float = 0.0,
) -> ScanResult:
    """A child's answer, or what stands for one, with its words."""
    zh, en = told(answer)
    return ScanResult(
        id=id_,
        outcome=answer.outcome,
        code=answer.code,
        entry=answer.entry,
        offset=answer.offset,
        detail=answer.detail,
        zh=zh,
        en=en,
        again=again,
        output=None if files else output,
        files=files or {},
        items=answer.items,
        wall_ms=round(wall_ms, 3),
        cpu_ms=answer.cpu_ms,
        peak_bytes=answer.peak_bytes,
    )


def told(answer: Answer) -> tuple[str, str]:
    """The end in Chinese and English, with place and code."""
    at = "" if answer.offset is None else f" @ {answer.offset:#x}"
    place = f"{answer.entry}{at} · " if answer.entry else ""
    zh, en = _CODES.get(answer.code) or _WORDS[answer.outcome]
    code = f" [{answer.code}]" if answer.code else ""
    return (
        zh.format(place=place, detail=answer.detail) + code,
        en.format(place=place, detail=answer.detail) + code,
    )


def walls_told(walls: Walls) -> list[tuple[str, str]]:
    """Which walls stand, a line each in Chinese and English, for `doctor` and the report page."""
    lines: list[tuple[str, str]] = []
    for name, (zh, en) in _WALLS.items():
        wall: Wall = getattr(walls, name)
        stands_zh, stands_en = _STANDS[wall.stands]
        by = f" ({wall.by})" if wall.by else ""
        lines.append((f"{zh}：{stands_zh}{by}", f"{en}: {stands_en}{by}"))
    return lines
