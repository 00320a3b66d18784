"""Capture: the proxy, the browser, what they must never do."""
