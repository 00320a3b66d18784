"""Measure 1.4: close_window — see docs/measures.md."""
