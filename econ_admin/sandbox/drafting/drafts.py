"""Builds a draft from a request body, without its number and handle."""

from collections.abc import Sequence
from decimal import Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting import lines
from econ_admin.sandbox.drafting.header import (
    resolve_currency_and_rate,
    resolve_draft_references,
    resolve_payment_terms_and_due_date,
    resolve_recipient,
)
from econ_admin.sandbox.drafting.resolve_references import CUSTOMER, DELIVERY_LOCATION, LAYOUT, ReferenceResolver
from econ_admin.sandbox.error_responses import validation_error
from econ_admin.sandbox.repository import Repository
from econ_admin.sandbox.request import ApiRequest

COPIED_PROPERTIES = ("externalId", "delivery", "notes")


def build_draft(request: ApiRequest, body: Document, existing: Document) -> Document:
    """Returns the draft that a body describes; `existing` is the one it replaces, or {}. Raises ApiError."""
    resolver = ReferenceResolver(request)
    layout = body["layout"] if "layout" in body else existing["layout"]  # the published PUT schema has no layout
    customer_document = resolver.find_unbarred("customer", CUSTOMER, body["customer"], "E06820") or {}
    customer = int(customer_document.get("customerNumber", 0))
    new_draft: Document = {
        "date": body["date"],
        **resolve_currency_and_rate(resolver, body),
        **resolve_payment_terms_and_due_date(resolver, body),
        "customer": {"customerNumber": customer},
        "recipient": resolve_recipient(resolver, body["recipient"], customer_document, existing),
        "layout": resolver.take_snapshot("layout", LAYOUT, layout),
        **{name: body[name] for name in COPIED_PROPERTIES if body.get(name)},
    }
    if "deliveryLocation" in body:
        location = resolver.take_snapshot(
            "deliveryLocation", DELIVERY_LOCATION, body["deliveryLocation"], owner=customer
        )
        new_draft["deliveryLocation"] = location
    if draft_references := resolve_draft_references(resolver, body.get("references", {}), customer):
        new_draft["references"] = draft_references
    if number := body.get("project", {}).get("projectNumber"):
        new_draft["project"] = {"projectNumber": number}  # not looked up: the sandbox has no projects
    draft_lines = lines.resolve_lines(resolver, body.get("lines", ()))
    if resolver.field_errors:
        raise validation_error(resolver.field_errors)
    return _add_totals(request.repository, new_draft, draft_lines, request.timestamp_to_minute)


def build_draft_with_lines(request: ApiRequest, existing: Document, sent_lines: Sequence[Document]) -> Document:
    """Returns a draft with additional lines. Raises ApiError."""
    resolver = ReferenceResolver(request)
    draft_lines = lines.resolve_lines(resolver, sent_lines, existing.get("lines", ()))
    if resolver.field_errors:
        raise validation_error(resolver.field_errors)
    return _add_totals(request.repository, existing, draft_lines, request.timestamp_to_minute)


def _add_totals(
    repository: Repository, draft_document: Document, draft_lines: Sequence[Document], timestamp: str
) -> Document:
    """Returns the draft with line amounts and totals."""
    zone = draft_document["recipient"]["vatZone"]["vatZoneNumber"]
    complete_lines, total = lines.calculate_lines(
        repository, draft_lines, zone, Decimal(draft_document["exchangeRate"])
    )
    draft_document = {**draft_document, **total.to_draft_amounts(), "lastUpdated": timestamp}
    return (
        {**draft_document, "lines": complete_lines}
        if complete_lines
        else {key: value for key, value in draft_document.items() if key != "lines"}
    )
