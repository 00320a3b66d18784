"""Words of controls and sentences on web pages: what they promise, alarm or advertise."""

from __future__ import annotations

import re

from mingjian.patterns import late

DOWNLOAD = late(
    r"(下载|安装)(?!失败|完成|量|次数|附件|文档|文件|资料|图片|视频|原图|pdf)"
    r"|\b(download|install|get)\b.{0,12}\b(app|apk|now)\b|^\s*(download|install)\s*$|\w\.apk\b",
    re.IGNORECASE,
)
"""Fetch an app; 下载附件, 下载文档 and the like fetch something else."""
OPEN_APP = late(
    r"(打开|进入|前往|启动|唤起|去|在|用|到|使用)\s?[\w《》“”]{0,12}?\s?(app|客户端|应用(?!商店|市场))|(app|客户端)\s?[内中里]?\s?"
    r"(继续|免费|立即|直接)?(打开|阅读|查看|看|观看|浏览|收听)"
    r"|^\s*(立即|马上|去)?打开\s*$|\bopen\b.{0,12}\bapp\b|\bin (the )?app\b|\buse app\b",
    re.IGNORECASE,
)
STORE = late(r"(应用商店|应用市场|软件商店|\bapp store\b|google play)", re.IGNORECASE)
CLOSE = late(
    r"^\s*(×|✕|✖|╳|x|✗|❌|关闭|关闭广告|关闭弹窗|跳过|以后再说|下次再说|暂不.{0,6}|不了.{0,4}|残忍拒绝|知道了|我知道了|继续浏览|继续阅读(网页版?)?"
    r"|留在网页|网页版?(继续)?(阅读|浏览)|close|dismiss|skip|no,? thanks|not now|later)\s*$",
    re.IGNORECASE,
)
CANCEL = late(
    r"^\s*(取消|取消下载|放弃|暂不下载|不下载|不安装|返回|关闭|拒绝|暂不.{0,4}|cancel|no|back)\s*$", re.I
)
CONFIRM = late(
    r"^\s*(确认|确定|立即|继续|仍然|马上|同意并)\s?(下载|安装)|^\s*(confirm|ok)\s*$", re.IGNORECASE
)
UNFOLD = late(
    r"(展开|阅读|查看|显示|看|加载|点击|剩余|余下)\s?.{0,6}?(全文|全部内容|更多内容|剩余|余下|其余|正文|完整)|^\s*展开\s*$"
    r"|继续阅读|剩余.{0,8}(内容|正文)|\b(read|show) (more|full|all)\b",
    re.IGNORECASE,
)
POLICY = late(
    r"隐私(?:权|保护)?(?:政策|协议|条款|声明)|个人信息(?:保护|处理)(?:政策|规则)|\bprivacy (policy|notice)\b",
    re.IGNORECASE,
)
LOGIN = late(r"(登录|登陆|注册|\blog ?in\b|\bsign (in|up)\b)", re.IGNORECASE)
PAY = late(
    r"(付费|购买|会员|vip|订阅|解锁|充值|\bsubscribe\b|\bbuy\b|\bpremium\b)",
    re.IGNORECASE,
)
COOKIE = late(r"(cookie|小甜饼)", re.IGNORECASE)
AGE = late(r"(年满|满\s?1?[0-9]\s?(周)?岁|十八周岁|未成年)", re.IGNORECASE)
COPY = late(r"(复制|拷贝|\bcopy\b)", re.IGNORECASE)
FAST = late(r"^\s*(高速|极速|安全|快速|优先)(下载|安装)", re.IGNORECASE)
"""As `rules/m1_01_install/high_speed_download.py` has it for apps' screens."""
EXTRA_APP = late(
    r"(同时|一并|顺便|捆绑|推荐|附带|并)\s?(为您|帮您)?\s?(下载|安装)|(下载|安装)(推荐|精品|装机必备|热门)(应用|软件|游戏)"
    r"|(also|together) (install|download)|(install|download) recommended",
    re.IGNORECASE,
)
"""A box that adds another app to the one asked for; as `rules._downloads.OFFER`."""
ADVERT = late(
    r"(广告|推广|赞助|应用推荐|推荐应用|合作推广|\bad\b|\badvert|sponsored|promoted)", re.IGNORECASE
)
ALARM = late(
    r"((手机|系统|设备).{0,8}(中毒|感染.{0,6}病毒|存在.{0,4}病毒|被入侵|严重受损)|(发现|检测到).{0,8}(病毒|木马)|(内存|存储|空间).{0,4}(严重不足|已满|即将耗尽)"
    r"|(电池|手机).{0,4}(严重)?(损坏|老化)|恭喜.{0,12}(中奖|获得|抽中)|(红包|现金|奖金|话费).{0,8}(待领取|已到账|等你|未领取)|被.{0,4}选中.{0,6}幸运"
    r"|(phone|device|system).{0,12}(infected|virus)|you.{0,4}(won|have won))",
    re.IGNORECASE,
)
"""Claims that frighten or tempt; as `rules/m1_01_install/bait.py`, with a number between the words."""
HOTLINE = late(r"(客服|服务|官方|咨询|投诉|客户服务)(热线|电话)|\bhotline\b", re.IGNORECASE)
STORE_SIGNS = late(
    r"(下载量|安装量|[\d.]+\s*[万亿]?\s*次(下载|安装)|评分|同类(应用|推荐)|相关(应用|推荐)|大家还在|应用商店|应用市场|软件商店)"
)
"""Words of a store's page about an app, not of the app's own page; two different ones are taken to tell."""
_WARNS = late(
    r"(不会|不得|请勿|切勿|谨防|慎防|警惕|当心|防范|\bnever\b|\bdo not\b|\bbeware\b)[^。！；，!;,.]*$",
    re.IGNORECASE,
)
"""A warning in the same clause: a bank's 本行不会要求下载应用 urges nobody."""
_CLAUSE = 40
REMARKS = (ALARM, HOTLINE)
LONGEST = 40
"""Characters of a control's words that promise something; more is text that happens to be touched."""
_PROMISES = (
    ("download", DOWNLOAD), ("open_app", OPEN_APP), ("store", STORE), ("close", CLOSE), ("cancel", CANCEL),
    ("confirm", CONFIRM), ("unfold", UNFOLD), ("policy", POLICY), ("login", LOGIN), ("pay", PAY),
    ("copy", COPY), ("fast", FAST), ("extra_app", EXTRA_APP),
)  # fmt: skip


def says(text: str, label: str = "") -> tuple[str, ...]:
    """What a control's words, or its accessible name, promise; empty for long texts."""
    found: list[str] = []
    for words in (text, label):
        bare = words.strip()
        if bare and len(bare) <= LONGEST:
            found += [name for name, pattern in _PROMISES if name not in found and pattern.search(bare)]
    return tuple(found)


def pushes(text: str) -> tuple[str, ...]:
    """What a window's words urge the reader to: `download`, `open_app` or both; not what they warn of."""
    return tuple(
        name for name, pattern in (("download", DOWNLOAD), ("open_app", OPEN_APP)) if _urges(pattern, text)
    )


def _urges(pattern: re.Pattern[str], text: str) -> bool:
    return any(
        _WARNS.search(text, max(0, found.start() - _CLAUSE), found.start()) is None
        for found in pattern.finditer(text)
    )
