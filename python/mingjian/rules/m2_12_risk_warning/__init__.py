"""Measure 2.12: risk_warning — see docs/measures.md."""
