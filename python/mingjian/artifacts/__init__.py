"""Artifacts: one module per format. Bytes go in, the core reads them, typed errors come out."""
