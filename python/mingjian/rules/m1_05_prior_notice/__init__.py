"""Measure 1.5: prior_notice — see docs/measures.md."""
