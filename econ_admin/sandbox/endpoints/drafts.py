"""Draft invoices: list, one, create, replace or upsert, add lines, delete one or many, and a customer's own."""

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting import draft, with_lines
from econ_admin.sandbox.endpoints import customer_serializers, draft_serializers
from econ_admin.sandbox.endpoints.draft_serializers import COLLECTION, shown, shown_alone
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.error_responses import Wrong, invalid
from econ_admin.sandbox.filter_sql import under
from econ_admin.sandbox.pagination import filtered, listing
from econ_admin.sandbox.request import Call, Reply, Routes
from econ_admin.sandbox.schemas import drafts as schema
from econ_admin.sandbox.schemas.customers import NUMBERS

NOUN = COLLECTION.noun
ALL = -1  # as a limit in SQLite


def all_of_them(call: Call) -> Reply:
    """GET /invoices/drafts."""
    return listing(call, COLLECTION, shown)


def of_customer(call: Call, customer: int) -> Reply:
    """GET /customers/:n/invoices/drafts."""
    demanded(call, customer_serializers.COLLECTION, customer)
    return listing(call, draft_serializers.OF_CUSTOMER, shown, under(customer))


def one(call: Call, number: int) -> Reply:
    """GET /invoices/drafts/:n."""
    return Reply(200, shown_alone(demanded(call, COLLECTION, number), call.links))


def add(call: Call) -> Reply:
    """POST /invoices/drafts; the server numbers it."""
    sent = schema.POST.taken(call.body(), call.links.root)
    return _kept(call, 201, draft(call, sent, {}), _next_number(call), _next_handle(call))


def replace(call: Call, number: int) -> Reply:
    """PUT /invoices/drafts/:n: replaces it and its lines; one that nobody has is made, of a whole body."""
    before = call.books.find(NOUN, number)
    if before is None and not 1 <= number <= NUMBERS:
        demanded(call, COLLECTION, number)
    body = call.body()
    sent = schema.PUT.taken(body, call.links.root)
    if sent.get("draftInvoiceNumber", number) != number:
        given = sent["draftInvoiceNumber"]
        message = f"DraftInvoiceNumber '{given}' does not match the address."
        raise invalid([Wrong("draftInvoiceNumber", message, "E04300", given, "The number cannot be changed.")])
    if before is None:
        sent = schema.POST.taken(body, call.links.root)
        return _kept(call, 201, draft(call, sent, {}), number, _next_handle(call))
    return _kept(call, 200, draft(call, sent, before), number, before["soap"])


def add_lines(call: Call, number: int) -> Reply:
    """POST /invoices/drafts/:n/lines. That it answers the whole draft is inferred."""
    before = demanded(call, COLLECTION, number)
    sent = schema.LINES.taken(call.body(), call.links.root)
    return _kept(call, 201, with_lines(call, before, sent["lines"]), number, before["soap"])


def remove(call: Call, number: int) -> Reply:
    """DELETE /invoices/drafts/:n: unlike other nouns it tells what it did."""
    demanded(call, COLLECTION, number)
    return _removed(call, [number])


def remove_many(call: Call) -> Reply:
    """DELETE /invoices/drafts: those that the filter finds, all of them without one."""
    found = call.books.page(NOUN, filtered(call, COLLECTION), [], ALL).documents
    return _removed(call, [draft[COLLECTION.number] for draft in found])


def _removed(call: Call, numbers: list[int]) -> Reply:
    for number in numbers:
        call.books.remove(NOUN, number)
    items = [{COLLECTION.number: number, "self": call.links.to(f"{COLLECTION.address}/{number}")} for number in numbers]
    message = "Deleted invoice." if len(numbers) == 1 else f"Deleted {len(numbers)} invoices."
    return Reply(200, {"message": message, "deletedCount": len(numbers), "deletedItems": items})


def templates(call: Call, number: int) -> Reply:
    """GET /invoices/drafts/:n/templates."""
    demanded(call, COLLECTION, number)
    return Reply(200, draft_serializers.templates(number, call.links))


def booking_instructions(call: Call, number: int) -> Reply:
    """GET /invoices/drafts/:n/templates/booking-instructions: a body that books it."""
    demanded(call, COLLECTION, number)
    here = call.links.to(f"{COLLECTION.address}/{number}")
    told = {COLLECTION.number: number, "self": here}
    return Reply(
        200, {"draftInvoice": told, "self": draft_serializers.templates(number, call.links)["bookingInstructions"]}
    )


def _next_number(call: Call) -> int:
    """Above those of all drafts there are, and of those that were booked: an order number comes only once."""
    number, booked = call.books.next_number(NOUN), call.books.highest("booked-invoices", "orderNumber")
    return max(number, booked + 1) if booked < NUMBERS else number


def _next_handle(call: Call) -> Document:
    """The number that the older API knows it by."""
    return {"currentInvoiceHandle": {"id": call.books.highest(NOUN, draft_serializers.HANDLE) + 1}}


def _kept(call: Call, status: int, made: Document, number: int, handle: Document) -> Reply:
    kept = {**made, COLLECTION.number: number, "soap": handle}
    call.books.keep(NOUN, kept)
    answer = shown_alone(kept, call.links)
    return Reply(status, answer, {"Location": answer["self"]} if status == 201 else {})


ROUTES: Routes = {
    "/invoices/drafts": {"GET": all_of_them, "POST": add, "DELETE": remove_many},
    "/invoices/drafts/<int:number>": {"GET": one, "PUT": replace, "DELETE": remove},
    "/invoices/drafts/<int:number>/lines": {"POST": add_lines},
    "/invoices/drafts/<int:number>/templates": {"GET": templates},
    "/invoices/drafts/<int:number>/templates/booking-instructions": {"GET": booking_instructions},
    "/customers/<int:customer>/invoices/drafts": {"GET": of_customer},
}
