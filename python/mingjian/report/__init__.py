"""Reports: one frozen `model.Report` written for programs (json, sarif) and for people (text, html).

Nothing is imported here, so that `mingjian scan --format json` never pays for a page it does not draw.
"""
