"""Capture: makes evidence — a page in a browser, a device over adb, text in a picture.

What it writes is files that `artifacts` reads again, so that a judgement can always be replayed without the
browser or the device. Nothing here judges.
"""
