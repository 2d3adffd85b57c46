"""Views of agreements."""
