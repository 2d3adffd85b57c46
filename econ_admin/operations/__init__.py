"""What keeps the dashboard running: backups, their restoration, readiness, and the figures that are watched."""
