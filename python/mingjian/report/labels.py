"""Headings and column names of the printed forms (PDF, Word, workbook), as the page has them.

The page's templates hold the same pairs; tests/report/test_labels.py keeps the two from parting. What only
paper needs is in `ON_PAPER`.
"""

from __future__ import annotations

from mingjian.report.words import Both, Lang

LABELS: dict[str, Both] = {
    "report": Both("检测报告", "Report"),
    "subjects": Both("被检对象", "Subjects"),
    "package": Both("包名", "Package"),
    "version": Both("版本", "Version"),
    "signer": Both("签名者", "Signer"),
    "no_signer": Both("没有", "none"),
    "sdk_range": Both("最低与目标 SDK", "Min and target SDK"),
    "size": Both("大小", "Size"),
    "file": Both("文件", "File"),
    "packed": Both("加固", "packed"),
    "used": Both("已用证据：", "Used: "),
    "missing_are": Both("缺：", "Missing: "),
    "stop": Both("。", ". "),
    "counted": Both("以措施计，共 30 项；不设总分", "Counted by measure, 30 in all; no total score"),
    "findings": Both("发现", "Findings"),
    "no_findings": Both("没有发现违规或疑似", "No violation or suspicion found"),
    "rescan": Both("证据补齐后重新检测", "Scan again once the evidence is there"),
    "missing": Both("缺", "Missing: "),
    "lacks": Both("证据不足", "Lacks evidence"),
    "encouraged": Both("鼓励项", "Encouraged"),
    "met": Both("已达到", "met"),
    "advised": Both("建议改进", "advised"),
    "rule": Both("规则", "rule"),
    "requirement": Both("要求", "requirement"),
    "see_also": Both("对照", "see also"),
    "threshold": Both("阈值", "Threshold"),
    "weakest": Both("最弱边", "weakest"),
    "declared_observed": Both("声明与观察", "Declared and observed"),
    "information": Both("个人信息", "Personal information"),
    "policy_says": Both("隐私政策所写", "What the policy says"),
    "code_takes": Both("代码所取", "What code takes"),
    "outcome": Both("对照", "Outcome"),
    "not_observed": Both("未观察到", "not observed"),
    "change": Both("版本变化", "Version change"),
    "against": Both("对比", "Against"),
    "new": Both("新增", "new"),
    "gone": Both("消除", "gone"),
    "name": Both("名称", "Name"),
    "state": Both("状态", "State"),
    "in_policy": Both("政策声明", "In the policy"),
    "matched": Both("识别依据", "Matched by"),
    "permissions": Both("权限", "Permissions"),
    "permission": Both("权限", "Permission"),
    "protection": Both("保护级别", "Protection"),
    "used_by": Both("使用方", "Used by"),
    "no_use": Both("未见使用", "no use seen"),
    "purpose": Both("声明的目的", "Declared purpose"),
    "requested": Both("申请位置", "Requested at"),
    "timeline": Both("时间线", "Timeline"),
    "nothing": Both("没有记录", "nothing recorded"),
    "excused": Both("有合理理由，不计违规", "Seen, and lawful for a reason"),
    "items": Both("逐项结果：26 项措施与 4 项工作要求", "Item by item: 26 measures and 4 duties"),
    "matrix": Both("26 项措施与 4 项工作要求", "26 measures and 4 duties"),
    "measure": Both("措施", "Measure"),
    "verdict": Both("结论", "Verdict"),
    "settled": Both("已判定要求", "Requirements settled"),
    "needs": Both("缺什么，谁能补", "What is missing, who can supply it"),
    "blind": Both("盲区", "Blind spots"),
    "blind_note": Both("本次检测看不到的地方", "what this scan could not see"),
    "no_blind": Both(
        "没有记录到盲区；运行时行为不在静态检测之内",
        "None recorded; run-time behaviour is outside a static scan",
    ),
    "ruleset": Both("规则集", "ruleset"),
    "knowledge": Both("知识库", "knowledge"),
    "again": Both(
        "同一安装包与规则集，结论逐字节可复现", "Same package, same ruleset: the same verdicts, byte for byte"
    ),
    "sensitive": Both("敏感", "sensitive"),
}
MOMENTS: tuple[tuple[str, Both], ...] = (
    ("before", Both("同意前", "Before consent")),
    ("refused", Both("拒绝后", "After refusal")),
    ("after", Both("同意后", "After consent")),
)
"""The three lanes of a timeline; what has no moment stands in the last."""
ON_PAPER: dict[str, Both] = {
    "basis": Both(
        "依据《工业和信息化部关于进一步提升移动互联网应用服务能力的通知》（工信部信管函〔2023〕26号）",
        "Under the notice 工信部信管函〔2023〕26号 of the Ministry of Industry and Information Technology",
    ),
    "kind": Both("类别", "Kind"),
    "summary": Both("摘要", "Summary"),
    "evidence": Both("证据", "Evidence"),
    "place": Both("位置", "Place"),
    "excerpt": Both("摘录", "Excerpt"),
    "finding": Both("发现", "Finding"),
    "number": Both("序号", "No."),
    "party": Both("行为方", "Party"),
    "moment": Both("时点", "Moment"),
    "severity": Both("严重程度", "Severity"),
    "role": Both("性质", "Role"),
    "breach": Both("本方行为", "breach"),
    "lead": Both("线索", "lead"),
    "source": Both("来源", "Source"),
    "source_kind": Both("阈值性质", "Kind of threshold"),
    "level": Both("约束", "Level"),
    "must": Both("应当", "must"),
    "encouraged_level": Both("鼓励", "encouraged"),
    "obliged": Both("义务主体", "Obliged"),
    "reason": Both("理由", "Reason"),
    "vendor": Both("开发者", "Vendor"),
    "confidence": Both("把握", "Confidence"),
    "strength": Both("确定程度", "Strength"),
    "chain": Both("调用链", "Call chain"),
    "fingerprint": Both("指纹", "Fingerprint"),
    "group": Both("分组", "Group"),
    "digest": Both("摘要值", "Digest"),
    "tool": Both("检测工具", "Tool"),
    "seal": Both("封存凭证", "Seal"),
    "seal_note": Both(
        "扫码或打开下列地址，可核对本报告的封存声明、签名与日志位置。"
        "声明所指的是同名 JSON 报告，本文件由其生成。",
        "Scan the code or open the address to check the sealed statement, its signature and its place in the "
        "log. The statement is about the JSON report of the same name, from which this file was made.",
    ),
    "seal_address": Both("核验地址", "Verify at"),
    "seal_statement": Both("声明摘要", "Statement"),
    "seal_by": Both("封存方", "Sealed by"),
    "seal_at": Both("封存时间", "Sealed at"),
    "seal_log": Both("日志序号", "Log index"),
    "value": Both("内容", "Value"),
}


def label(key: str, lang: Lang) -> str:
    """The words for `key` in one language."""
    return (LABELS.get(key) or ON_PAPER[key]).of(lang)
