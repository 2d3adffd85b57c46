"""Views of draft and booked invoices."""
