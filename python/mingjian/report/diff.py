"""What a version changed, told as text."""

from __future__ import annotations

from mingjian.model import Diff, Report
from mingjian.report.text import diff_lines, drawn
from mingjian.report.words import Lang
from mingjian.scan.compare import findings


def to_diff_text(old: Report, new: Report, change: Diff, *, lang: Lang = "zh", width: int = 80) -> str:
    """The change alone as text: counts, then each new (+) and gone (−) finding and name."""
    messages = findings(old) | findings(new)
    return drawn(diff_lines(change, lang, messages=messages, version=old.subject.version_name), width=width)
