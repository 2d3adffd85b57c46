"""Changes header fields of a working draft, and what depends on them: due date and delivery address."""

from collections.abc import Mapping
from typing import Any

from customers.drafting.delivery_address import (
    NO_ADDRESS,
    follow_location,
    get_location_address,
    load_former_location,
)
from customers.drafting.draft_json import HEADER_FIELDS, change_header_json, encode_json, get_value
from customers.drafting.revisions import RevisionConflict, begin_revision, find_conflicting_fields, mark_changed
from customers.models import WorkingDraft
from customers.shared import invoice_math
from econ_admin.access.request import EconRequest
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import DeliveryLocation, InvoiceHeader, PaymentTerms


def change_header(request: EconRequest, draft: WorkingDraft, revision: int, changes: Mapping[str, Any]) -> WorkingDraft:
    """Saves header fields (`HEADER_FIELDS`) that were changed by someone who saw `revision`.

    Date and payment terms also set the due date, a delivery location its address, unless that is in question
    (`draft.address_in_question`). The currency is changed by `reprice.change_currency`. Raises RevisionConflict,
    DraftNotEditable and GatewayError.
    """
    if unknown := set(changes) - set(HEADER_FIELDS) | set(changes) & {"currency"}:
        raise TypeError(f"not to be changed this way: {', '.join(sorted(unknown))}")
    location = _load_location(request, draft, changes)
    former_location = load_former_location(request, draft, changes)
    terms = _load_terms(request, draft, changes)
    with begin_revision(request, draft) as current:
        header = current.header
        if fields := find_conflicting_fields(
            current.touched, revision, changes, lambda field: get_value(header, field)
        ):
            raise RevisionConflict(fields, current)
        address = follow_location(current, changes, location, former_location)
        save_header(current, {**changes, **address})
        if terms:
            _embed_terms(current, terms)
        if {"date", "payment_terms"} & set(changes) and "due_date" not in changes:
            _update_due_date(current)
    return current


def save_header(draft: WorkingDraft, changes: Mapping[str, Any]) -> None:
    """Saves these fields at the draft's current revision. Call it inside `begin_revision`."""
    draft.wire = change_header_json(draft.header, changes)
    mark_changed(draft, draft.revision, *changes)
    draft.save(update_fields=["wire", "touched", "address_in_question"])


def settle_address(request: EconRequest, draft: WorkingDraft, *, replace: bool) -> WorkingDraft:
    """Replaces the delivery address by the chosen location's, or clears it without one; or keeps it.

    Raises DraftNotEditable and GatewayError.
    """
    number = get_value(draft.header, "delivery_location")
    location = request.economic.delivery_locations.get(draft.customer, number) if number and replace else None
    with begin_revision(request, draft) as current:
        if get_value(current.header, "delivery_location") != number:
            raise RevisionConflict(("delivery_location",), current)
        address = get_location_address(location) if location else NO_ADDRESS
        current.address_in_question = False
        save_header(current, address if replace else {})
    return current


def compute_header_due_date(header: InvoiceHeader) -> Any:
    """Computes the due date from the payment terms; None if they leave it to the person."""
    terms = header.payment_terms
    if not header.date or not terms or not terms.payment_terms_type:
        return None
    return invoice_math.compute_due_date(header.date, terms.payment_terms_type, terms.days_of_credit or 0)


def _load_location(request: EconRequest, draft: WorkingDraft, changes: Mapping[str, Any]) -> DeliveryLocation | None:
    number = changes.get("delivery_location")
    return request.economic.delivery_locations.get(draft.customer, number) if number else None


def _load_terms(request: EconRequest, draft: WorkingDraft, changes: Mapping[str, Any]) -> PaymentTerms | None:
    """Loads the chosen terms, whose type decides the due date."""
    number = changes.get("payment_terms")
    if not number:
        return None
    matches = (terms for terms in request.economic.payment_terms.all() if terms.payment_terms_number == number)
    return next(matches, None)


def _embed_terms(draft: WorkingDraft, terms: PaymentTerms) -> None:
    """Stores the terms' details beside their number. Only the number is sent."""
    header_json = decode(draft.wire.encode())
    if header_json.get("paymentTerms", {}).get("paymentTermsNumber") == terms.payment_terms_number:
        header_json["paymentTerms"] = {name: value for name, value in decode(terms.raw).items() if name != "self"}
        draft.wire = encode_json(header_json)
        draft.save(update_fields=["wire"])


def _update_due_date(draft: WorkingDraft) -> None:
    """Updates the due date, unless the terms leave it to the person."""
    if due_date := compute_header_due_date(draft.header):
        save_header(draft, {"due_date": due_date})
