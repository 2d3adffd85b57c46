"""How the dashboard copes with an e-conomic that misbehaves."""
