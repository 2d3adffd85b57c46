"""Contacts and delivery locations: both panels and their forms."""
