"""Delivery locations."""

from econ_admin.gateway import paging
from econ_admin.gateway.json_codec import Document
from econ_admin.gateway.paths import Place
from econ_admin.gateway.records import DeliveryLocation
from econ_admin.gateway.transport import Transport


class DeliveryLocations:
    """A customer's delivery locations."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of(self, customer: int) -> list[DeliveryLocation]:
        return list(paging.walk(self._transport, _of(customer), DeliveryLocation))

    def get(self, customer: int, location: int) -> DeliveryLocation:
        return self._transport.get(_of(customer).at(location), DeliveryLocation)

    def add(self, customer: int, document: Document) -> DeliveryLocation:
        return self._transport.post(_of(customer), document, DeliveryLocation)

    def replace(
        self, customer: int, location: int, document: Document, before: DeliveryLocation | None = None
    ) -> DeliveryLocation:
        """All of it."""
        place = _of(customer).at(location)
        return self._transport.put(place, document, DeliveryLocation, before.raw if before else b"")

    def remove(self, customer: int, location: int, before: DeliveryLocation | None = None) -> None:
        self._transport.delete(_of(customer).at(location), before.raw if before else b"")


def _of(customer: int) -> Place:
    return Place("delivery-locations", f"customers/{customer}/delivery-locations")
