"""Kills the dashboard at random moments of writes, and counts what was lost or done twice."""
