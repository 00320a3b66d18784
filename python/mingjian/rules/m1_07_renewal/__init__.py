"""Measure 1.7: renewal — see docs/measures.md."""
