"""What the list of customers shows, every value ready as text: the template only puts it in its place."""
