"""Domain values and pure functions; imports nothing else of this program."""
