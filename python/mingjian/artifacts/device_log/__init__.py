"""What devices and tools record while an app runs, each format read into one typed stream of events.

`event.py` has the shapes; one module per format turns bytes into them and knows nothing of the others.
"""
