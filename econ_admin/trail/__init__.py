"""What was tried at e-conomic, and what came of it."""
