"""Measure 2.10: run_control — see docs/measures.md."""
