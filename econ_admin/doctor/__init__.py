"""Checks of an installation, for `manage.py doctor`: what is wrong, and what to do about it."""

from econ_admin.doctor.findings import Finding, Level
from econ_admin.doctor.run import CHECKS, run_checks

__all__ = ["CHECKS", "Finding", "Level", "run_checks"]
