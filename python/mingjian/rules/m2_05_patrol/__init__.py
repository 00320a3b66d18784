"""Measure 2.5: patrol — see docs/measures.md."""
