"""What `mingjian up --demo` shows: invented organisations, real scans of our test apps, a month of records.

Above every noun: it acts through their services as people would, and dates what came of it over the last
month. Every organisation it makes is marked `demo`, and nothing else is touched.
"""
