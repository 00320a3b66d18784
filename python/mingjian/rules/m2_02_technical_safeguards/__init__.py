"""Measure 2.2: technical_safeguards — see docs/measures.md."""
