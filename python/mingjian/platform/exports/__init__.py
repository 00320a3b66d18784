"""Reports leaving the platform: exports in every format, sealed reports with their verifier, badges."""
