"""Tests that need a browser: htmx swaps, focus, keyboard, the back button and the security policy."""
