"""Large trials of design/bars: resumable, seeded, recorded in docs/drills.json.

`python -m tools.drill` runs them in full; tests run seeded samples of the same trials.
"""
