"""Measure 1.3: uninstall — see docs/measures.md."""
