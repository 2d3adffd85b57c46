"""The customer list and the customer page; creating, editing and deleting; saved views; export."""
