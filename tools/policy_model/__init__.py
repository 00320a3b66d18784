"""The classifier of policy sentences: its data, how they are split, trained and measured.

    python -m tools.policy_model split     writes tools/policy_model/split.tsv
    python -m tools.policy_model train     writes python/mingjian/_models/policy_practices.bin
    python -m tools.policy_model ablate    prints what each part of the method is worth

The data (CAPP-130, CC BY 4.0) are read from `$MINGJIAN_SHARED/data/policy` and never committed.
"""
