"""Views of the front page."""
