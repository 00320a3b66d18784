"""What devices and tools record while an app runs, each format read into one typed stream of events.

`event.py` has the shapes, `log.open_evidence` reads what is handed in. One module per format turns bytes into
events and knows nothing of the others; it joins by holding `FORMAT` (`format.py`).
"""
