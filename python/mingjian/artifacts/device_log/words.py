"""What is told of sources, in Chinese and English: codes of `Told`, and why a file is no evidence."""

from __future__ import annotations

WHY: dict[str, tuple[str, str]] = {
    "plist": (
        "iOS 属性列表：这里只读安卓和鸿蒙设备的记录",
        "iOS property list: only records of Android and HarmonyOS devices are read",
    ),
    "android_backup": (
        "应用数据备份（adb backup）：只有应用存下的数据，没有它做过的事；请交 bugreport",
        "backup of app data (adb backup): what apps stored, not what they did; hand in a bugreport",
    ),
    "tombstone": (
        "本地代码崩溃的墓碑文件：只是一个进程的一瞬间；请交 bugreport 或事件日志",
        "tombstone of a native crash: one moment of one process; hand in a bugreport or the event log",
    ),
    "tombstone_pb": (
        "本地代码崩溃的墓碑文件（protobuf）：只是一个进程的一瞬间；请交 bugreport 或事件日志",
        "tombstone of a native crash (protobuf): one moment of one process; hand in a bugreport",
    ),
    "sqlite": (
        "数据库：请交写它的工具导出的记录",
        "a database: hand in the export of the tool that wrote it",
    ),
    "dex": ("代码，不是运行记录：用 mingjian scan 检测", "code, not a record of a run: `mingjian scan`"),
    "elf": ("程序，不是运行记录", "a program, not a record of a run"),
    "pcap": (
        "抓包文件：内容是加密的；请交 HAR 或 mitmproxy 流文件",
        "packets: what they hold is encrypted; hand in a HAR or mitmproxy flow file",
    ),
    "packed": ("压缩文件：请先解开，或换成 zip", "packed: unpack it, or hand in a zip"),
    "pdf": ("文档，不是运行记录", "a document, not a record of a run"),
    "video": ("录屏：请改交截图和界面树", "a film: hand in screenshots and view trees instead"),
    "bugreport_entry": (
        "只写着 bugreport 主文件的名字；主文件本身会被读取",
        "names the main file of a bugreport; the report itself is read",
    ),
    "battery_history": (
        "电量统计：没有写明行为；请交 appops、usagestats 和事件日志",
        "battery statistics: they name no act; hand in appops, usagestats and the event log",
    ),
    "dump_unread": ("这项服务的 dumpsys 不读", "a dump of a service that is not read"),
    "json_unread": ("不认识的 JSON 格式", "JSON of a form nobody here knows"),
}
"""Formats that are known and are no evidence: why, and what to hand in instead."""

TOLD: dict[str, tuple[str, str]] = {
    "not_evidence": ("不是可读的证据", "not evidence we read"),
    "empty": ("空文件", "an empty file"),
    "half_file": ("文件中途断了，断点之前的已读", "breaks off; what stands before is read"),
    "half_session": ("录制没有做完", "the session was not finished"),
    "encrypted": ("已加密，读不了", "encrypted"),
    "bomb": ("解压后过大，已停读", "inflates beyond all measure; reading stopped"),
    "too_large": ("太大", "too large"),
    "too_many": ("太多，其余未计入", "too many; the rest is left out"),
    "too_many_files": ("文件太多，其余未读", "too many files; the rest is left out"),
    "too_deep": ("嵌套太深", "nested too deep"),
    "link": ("符号链接，不跟随", "a link; not followed"),
    "not_a_file": ("不是普通文件", "no regular file"),
    "unreadable": ("打不开", "cannot be opened"),
    "package": ("这是应用包，不是运行记录", "an app's package, not a record of a run"),
    "line_cut": ("行太长，已截断", "lines too long; cut"),
    "nul": ("含 NUL 字节，已去掉", "NUL bytes; taken out"),
    "encoding": ("有字节不是文字", "bytes that are no text"),
    "line_unreadable": ("有行读不懂", "lines that make no sense"),
    "zone_unknown": (
        "不知道设备的时区，时间按假定的时区排列（可用 --zone 指明）",
        "the device's zone is not known; times stand as of an assumed one (give --zone)",
    ),
    "zones_mixed": ("记录来自不同时区", "records from several time zones"),
    "year_of_file": (
        "记录没有年份，取自文件名或文件时间",
        "no year in the record; taken from the file's own",
    ),
    "year_unknown": ("不知道年份", "the year is not known"),
    "date_of_file": (
        "记录只写“多久以前”，导出时刻取自文件时间",
        "the record gives ages; its own date was taken from the file",
    ),
    "no_date": ("记录只写“多久以前”，不知导出时刻", "the record gives ages, and no date"),
    "no_time": ("没有时间", "no time"),
    "time_since_boot": (
        "时间从开机算起，无法对到钟点",
        "times count from boot and have no place on the clock",
    ),
    "clock_jump": ("时钟跳变；其后按行序排列", "the clock jumped; order is kept by line"),
    "clock_set": ("期间设备时间被设置", "the clock was set meanwhile"),
    "op_unknown": ("不认识的操作名，原样保留", "an operation nobody knows; kept as it stands"),
    "result_unknown": ("不认识的授权结果", "a permission's result nobody knows"),
    "section_unread": ("不读的段落", "sections that are not read"),
    "sheet_unread": ("工作表里没有调用记录", "a sheet without records of calls"),
    "sums_compared": (
        "工作表只列次数；超出逐条记录的部分才计入",
        "a sheet of sums; only what goes beyond the single records is counted",
    ),
    "xls_unreadable": ("XLS 读不了", "the XLS cannot be read"),
    "xlsx_unreadable": ("XLSX 读不了", "the XLSX cannot be read"),
    "json_half": ("JSON 中途断了", "the JSON breaks off"),
    "json_no_array": ("JSON 里没有记录", "no records in the JSON"),
    "json_too_deep": ("JSON 嵌套太深", "JSON nested too deep"),
    "more": ("还有别的，不再逐条列出", "and more, not listed one by one"),
}
"""What each code of `Told` means."""


def told_words(code: str, lang: str = "zh") -> str:
    """What a code means; the code itself where nobody wrote it down."""
    words = TOLD.get(code)
    return code if words is None else words[0 if lang == "zh" else 1]


def why_words(format_name: str, lang: str = "zh") -> str:
    """Why a file of this format is no evidence; empty for formats that are."""
    words = WHY.get(format_name)
    return "" if words is None else words[0 if lang == "zh" else 1]
