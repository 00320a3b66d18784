"""The run-time strip of a finding: odd numbers do not break it, what it leaves out is counted."""

from __future__ import annotations

from mingjian.model import Series
from mingjian.report import plots_run
from mingjian.report.words import Both


def test_a_strip_may_hold_numbers_no_plot_has() -> None:
    odd = Series("s", ((float("nan"), 0), (1.0, float("inf")), (2.0, 0)), ((float("inf"), "consent"),))
    assert "nan" not in plots_run.strip(odd, 1)
    assert plots_run.strip_words(odd).zh


def test_what_a_strip_leaves_out_is_counted() -> None:
    cut = Series("s", ((1.0, 0),), ((5.0, "consent"),), 7)
    assert plots_run.strip_words(cut) == Both(
        "同意前 1 次，同意后 0 次，另有 7 次未画出",
        "1 before consent, 0 after consent, 7 more not drawn",
    )
