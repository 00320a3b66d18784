"""The report page, the comparison of two versions, and pictures of evidence: read from stored results."""
