"""Measure 2.11: behaviour_record — see docs/measures.md."""
