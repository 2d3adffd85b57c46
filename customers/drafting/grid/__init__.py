"""A sheet as its page shows it: strings, ready to be put in their places, and what was typed read back."""
