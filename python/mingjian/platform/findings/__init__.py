"""Findings as things people act on: confirmed, overruled, suppressed, answered, assigned, discussed."""
