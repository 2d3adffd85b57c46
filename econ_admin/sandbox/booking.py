"""From a draft to a booked invoice: it is gone from the drafts, and its customer owes what it comes to."""

from decimal import Decimal

from econ_admin.sandbox.balances import stand
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting.lines import reckoning_of, vat_rate
from econ_admin.sandbox.endpoints.booked_serializers import COLLECTION
from econ_admin.sandbox.endpoints.draft_serializers import COLLECTION as DRAFTS
from econ_admin.sandbox.error_responses import Wrong, duplicate, invalid
from econ_admin.sandbox.invoice_math import Line, Total, scaled
from econ_admin.sandbox.references import Reference, followed
from econ_admin.sandbox.repository import Books
from econ_admin.sandbox.request import Call

DRAFT = Reference(DRAFTS.noun, DRAFTS.number, "DraftInvoice", "draft invoices", at="invoices/drafts")
LINE = (
    "lineNumber", "sortKey", "description", "quantity", "unitNetPrice", "discountPercentage", "unitCostPrice",
    "totalNetAmount", "product", "unit", "departmentalDistribution",
)  # fmt: skip
CLOSED = "(closedUntil)"  # on the agreement, and never on the wire: the last day of the years that are closed
BY_EAN = ("EAN", "ean")


def book(call: Call, sent: Document, number: int | None) -> Document:
    """Book the draft that a body names, under that number or the next. Raises a refusal."""
    given = sent.get("draftInvoice", {})
    draft, wrongs = followed("draftInvoice", DRAFT, given, call.books, call.links)
    if draft is not None:
        wrongs = _wrongs(call, draft, sent.get("sendBy", "none"))
    if draft is None or wrongs:
        raise invalid(wrongs)
    if number is not None and call.books.find(COLLECTION.noun, number):
        raise duplicate()
    invoice = booked(call.books, draft, number or call.books.next_number(COLLECTION.noun))
    call.books.remove(DRAFTS.noun, draft[DRAFTS.number])
    call.books.keep(COLLECTION.noun, invoice)
    stand(call.books, invoice["customer"]["customerNumber"], call.today)
    return invoice


def booked(books: Books, draft: Document, number: int) -> Document:
    """The booked invoice that a draft becomes, nothing of it paid."""
    lines, counted = [], []
    for draft_line in draft.get("lines", ()):
        line = {key: draft_line[key] for key in LINE if key in draft_line}
        if "product" in line:
            reckoning = _reckoning(books, draft, line)
            counted.append(reckoning)
            line |= {"vatRate": scaled(reckoning.vat_rate, 8), "vatAmount": reckoning.vat}
        lines.append(line)
    total = Total.of(counted, Decimal(draft["exchangeRate"]))
    invoice = {
        **draft,
        COLLECTION.number: number,
        "orderNumber": draft[DRAFTS.number],
        **total.of_booked(total.gross),
        **({"lines": lines} if lines else {}),
    }
    return COLLECTION.ordered(invoice)


def _reckoning(books: Books, draft: Document, line: Document) -> Line:
    zone = draft["recipient"]["vatZone"]["vatZoneNumber"]
    return reckoning_of(line, vat_rate(books, line["product"]["productNumber"], zone))


def _wrongs(call: Call, draft: Document, send_by: str) -> list[Wrong]:
    """What keeps a draft from being booked; the codes are known from elsewhere, that they come here is inferred."""
    wrongs = []
    customer = draft["customer"]["customerNumber"]
    if (call.books.find("customers", customer) or {}).get("barred"):
        hint = f"Find a list of customers at {call.links.plain('customers')} ."
        wrongs.append(Wrong("customer", f"Customer '{customer}' is barred.", "E06820", customer, hint))
    agreement = call.books.find("self", call.books.only("self")) or {}
    if draft["date"] <= agreement.get(CLOSED, ""):
        hint = "Give the draft a date in an accounting year that is open."
        wrongs.append(Wrong("date", "The accounting period is closed.", "E04870", draft["date"], hint))
    if send_by in BY_EAN and not draft["recipient"].get("ean"):
        hint = "Give the recipient an EAN number, or send the invoice in another way."
        wrongs.append(Wrong("sendBy", "The recipient has no EAN number.", "E04000", send_by, hint))
    return wrongs
