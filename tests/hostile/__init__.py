"""An e-conomic that does what no e-conomic should, and what the dashboard makes of it."""
