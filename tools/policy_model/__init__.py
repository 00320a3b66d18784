"""The classifier of policy sentences: its data, how they are split, trained and measured.

    python -m tools.policy_model split     writes tools/policy_model/split.tsv
    python -m tools.policy_model train     writes python/mingjian/_models/policy_practices.bin
    python -m tools.policy_model ablate    writes tools/policy_model/ablation.json: what each part is worth
    python -m tools.policy_model card      writes docs/model-card.md from both

The data (CAPP-130, CC BY 4.0) are read from `$MINGJIAN_SHARED/data/policy` and never committed.
"""
