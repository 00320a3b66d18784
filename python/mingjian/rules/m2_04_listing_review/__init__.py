"""Measure 2.4: listing_review — see docs/measures.md."""
