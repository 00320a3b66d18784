"""A button pays, and nothing on its screen says that money is asked.

Clause: 26号-1.5.3 存在开通会员、收费等附加条件的，应当显著提示; 26号-1.5.4 收费等附加条件的，应当显著提示
Needs: layout, calls.
Violates: never from code alone; a view's own listener leads straight to a payment call (Alipay, WeChat Pay,
    HMS, Google …) and no word of its layout speaks of a price, buying or paying, nor does the id of any view:
    suspected.
Limits: the payment's own cashier page may still ask; words from a server and dialogs in code between are not
    seen. A sharing call of WeChat has the same name: only listeners with a payment SDK's other calls count.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import app
from mingjian.facts.words import COST
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._paying import COST_ID, spoken
from mingjian.rules._screens import LISTENING, acts_on, leads, set_going

RULE = Rule(
    requirements=("26号-1.5.3", "26号-1.5.4"), severity="medium", needs=("layout", "calls"), proves=False
)
SHARES = "sendReq"


def check(facts: Facts) -> Iterator[Finding]:
    for layout in facts.layout.layouts if facts.layout else ():
        for index, view in enumerate(layout.views):
            if view.number is None:
                continue
            for act in acts_on(facts, layout, view, *LISTENING):
                pays = [hit for hit in leads(facts, act).values() if _pays(hit)]
                if not pays or COST.search(spoken(layout)):
                    continue
                if any(v.id and COST_ID.search(v.id.rpartition("/")[2]) for v in layout.views):
                    continue
                label = view.text or view.description or view.id or ""
                yield finding(
                    f"点击“{label[:24]}”直接支付，界面未提示收费：{layout.name}",
                    f"“{label[:24]}” pays, and its screen does not say that money is asked: {layout.name}",
                    key=("untold", layout.name, view.id or str(index)),
                    party=app(facts),
                    verdict="suspected",
                    evidence=[layout_view(layout, index), set_going(act), code(pays[0])],
                )


def _pays(hit: Hit) -> bool:
    return "behaviour:billing_renewal" in hit.tags and SHARES not in hit.callee
