"""What the pages of drafts and booked invoices show, every value ready as text."""
