"""What a list of customers asks e-conomic: filters, sorting, overdue, over limit; its columns and rows."""
