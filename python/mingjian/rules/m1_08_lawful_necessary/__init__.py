"""Measure 1.8: lawful_necessary — see docs/measures.md."""
