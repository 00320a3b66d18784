"""A page in a browser: opened as a phone would, read as a reader does; what happens is written down."""
