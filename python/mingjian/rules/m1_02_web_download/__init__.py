"""Measure 1.2: web_download — see docs/measures.md."""
