"""Measure 2.14: disposal — see docs/measures.md."""
