"""Words for states and stages of a scan."""

from __future__ import annotations

from mingjian.platform.web.words import Said

STATES: dict[str, Said] = {
    "queued": Said("排队", "Waiting"),
    "running": Said("检测中", "Running"),
    "done": Said("已完成", "Done"),
    "failed": Said("未完成", "Failed"),
    "cancelled": Said("已取消", "Cancelled"),
}
STAGES: dict[str, Said] = {
    "": Said("准备", "Preparing"),
    "against": Said("读取旧版本", "Earlier version"),
    "open": Said("打开", "Opening"),
    "parse": Said("解析", "Parsing"),
    "facts": Said("事实", "Facts"),
    "policy": Said("隐私政策", "Policy"),
    "rules": Said("规则", "Rules"),
    "write": Said("写入", "Writing"),
    "rejudge": Said("重新判定", "Judging again"),
}
SOURCES: dict[str, Said] = {
    "upload": Said("上传", "Upload"),
    "api": Said("接口", "API"),
    "folder": Said("监视文件夹", "Watched folder"),
    "rescan": Said("规则更新后重判", "Judged again after new rules"),
    "again": Said("重新检测", "Scanned again"),
    "demo": Said("演示", "Demo"),
}


def stage_words(stage: str) -> Said:
    """A stage in both languages; one we have no word for by its own name."""
    return STAGES.get(stage) or Said(stage, stage)


def state_words(state: str) -> Said:
    """A state in both languages."""
    return STATES.get(state) or Said(state, state)
