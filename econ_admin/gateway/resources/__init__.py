"""Paths and verbs of e-conomic's resources, one noun per module."""
