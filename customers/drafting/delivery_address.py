"""The delivery address of a draft: follows the chosen location, or a person says which is meant."""

from collections.abc import Mapping
from typing import Any

from customers.drafting.draft_json import get_value
from customers.models import WorkingDraft
from customers.shared.optional_calls import side_by_side
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Unavailable
from econ_admin.gateway.records import DeliveryLocation, InvoiceHeader

LOCATION_FIELDS = {
    "delivery.address": "address",
    "delivery.zip": "postal_code",
    "delivery.city": "city",
    "delivery.country": "country",
    "delivery.delivery_terms": "terms_of_delivery",
}
NO_ADDRESS = dict.fromkeys(LOCATION_FIELDS, "")


def get_location_address(location: DeliveryLocation) -> dict[str, str]:
    """Returns the delivery fields as the location has them."""
    return {field: getattr(location, name) for field, name in LOCATION_FIELDS.items()}


def get_address(header: InvoiceHeader) -> dict[str, str]:
    return {field: get_value(header, field) for field in LOCATION_FIELDS}


def load_former_location(
    request: EconRequest, draft: WorkingDraft, changes: Mapping[str, Any]
) -> DeliveryLocation | None:
    """Loads the location that the change replaces by another; None if there is none or e-conomic does not answer."""
    former, customer = draft.header.delivery_location, draft.customer
    if former is None or not changes.get("delivery_location"):
        return None
    (location,) = side_by_side(
        request.economic, [lambda: request.economic.delivery_locations.get(customer, former.number)]
    )
    return None if isinstance(location, Unavailable) else location


def follow_location(
    draft: WorkingDraft,
    changes: Mapping[str, Any],
    location: DeliveryLocation | None,
    former: DeliveryLocation | None,
) -> dict[str, str]:
    """Returns the address that comes with another location, or marks the draft, so that the person is asked.

    An address is replaced if there was none, or if it is the former location's own. The caller saves the draft.
    """
    if set(changes) & set(LOCATION_FIELDS):  # typed
        draft.address_in_question = False
        return {}
    if "delivery_location" not in changes:
        return {}
    address = get_address(draft.header)
    is_replaceable = address == NO_ADDRESS or (former is not None and address == get_location_address(former))
    draft.address_in_question = address != NO_ADDRESS and (location is None or not is_replaceable)
    if draft.address_in_question or location is None:
        return {}
    return get_location_address(location)
