"""How right the rules are, as numbers: `make quality` writes docs/quality.md and fails below the bar.

Several looks: test apps with their mechanical variants, which say what must and must not be found, measure by
measure; and packages of honest makers, where each rule's rate of findings stands beside what people judged.
"""
