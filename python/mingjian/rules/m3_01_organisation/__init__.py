"""Measure 3.1: organisation — see docs/measures.md."""
