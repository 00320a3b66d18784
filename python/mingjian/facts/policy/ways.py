"""The ways a text gives to do a thing: a path through menus, an address, a number, or where one is told.

A path is at least two menu names in a row (我的-设置-注销账号, 【我】→【设置】), or one in quotation marks
where the text says to open it. Everything is found from its rarest sign outwards, so that time grows with
the length of the text and no faster.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

WayKind = Literal["path", "address", "phone", "menu", "ask"]

MOST_READ = 3000
"""Characters of one sentence that are read for a way; a longer one is not a sentence."""
_MOST_STEP = 28
"""Characters of one menu name with what leads to it."""
_MOST_TRIED = 40
_TO = re.compile(r"\s?(?:-{1,3}>?|[—–－─]{1,3}>?|→|⇒|➔|>{1,3}|＞|›|»|~)\s?")
_MENU = re.compile(
    r"我(?![们司行])|自己|设置|[账帐][号户]|个人|隐私|安全|管理|中心|注销|首页|主页|更多|关于|帮助|客服|反馈|通用|权限|头像|消息|服务|推荐"
    r"|广告|资料|通知|收藏|登录|菜单|[左右]上|侧边|应用|导出|清除|历史|退出|撤[回销]|协议|钱包|订单|地址|信息|销户|投诉|举报|关闭|授权"
)
_STEP_END = re.compile(r"[。；;，,、：:\n]|[您你]|通过")
_LEAD = re.compile(
    r"^.*(?:通过|路径[为是]?|依次|操作[为是]?|方式[为是]?|可以?在|您可|您在|你可|你在|前往|进入|打开|点击|选择|在|从|到|于|至|APP|App|app|客户端|移动端)[：:\s]*",
    re.DOTALL,
)
_QUOTED = re.compile(
    r"【[^】\n]{1,30}】|“[^”\n]{1,30}”|「[^」\n]{1,30}」|『[^』\n]{1,30}』|\"[^\"\n]{1,30}\"|\[[^\]\n]{1,30}\]"
)
_OPEN = re.compile(r"[【“「『\[\"]")
_CLOSE = re.compile(r"[】”」』\]\"]")
_AFTER_PATH = re.compile(
    r"(?:的?(?:路径|方式|页面|界面|功能|按钮|入口)|进行|来|中(?!心)|里|以|自主|申请|提交|查[阅看询]|[，。；）)]|并|即可|可(?!以)|对|管理(?=您|你)|关闭(?=[^】”」]*(?:功能|推荐|广告))|注销(?=您|你)|撤回(?=您|你)).*$",
    re.DOTALL,
)
_GO = re.compile(
    r"(?:点击|点按|点选|选择|进入|打开|前往|找到|使用|通过|勾选|开启|关闭|登[录陆]|访问)[^，。；、】”」]{0,16}$"
)
_AT = re.compile(r"(?:在|到|至|从|于)[^，。；、】”」]{0,16}$")
_PART = re.compile(r"\s?(?:页面?|界面|按钮|功能|菜单|选项|入口|栏|模块|开关|处|中(?!心)|里|内|上|进行|来)")
_NOT_MENU = re.compile(
    r"政策|指引|条款|协议|第.{1,4}[条部章]|联系我们|[（(][一二三四五六七八九十\d]|同意|允许"
)
_NAMED = re.compile(r"简称|称为|以下称|即$|统称")
_MAIL = re.compile(r"[\w.+-]{1,40}[@＠][A-Za-z0-9-]{1,40}\.[A-Za-z0-9.-]{2,40}", re.ASCII)
_URL = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#~:+-]{3,200}"
    r"|(?<![\w@.-])[a-z0-9-]{2,30}\.(?:[a-z0-9-]{2,30}\.){0,3}(?:com|cn|net|org)(?![\w])(?:/[\w./?=&%#~-]{0,120})?",
    re.ASCII,
)
_PHONE = re.compile(
    r"(?<![\d.-])(?:[48]00[- ]?\d{3,4}[- ]?\d{3,4}|\(?0\d{2,3}[) -]{0,2}\d{7,8}|1[3-9]\d{9}"
    r"|9[5-6]\d{3,4}|1[02]\d{3})(?![\d.%年])"
)
_PHONE_CUE = re.compile(r"电话|热线|拨打|致电|客服|[Tt]el")
_TARGET = re.compile(
    r"(?P<told>(?:载明|公示|列明|公布|列出|披露|所述|约定|所示|列示|罗列|前述|上述|下述|以下|下列|下面|如下|前款|规定|告知|说明|提供|提示|指定)的?[^，。；、]{0,8}?(?:方式|途径|渠道|路径|指引|步骤|流程|方法|功能)"
    r"|第?[一二三四五六七八九十\d.（）()]{1,8}(?:条|款|部分|章|节)|文末|[“「][^”」]{2,16}[”」](?:部分|章节|条款|一节|一章)"
    r"|(?:等|的)(?:方式|途径|渠道|操作)|此处|请求表)"
    r"|(?:联系|反馈|投诉|举报|客服)(?:方式|渠道|途径|电话|邮箱)|联系我[们行司]|与我[们行司](?:取得)?联系|客服|人工服务|电子邮[件箱]|邮[件箱]|热线"
    r"|意见反馈|网点|营业[厅网]|窗口|柜[面台]|线下门店|挂号信"
    r"|设置(?!的目的|密码)|页面(?!提示|展示|公告|弹|显)|界面(?!展示|显示|信息)|入口|菜单|按钮|开关(?!机)|操作系统(?=中|内|里|的)|管理中心|权限管理|个人中心|用户中心|安全中心|帮助中心|权限中心|隐私中心|操作指引|[账帐][号户](?:登录|管理|中心|中(?!的|心)|(?=[来，并后以]))|(?:客户端|移动端|网站|官网|平台|App|APP|app|小程序|应用)(?:中|内|上|里|端|自行|自助|自主|进行)"
)
_MEANS = re.compile(
    r"通过|经由|利用|使用|拨打|致电|联系|发送|发邮件|邮寄|寄至?|前往|登[录陆]|进入|打开|点击|访问|(?<!收)到|至|向|在(?!此)|按照?|参[照考见阅]|依照|与(?=我)|(?<![可所予难])以(?!便|上|外|及|确|保)|随附"
)
_MEANS_TOLD = re.compile(
    r"点击|填写|访问|" r"通过|按照?|参[照考见阅]|依照|根据|(?<![可所予难])以(?!便|上|外|及)|采[取用]|使用"
)
_HOLLOW = re.compile(
    r"法律|法规|监管|司法|标准|您在使用|你在使用|为您提供|向您提供|为你提供|向你提供|设计(?!的)|验证|核实|核验|收集|[账帐][号户]安全|首次|我们将|[您你]的(?:个人)?信息|合理|显著|以便|适当|安全可靠|加密"
)
_CUT = re.compile(r"[，。；;：:\n]")


class Way(Struct, frozen=True):
    """Characters `start` to `end` of the text."""

    kind: WayKind
    """`menu`: one menu name alone; `ask`: a page, a service, a place or a passage of the text named."""
    start: int
    end: int


def way(text: str) -> Way | None:
    """The firmest way in `text`, the first of its kind."""
    text = text[:MOST_READ]
    return path(text) or _address(text) or _menu(text) or _asked(text)


def path(text: str) -> Way | None:
    """The first path of two or more menu names in a row."""
    if _MENU.search(text) is None:
        return None
    chain: list[re.Match[str]] = []
    tried = 0
    for sign in _TO.finditer(text, 0, MOST_READ):
        between = text[chain[-1].end() : sign.start()] if chain else ""
        if chain and (not between or len(between) > _MOST_STEP or _STEP_END.search(between)):
            if found := _path_of(text, chain):
                return found
            tried += 1
            if tried == _MOST_TRIED:
                return None
            chain = []
        chain.append(sign)
    return _path_of(text, chain) if chain else None


def _path_of(text: str, chain: list[re.Match[str]]) -> Way | None:
    """The path round the signs `chain`, when what stands between them reads as menus."""
    left = _back(text, chain[0].start())
    right = _forth(text, chain[-1].end())
    words = text[left:right]
    if (
        len(_MENU.findall(words)) < 2
        or not words[: chain[0].start() - left].strip()
        or right <= chain[-1].end()
    ):
        return None
    if re.fullmatch(r"[\s\d\W]*", words, re.ASCII) and not re.search(r"[\u4e00-\u9fff]", words):
        return None
    return Way("path", left, right)


def _back(text: str, end: int) -> int:
    """Where the first step starts that ends at `end`."""
    floor = max(0, end - _MOST_STEP)
    if text[end - 1 : end] and _CLOSE.match(text, end - 1):
        opened = max((m.start() for m in _OPEN.finditer(text, floor, end - 1)), default=-1)
        return opened if opened >= 0 else floor
    cut = max((m.end() for m in re.finditer(r"[。；;，,、：:\n【“「『\[\"（(]", text[floor:end])), default=0)
    start = floor + cut
    lead = _LEAD.match(text[start:end])
    if lead is not None and lead.end() < end - start:
        start += lead.end()
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _forth(text: str, start: int) -> int:
    """Where the last step ends that starts at `start`."""
    if _OPEN.match(text, start):
        closed = _CLOSE.search(text, start + 1, start + _MOST_STEP + 2)
        return closed.end() if closed else start
    stop = re.compile(r"[。；;，,、：:\n】”」』\]\"）)]").search(text, start, start + _MOST_STEP)
    end = stop.start() if stop else min(len(text), start + _MOST_STEP)
    if stop is not None and _CLOSE.match(stop.group()):
        return stop.end() if _OPEN.search(text, start, end) else end
    step = _AFTER_PATH.sub("", text[start:end])
    return start + len(step.rstrip())


def _menu(text: str) -> Way | None:
    for match in _QUOTED.finditer(text):
        name = match.group()[1:-1]
        if not _MENU.search(name) or _NOT_MENU.search(name):
            continue
        before = text[max(0, match.start() - 24) : match.start()]
        if _NAMED.search(before):
            continue
        if _GO.search(before) or (_AT.search(before) and _PART.match(text, match.end())):
            return Way("menu", match.start(), match.end())
    return None


def _address(text: str) -> Way | None:
    for pattern in (_MAIL, _URL):
        match = pattern.search(text)
        if match is not None:
            return Way("address", match.start(), match.end())
    match = _PHONE.search(text)
    if match is not None and _PHONE_CUE.search(text, max(0, match.start() - 20), match.end() + 6):
        return Way("phone", match.start(), match.end())
    return None


def _asked(text: str) -> Way | None:
    for target in _TARGET.finditer(text):
        floor = max(0, target.start() - (90 if target["told"] else 36))
        cut = max((m.end() for m in _CUT.finditer(text, floor, target.start())), default=floor)
        means = (_MEANS_TOLD if target["told"] else _MEANS).search(text, cut, target.start() + 2)
        if means is not None and not _HOLLOW.search(text, means.start(), target.end()):
            return Way("ask", means.start(), target.end())
    return None
