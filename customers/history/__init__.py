"""The history: every write, as a difference that people can read."""
