"""What an operator publishes, made from a scan: two lists, SDKs, permission purposes, its policy marked up.

`disclosure.py` gathers the tables once; each other module writes them in one form. Nothing is invented: what
a package cannot tell (why something is taken) stays open for the operator to fill in, and looks open.
"""
