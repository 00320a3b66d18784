"""Measure 2.9: sdk_cooperation — see docs/measures.md."""
