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
    "run": Said("运行记录", "Records of the run"),
    "visit": Said("访问页面", "Visiting the page"),
    "write": Said("写入", "Writing"),
    "rejudge": Said("重新判定", "Judging again"),
}
SOURCES: dict[str, Said] = {
    "upload": Said("上传", "Upload"),
    "api": Said("接口", "API"),
    "folder": Said("监视文件夹", "Watched folder"),
    "rescan": Said("规则更新后重判", "Judged again after new rules"),
    "again": Said("重新检测", "Scanned again"),
    "evidence": Said("补充证据", "Evidence added"),
    "demo": Said("演示", "Demo"),
}


BROKEN: dict[str, str] = {
    "zip_no_eocd": "文件不完整：缺少 ZIP 末尾的目录记录",
    "zip_bad_eocd": "ZIP 末尾的目录记录有误",
    "zip_bad_zip64": "ZIP64 记录有误",
    "zip_bad_central_directory": "ZIP 目录有误",
    "zip_bad_local_header": "ZIP 条目的头部有误",
    "zip_bad_deflate": "压缩数据损坏",
    "zip_size_mismatch": "条目大小与所记不符",
    "zip_data_out_of_range": "条目数据超出文件范围",
    "apk_no_manifest": "没有 AndroidManifest.xml，不是安卓安装包",
    "apk_bad_manifest": "AndroidManifest.xml 无法解析",
    "axml_bad": "编译后的 XML 有误",
    "no_run": "文件里没有可作证据的运行记录",
    "run_packages": "记录中有多个应用，请填写要看的包名",
    "budget_exceeded": "内容过大，超出解析上限",
}
"""What the core's codes say of a package that cannot be read, in Chinese; its English comes with the code."""


def stage_words(stage: str) -> Said:
    """A stage in both languages; one we have no word for by its own name."""
    return STAGES.get(stage) or Said(stage, stage)


def state_words(state: str) -> Said:
    """A state in both languages."""
    return STATES.get(state) or Said(state, state)
