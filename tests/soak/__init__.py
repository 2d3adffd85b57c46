"""An hour of an office's work with deploys, faults of e-conomic and workers that are replaced, by hand: `make soak`."""
