"""The page over all agreements of a person, and removing one."""
