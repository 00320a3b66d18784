"""What readers of formats make of good and bad input."""
