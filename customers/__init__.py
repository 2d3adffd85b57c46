"""Everything a person does with a customer, invoices included."""
