"""Reads AAR and JAR files and says which SDKs our knowledge finds in them, and by what.

`python -m tools.sdk_check PATH…` prints a table; `--record` writes what was found into the SDK files
(`verified`, and prefixes no longer leads). Keeps the knowledge honest against binaries.
"""
