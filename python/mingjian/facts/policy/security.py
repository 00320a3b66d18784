"""What is done to keep personal information safe, and what is told when that fails."""

from __future__ import annotations

import re

from mingjian.facts.policy.incidents import tells_of_incidents
from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Quote

_MEASURE = re.compile(
    r"加密|SSL|TLS|https|HTTPS|去标识化(?:处理|技术|措施)?|访问控制|权限(?:控制|管控|管理)|防火墙|入侵检测|容灾|备份(?:机制|措施)|审计|脱敏|安全(?:防护|保护|技术)?措施|安全(?:培训|认证|测评|评估|管理制度)|等级保护|等保|ISO\s?\/?\s?IEC\s?27\d{3}|ISO27\d{3}|保密(?:协议|义务)|数据安全能力|最小(?:够用|授权)"
)
_DONE = re.compile(
    r"我们|我行|本公司|公司|采[取用]|使用|建立|部署|设[立置]|通过|实施|举办|签[署订]|配备|已|传输|保存|存储|授权"
)


def find(text: PolicyText) -> tuple[Quote, ...]:
    """Sentences that name a safeguard, or what is told and done after an incident."""
    found: list[Quote] = []
    for clause in text.clauses:
        words = clause.text
        if (_MEASURE.search(words) and _DONE.search(words)) or tells_of_incidents(words):
            found.append(clause.quote)
    return tuple(found)
