"""Measure 1.6: launch — see docs/measures.md."""
