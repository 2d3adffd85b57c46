"""The line grid of the draft editor: formatting for its page, and parsing of input."""
