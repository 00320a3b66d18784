"""What hooking scripts print to a console: camille's blocks, one call each, with its stack below."""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.calls import Calls, Role
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading

_CALL = re.compile(r"\[\*\] (.{1,200}?)，APP行为：(.{0,500}?)、行为描述：(.*?)(?:、传入参数：(.*))?$")
_STATE = re.compile(r"隐私政策[:：状态]*(同意?[前后]|[前后])")
MAX_FRAMES = 512


def read(source: Input, out: Reading) -> None:
    """Each block as a call; a block without its end is told."""
    calls = Calls(out)
    cells: dict[Role, str] | None = None
    begun, frames = 0, list[str]()

    def close() -> None:
        nonlocal cells
        if cells is not None:
            cells["stack"] = "\n".join(frames)
            calls.row(cells, begun)
        cells = None
        frames.clear()

    for number, line in source.lines():
        if found := _CALL.match(line, max(line.find("[*] "), 0)):
            close()
            begun = number
            cells = {"time": found[1], "about": f"{found[2]}: {found[3]}", "args": found[4] or ""}
            if state := _STATE.search(line):
                cells["consent"] = state[1]
        elif cells is not None and re.match(r"-{10,}\s*+(?:end|start)?\s*+-*$", line):
            close()
        elif cells is not None and len(frames) < MAX_FRAMES:
            frames.append(line)
    if cells is not None:
        out.told("half_file", begun)
        close()


def sniff(head: Head) -> int:
    """Whether such a block stands in the head."""
    return 80 if re.search(r"^\[\*\] .+，APP行为：", head.text, re.MULTILINE) else 0


FORMAT = Format(name="calls_text", sniff=sniff, read=read)
