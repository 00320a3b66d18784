"""Measure 3.4: self_discipline — see docs/measures.md."""
