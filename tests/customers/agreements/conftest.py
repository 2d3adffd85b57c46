"""The fixtures of two agreements."""

from tests.agreements.conftest import add, anna, both, client, office, office_stores, sign_in_person

__all__ = ["add", "anna", "both", "client", "office", "office_stores", "sign_in_person"]
