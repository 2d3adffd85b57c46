"""Delivery locations."""

import math

from econ_admin.gateway import paging
from econ_admin.gateway.json_codec import Document
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import DeliveryLocation
from econ_admin.gateway.transport import Transport


class DeliveryLocations:
    """A customer's delivery locations."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of(self, customer: int) -> list[DeliveryLocation]:
        """Returns them in the order that people gave them: by sort key, those without one last."""
        locations = paging.walk_items(self._transport, _collection_for(customer), DeliveryLocation)
        return sorted(
            locations, key=lambda location: (location.sort_key or math.inf, location.delivery_location_number)
        )

    def get(self, customer: int, location: int) -> DeliveryLocation:
        return self._transport.get(_collection_for(customer).item(location), DeliveryLocation)

    def add(self, customer: int, document: Document) -> DeliveryLocation:
        return self._transport.post(_collection_for(customer), document, DeliveryLocation)

    def replace(
        self, customer: int, location: int, document: Document, before: DeliveryLocation | None = None
    ) -> DeliveryLocation:
        """Replaces the whole delivery location."""
        resource = _collection_for(customer).item(location)
        return self._transport.put(resource, document, DeliveryLocation, before.raw if before else b"")

    def remove(self, customer: int, location: int, before: DeliveryLocation | None = None) -> None:
        self._transport.delete(_collection_for(customer).item(location), before.raw if before else b"")


def _collection_for(customer: int) -> ResourcePath:
    return ResourcePath("delivery-locations", f"customers/{customer}/delivery-locations")
