"""What was changed, by whom, when: one hash-chained entry a change, a chain per organisation."""
