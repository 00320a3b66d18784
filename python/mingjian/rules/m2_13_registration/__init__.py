"""Measure 2.13: registration — see docs/measures.md."""
