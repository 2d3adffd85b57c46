"""Booked invoices: list, one, those that are paid, unpaid, overdue and not due, and a customer's own."""

from econ_admin.sandbox.answers import booked_shapes, customer_shapes
from econ_admin.sandbox.answers.booked_shapes import COLLECTION, shown, shown_alone
from econ_admin.sandbox.answers.reading import demanded
from econ_admin.sandbox.conditions import EVERYTHING, Condition, under
from econ_admin.sandbox.envelope import listing
from econ_admin.sandbox.exchange import Answerer, Call, Reply, Routes

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
    demanded(call, customer_shapes.COLLECTION, customer)
    return listing(call, booked_shapes.OF_CUSTOMER, shown, under(customer))


def one(call: Call, number: int) -> Reply:
    """GET /invoices/booked/:n."""
    return Reply(200, shown_alone(demanded(call, COLLECTION, number), call.links))


ROUTES: Routes = {
    **{f"/invoices/{state}": {"GET": in_state(state)} for state in STATES},
    "/invoices/booked/<int:number>": {"GET": one},
    "/customers/<int:customer>/invoices/booked": {"GET": of_customer},
}
