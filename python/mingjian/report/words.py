"""The words a report speaks in, Chinese and English side by side; codes of the contract on the left.

Official terms are verbatim; `passes` is 未见违规, never a word of approval.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Both(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class Need(NamedTuple):
    """A kind of evidence: its name, who can supply it and by which option of the command."""

    name: Both
    supplier: Both
    option: str = ""


class Group(NamedTuple):
    """A heading of the matrix and its measures, in the notice's order; `part` 1 is the upper band."""

    name: Both
    part: int
    measures: tuple[str, ...]


VERDICT: dict[str, Both] = {
    "violates": Both("违规", "Violates"),
    "suspected": Both("疑似", "Suspected"),
    "passes": Both("未见违规", "No violation found"),
    "undetermined": Both("未判定", "Undetermined"),
    "not_applicable": Both("不适用", "Not applicable"),
}
VERDICT_SHORT: dict[str, Both] = VERDICT | {"passes": Both("未见违规", "None found")}
GLYPH = {"violates": "✕", "suspected": "▲", "passes": "✓", "undetermined": "?", "not_applicable": "–"}
CSS = {"violates": "vio", "suspected": "sus", "passes": "pas", "undetermined": "und", "not_applicable": "nap"}
SEVERITY: dict[str, Both] = {
    "high": Both("严重程度 高", "severity high"),
    "medium": Both("严重程度 中", "severity medium"),
    "low": Both("严重程度 低", "severity low"),
}
CONSENT: dict[str, Both] = {
    "before": Both("同意前", "before consent"),
    "after": Both("同意后", "after consent"),
    "refused": Both("拒绝后", "after refusal"),
    "unknown": Both("时点未知", "moment unknown"),
}
THRESHOLD_KIND: dict[str, Both] = {
    "law": Both("法定", "law"),
    "standard": Both("标准", "standard"),
    "reference": Both("标准参考", "reference value"),
    "draft": Both("草案", "draft"),
    "practice": Both("实践惯例", "practice"),
    "project": Both("项目默认", "project default"),
}
EVIDENCE: dict[str, Both] = {
    "manifest": Both("清单", "Manifest"),
    "call_chain": Both("调用链", "Call chain"),
    "data_flow": Both("数据流向", "Data flow"),
    "code": Both("代码", "Code"),
    "layout": Both("布局渲染", "Layout render"),
    "icon": Both("图标渲染", "Icon render"),
    "resource": Both("资源", "Resource"),
    "policy": Both("政策原文", "Policy text"),
    "page": Both("页面", "Page"),
    "screen": Both("屏幕与标注", "Screen"),
    "runtime": Both("运行时", "Run time"),
    "sensor": Both("传感器回放", "Sensor replay"),
    "network": Both("流量", "Traffic"),
    "record": Both("台账", "Ledger"),
    "signature": Both("签名与轮换", "Signature"),
    "diff": Both("版本差异", "Difference"),
}
ENTRY: dict[str, Both] = {
    "process_start": Both("进程启动", "process start"),
    "launcher": Both("启动页", "launcher"),
    "activity": Both("页面", "activity"),
    "service": Both("服务", "service"),
    "receiver": Both("广播接收", "receiver"),
    "provider": Both("内容提供者", "provider"),
    "job": Both("后台任务", "job"),
    "push": Both("推送回调", "push"),
    "system": Both("系统绑定", "system"),
    "user_gesture": Both("用户操作", "user gesture"),
}
EDGE: dict[str, Both] = {
    "direct": Both("直接调用", "direct call"),
    "virtual": Both("虚方法调用", "virtual call"),
    "super": Both("父类调用", "super call"),
    "static_init": Both("类初始化", "class initialiser"),
    "callback": Both("框架回调", "framework callback"),
    "thread": Both("线程回调", "thread callback"),
    "timer": Both("定时回调", "timer callback"),
    "component": Both("组件启动", "component start"),
    "reflection": Both("反射", "reflection"),
    "lambda": Both("函数对象", "lambda"),
    "lifecycle": Both("生命周期", "lifecycle"),
    "gesture": Both("用户操作", "user gesture"),
    "native": Both("本地代码", "native code"),
}
EDGE_ORDER = tuple(EDGE)
"""Surest first, as the contract of `facts.calls.EdgeKind` has it."""
FLOW: dict[str, Both] = {
    "data_source": Both("取得", "taken"),
    "data_through": Both("经转换", "converted"),
    "data_put": Both("放入", "put into"),
    "data_call": Both("作参数传入", "given to"),
    "data_return": Both("作结果返回", "returned by"),
    "data_store": Both("存入字段", "kept in field"),
    "data_load": Both("读出", "read back"),
    "data_start": Both("随组件启动传递", "passed to component"),
    "data_sink": Both("流出", "let out"),
}
"""What happens to data at one step of a data flow (`facts.calls.FlowKind`)."""
SDK_STATE: dict[str, Both] = {
    "embedded": Both("已嵌入", "embedded"),
    "reachable": Both("可到达", "reachable"),
    "called_before_consent": Both("同意前调用", "called before consent"),
}
PROTECTION: dict[str, Both] = {
    "normal": Both("普通", "normal"),
    "dangerous": Both("危险", "dangerous"),
    "special": Both("特殊", "special"),
    "signature": Both("签名", "signature"),
    "unknown": Both("未知", "unknown"),
}
KIND: dict[str, Both] = {
    "apk": Both("Android · APK", "Android · APK"),
    "aab": Both("Android · AAB", "Android · AAB"),
    "aar": Both("Android · AAR", "Android · AAR"),
    "ipa": Both("iOS · IPA", "iOS · IPA"),
    "hap": Both("HarmonyOS · HAP", "HarmonyOS · HAP"),
    "mini_program": Both("小程序", "Mini program"),
    "quick_app": Both("快应用", "Quick app"),
    "policy": Both("隐私政策", "Privacy policy"),
    "web_page": Both("网页", "Web page"),
    "device_run": Both("真机运行", "Device run"),
    "terminal_vendor": Both("智能终端", "Terminal"),
}
STRENGTH: dict[str, Both] = {
    "certain": Both("确定", "certain"),
    "likely": Both("可达", "reachable"),
    "weak": Both("弱证据", "weak"),
    "seen": Both("运行所见", "seen in a run"),
}
"""How surely a type is taken: a path with no other reading, one some step leaves open, a weak sign; a run."""
LEAD = Both("线索", "lead")
APP = Both("应用自身", "the app")

GROUPS = (
    Group(Both("安装卸载", "Install and uninstall"), 1, ("1.1", "1.2", "1.3")),
    Group(Both("服务体验", "Experience"), 1, ("1.4", "1.5", "1.6", "1.7")),
    Group(Both("个人信息保护", "Personal information"), 1, ("1.8", "1.9", "1.10")),
    Group(Both("响应诉求", "Response"), 1, ("1.11", "1.12")),
    Group(Both("开发运营者", "Operator"), 2, ("2.1", "2.2", "2.3")),
    Group(Both("分发平台", "Store"), 2, ("2.4", "2.5", "2.6")),
    Group(Both("SDK", "SDK"), 2, ("2.7", "2.8", "2.9")),
    Group(Both("智能终端", "Terminal"), 2, ("2.10", "2.11", "2.12")),
    Group(Both("接入企业", "Access"), 2, ("2.13", "2.14")),
    Group(Both("工作要求", "Duties"), 2, ("3.1", "3.2", "3.3", "3.4")),
)

_OPERATOR = Both("开发运营者", "app operator")
_TESTER = Both("检测人员", "tester")
_STORE = Both("分发平台", "store")
_PACKAGE = Both("安装包", "package")
_SCAN = Both("本次扫描", "this scan")

NEEDS: dict[str, Need] = {
    "rule": Need(Both("判定此项的规则", "a rule that judges it"), Both("明鉴", "Mingjian")),
    "review": Need(Both("人工复核", "review by a person"), _TESTER),
    "static_apk": Need(_PACKAGE, _SCAN),
    "manifest": Need(Both("清单", "manifest"), _SCAN),
    "layout_xml": Need(Both("布局", "layouts"), _SCAN),
    "layout": Need(Both("布局", "layouts"), _SCAN),
    "resources": Need(Both("资源", "resources"), _SCAN),
    "icon": Need(Both("图标", "icon"), _SCAN),
    "in_app_text": Need(Both("应用内文字", "in-app text"), _SCAN),
    "code_callsite": Need(Both("可读代码", "readable code"), _OPERATOR),
    "calls": Need(Both("可读代码", "readable code"), _OPERATOR),
    "consent": Need(Both("同意关口", "consent gate"), _TESTER, "--evidence"),
    "sdk_fingerprint": Need(Both("SDK 特征", "SDK signs"), _SCAN),
    "sdk": Need(Both("SDK 特征", "SDK signs"), _SCAN),
    "permissions": Need(Both("权限使用", "permission uses"), _SCAN),
    "hidden_code": Need(Both("隐藏代码", "hidden code"), _SCAN),
    "packer": Need(Both("未加固的包", "unpacked package"), _OPERATOR),
    "version_diff": Need(Both("上一版本", "previous version"), _OPERATOR, "--against"),
    "privacy_policy": Need(Both("隐私政策", "privacy policy"), _OPERATOR, "--policy"),
    "policy": Need(Both("隐私政策", "privacy policy"), _OPERATOR, "--policy"),
    "web_page_browser": Need(Both("推荐页面", "web page"), Both("网页推荐方", "web publisher"), "scan-page"),
    "web_page": Need(Both("推荐页面", "web page"), Both("网页推荐方", "web publisher"), "scan-page"),
    "store_listing": Need(Both("上架信息", "store listing"), _STORE, "--listing"),
    "category": Need(Both("应用类别", "app category"), _STORE, "--category"),
    "listing": Need(Both("上架信息", "store listing"), _STORE, "--listing"),
    "ui_dump_screenshot": Need(Both("界面截图", "screens"), _TESTER, "--evidence"),
    "screen": Need(Both("界面截图", "screens"), _TESTER, "--evidence"),
    "runtime_log": Need(Both("运行记录", "run-time log"), _TESTER, "--evidence"),
    "behaviour": Need(Both("运行记录", "run-time log"), _TESTER, "--evidence"),
    "run_first": Need(
        Both("全新安装后不作同意的首次运行记录", "a first run after a fresh install, unanswered"), _TESTER
    ),
    "run_refusal": Need(Both("拒绝隐私政策后的运行记录", "a run after the policy was refused"), _TESTER),
    "run_calls": Need(Both("权限使用或接口调用记录", "records of permission use or calls"), _TESTER),
    "run_background": Need(Both("转入后台后的运行记录", "a run that goes to the background"), _TESTER),
    "run_reboot": Need(Both("设备重启后的启动记录", "starts recorded past a restart"), _TESTER),
    "run_starts": Need(Both("进程启动记录", "a record of process starts"), _TESTER),
    "run_permission_refused": Need(
        Both("拒绝权限后的运行记录", "a run in which a permission is refused"), _TESTER
    ),
    "run_windows": Need(Both("窗口记录", "a record of windows"), _TESTER),
    "run_requests": Need(Both("权限申请记录", "a record of permission dialogs"), _TESTER),
    "run_withdrawal": Need(
        Both("同意后又撤回的运行记录", "a run in which consent is given and taken back"), _TESTER
    ),
    "run_callers": Need(
        Both("写明启动发起方的记录", "a record of starts that names who asked for them"), _TESTER
    ),
    "run_openings": Need(Both("应用何时打开的记录", "a record of when the app was opened"), _TESTER),
    "run_uninstall": Need(Both("卸载过程的运行记录", "a run in which the app is removed"), _TESTER),
    "run_download": Need(
        Both("用户确认下载应用的运行记录", "a run in which the user confirms the download of an app"), _TESTER
    ),
    "run_partner": Need(
        Both("打开第三方应用或页面的运行记录", "a run that opens a third party's app or page"), _TESTER
    ),
    "run_package_state": Need(
        Both(
            "首次运行后的应用包信息（dumpsys package）",
            "the package's state after its first run (dumpsys package)",
        ),
        _TESTER,
    ),
    "run_touches": Need(Both("操作记录", "a record of touches"), _TESTER),
    "run_traffic": Need(
        Both("全新安装后首次启动的网络流量", "traffic from the first start after an installation"), _TESTER
    ),
    "run_opened_traffic": Need(
        Both("能看到 HTTPS 内容的网络流量", "traffic in which what HTTPS carries is seen"), _TESTER
    ),
    "run_touched_traffic": Need(
        Both("与操作记录对时的网络流量", "traffic on one clock with a record of touches"), _TESTER
    ),
    "run_own_domains": Need(
        Both("开发运营者自有域名（隐私政策或签名）", "the operator's own domains (policy or package)"),
        _TESTER,
    ),
    "trace_jumps": Need(Both("记有跳转的传感器记录", "a sensor trace that notes jumps"), _TESTER),
    "trace_daily": Need(
        Both("走路、乘车、拾起手机的传感器记录", "sensor traces of walking, riding and picking up"), _TESTER
    ),
    "trace_ladder": Need(
        Both("略低于各参考值的摇动记录", "traces of movements just below each reference value"), _TESTER
    ),
    "trace_gyroscope": Need(Both("含陀螺仪的传感器记录", "a sensor trace with the gyroscope"), _TESTER),
    "page_settled": Need(
        Both("未被打断的网页访问", "a visit to the page that nothing cut short"), _TESTER, "scan-page"
    ),
    "page_package": Need(
        Both("页面下载到的完整安装包", "the page's package, fetched whole"), _TESTER, "scan-page"
    ),
    "page_policy": Need(
        Both("页面隐私政策的全文", "the policy behind the page's link"), _TESTER, "scan-page"
    ),
    "page_hotline": Need(Both("网站首页或联系页", "the site's home or contact page"), _TESTER, "scan-page"),
    "network_trace": Need(Both("网络流量", "traffic"), _TESTER, "--evidence"),
    "network": Need(Both("网络流量", "traffic"), _TESTER, "--evidence"),
    "sensor_trace": Need(Both("传感器记录", "sensor trace"), _TESTER, "--evidence"),
    "sensor": Need(Both("传感器记录", "sensor trace"), _TESTER, "--evidence"),
    "device_test": Need(Both("真机测试", "device test"), _TESTER, "--evidence"),
    "terminal_self_start": Need(
        Both("关闭自启动后重启的记录", "a restart with self-start switched off"), _TESTER
    ),
    "terminal_linked_start": Need(
        Both("关闭关联启动后的拉起尝试", "linked starts tried with the switch off"), _TESTER
    ),
    "terminal_identifier": Need(
        Both("重置前后的设备识别码", "identifiers read before and after a reset"), _TESTER
    ),
    "terminal_download": Need(
        Both("静默下载及其后的界面与通知", "a silent download, screens and notifications after it"), _TESTER
    ),
    "terminal_hot_update": Need(
        Both(
            "加载包外代码及其后的界面与通知", "code loaded from outside, screens and notifications after it"
        ),
        _TESTER,
    ),
    "terminal_private_start": Need(
        Both("后台启动界面的尝试", "an activity started from the background"), _TESTER
    ),
    "terminal_install": Need(Both("未经确认的安装尝试", "an installation session nobody confirmed"), _TESTER),
    "terminal_calls": Need(
        Both("11 项必选行为的探针调用", "the probe's calls of the 11 mandatory behaviours"), _TESTER
    ),
    "terminal_record": Need(
        Both("终端的行为记录（系统的或导出的）", "the terminal's record, the platform's or an export"),
        _TESTER,
    ),
    "terminal_record_store": Need(
        Both("打开记录存放处的尝试", "an attempt to open the record's store"), _TESTER
    ),
    "terminal_fairness": Need(Both("两个应用的相同调用", "the same calls by two apps"), _TESTER),
    "terminal_day7": Need(Both("第七天再次查看记录", "another look at the record on day seven"), _TESTER),
    "terminal_view": Need(Both("记录查询页的界面", "the page on which records are looked up"), _TESTER),
    "terminal_poll": Need(
        Both("调用后一分钟内外的记录", "looks at the record within and after a minute of a call"), _TESTER
    ),
    "terminal_in_use": Need(Both("使用期间的界面与状态", "screens and status while a use goes on"), _TESTER),
    "terminal_journal": Need(Both("探针日志", "the probe's journal"), _TESTER),
    "terminal_offer": Need(
        Both("交给系统安装的风险包", "a risky package laid before the installer"), _TESTER
    ),
    "terminal_offer_tampered": Need(
        Both("签名被破坏的包的安装界面", "the installer with a package of broken signature"), _TESTER
    ),
    "terminal_offer_counterfeit": Need(
        Both("仿冒包的安装界面", "the installer with a counterfeit package"), _TESTER
    ),
    "terminal_offer_harmful": Need(Both("有害包的安装界面", "the installer with a harmful package"), _TESTER),
    "terminal_offer_listed": Need(
        Both("被通报应用的安装界面", "the installer with an app named in a notice"), _TESTER
    ),
    "terminal_offer_certified": Need(
        Both("已认证应用的安装界面", "the installer with a certified app"), _TESTER
    ),
    "signature_chain": Need(Both("签名", "signature"), _SCAN),
    "signature": Need(Both("签名", "signature"), _SCAN),
    "registry_record": Need(Both("登记记录", "registry record"), _STORE),
    "ledger_record": Need(Both("台账", "ledger"), _OPERATOR),
    "complaints": Need(Both("投诉台账", "complaint ledger"), _OPERATOR),
    "hotline": Need(Both("热线记录", "hotline records"), _OPERATOR),
    "renewals": Need(Both("续费台账", "renewal ledger"), _OPERATOR),
    "reviews": Need(Both("评价记录", "review records"), _STORE),
    "kpi_data": Need(Both("指标数据", "service figures"), _OPERATOR),
    "document": Need(Both("制度文件", "documents"), _OPERATOR),
    "api_log": Need(Both("接口日志", "API log"), _OPERATOR),
}


def verdict(code: str) -> Both:
    return VERDICT.get(code, Both(code, code))


def need(code: str) -> Need:
    """The words for a missing kind of evidence; an unknown code speaks for itself.

    What a run did not cover (`run_…`) comes with more records of it.
    """
    zh, told, en = code.partition(" · ")
    if told:  # a part of a run that was not covered, in the words of the rule that wants it
        return Need(Both(zh, en), _TESTER, "--evidence")
    found = NEEDS.get(code) or Need(Both(code, code), Both("—", "—"))
    return found._replace(option="--evidence") if code.startswith("run_") and not found.option else found


def plural(count: int, one: str, many: str) -> str:
    """English count and noun: `1 finding`, `3 findings`."""
    return f"{count} {one if count == 1 else many}"
