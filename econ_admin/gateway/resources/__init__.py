"""Paths and verbs, one noun each, and nothing else."""
