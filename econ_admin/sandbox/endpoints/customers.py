"""Customers: list, one, create, replace or upsert, delete, and the PATCH of one property."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from econ_admin.sandbox.balances import standing
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints.customer_serializers import COLLECTION, REFERENCES, shown, shown_alone
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded, not_in_use
from econ_admin.sandbox.error_responses import Wrong, duplicate, invalid
from econ_admin.sandbox.pagination import listing
from econ_admin.sandbox.references import resolved
from econ_admin.sandbox.request import Call, Reply, Routes
from econ_admin.sandbox.schemas import customers as schema

CENT = Decimal("0.01")


def all_of_them(call: Call) -> Reply:
    """GET /customers."""
    return listing(call, COLLECTION, shown, create="Create a new customer")


def one(call: Call, customer: int) -> Reply:
    """GET /customers/:n."""
    return Reply(200, shown_alone(demanded(call, COLLECTION, customer), call.links))


def add(call: Call) -> Reply:
    """POST /customers: with a number of its own, or the next one."""
    sent = schema.POST.taken(call.body(), call.links.root)
    number = sent.get("customerNumber") or call.books.next_number("customers")
    if call.books.find("customers", number):
        raise duplicate()
    return _kept(call, 201, _document(call, sent, number, {}))


def replace(call: Call, customer: int) -> Reply:
    """PUT /customers/:n: replaces all that may be written; a number that nobody has is made."""
    sent = schema.PUT.taken(call.body(), call.links.root)
    before = call.books.find("customers", customer)
    if before is None and not 1 <= customer <= schema.NUMBERS:
        demanded(call, COLLECTION, customer)
    return _kept(call, 200 if before else 201, _document(call, sent, customer, before or {}))


def patch(call: Call, customer: int) -> Reply:
    """PATCH /customers/:n: JSON Patch, and only of one property. The form of its answer is not known."""
    before = demanded(call, COLLECTION, customer)
    operation = schema.PATCH.taken(call.body(), call.links.root)[0]
    return _kept(call, 200, {**before, "eInvoicingDisabledByDefault": operation["value"], "lastUpdated": call.stamp})


def remove(call: Call, customer: int) -> Reply:
    """DELETE /customers/:n, and what stands under it; not while it has an invoice."""
    demanded(call, COLLECTION, customer)
    not_in_use(call, COLLECTION, customer)
    call.books.remove("customers", customer)
    return Reply(204)


def _kept(call: Call, status: int, customer: Document) -> Reply:
    call.books.keep("customers", customer)
    answer = shown_alone(customer, call.links)
    return Reply(status, answer, {"Location": answer["self"]} if status == 201 else {})


def _document(call: Call, sent: Document, number: int, before: Document) -> Document:
    """What is kept of a body; what only the server writes stays as it was."""
    references, wrongs = resolved(sent, REFERENCES, number, call.books, call.links)
    wrongs += _wrongs(call, sent, number)
    if wrongs:
        raise invalid(wrongs)
    kept: Document = {"customerNumber": number, **sent, **references}
    kept["customerNumber"] = number
    if not kept.get("barred"):
        kept.pop("barred", None)
    if "creditLimit" in kept:
        kept["creditLimit"] = Decimal(kept["creditLimit"]).quantize(CENT, ROUND_HALF_UP) + 0  # no -0.00
    # Only PATCH changes eInvoicingDisabledByDefault; that POST ignores it as well is the careful reading.
    kept["eInvoicingDisabledByDefault"] = before.get("eInvoicingDisabledByDefault", False)
    kept["balance"] = before.get("balance", 0)
    kept["dueAmount"] = before.get("dueAmount", Decimal("0.00"))
    if before.get("currency", kept["currency"]) != kept["currency"]:
        kept |= standing(call.books, kept, call.today)
    kept["lastUpdated"] = call.stamp
    return kept


def _wrongs(call: Call, sent: Document, number: int) -> list[Wrong]:
    wrongs: list[Wrong] = []
    currency: Any = sent["currency"]
    if call.books.find("currencies", currency) is None:
        hint = f"Find a list of currencies at {call.links.plain('currencies')} ."
        wrongs.append(Wrong("currency", f"Currency '{currency}' not found.", "E06000", currency, hint))
    if sent.get("customerNumber", number) != number:
        # Needs a setting of the agreement there; what the server says without it is not known.
        hint = "The number of a customer cannot be changed."
        message = f"CustomerNumber '{sent['customerNumber']}' does not match the address."
        wrongs.append(Wrong("customerNumber", message, "E04300", sent["customerNumber"], hint))
    return wrongs


ROUTES: Routes = {
    "/customers": {"GET": all_of_them, "POST": add},
    "/customers/<int:customer>": {"GET": one, "PUT": replace, "PATCH": patch, "DELETE": remove},
}
