"""The front page of an agreement: figures, what is unfinished, and what needs attention."""
