"""`python -m tools.policy_model split|train|ablate|card`: see the package."""

from __future__ import annotations

import sys

from tools.policy_model import ablate, card, corpus, split, training


def main(arguments: list[str]) -> int:
    match arguments:
        case ["split"]:
            policies = corpus.policies()
            split.write(policies, split.make(policies))
        case ["train"]:
            for label, f1 in zip(corpus.LABELS, training.train(), strict=True):
                print(f"{label}: F1 {f1:.3f} held back")
        case ["ablate"]:
            ablate.write()
        case ["card"]:
            card.write()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
