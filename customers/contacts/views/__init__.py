"""Views of contacts and delivery locations."""
