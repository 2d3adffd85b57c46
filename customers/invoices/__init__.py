"""Draft and booked invoices: lists, pages, PDFs, deleting and restoring a draft."""
