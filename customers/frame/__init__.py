"""What every page of one customer has: heading, key figures, tabs, previous and next."""
