"""Contacts."""

from econ_admin.gateway import paging
from econ_admin.gateway.json_codec import Document
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import Contact
from econ_admin.gateway.transport import Transport


class Contacts:
    """A customer's contacts."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of(self, customer: int) -> list[Contact]:
        return list(paging.walk_items(self._transport, _collection_for(customer), Contact))

    def get(self, customer: int, contact: int) -> Contact:
        return self._transport.get(_collection_for(customer).item(contact), Contact)

    def add(self, customer: int, document: Document) -> Contact:
        return self._transport.post(_collection_for(customer), document, Contact)

    def replace(self, customer: int, contact: int, document: Document, before: Contact | None = None) -> Contact:
        """Replaces the whole contact. The document must contain the contact's number too."""
        return self._transport.put(
            _collection_for(customer).item(contact), document, Contact, before.raw if before else b""
        )

    def remove(self, customer: int, contact: int, before: Contact | None = None) -> None:
        self._transport.delete(_collection_for(customer).item(contact), before.raw if before else b"")


def _collection_for(customer: int) -> ResourcePath:
    return ResourcePath("contacts", f"customers/{customer}/contacts")
