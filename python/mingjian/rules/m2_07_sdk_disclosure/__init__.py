"""Measure 2.7: sdk_disclosure — see docs/measures.md."""
