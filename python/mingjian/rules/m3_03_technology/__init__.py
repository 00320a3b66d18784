"""Measure 3.3: technology — see docs/measures.md."""
