"""What every page shares: the frame, words in two languages, components, charts, errors, security headers."""
