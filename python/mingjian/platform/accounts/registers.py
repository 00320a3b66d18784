"""Numbers and codes that others give out: 统一社会信用代码 (GB 32100-2015), provinces (GB/T 2260)."""

from __future__ import annotations

import unicodedata

from mingjian.platform.web.words import Said

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, table 2: I, O, S, V and Z are left out."""
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
"""GB 32100-2015, 4.6: 3^(i-1) mod 31."""

PROVINCES: dict[str, Said] = {
    "110000": Said("北京", "Beijing"), "120000": Said("天津", "Tianjin"), "130000": Said("河北", "Hebei"),
    "140000": Said("山西", "Shanxi"), "150000": Said("内蒙古", "Inner Mongolia"),
    "210000": Said("辽宁", "Liaoning"), "220000": Said("吉林", "Jilin"),
    "230000": Said("黑龙江", "Heilongjiang"),
    "310000": Said("上海", "Shanghai"), "320000": Said("江苏", "Jiangsu"), "330000": Said("浙江", "Zhejiang"),
    "340000": Said("安徽", "Anhui"), "350000": Said("福建", "Fujian"), "360000": Said("江西", "Jiangxi"),
    "370000": Said("山东", "Shandong"), "410000": Said("河南", "Henan"), "420000": Said("湖北", "Hubei"),
    "430000": Said("湖南", "Hunan"), "440000": Said("广东", "Guangdong"), "450000": Said("广西", "Guangxi"),
    "460000": Said("海南", "Hainan"), "500000": Said("重庆", "Chongqing"), "510000": Said("四川", "Sichuan"),
    "520000": Said("贵州", "Guizhou"), "530000": Said("云南", "Yunnan"), "540000": Said("西藏", "Tibet"),
    "610000": Said("陕西", "Shaanxi"), "620000": Said("甘肃", "Gansu"), "630000": Said("青海", "Qinghai"),
    "640000": Said("宁夏", "Ningxia"), "650000": Said("新疆", "Xinjiang"), "710000": Said("台湾", "Taiwan"),
    "810000": Said("香港", "Hong Kong"), "820000": Said("澳门", "Macao"),
}  # fmt: skip

PARTIES: dict[str, Said] = {
    "app_operator": Said("APP开发运营者", "App operator"),
    "distribution_platform": Said("分发平台", "Distribution platform"),
    "sdk_provider": Said("SDK提供者", "SDK provider"),
    "terminal_vendor": Said("终端生产企业", "Terminal vendor"),
    "access_provider": Said("接入企业", "Access provider"),
    "lab": Said("检测机构", "Testing lab"),
    "provincial_administration": Said("通信管理局", "Provincial administration"),
    "miit": Said("工业和信息化部", "MIIT"),
    "association": Said("行业协会", "Association"),
}

ROLES_SAID: dict[str, Said] = {
    "admin": Said("管理员", "Admin"),
    "manager": Said("主管", "Manager"),
    "reviewer": Said("审核员", "Reviewer"),
    "member": Said("成员", "Member"),
    "auditor": Said("审计员", "Auditor"),
}

SCOPES_SAID: dict[str, Said] = {
    "apps:read": Said("查看应用", "See apps"),
    "apps:write": Said("修改应用", "Change apps"),
    "scans:read": Said("查看检测与报告", "See scans and reports"),
    "scans:write": Said("提交检测", "Submit scans"),
    "findings:read": Said("查看发现", "See findings"),
    "findings:reply": Said("回应发现", "Reply to findings"),
    "findings:decide": Said("确认、推翻、搁置发现", "Confirm, overrule, suppress findings"),
    "exports:write": Said("导出报告", "Export reports"),
    "notifications:manage": Said("管理通知", "Manage notifications"),
    "organisation:read": Said("查看本单位与成员", "See the organisation and its members"),
    "members:manage": Said("管理成员与单位资料", "Manage members and the organisation"),
    "tokens:manage": Said("管理令牌", "Manage tokens"),
    "audit:read": Said("查看操作日志", "See the audit log"),
    "platform:manage": Said("管理平台", "Manage the platform"),
}


def credit_code(text: str) -> str | None:
    """The code in its normal form (half-width, upper case, no blanks), or None where it is none."""
    code = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if len(code) != 18 or any(sign not in _SIGNS for sign in code):
        return None
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(code, _WEIGHTS, strict=False))
    return code if _SIGNS[-total % 31] == code[17] else None


def plain(text: str, most: int) -> str:
    """A name as people write it: NFC, no control characters, single blanks, at most so long."""
    seen = "".join(c if unicodedata.category(c)[0] != "C" or c == "\u200d" else " " for c in text)
    return " ".join(unicodedata.normalize("NFC", seen).split())[:most]
