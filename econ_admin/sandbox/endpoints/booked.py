"""Booked invoices: list, one, book, those that are paid, unpaid, overdue and not due, and a customer's own."""

from econ_admin.sandbox.booking import book
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints import booked_serializers, customer_serializers
from econ_admin.sandbox.endpoints.booked_serializers import COLLECTION, shown, shown_alone
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.error_responses import Wrong, invalid
from econ_admin.sandbox.filter_sql import EVERYTHING, Condition, under
from econ_admin.sandbox.pagination import listing
from econ_admin.sandbox.request import Answerer, Call, Reply, Routes
from econ_admin.sandbox.schemas import booked as schema
from econ_admin.sandbox.schemas.customers import NUMBERS

STATES = {
    "booked": "",
    "paid": '"remainder" = 0',
    "unpaid": '"remainder" <> 0',
    "overdue": '"remainder" <> 0 AND "dueDate" < ?',
    "not-due": '"remainder" <> 0 AND "dueDate" >= ?',
}


def in_state(state: str) -> Answerer:
    """GET /invoices/booked and the lists beside it; what is due today is not overdue yet."""
    sql = STATES[state]

    def answer(call: Call) -> Reply:
        today = (call.today.isoformat(),) if "?" in sql else ()
        return listing(call, COLLECTION, shown, Condition(sql, today) if sql else EVERYTHING)

    return answer


def of_customer(call: Call, customer: int) -> Reply:
    """GET /customers/:n/invoices/booked."""
    demanded(call, customer_serializers.COLLECTION, customer)
    return listing(call, booked_serializers.OF_CUSTOMER, shown, under(customer))


def one(call: Call, number: int) -> Reply:
    """GET /invoices/booked/:n."""
    return Reply(200, shown_alone(demanded(call, COLLECTION, number), call.links))


def add(call: Call) -> Reply:
    """POST /invoices/booked: books a draft, which is gone then."""
    sent = schema.POST.taken(call.body(), call.links.root)
    return _booked(call, sent, sent.get("bookWithNumber"))


def add_with_number(call: Call, number: int) -> Reply:
    """PUT /invoices/booked/:bookWithNumber. That it answers as POST does is inferred."""
    if not number:
        demanded(call, COLLECTION, number)
    sent = schema.PUT.taken(call.body(), call.links.root)
    given = sent.get("bookWithNumber", number)
    if given != number:
        message = f"BookWithNumber '{given}' does not match the address."
        raise invalid([Wrong("bookWithNumber", message, "E04300", given, "Leave it out, or give the same number.")])
    return _booked(call, sent, number)


def _booked(call: Call, sent: Document, number: int | None) -> Reply:
    if number is not None and number > NUMBERS:  # no largest is published: that of other nouns is a safe guess
        message = f"BookWithNumber cannot be greater than {NUMBERS}."
        raise invalid([Wrong("bookWithNumber", message, "E04300", number, "Use a smaller number.")])
    answer = shown_alone(book(call, sent, number), call.links)
    return Reply(201, answer, {"Location": answer["self"]})


ROUTES: Routes = {
    **{f"/invoices/{state}": {"GET": in_state(state)} for state in STATES},
    "/invoices/booked": {"GET": in_state("booked"), "POST": add},
    "/invoices/booked/<int:number>": {"GET": one, "PUT": add_with_number},
    "/customers/<int:customer>/invoices/booked": {"GET": of_customer},
}
