"""Two dashboards with separate memory and folders, on one PostgreSQL and one Redis, as in a larger office."""
