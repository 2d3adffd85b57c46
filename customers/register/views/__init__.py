"""Views of the customer register."""
