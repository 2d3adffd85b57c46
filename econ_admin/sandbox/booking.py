"""Books a draft: removes it, adds the booked invoice and updates the customer's balance."""

from decimal import Decimal

from econ_admin.sandbox.balances import update_balance
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting.lines import build_priced_line, get_vat_rate
from econ_admin.sandbox.endpoints.booked_serializers import COLLECTION
from econ_admin.sandbox.endpoints.draft_serializers import COLLECTION as DRAFTS
from econ_admin.sandbox.error_responses import FieldError, duplicate_error, validation_error
from econ_admin.sandbox.invoice_math import InvoiceTotal, PricedLine, round_amount
from econ_admin.sandbox.references import Reference, find_referenced
from econ_admin.sandbox.repository import Repository
from econ_admin.sandbox.request import ApiRequest

DRAFT_REFERENCE = Reference(
    DRAFTS.noun, DRAFTS.key_field, "DraftInvoice", "draft invoices", custom_path="invoices/drafts"
)
LINE_PROPERTIES = (
    "lineNumber", "sortKey", "description", "quantity", "unitNetPrice", "discountPercentage", "unitCostPrice",
    "totalNetAmount", "product", "unit", "departmentalDistribution",
)  # fmt: skip
CLOSED_UNTIL_KEY = "(closedUntil)"  # on the agreement, internal: the last day of the closed accounting years
EAN_SEND_METHODS = ("EAN", "ean")


def book_draft(request: ApiRequest, body: Document, number: int | None) -> Document:
    """Books the draft that a body names, under the given number or the next one. Raises ApiError."""
    draft_reference = body.get("draftInvoice", {})
    draft, field_errors = find_referenced(
        "draftInvoice", DRAFT_REFERENCE, draft_reference, request.repository, request.links
    )
    if draft is not None:
        field_errors = _find_errors(request, draft, body.get("sendBy", "none"))
    if draft is None or field_errors:
        raise validation_error(field_errors)
    if number is not None and request.repository.find(COLLECTION.noun, number):
        raise duplicate_error()
    invoice = build_booked_invoice(request.repository, draft, number or request.repository.next_number(COLLECTION.noun))
    request.repository.remove(DRAFTS.noun, draft[DRAFTS.key_field])
    request.repository.save(COLLECTION.noun, invoice)
    update_balance(request.repository, invoice["customer"]["customerNumber"], request.today)
    return invoice


def build_booked_invoice(repository: Repository, draft: Document, number: int) -> Document:
    """Builds the booked invoice of a draft, with nothing paid."""
    lines, priced_lines = [], []
    for draft_line in draft.get("lines", ()):
        line = {key: draft_line[key] for key in LINE_PROPERTIES if key in draft_line}
        if "product" in line:
            priced_line = _build_priced_line(repository, draft, line)
            priced_lines.append(priced_line)
            line |= {"vatRate": round_amount(priced_line.vat_rate, 8), "vatAmount": priced_line.vat}
        lines.append(line)
    total = InvoiceTotal.from_lines(priced_lines, Decimal(draft["exchangeRate"]))
    invoice = {
        **draft,
        COLLECTION.key_field: number,
        "orderNumber": draft[DRAFTS.key_field],
        **total.to_booked_amounts(total.gross),
        **({"lines": lines} if lines else {}),
    }
    return COLLECTION.order_keys(invoice)


def _build_priced_line(repository: Repository, draft: Document, line: Document) -> PricedLine:
    zone = draft["recipient"]["vatZone"]["vatZoneNumber"]
    return build_priced_line(line, get_vat_rate(repository, line["product"]["productNumber"], zone))


def _find_errors(request: ApiRequest, draft: Document, send_by: str) -> list[FieldError]:
    """Returns why a draft cannot be booked. The error codes are known from other endpoints; inferred for this one."""
    field_errors = []
    customer = draft["customer"]["customerNumber"]
    if (request.repository.find("customers", customer) or {}).get("barred"):
        hint = f"Find a list of customers at {request.links.build_bare_url('customers')} ."
        field_errors.append(FieldError("customer", f"Customer '{customer}' is barred.", "E06820", customer, hint))
    agreement = request.repository.find("self", request.repository.get_only_key("self")) or {}
    if draft["date"] <= agreement.get(CLOSED_UNTIL_KEY, ""):
        hint = "Give the draft a date in an accounting year that is open."
        field_errors.append(FieldError("date", "The accounting period is closed.", "E04870", draft["date"], hint))
    if send_by in EAN_SEND_METHODS and not draft["recipient"].get("ean"):
        hint = "Give the recipient an EAN number, or send the invoice in another way."
        field_errors.append(FieldError("sendBy", "The recipient has no EAN number.", "E04000", send_by, hint))
    return field_errors
