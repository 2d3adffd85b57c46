"""What every edit needs: form snapshots, three-way merge, leases, saving, recovery copies."""
