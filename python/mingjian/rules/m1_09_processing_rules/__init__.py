"""Measure 1.9: processing_rules — see docs/measures.md."""
