"""Measure 2.8: sdk_functions — see docs/measures.md."""
