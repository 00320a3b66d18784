"""The four grounds on which alone nobody may be made to consent (26号 一8): experience, research,
recommendation, risk control."""

from __future__ import annotations

from mingjian.patterns import late

GROUND = late(
    r"体验|研发|新产品|新功能|(?:改进|改善|优化|提升|提高)[^、，,和及与]{0,10}(?:产品|服务|质量|效果|性能)"
    r"|推荐|推送|个性化|算法|风控|风险(?:控制|识别|防控)"
)
MEMBERS = late(r"[、，,；;]|以及|并且|和|及|与|并")


def only_grounds(purpose: str) -> bool:
    """Every member of the purpose is one of the four grounds."""
    members = [part for part in MEMBERS.split(purpose.strip(" 。；;，,")) if len(part.strip()) > 1]
    return bool(members) and all(GROUND.search(part) for part in members)
