"""Contacts."""

from econ_admin.gateway import paging
from econ_admin.gateway.json_codec import Document
from econ_admin.gateway.paths import Place
from econ_admin.gateway.records import Contact
from econ_admin.gateway.transport import Transport


class Contacts:
    """A customer's contacts."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of(self, customer: int) -> list[Contact]:
        return list(paging.walk(self._transport, _of(customer), Contact))

    def get(self, customer: int, contact: int) -> Contact:
        return self._transport.get(_of(customer).at(contact), Contact)

    def add(self, customer: int, document: Document) -> Contact:
        return self._transport.post(_of(customer), document, Contact)

    def replace(self, customer: int, contact: int, document: Document, before: Contact | None = None) -> Contact:
        """All of it. The document must have the contact's own number too."""
        return self._transport.put(_of(customer).at(contact), document, Contact, before.raw if before else b"")

    def remove(self, customer: int, contact: int, before: Contact | None = None) -> None:
        self._transport.delete(_of(customer).at(contact), before.raw if before else b"")


def _of(customer: int) -> Place:
    return Place("contacts", f"customers/{customer}/contacts")
