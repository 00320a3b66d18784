"""Measure 2.1: internal_management — see docs/measures.md."""
