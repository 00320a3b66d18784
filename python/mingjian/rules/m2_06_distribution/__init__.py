"""Measure 2.6: distribution — see docs/measures.md."""
