"""Views of unsent drafts."""
