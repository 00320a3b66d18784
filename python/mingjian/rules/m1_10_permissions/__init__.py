"""Measure 1.10: permissions — see docs/measures.md."""
