"""The demonstration's organisations and people. All invented: region 999999 of the codes is nobody's."""

from __future__ import annotations

from msgspec import Struct

from mingjian.platform.accounts.access import ROLES, Role

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ADDRESS = "demo.mingjian.invalid"

NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "app_operator": (
        ("拾光软件（杭州）有限公司", "330000"), ("青禾文化（成都）有限公司", "510000"),
        ("青禾票务（武汉）有限公司", "420000"), ("远山运动科技（厦门）有限公司", "350000"),
        ("听雨气象服务（昆明）有限公司", "530000"),
    ),
    "distribution_platform": (
        ("澄湖应用市场", "320000"), ("松果应用商店", "440000"), ("百川软件园", "110000"),
        ("云梯应用中心", "310000"), ("南窗小程序平台", "440000"),
    ),
    "sdk_provider": (
        ("拓讯推送（北京）有限公司", "110000"), ("数帆统计（上海）有限公司", "310000"),
        ("鸳洋广告技术（深圳）有限公司", "440000"), ("晴川地图（武汉）有限公司", "420000"),
        ("通联支付组件（南京）有限公司", "320000"),
    ),
    "terminal_vendor": (
        ("北辰终端（深圳）有限公司", "440000"), ("木兰手机（西安）有限公司", "610000"),
        ("星槎智能设备（合肥）有限公司", "340000"), ("朴石电子（东莞）有限公司", "440000"),
        ("越岭平板（重庆）有限公司", "500000"),
    ),
    "access_provider": (
        ("江右数据中心（南昌）有限公司", "360000"), ("海棠云接入（福州）有限公司", "350000"),
        ("长亭网络（济南）有限公司", "370000"), ("西河机房服务（太原）有限公司", "140000"),
        ("沃野互联（郑州）有限公司", "410000"),
    ),
    "lab": (
        ("衡鉴检测中心", "110000"), ("明德移动应用实验室", "310000"), ("岭南质量检验所", "440000"),
        ("蜀山安全测评中心", "340000"), ("渤海软件评测院", "120000"),
    ),
    "provincial_administration": (
        ("东江省通信管理局", "440000"), ("西岭省通信管理局", "510000"), ("南浦省通信管理局", "350000"),
        ("北原省通信管理局", "220000"), ("中州省通信管理局", "410000"),
    ),
    "miit": (
        ("用户权益监督一处", "110000"), ("用户权益监督二处", "110000"), ("应用治理协调处", "110000"),
        ("技术检测管理处", "110000"), ("投诉申诉受理处", "110000"),
    ),
    "association": (
        ("沿海互联网协会", "310000"), ("中部互联网协会", "420000"), ("移动应用自律联盟", "110000"),
        ("软件开发包合作组织", "440000"), ("西部网络服务协会", "610000"),
    ),
}  # fmt: skip
_PEOPLE = (
    "林知夏", "周予安", "沈其琛", "顾念北", "苏怀瑾", "陆清和", "许南乔", "江砚秋", "程未央", "方若谷",
    "叶青临", "唐既明", "宋时雨", "韩致远", "温如许", "秦望舒", "罗听澜", "姜以宁", "邵云起", "白景行",
)  # fmt: skip


class Person(Struct, frozen=True):
    """A member of one organisation."""

    address: str
    name: str
    role: Role


class Place(Struct, frozen=True, kw_only=True):
    """One organisation of the demonstration."""

    party: str
    number: int
    """1 to 5 within its party."""
    name: str
    province: str
    code: str
    people: tuple[Person, ...]
    """The admin first."""

    @property
    def key(self) -> str:
        """`app_operator 1`: how the plan names it."""
        return f"{self.party} {self.number}"


def places() -> tuple[Place, ...]:
    """All forty-five; the first of each party has a member of every role."""
    found: list[Place] = []
    for number in range(1, 6):
        for row, (party, names) in enumerate(NAMES.items()):
            name, province = names[number - 1]
            roles: tuple[Role, ...] = ("admin", "manager", "reviewer", "member", "auditor")
            assert set(roles) == set(ROLES)  # noqa: S101 - a new role must be thought of here
            held = roles if number == 1 else (roles[0], roles[2])
            short = party.replace("_", "-")
            found.append(
                Place(
                    party=party, number=number, name=name, province=province,
                    code=_code(row * 5 + number),
                    people=tuple(
                        Person(f"{role}@{short}-{number}.{ADDRESS}", _called(row * 7 + number * 5 + at), role)
                        for at, role in enumerate(held)
                    ),
                )
            )  # fmt: skip
    return tuple(found)


def _called(turn: int) -> str:
    return _PEOPLE[turn % len(_PEOPLE)]


def _code(number: int) -> str:
    """A credit code with its check character (GB 32100-2015, 4.6)."""
    known = f"91999999MADE{number:05d}"
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(known))
    return known + _SIGNS[-total % 31]
