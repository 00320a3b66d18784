"""A stand-in for `mingjian.law` with the notice's own titles, so that reports are tested without it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from mingjian.errors import UsageError

MEASURES = {
    "1.1": ("确保知情同意安装", "Informed consent to install", "知情安装", "Install"),
    "1.2": ("规范网页推荐下载行为", "Downloads recommended by web pages", "网页推荐", "Web prompts"),
    "1.3": ("实现便捷卸载", "Easy uninstallation", "便捷卸载", "Uninstall"),
    "1.4": ("窗口关闭用户可选", "Windows the user can close", "窗口关闭", "Closing"),
    "1.5": ("服务事项提前告知", "Service terms told in advance", "事先告知", "Prior notice"),
    "1.6": ("启动运行场景合理", "Reasonable starting and running", "启动场景", "Self-start"),
    "1.7": ("服务续期及时提醒", "Timely renewal reminders", "续期提醒", "Renewal"),
    "1.8": ("坚持合法正当必要原则", "Lawful, proper and necessary", "正当必要", "Necessity"),
    "1.9": ("明示个人信息处理规则", "Rules of processing made plain", "处理规则", "PI rules"),
    "1.10": ("合理申请使用权限", "Reasonable permission requests", "权限申请", "Permissions"),
    "1.11": ("设立客服热线", "Customer hotline", "客服热线", "Hotline"),
    "1.12": ("妥善处理用户投诉", "Complaints properly handled", "用户投诉", "Complaints"),
    "2.1": ("完善内部管理机制", "Internal management", "内部管理", "Governance"),
    "2.2": ("增强技术保障能力", "Technical safeguards", "技术保障", "Safeguards"),
    "2.3": ("加强软件开发工具（SDK）使用管理", "Management of SDK use", "SDK 管理", "SDK control"),
    "2.4": ("严格APP上架审核", "Strict listing review", "上架审核", "Listing"),
    "2.5": ("强化在架APP巡查", "Patrol of listed apps", "在架巡查", "Patrol"),
    "2.6": ("完善分发管理机制", "Distribution management", "分发机制", "Trace"),
    "2.7": ("建立信息公示机制", "Publication of SDK facts", "信息公示", "Facts"),
    "2.8": ("优化功能配置", "Function configuration", "功能配置", "Config"),
    "2.9": ("加强服务协同", "Service cooperation", "服务协同", "Service"),
    "2.10": ("强化APP运行管理", "Run control", "运行管理", "Control"),
    "2.11": ("加强APP行为记录提醒", "Behaviour records", "行为记录", "Records"),
    "2.12": ("提高APP风险预警能力", "Risk warning", "风险预警", "Alerts"),
    "2.13": ("准确登记信息", "Accurate registration", "登记信息", "Identity"),
    "2.14": ("确保有效处置", "Effective disposal", "停止接入", "Cut-off"),
    "3.1": ("抓好组织落实", "Organisation", "组织落实", "Duty"),
    "3.2": ("加强指导监督", "Guidance and supervision", "指导监督", "Supervision"),
    "3.3": ("强化技术运用", "Use of technology", "技术运用", "Tech"),
    "3.4": ("推动行业自律", "Self-discipline of the trade", "行业自律", "Sector"),
}
_REQUIREMENTS = {
    "26号-1.3.1": ("1.3", "APP应当可便捷卸载", "An app can be uninstalled easily."),
    "26号-1.3.4": ("1.3", "不得以空白名称、透明图标、后台隐藏等方式恶意阻挠用户卸载", "No transparent icon."),
    "26号-1.4.7": ("1.4", "高灵敏度“摇一摇”等易造成误触发的方式诱导用户操作", "No high-sensitivity shake."),
    "26号-1.4.1": ("1.4", "清晰有效的关闭按钮", "A clear and effective close button."),
    "26号-1.6.1": ("1.6", "不得自启动和关联启动其它APP", "No self-start without need."),
    "26号-1.7.2": ("1.7", "不得默认勾选、强制捆绑开通", "Renewal is not pre-ticked."),
    "26号-1.9.16": ("1.9", "告知用户个人信息处理规则", "Nothing is collected before the user agrees."),
    "26号-1.10.3": ("1.10", "同步告知用户申请该权限的目的", "The purpose is told with the request."),
    "26号-2.3.4": ("2.3", "SDK", "SDKs are listed."),
    "26号-2.6.3": ("2.6", "电子签名认证", "Signatures are certified."),
}
_TEXT = {
    "1.9": "通过简洁、清晰、易懂的方式告知用户个人信息处理规则，如发生变动，应及时告知用户最新情况。"
    "突出显示敏感个人信息"
    "的处理目的、方式和范围，建立已收集个人信息清单。",
    "1.6": "在非服务所必需或无合理场景下，不得自启动和关联启动其它APP，或进行唤醒、调用、更新等行为。",
}


class FixtureLaw:
    """Raises UsageError for what it does not know, as the real tables do."""

    def measure(self, code: str, /) -> Any:
        if code not in MEASURES:
            raise UsageError(f"no measure {code!r}")
        title_zh, title_en, short_zh, short_en = MEASURES[code]
        return SimpleNamespace(title_zh=title_zh, title_en=title_en, short_zh=short_zh, short_en=short_en)

    def requirement(self, code: str, /) -> Any:
        if code not in _REQUIREMENTS:
            raise UsageError(f"no requirement {code!r}")
        _, clause, english = _REQUIREMENTS[code]
        return SimpleNamespace(clause_zh=clause, requirement_en=english, level="must")

    def clause(self, code: str, /) -> Any:
        if code not in _REQUIREMENTS:
            raise UsageError(f"no requirement {code!r}")
        measure, quotation, _ = _REQUIREMENTS[code]
        text = _TEXT.get(measure, quotation)
        start = max(text.find(quotation), 0)
        return SimpleNamespace(
            text=text,
            start=start,
            end=start + len(quotation),
            citation_zh=f"工信部信管函〔2023〕26号 {measure}",
            citation_en=f"Notice 26 (2023) {measure}",
        )

    def articles(self, under: str, /) -> tuple[Any, ...]:
        if under != "1.9":
            return ()
        return (SimpleNamespace(law="个人信息保护法", article="第十七条", quote_zh="应当以显著方式"),)

    def party(self, code: str, /) -> Any:
        if code != "app_operator":
            raise UsageError(f"no party {code!r}")
        return SimpleNamespace(name_zh="APP开发运营者", name_en="App operator")
