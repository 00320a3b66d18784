"""Measure 3.2: supervision — see docs/measures.md."""
