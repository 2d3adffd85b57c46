"""People, agreements, roles and sign-in."""
