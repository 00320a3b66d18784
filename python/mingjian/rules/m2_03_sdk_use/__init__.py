"""Measure 2.3: sdk_use — see docs/measures.md."""
