"""What the pages of one customer show, every value ready as text."""
