"""How outcomes add up, by what the subject is."""

from __future__ import annotations

from mingjian.facts.subject import SubjectFacts
from mingjian.scan.measures import add_up


def test_a_page_owes_what_a_page_could_show() -> None:
    page = SubjectFacts(kind="web_page", path="https://a.example/", sha256="0" * 64, size_bytes=1)
    told = {measure.id: measure for measure in add_up(page, ())}
    assert told["1.2"].verdict == "undetermined" and told["1.2"].requirements.total == 8
    assert told["1.3"].verdict == told["1.7"].verdict == "not_applicable"
