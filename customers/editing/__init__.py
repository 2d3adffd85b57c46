"""What every edit needs: snapshots, merge, leases, saving, unresolved writes, recovery copies, warnings."""
