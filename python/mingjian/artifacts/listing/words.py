"""What store pages and exports call the elements of a listing, and how they write permissions and sizes."""

from __future__ import annotations

import re

LABELS: dict[str, tuple[str, ...]] = {
    "name": (
        "应用名称", "软件名称", "app名称", "app名", "名称", "app name", "name",
    ),
    "developer": (
        "开发者名称", "开发者信息", "开发者", "开发商", "开发运营者", "运营者", "运营方", "运营单位",
        "主办者", "主办单位", "供应商", "提供者", "服务提供者", "软件厂商", "厂商", "开发单位", "发行商",
        "developer", "provider", "publisher", "offered by",
    ),
    "version": (
        "当前版本", "版本号", "最新版本", "版本信息", "应用版本", "软件版本", "版本", "version",
        "current version",
    ),
    "version_code": (
        "版本序号", "versioncode", "version code",
    ),
    "package": (
        "包名", "应用包名", "package", "package name",
    ),
    "signer_sha256": (
        "签名sha256", "证书sha256", "签名指纹", "signer_sha256", "certificate sha-256",
    ),
    "permissions": (
        "应用权限", "权限列表", "权限信息", "所需权限", "权限需求", "权限说明", "权限详情", "查看权限",
        "敏感权限", "权限", "permissions", "app permissions",
    ),
    "privacy_policy_url": (
        "隐私政策链接", "隐私政策地址", "隐私政策", "隐私权政策", "隐私保护政策", "个人信息保护政策",
        "隐私协议", "隐私条款", "privacy policy", "privacy_policy_url",
    ),
    "personal_info": (
        "个人信息处理规则", "个人信息收集使用规则", "收集使用个人信息", "个人信息", "personal_info",
        "data safety",
    ),
    "function": (
        "应用介绍", "应用简介", "应用描述", "软件介绍", "软件简介", "功能介绍", "功能描述", "产品功能",
        "产品介绍", "内容简介", "介绍", "简介", "description", "function", "about this app",
    ),
    "updated": (
        "更新时间", "更新日期", "发布时间", "发布日期", "上线时间", "最近更新", "updated", "updated on",
        "date",
    ),
    "size_bytes": (
        "应用大小", "软件大小", "文件大小", "安装包大小", "大小", "size", "size_bytes",
    ),
    "store": (
        "应用商店", "分发平台", "来源", "store",
    ),
    "url": (
        "页面地址", "网址", "链接", "url",
    ),
}  # fmt: skip
"""By field of `facts.listing.ListingFacts`; as written on Chinese stores' pages and in their exports."""
FIELD_OF = {label.replace(" ", ""): field for field, labels in LABELS.items() for label in labels}
_NOT_LABEL = re.compile(r"[\s:：*]+")
_SIZE = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>[KMG])?i?B?\s*$", re.I)
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_SPLIT = re.compile(r"[\n;；]+")
_COMMA = re.compile(r"[、，,]+")
_PURPOSE = re.compile(r"\s*(?:[:：]|——|—|–| - )\s*")


def field_of(label: str) -> str | None:
    """The field a label stands for: `开发者：` → developer."""
    return FIELD_OF.get(_NOT_LABEL.sub("", label).lower())


def size(text: str) -> int | None:
    """`12.3 MB` in bytes, None where it is no size."""
    found = _SIZE.match(text.strip())
    return round(float(found["n"]) * _UNITS[(found["unit"] or "").lower()]) if found else None


def permissions(text: str) -> list[dict[str, str]]:
    """`相机：拍照；位置` as permissions with purposes; commas part them only where no purpose is told."""
    rows = [row for row in _SPLIT.split(text) if row.strip()]
    if len(rows) == 1 and not _PURPOSE.search(rows[0]):
        rows = [row for row in _COMMA.split(rows[0]) if row.strip()]
    return [permission(row) for row in rows]


def permission(text: str) -> dict[str, str]:
    """`相机：拍照` as name and purpose."""
    name, *rest = _PURPOSE.split(text.strip(), maxsplit=1)
    return {"name": name.strip(), "purpose": rest[0].strip() if rest else ""}
