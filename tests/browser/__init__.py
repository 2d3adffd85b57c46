"""What only a browser can show: swaps, focus, keys, the back button, and that no policy is broken."""
