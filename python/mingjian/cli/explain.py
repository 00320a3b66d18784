"""`mingjian explain ID`: the law behind a measure, requirement, threshold or rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from mingjian import law
from mingjian.errors import UsageError
from mingjian.rules import discover


@click.command("explain")
@click.argument("id_", metavar="RULE|MEASURE|REQUIREMENT|THRESHOLD")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(id_: str, lang: str) -> None:
    """Explain 1.4, 26号-1.4.7, TH-05, or 1.6/boot-receiver."""
    found = law.explain(id_)
    click.echo("\n".join(_told(found, lang)))


def _told(found: law.Explanation, lang: str) -> Iterator[str]:
    title, gloss = (found.title_zh, found.title_en) if lang == "zh" else (found.title_en, found.title_zh)
    yield f"{found.id}  {title}"
    yield f"      {gloss}"
    if found.clause is not None:
        yield f"\n{found.clause.citation_zh if lang == 'zh' else found.clause.citation_en}"
        yield f"  {found.clause.text}"
    if found.kind == "rule":
        yield from _rule(found.id)
    if found.obliged:
        yield (
            "\n"
            + ("责任方 " if lang == "zh" else "Binds ")
            + "、".join(p.name_zh if lang == "zh" else p.name_en for p in found.obliged)
        )
    if found.requirements:
        yield ""
        for requirement in found.requirements:
            rules = [rule.id for rule in discover() if requirement.id in rule.rule.requirements]
            yield from _requirement(requirement, rules, lang)
    if found.thresholds:
        yield ""
    for threshold in found.thresholds:
        value = "" if threshold.value is None else f" {threshold.operator}{threshold.value}{threshold.unit}"
        topic = threshold.topic_zh if lang == "zh" else threshold.topic_en
        yield f"  {threshold.id} [{threshold.kind}]{value}  {topic}"
        yield f"      {threshold.source} {threshold.clause}".rstrip()
    for article in found.articles:
        yield f"  {article.law} {article.article}".rstrip()


def _rule(id_: str) -> Iterator[str]:
    rule = next((r for r in discover() if r.id == id_), None)
    if rule is None:
        near = ", ".join(r.id for r in discover() if r.id.startswith(id_.partition("/")[0] + "/"))
        raise UsageError(f"no rule {id_!r}" + (f"; there are {near}" if near else ""))
    yield f"\n{rule.doc}"
    yield f"\n{', '.join(rule.rule.requirements)}  severity {rule.rule.severity}"


def _requirement(requirement: law.Requirement, rules: Sequence[str], lang: str) -> Iterator[str]:
    yield f"  {requirement.id}  {requirement.clause_zh}" + (f"  → {', '.join(rules)}" if rules else "")
    if lang == "en":
        yield f"      {requirement.requirement_en}"
    refute = ", ".join(law.evidence(e).name_zh if lang == "zh" else e for e in requirement.refute)
    prove = ", ".join(law.evidence(e).name_zh if lang == "zh" else e for e in requirement.prove)
    yield (
        f"      可证违规：{refute}；可证未违规：{prove}"
        if lang == "zh"
        else f"      refuted by {refute}; settled by {prove}"
    )
    why = requirement.beyond_code_zh if lang == "zh" else requirement.beyond_code_en
    if why:
        yield f"      {'仅凭代码无法判断：' if lang == 'zh' else 'code cannot tell: '}{why}"
