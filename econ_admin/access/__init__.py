"""Who may do what: people, agreements, roles, and signing in."""
