"""Views over all agreements, and of removing one."""
