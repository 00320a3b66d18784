"""Measure 1.11: hotline — see docs/measures.md."""
