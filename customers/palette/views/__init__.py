"""Views of the palette: search, keyboard shortcuts, and the customer of a new draft."""
