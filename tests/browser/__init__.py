"""The platform in a real browser: journeys, hostile words, looks."""
