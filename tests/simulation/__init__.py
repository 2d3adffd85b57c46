"""Simulates an office of many agreements: `python -m tests.simulation`, or `make simulate`."""
