"""Measure 1.12: complaints — see docs/measures.md."""
