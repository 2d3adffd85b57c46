"""Adding agreements with a grant token, and looking after them."""
