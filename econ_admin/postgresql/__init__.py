"""Django's backend for PostgreSQL, with bounded waits for a server that does not answer."""
