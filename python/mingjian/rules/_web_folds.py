"""Main text that is cut off on a web page: which folds only the app opens."""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.web_page import Fold
from mingjian.model import Evidence
from mingjian.rules._web_page import at, page


def folded(facts: Facts) -> list[Fold]:
    """Folds that a download or an app alone opens, where no other control of the page unfolds the text."""
    folds = page(facts).folds
    here = {fold.selector for fold in folds if fold.unfolds in ("here", "login", "pay")}
    return [fold for fold in folds if fold.unfolds in ("download", "open_app") and fold.selector not in here]


def told(fold: Fold) -> tuple[str, str]:
    """How much is hidden, in both languages; nothing where it is not known."""
    whole = fold.hidden_characters + fold.shown_characters
    if not fold.hidden_characters or not whole:
        return "", ""
    share = fold.hidden_characters / whole
    return f"（隐藏 {share:.0%}）", f" ({share:.0%} hidden)"


def fold_evidence(facts: Facts, fold: Fold) -> Evidence:
    """The fold and what promises the rest."""
    words = (fold.control.text or fold.control.label) if fold.control else ""
    shown, hidden = fold.shown_characters, fold.hidden_characters
    said = f"显示 {shown} 字，隐藏 {hidden} 字：“{words[:80]}” / {shown} characters shown, {hidden} hidden"
    return at(facts, fold.selector, said, box=fold.box)
