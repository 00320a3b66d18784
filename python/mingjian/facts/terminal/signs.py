"""Words by which a terminal speaks of uses, downloads, installations and risks, in Chinese and English.

Choices of this project, from the settings and dialogs of Android 12 to 16 and of vendors sold in China; a
word alone proves nothing, it is looked for where only the system speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mingjian.patterns import late

KINDS: Mapping[str, re.Pattern[str]] = {
    "contacts": late(r"通讯录|联系人|contacts", re.IGNORECASE),
    "microphone": late(r"麦克风|录音|microphone|\bmic\b", re.IGNORECASE),
    "camera": late(r"相机|摄像头|camera", re.IGNORECASE),
    "location": late(r"位置|定位|location", re.IGNORECASE),
    "clipboard": late(r"剪贴板|剪切板|粘贴|clipboard|pasted", re.IGNORECASE),
    "sms": late(r"短信|\bsms\b|text messages", re.IGNORECASE),
    "media": late(r"相册|照片|媒体|存储|photos|media|storage", re.IGNORECASE),
    "device_id": late(r"设备识别码|设备信息|设备标识|电话状态|device id|phone state", re.IGNORECASE),
    "network": late(r"网络|流量|联网|network|traffic", re.IGNORECASE),
    "screen_capture": late(r"截屏|录屏|屏幕录制|screen (?:capture|record)", re.IGNORECASE),
    "call_recording": late(r"通话录音|call record", re.IGNORECASE),
    "biometrics": late(r"指纹|人脸|生物|biometric|fingerprint", re.IGNORECASE),
    "download": late(r"下载|download", re.IGNORECASE),
    "hot_update": late(r"热更新|动态加载|加载代码|hot ?update|dynamic code", re.IGNORECASE),
    "install": late(r"安装|install", re.IGNORECASE),
}
"""By the kinds of acts; `call_recording` is asked before `microphone` (通话录音 holds 录音)."""
ORDER = ("call_recording", *(kind for kind in KINDS if kind != "call_recording"))
USING = late(r"正在|使用|读取|访问|获取|粘贴|调用|using|in use|access|\bread|paste|recently", re.IGNORECASE)
ASKING = late(r"允许|是否|同意|拒绝|取消|allow|deny|cancel|do you want", re.IGNORECASE)
RISK = late(
    r"风险|病毒|恶意|仿冒|假冒|盗版|未认证|未通过|签名|不安全|有害|违规|通报|下架|无法安装|禁止安装|危险|"
    r"risk|virus|malware|malicious|counterfeit|fake|uncertified|signature|unsafe|harmful|violation|blocked|"
    r"not installed|parse error|invalid",
    re.IGNORECASE,
)
CHIP = late(r"privacy_(?:chip|container|indicator|dot)|privacy_item|mic_icon|camera_icon", re.IGNORECASE)
_PRIVACY_ITEM = late(r"PrivacyItem\(privacyType=TYPE_(\w+),.{0,80}?packageName=([\w.]+)")
_PRIVACY_KINDS = {
    "MICROPHONE": "microphone", "CAMERA": "camera", "LOCATION": "location",
    "MEDIA_PROJECTION": "screen_capture",
}  # fmt: skip
OPS: Mapping[str, str] = {
    "COARSE_LOCATION": "location", "FINE_LOCATION": "location", "MONITOR_LOCATION": "location",
    "CAMERA": "camera", "RECORD_AUDIO": "microphone", "READ_CONTACTS": "contacts", "READ_SMS": "sms",
    "READ_CLIPBOARD": "clipboard", "READ_EXTERNAL_STORAGE": "media", "READ_MEDIA_IMAGES": "media",
    "READ_MEDIA_VIDEO": "media", "READ_MEDIA_AUDIO": "media", "READ_PHONE_STATE": "device_id",
    "READ_DEVICE_IDENTIFIERS": "device_id", "PROJECT_MEDIA": "screen_capture", "USE_BIOMETRIC": "biometrics",
    "USE_FINGERPRINT": "biometrics",
}  # fmt: skip
"""The platform's operations by kinds of acts."""


def kind_of(words: str) -> str:
    """The kind a terminal's word for a behaviour means; the word itself where it is none we know."""
    return next((kind for kind in ORDER if KINDS[kind].search(words)), words)


def kinds_in(words: str) -> Iterator[str]:
    """Every kind that `words` name."""
    for kind in ORDER:
        if KINDS[kind].search(words):
            yield kind


def privacy_items(dump: str) -> Iterator[tuple[str, str, str]]:
    """Kind, package and words of the uses SystemUI shows by chips (PrivacyItemController)."""
    for found in _PRIVACY_ITEM.finditer(dump):
        kind = _PRIVACY_KINDS.get(found[1])
        if kind is not None:
            yield kind, found[2], found[0][:200]
