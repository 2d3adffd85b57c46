"""The command palette: search across customers and invoices, pages and actions, keyboard shortcuts, a new draft."""
