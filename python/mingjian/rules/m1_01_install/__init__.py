"""Measure 1.1: install — see docs/measures.md."""
