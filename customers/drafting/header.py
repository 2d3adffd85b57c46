"""Changing the fields of a sheet, and what follows from them: the due date, where it is delivered."""

from collections.abc import Mapping
from typing import Any

from customers.drafting.draft_json import HEAD_FIELDS, changed_head, text, value_of
from customers.drafting.revisions import Outdated, changing, overtaken, touch
from customers.models import Sheet
from customers.shared import invoice_math
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import DeliveryLocation, InvoiceHeader, PaymentTerms
from econ_admin.http import EconRequest

DELIVERED = {
    "delivery.address": "address",
    "delivery.zip": "postal_code",
    "delivery.city": "city",
    "delivery.country": "country",
    "delivery.delivery_terms": "terms_of_delivery",
}


def change_head(request: EconRequest, sheet: Sheet, revision: int, changes: Mapping[str, Any]) -> Sheet:
    """Keep fields (`documents.HEAD_FIELDS`: `notes.heading`, `layout`, …) as somebody set them who saw `revision`.

    A date or payment terms bring their due date along, a delivery location its address. The currency is changed by
    `repricing.change_currency`. Raises Outdated, NotOpen, and what the gateway raises for what it is asked about.
    """
    if unknown := set(changes) - set(HEAD_FIELDS) | set(changes) & {"currency"}:
        raise TypeError(f"not to be changed this way: {', '.join(sorted(unknown))}")
    location = _location(request, sheet, changes)
    terms = _terms(request, sheet, changes)
    with changing(request, sheet) as now:
        head = now.head
        if fields := overtaken(now.touched, revision, changes, lambda field: value_of(head, field)):
            raise Outdated(fields, now)
        whole = dict(changes)
        if location is not None:
            whole |= {field: getattr(location, name) for field, name in DELIVERED.items()} | dict(changes)
        keep_head(now, whole)
        if terms:
            _lay_in_terms(now, terms)
        if {"date", "payment_terms"} & set(changes) and "due_date" not in changes:
            _follow_terms(now)
    return now


def keep_head(sheet: Sheet, changes: Mapping[str, Any]) -> None:
    """Inside `changing`: write these fields, as of the sheet's revision."""
    sheet.wire = changed_head(sheet.head, changes)
    touch(sheet, sheet.revision, *changes)
    sheet.save(update_fields=["wire", "touched"])


def due_date_of(head: InvoiceHeader) -> Any:
    """When the terms say that it is due; None where they leave that to whoever writes it."""
    terms = head.payment_terms
    if not head.date or not terms or not terms.payment_terms_type:
        return None
    return invoice_math.due_date(head.date, terms.payment_terms_type, terms.days_of_credit or 0)


def _location(request: EconRequest, sheet: Sheet, changes: Mapping[str, Any]) -> DeliveryLocation | None:
    number = changes.get("delivery_location")
    return request.economic.delivery_locations.get(sheet.customer, number) if number else None


def _terms(request: EconRequest, sheet: Sheet, changes: Mapping[str, Any]) -> PaymentTerms | None:
    """The terms that were chosen: their type decides the due date, and is not in the choice itself."""
    number = changes.get("payment_terms")
    if not number:
        return None
    found = (each for each in request.economic.payment_terms.all() if each.payment_terms_number == number)
    return next(found, None)


def _lay_in_terms(sheet: Sheet, terms: PaymentTerms) -> None:
    """What the terms are, beside their number: that alone is sent."""
    whole = decode(sheet.wire.encode())
    if whole.get("paymentTerms", {}).get("paymentTermsNumber") == terms.payment_terms_number:
        whole["paymentTerms"] = {name: each for name, each in decode(terms.raw).items() if name != "self"}
        sheet.wire = text(whole)
        sheet.save(update_fields=["wire"])


def _follow_terms(sheet: Sheet) -> None:
    """A date that is chosen by hand stays as it is."""
    if due := due_date_of(sheet.head):
        keep_head(sheet, {"due_date": due})
