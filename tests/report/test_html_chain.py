"""What the page says of a call chain: how it starts, and what stands at its end."""

from __future__ import annotations

import msgspec

from tests.report.sample import OUTCOMES, sample
from tests.report.test_html import page


def test_a_chain_says_how_it_starts() -> None:
    outcome = OUTCOMES[0]
    finding = outcome.findings[1]
    told = "process_start: com.shiguang.App; weakest edge: callback"
    item = msgspec.structs.replace(finding.evidence[0], excerpt=told)
    report = sample(
        (msgspec.structs.replace(outcome, findings=(msgspec.structs.replace(finding, evidence=(item,)),)),)
    )
    text = "".join(page(report).zh)
    assert "进程启动" in text
    assert told not in text


def test_a_chain_beside_a_flow_reads_only_where_the_flow_begins() -> None:
    outcome = OUTCOMES[0]
    finding = outcome.findings[1]
    chain = finding.evidence[0]
    assert finding.personal_info and chain.kind == "call_chain"
    last = chain.chain[-1]
    for taken, told in ((last.callee, "敏感读取"), ("La/B;->take()V", "所指调用")):
        step = msgspec.structs.replace(last, callee=taken, edge="data_source")
        flow = msgspec.structs.replace(chain, kind="data_flow", chain=(step, step), consent_index=None)
        found = msgspec.structs.replace(finding, evidence=(chain, flow))
        text = "".join(page(sample((msgspec.structs.replace(outcome, findings=(found,)),))).zh)
        assert [word for word in ("敏感读取", "所指调用") if word in text] == [told]
