"""What a policy calls an SDK → the SDKs of the knowledge base it may mean.

A name is looked for as written, without its noise (SDK, 服务, （Android） …), in its brackets, then as the
longest known name inside it. One that names only a house (华为SDK, 腾讯开放平台) stands for that house's
SDKs of the kind the heading or purpose speaks of, and for all of them where nothing says more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from mingjian import knowledge
from mingjian.knowledge.types import Sdk
from mingjian.patterns import late

MOST = 16
"""SDKs one name may stand for."""
LONGEST = 60
"""Characters of the longest name looked up."""

_BRACKETS = late(r"[（(【\[「『<《][^（）()【】\[\]「」『』<>《》]{0,40}[）)】\]」』>》]")
_INSIDE = late(r"[（(【\[「『<《]([^（）()【】\[\]「」『』<>《》]{2,40})[）)】\]」』>》]")
_DROPPED = late(r"[\s\u3000\-_·.,，。、:：;；\"'“”‘’/|&®™*#]+")
_NUMBER = late(
    r"^\s*(?:[（(]?(?:\d{1,3}(?:[.．]\d{1,2})*|[a-zA-Z]|[一二三四五六七八九十]{1,3}|[①-⑳])[）).．、:：]|"
    r"[①-⑳•●·\-*◆■Ø◇★※➢✓○]|"
    r"第[一二三四五六七八九十]{1,3}[、，])\s*"
)
_NOISE = late(
    r"(?:sdks?|软件开发工具包|软件工具开发包|软件开发包|开发工具包|服务|组件|插件|模块|功能|工具|平台版|"
    r"客户端|"
    r"for|android|安卓|ios|苹果|harmonyos|鸿蒙|双端|版|端|系统|库|jar|aar|api|v?\d+(?:\.\d+)*)$"
)
_HEAD_NOISE = late(r"^(?:第三方|接入的?|集成的?|嵌入的?|使用的?|合作的?|android|安卓|ios)")
_PLATFORM = late(r"(仅|限|for)?\s*(android|安卓|ios|苹果)(?!\s?_?id)", re.I)
_LATIN = late(r"[a-z0-9]")

KINDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (late(r"一键登[录陆]|号码认证|本机号码|免密登|手机号码?透传|取号"), ("one_key_login",)),
    (late(r"推送|push|消息通知|通知消息", re.I), ("push",)),
    (late(r"支付|付款|收银|pay", re.I), ("payment",)),
    (late(r"地图|定位|位置|导航|map|location", re.I), ("map_location",)),
    (late(r"登[录陆]|分享|授权|互联|开放平台|share|login", re.I), ("social_login_share",)),
    (late(r"崩溃|异常|性能|crash|bug|错误日志", re.I), ("crash_monitor",)),
    (late(r"统计|分析|埋点|analytic", re.I), ("analytics", "crash_monitor")),
    (late(r"归因|拉起|渠道追踪|安装来源"), ("attribution", "analytics")),
    (late(r"广告|变现|激励视频|\bad", re.I), ("ads",)),
    (late(r"联运|渠道|游戏"), ("game_channel",)),
    (late(r"语音|听写|合成"), ("speech", "im", "av_live")),
    (late(r"直播|视频|音频|播放|投屏|连麦"), ("av_live",)),
    (late(r"即时通[讯信]|聊天|im\b", re.I), ("im",)),
    (late(r"客服"), ("customer_service", "im")),
    (late(r"人脸|实名|实人|活体|ocr|身份证", re.I), ("face_ocr",)),
    (late(r"风控|反作弊|反欺诈|验证码|安全|加固|设备指纹"), ("security_risk",)),
    (late(r"热更新|热修复"), ("hotfix",)),
    (late(r"oaid|设备标识|匿名设备", re.I), ("oaid",)),
    (late(r"扫码|扫一扫|打印|scan", re.I), ("scan_print",)),
    (late(r"存储|上传|oss", re.I), ("cloud_storage",)),
    (late(r"内核|浏览|网页|webview", re.I), ("webview_kernel",)),
)
"""Words of a heading, name or purpose → kinds of SDK, the narrowest first."""

HOUSES: tuple[tuple[str, str], ...] = (
    ("华为", "华为|huawei|hms"),
    ("荣耀", "荣耀|honor"),
    ("小米", "小米|xiaomi|mipush"),
    ("oppo", "oppo|欢太|heytap"),
    ("vivo", "vivo|维沃"),
    ("魅族", "魅族|meizu|flyme"),
    ("三星", "三星|samsung"),
    ("腾讯", "腾讯|tencent|财付通|微信"),
    ("微信", "微信|wechat"),
    ("中移", "中国移动|中移|cmcc|china mobile"),
    ("qq", "qq互联|qq connect"),
    ("阿里云", "阿里云|alibaba cloud"),
    ("阿里", "阿里|淘宝|alibaba|支付宝|alipay"),
    ("百度", "百度|baidu"),
    ("字节", "字节|bytedance|巨量引擎|穿山甲|火山引擎"),
    ("字节跳动", "字节|bytedance|巨量引擎|穿山甲|火山引擎"),
    ("今日头条", "穿山甲"),
    ("抖音", "抖音|douyin"),
    ("快手", "快手|kuaishou"),
    ("友盟", "友盟|umeng"),
    ("极光", "极光|jiguang|aurora"),
    ("个推", "个推|getui|每日互动"),
    ("mob", "mobtech|sharesdk|mobpush|游昆|掌淘|袤博"),
    ("网易", "网易|netease"),
    ("京东", "京东|jd "),
    ("新浪", "新浪|微博|sina|weibo"),
    ("微博", "微博|weibo"),
    ("高德", "高德|amap|autonavi"),
    ("讯飞", "讯飞|iflytek"),
    ("科大讯飞", "讯飞|iflytek"),
    ("谷歌", "谷歌|google"),
    ("google", "谷歌|google"),
    ("facebook", "facebook|meta platforms"),
    ("银联", "银联|unionpay"),
    ("中国移动", "中国移动|中移|cmcc|china mobile"),
    ("移动", "中国移动|中移|cmcc|china mobile"),
    ("中国联通", "联通|unicom"),
    ("联通", "联通|unicom"),
    ("中国电信", "电信|天翼|telecom"),
    ("电信", "电信|天翼|telecom"),
)
"""Names of houses with many SDKs, and what stands in the names of their SDKs or of their companies."""


class Named(Struct, frozen=True):
    """A known name found in a text: characters `start` to `end`."""

    start: int
    end: int
    ids: tuple[str, ...]


def key(name: str) -> str:
    """A name as it is looked up: one width, lower case, no spaces, quotation or list marks."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name[: 2 * LONGEST]).lower())


_ALIAS_NOISE = late(r"(?:sdks?|软件开发工具包)$")
"""What a known name loses; 下载库 without 库 would be any download."""
_GENERIC = late(
    r"(?:第三方|该|此|此类|该类|这类|这些|那些|上述|前述|其|其他|相关|有关|各|各类|部分|所有|任何|以上|"
    r"以下|下列|外部|合作方|合作伙伴|服务商|商|"
    r"者|我们|自有|软件|等|类|多个|一些|不同|某些|该等|具体|合作|授权|开放|应用|客户端|本|您|api|h5|app|"
    r"apk|android|ios|安卓|功能|服务|插件|jar|"
    r"工具包|嵌入|接入|集成|使用|技术|其它|类似|独立|全部|当前|内|中|端|版|[一二三两几多数]+[个款种]|"
    r"若干|单个|广大|更多|新|旧|原|提供|供应|"
    r"名称|开发|系统|程序|代码|渠道方?|联运|对应|应|平台|目录|列表|清单|的|和|或|及|与|情况|说明|信息|收集|共享|涉及|公司|"
    r"产品|主要|开发者|sdks?|\d)*",
    re.I,
)


def generic(name: str) -> bool:
    """Words that name no SDK: 第三方SDK, 该SDK, 接入的第三方服务."""
    return _GENERIC.fullmatch(key(_NUMBER.sub("", name))) is not None


def platform(name: str) -> str:
    """`android` or `ios` where brackets or ends of a name say that it is for that alone."""
    seen = {
        "ios" if found[2].lower() in ("ios", "苹果") else "android"
        for found in _PLATFORM.finditer(name[: 2 * LONGEST])
    }
    return seen.pop() if len(seen) == 1 else ""


def bare(name: str) -> str:
    """The name without number, noise and platform: `（7）微信登录SDK（Android）` → `微信登录`."""
    short = key(_BRACKETS.sub("", _NUMBER.sub("", name[: 2 * LONGEST])))
    while (cut := _NOISE.sub("", _HEAD_NOISE.sub("", short))) != short and cut:
        short = cut
    return short


def number(name: str) -> int:
    """Where a name starts after its number or bullet."""
    found = _NUMBER.match(name)
    return found.end() if found else 0


def ids(name: str, *, vendor: str = "", context: str = "") -> tuple[str, ...]:
    """Ids of the SDKs `name` may stand for, the likeliest first; empty when none is known.

    `vendor`: the company given with it. `context`: heading, function or purpose, for names of houses only.
    """
    told = name.strip()[: 2 * LONGEST]
    if not told:
        return ()
    short = bare(told)
    house = _house(short)
    if house:
        return _of_house(house, f"{told} {context}", vendor)
    for form in _forms(told, short):
        found = _table().get(form)
        if found:
            return _ranked(found, vendor, f"{told} {context}")
    best: tuple[str, ...] = ()
    longest = 0
    for seen in scan(told):
        if seen.end - seen.start > longest:
            best, longest = seen.ids, seen.end - seen.start
    if best and vendor and 3 * longest <= 2 * len(short):
        best = tuple(id_ for id_ in best if same_house(knowledge.sdk(id_), vendor))
    if best and 2 * longest >= len(short):
        return _ranked(best, vendor, f"{told} {context}")
    for house, _ in HOUSES:
        if short.startswith(house) and (kinds := _kinds_at(house, short[len(house) :])):
            return _of_kinds(_house_sdks(house), kinds)
    if best:
        return _ranked(best, vendor, f"{told} {context}")
    return _of_vendor(vendor, kinds_of(told)) if vendor else ()


def _kinds_at(house: str, rest: str) -> tuple[str, ...]:
    """Kinds of SDK of a house: what a carrier offers for 登录 is its one-key login."""
    kinds = kinds_of(rest)
    carrier = house in ("移动", "中移", "联通", "电信", "中国移动", "中国联通", "中国电信")
    return ("one_key_login",) if carrier and (not kinds or "social_login_share" in kinds) else kinds


def known(name: str) -> bool:
    """The name as a whole is one of the knowledge base's, or a house's."""
    short = bare(name)
    return bool(short) and (bool(_house(short)) or any(form in _table() for form in _forms(name, short)))


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds of SDK some words speak of."""
    return next((kinds for pattern, kinds in KINDS if pattern.search(text)), ())


def scan(text: str) -> Iterator[Named]:
    """Known names in a text, longest first at each place, none overlapping. Linear in its length."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    index = _index()
    at = 0
    while at < len(lower) - 1:
        found = next((form for form in index.get(lower[at : at + 2], ()) if _stands(lower, at, form)), None)
        if found is None:
            at += 1
            continue
        yield Named(at, at + len(found), _table()[key(found)])
        at += len(found)


def _stands(text: str, at: int, form: str) -> bool:
    """`form` stands at `at`, and where it begins or ends with a Latin letter the word ends there too."""
    if not text.startswith(form, at):
        return False
    end = at + len(form)
    before = at == 0 or not (_LATIN.match(form) and _LATIN.match(text[at - 1]))
    rest = text[end : end + 3]
    after = not (_LATIN.match(form[-1]) and rest[:1].isascii() and rest[:1].isalpha()) or rest == "sdk"
    return before and after


def _forms(name: str, short: str) -> Iterator[str]:
    yield key(name)
    yield key(_NUMBER.sub("", name))
    yield short
    outside = key(_BRACKETS.sub("", _NUMBER.sub("", name)))
    yield outside
    for found in _INSIDE.finditer(name):
        inside = bare(found[1])
        if inside:
            yield inside


def _house(short: str) -> str:
    """The house a name consists of: `华为`, `小米公司`, `腾讯开放平台`."""
    cut = re.sub(r"(?:公司|集团|开放平台|移动开放平台|手机|系|官方|渠道|广告)$", "", short)
    return cut if cut in _house_names() else ""


def house_at_end(text: str) -> int:
    """How many characters at the end of `text` are the name of a house (使用华为 → 2)."""
    lower = text.lower()
    return max((len(house) for house, _ in HOUSES if len(house) > 1 and lower.endswith(house)), default=0)


@cache
def _house_names() -> frozenset[str]:
    return frozenset(house for house, _ in HOUSES)


@cache
def _house_sdks(house: str) -> tuple[Sdk, ...]:
    pattern = re.compile(dict(HOUSES)[house], re.I)
    named = [
        sdk for sdk in _processors() if pattern.search(" ".join((sdk.name_zh, sdk.name_en, *sdk.aliases)))
    ]
    owned = [sdk for sdk in _processors() if pattern.search(f"{sdk.vendor_zh} {sdk.vendor_en}")]
    return tuple(dict.fromkeys((*named, *owned)))


@cache
def _processors() -> tuple[Sdk, ...]:
    return tuple(sdk for sdk in knowledge.sdks() if sdk.processor)


def _of_house(house: str, context: str, vendor: str) -> tuple[str, ...]:
    sdks = _house_sdks(house)
    for told in (context, vendor):
        kinds = _kinds_at(house, told)
        fitting = _of_kinds(sdks, kinds) if kinds else ()
        if fitting:
            return fitting
    exact = _table().get(house, ()) + _table().get(f"{house}sdk", ())
    return tuple(dict.fromkeys((*exact, *(sdk.id for sdk in sdks))))[:MOST]


def _of_kinds(sdks: Iterable[Sdk], kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sdk.id for kind in kinds for sdk in sdks if sdk.category == kind)[:MOST]


def _brands(company: str) -> frozenset[str]:
    """Pairs of letters of a company's name that tell it from others."""
    bare_name = _COMMON.sub(" ", unicodedata.normalize("NFKC", company[:LONGEST]).lower())
    return frozenset(
        part[at : at + 2] for part in bare_name.split() for at in range(len(part) - 1) if len(part) > 1
    )


_COMMON = late(
    r"有限|责任|股份|公司|集团|控股|科技|网络|信息|技术|软件|通信|通讯|计算机?|智能|数据|电子|文化|传媒|"
    r"传播|服务|互联网?|移动|在线|系统|发展|商务|"
    r"支付|投资|管理|咨询|北京|上海|深圳|广州|广东|杭州|浙江|南京|江苏|武汉|成都|天津|珠海|厦门|福建|"
    r"合肥|安徽|中国|市|省|\(|\)|"
    r"entity|not|confirmed|ltd|inc|llc|corp|co|limited|company|technology|open-source|community|[\s.,（）]+"
)


@cache
def _brands_of(id_: str) -> frozenset[str]:
    sdk = knowledge.sdk(id_)
    return _brands(sdk.vendor_zh) | _brands(sdk.vendor_en) | _brands(sdk.name_zh)


def same_house(sdk: Sdk, vendor: str) -> bool:
    """The company given is the SDK's, as far as names tell; one without a name of its own is any."""
    given = _brands(vendor)
    return not given or bool(given & _brands_of(sdk.id))


def _of_vendor(vendor: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """What a company offers of a kind: 人脸识别SDK of a named company."""
    given = _brands(vendor)
    if not given or not kinds:
        return ()
    return tuple(sdk.id for sdk in _processors() if sdk.category in kinds and given & _brands(sdk.vendor_zh))[
        :MOST
    ]


def _ranked(found: tuple[str, ...], vendor: str, context: str) -> tuple[str, ...]:
    """Several SDKs of one name: those of the company given first, then those of the kind spoken of."""
    if len(found) < 2:
        return found
    kinds = kinds_of(context)

    def order(id_: str) -> tuple[bool, bool, bool]:
        sdk = knowledge.sdk(id_)
        return not (vendor and same_house(sdk, vendor)), sdk.category not in kinds, not sdk.processor

    return tuple(sorted(found, key=order))[:MOST]


def _names(sdk: Sdk) -> Iterator[str]:
    for name in (sdk.name_zh, sdk.name_en, *sdk.aliases):
        yield name
        yield from (part for part in re.split(r"[/|]", name) if len(key(part)) > 2)
        without = _BRACKETS.sub("", name)
        if without != name:
            yield without


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Looked-up form → ids. A full name goes before a shortened one, processors before libraries."""
    full: dict[str, dict[str, None]] = {}
    for sdk in sorted(knowledge.sdks(), key=lambda one: not one.processor):
        for name in _names(sdk):
            for form in dict.fromkeys((key(name), _ALIAS_NOISE.sub("", key(name)))):
                general = _ALIAS_NOISE.sub("", form) in _TOO_GENERAL
                if len(form) > 1 and not _house(form) and not general:
                    full.setdefault(form, {})[sdk.id] = None
    return {form: tuple(owners) for form, owners in full.items()}


_GENERAL_WORDS = """
支付 登录 分享 推送 地图 定位 广告 统计 客服 直播 人脸识别 短信 搜索 语音 语音识别 一键登录 脚本引擎
游戏语音 安全 安全组件 权限 数据 下载 视频 消息 下载库 sdk push pay login map ads open react opensource im
rn vap mobile base play player core video live kit data cloud game native android ios pcdn
"""
_TOO_GENERAL = frozenset(_GENERAL_WORDS.split())
"""Names that say a function only, or an everyday word."""


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """First two characters → names as they are written, longest first."""
    buckets: dict[str, dict[str, None]] = {}
    for sdk in knowledge.sdks():
        for name in _names(sdk):
            written = unicodedata.normalize("NFKC", name).strip().lower()
            for form in dict.fromkeys((written, written.removesuffix("sdk").strip())):
                if len(form) > 1 and key(form) in _table() and (len(form) > 2 or not form.isascii()):
                    buckets.setdefault(form[:2], {})[form] = None
    return {head: tuple(sorted(forms, key=len, reverse=True)) for head, forms in buckets.items()}
