"""Customers: list, one, create, replace or upsert, delete, and PATCH of one property."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from econ_admin.sandbox.balances import calculate_balance
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints.customer_serializers import (
    COLLECTION,
    REFERENCES,
    serialize_customer,
    serialize_customer_item,
)
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404, raise_if_in_use
from econ_admin.sandbox.error_responses import FieldError, duplicate_error, validation_error
from econ_admin.sandbox.pagination import build_list_response
from econ_admin.sandbox.references import resolve_references
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes
from econ_admin.sandbox.schemas import customers as schema

CENT = Decimal("0.01")


def list_customers(request: ApiRequest) -> ApiResponse:
    """GET /customers."""
    return build_list_response(request, COLLECTION, serialize_customer_item, create_description="Create a new customer")


def get_customer(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n."""
    return ApiResponse(200, serialize_customer(get_or_404(request, COLLECTION, customer), request.links))


def add_customer(request: ApiRequest) -> ApiResponse:
    """POST /customers: with the given number, or the next one."""
    body = schema.POST.validate(request.parse_body(), request.links.root)
    number = body.get("customerNumber") or request.repository.next_number("customers")
    if request.repository.find("customers", number):
        raise duplicate_error()
    return _save(request, 201, _build_document(request, body, number, {}))


def replace_customer(request: ApiRequest, customer: int) -> ApiResponse:
    """PUT /customers/:n: replaces all writable properties; an unused number creates a customer."""
    body = schema.PUT.validate(request.parse_body(), request.links.root)
    existing = request.repository.find("customers", customer)
    if existing is None and not 1 <= customer <= schema.MAX_NUMBER:
        get_or_404(request, COLLECTION, customer)
    return _save(request, 200 if existing else 201, _build_document(request, body, customer, existing or {}))


def patch_customer(request: ApiRequest, customer: int) -> ApiResponse:
    """PATCH /customers/:n: a JSON Patch of a single property. The format of the response is not known."""
    existing = get_or_404(request, COLLECTION, customer)
    operation = schema.PATCH.validate(request.parse_body(), request.links.root)[0]
    return _save(
        request, 200, {**existing, "eInvoicingDisabledByDefault": operation["value"], "lastUpdated": request.timestamp}
    )


def remove_customer(request: ApiRequest, customer: int) -> ApiResponse:
    """DELETE /customers/:n and everything below it; refused if it has an invoice."""
    get_or_404(request, COLLECTION, customer)
    raise_if_in_use(request, COLLECTION, customer)
    request.repository.remove("customers", customer)
    return ApiResponse(204)


def _save(request: ApiRequest, status: int, customer: Document) -> ApiResponse:
    request.repository.save("customers", customer)
    document = serialize_customer(customer, request.links)
    return ApiResponse(status, document, {"Location": document["self"]} if status == 201 else {})


def _build_document(request: ApiRequest, body: Document, number: int, existing: Document) -> Document:
    """Builds the stored document from a body; read-only properties keep their values."""
    references, field_errors = resolve_references(body, REFERENCES, number, request.repository, request.links)
    field_errors += _find_errors(request, body, number)
    if field_errors:
        raise validation_error(field_errors)
    document: Document = {"customerNumber": number, **body, **references}
    document["customerNumber"] = number
    if not document.get("barred"):
        document.pop("barred", None)
    if "creditLimit" in document:
        document["creditLimit"] = Decimal(document["creditLimit"]).quantize(CENT, ROUND_HALF_UP) + 0  # no -0.00
    # Only PATCH changes eInvoicingDisabledByDefault; that POST ignores it too is the cautious interpretation.
    document["eInvoicingDisabledByDefault"] = existing.get("eInvoicingDisabledByDefault", False)
    document["balance"] = existing.get("balance", 0)
    document["dueAmount"] = existing.get("dueAmount", Decimal("0.00"))
    if existing.get("currency", document["currency"]) != document["currency"]:
        document |= calculate_balance(request.repository, document, request.today)
    document["lastUpdated"] = request.timestamp
    return document


def _find_errors(request: ApiRequest, body: Document, number: int) -> list[FieldError]:
    field_errors: list[FieldError] = []
    currency: Any = body["currency"]
    if request.repository.find("currencies", currency) is None:
        hint = f"Find a list of currencies at {request.links.build_bare_url('currencies')} ."
        field_errors.append(FieldError("currency", f"Currency '{currency}' not found.", "E06000", currency, hint))
    if body.get("customerNumber", number) != number:
        # The real API allows this with an agreement setting; its response without the setting is not known.
        hint = "The number of a customer cannot be changed."
        message = f"CustomerNumber '{body['customerNumber']}' does not match the address."
        field_errors.append(FieldError("customerNumber", message, "E04300", body["customerNumber"], hint))
    return field_errors


ROUTES: Routes = {
    "/customers": {"GET": list_customers, "POST": add_customer},
    "/customers/<int:customer>": {
        "GET": get_customer,
        "PUT": replace_customer,
        "PATCH": patch_customer,
        "DELETE": remove_customer,
    },
}
