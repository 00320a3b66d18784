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
    "damaged_archive": ("压缩包已损坏，什么也没有读到", "a damaged archive: nothing in it could be read"),
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
    "blank_lines": ("成片的空行，已跳过", "runs of blank lines; passed over"),
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
    "card_malformed": ("run.toml 格式有误", "malformed run.toml"),
    "card_unknown": ("run.toml 里有不认识的类型", "a type in run.toml nobody knows"),
    "card_value": (
        "run.toml 里的值太短、太长或不是文字",
        "a value in run.toml too short, too long or no text",
    ),
    "more": ("还有别的，不再逐条列出", "and more, not listed one by one"),
    "address_cut": ("地址过长，已截短", "an address too long; cut"),
    "body_cut": ("正文过大，只读了开头", "a body too large; its beginning is read"),
    "bounds_unreadable": ("控件位置读不出", "a view whose bounds cannot be read"),
    "entry_too_large": ("一条记录过大，未计入", "an entry too large; left out"),
    "entry_unreadable": ("一条记录读不出，未计入", "an entry that cannot be read; left out"),
    "entry_without_address": ("一条记录没有地址，未计入", "an entry without an address; left out"),
    "encoding_unknown": (
        "正文的压缩方式（如 br、zstd）这里不解，内容未读；请让抓包工具导出解开的正文",
        "bodies packed in a way that is not undone here (br, zstd …), unread; export them unpacked",
    ),
    "encoding_broken": ("压缩的正文解不开", "a packed body that does not unpack"),
    "events_cut": ("事件太多，其余未计入", "too many events; the rest is left out"),
    "events_unreadable": ("导入的事件读不出", "imported events that cannot be read"),
    "flow_kind_left_out": ("不是 HTTP 的流，未计入", "a flow that is not HTTP; left out"),
    "flows_not_read": ("不是可读的 mitmproxy 流文件", "no mitmproxy flow file we read"),
    "gap": ("采样中断", "samples are missing"),
    "gravity_unknown": ("看不出是否含重力", "whether gravity is included cannot be told"),
    "har_not_read": ("不是可读的 HAR", "no HAR we read"),
    "headers_cut": ("请求头太多，其余未读", "too many headers; the rest is not read"),
    "json_syntax": ("JSON 格式有误", "malformed JSON"),
    "message_unreadable": ("一条消息读不出", "a message that cannot be read"),
    "messages_cut": ("消息太多，其余未读", "too many messages; the rest is not read"),
    "not_found": ("没有这个文件", "no such file"),
    "out_of_order": ("时间不按先后，已重排", "times out of order; sorted"),
    "picture_too_large": ("图片太大，未读", "a picture too large; not read"),
    "picture_unreadable": ("图片读不出", "a picture that cannot be read"),
    "reading_not_a_number": ("读数不是数字，未计入", "a reading that is no number; left out"),
    "samples_cut": ("采样太多，其余未读", "too many samples; the rest is not read"),
    "sensor_csv_not_read": ("不是可读的传感器记录", "no sensor trace we read"),
    "sensor_left_out": ("用不到的传感器，未计入", "a sensor nothing is read from; left out"),
    "session_malformed": ("session.json 格式有误", "malformed session.json"),
    "session_schema": ("session.json 的版本不认识", "session.json of a version we do not know"),
    "session_too_large": ("session.json 太大", "session.json too large"),
    "session_unreadable": ("session.json 读不出", "session.json cannot be read"),
    "step_failed": ("录制的一步没有做成", "a step of the session failed"),
    "string_cut": ("一段文字过长，已截短", "a text too long; cut"),
    "time_missing": ("记录没有时间", "a record without a time"),
    "time_unit_contradicts": ("时间单位前后不一", "units of time that contradict each other"),
    "time_unit_unknown": ("看不出时间单位", "a unit of time that cannot be told"),
    "time_unreadable": ("时间读不出", "a time that cannot be read"),
    "tnetstring_broken": ("流文件格式有误，此后未读", "malformed flow file; the rest is not read"),
    "tnetstring_half": (
        "流文件中途断了，断点之前的已读",
        "a flow file breaks off; its beginning is read",
    ),
    "ui_cut": ("界面树太大，只读了一部分", "a view tree too large; part of it is read"),
    "ui_empty": ("界面树是空的", "an empty view tree"),
    "ui_entities": ("界面树里有实体声明，不读", "a view tree with entities; not read"),
    "ui_json": ("不是可读的界面 JSON", "no view tree in JSON we read"),
    "ui_too_large": ("界面树太大，未读", "a view tree too large; not read"),
    "ui_xml": ("界面树的 XML 有误", "malformed XML of a view tree"),
    "unit_degrees": ("角速度以度计，已换算", "turns given in degrees; converted"),
    "unit_g": ("加速度以 g 计，已换算", "acceleration given in g; converted"),
    "unwritable": ("写不出", "cannot be written"),
    "version_newer": (
        "流文件的版本较新，按已知部分读",
        "newer flow files; read as far as known",
    ),
    "views_unreadable": ("控件列表读不出", "views that cannot be read"),
}
"""What each code of `Told` means."""


BROKE_OFF = frozenset(
    [
        "damaged_archive",
        "half_file",
        "half_session",
        "json_half",
        "tnetstring_half",
        "bomb",
        "too_many",
        "too_many_files",
        "too_large",
    ]
)
"""What is told of a source that was not read to its end."""


def told_words(code: str, lang: str = "zh") -> str:
    """What a code means; the code itself where nobody wrote it down."""
    words = TOLD.get(code)
    return code if words is None else words[0 if lang == "zh" else 1]


def why_words(format_name: str, lang: str = "zh") -> str:
    """Why a file of this format is no evidence; empty for formats that are."""
    words = WHY.get(format_name)
    return "" if words is None else words[0 if lang == "zh" else 1]
