"""What all invoices come to: drafts, booked, paid, unpaid, overdue, and of each customer and salesperson.

The schemas are known; no recording shows a body, so the words of the descriptions are inferred.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints import booked_serializers, customer_serializers, draft_serializers, employees
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.filter_sql import EVERYTHING, Condition
from econ_admin.sandbox.invoice_totals import Sums, sums, sums_by, sums_of
from econ_admin.sandbox.pagination import filtered
from econ_admin.sandbox.periods import periods
from econ_admin.sandbox.request import Answerer, Call, Reply, Routes

ROOT = "invoices/totals"
BELOW = {
    "customers": "customers",
    "accountingYears": "accounting-years",
    "periods": "periods",
    "employees": "employees",
}
"""The divisions of a total. Accounting years and periods are links alone: nothing stands there."""
NESTED = ("netAmountInBaseCurrency", "grossRemainderInBaseCurrency", "invoiceCount")


class State(NamedTuple):
    """Some of the invoices."""

    description: str
    collection: Collection = booked_serializers.COLLECTION
    sql: str = ""
    owed: bool = True  # whether it is told what remains to be paid
    parts: Mapping[str, str] = {}

    def within(self, call: Call) -> Condition:
        """Its invoices as of today, of the days that the filter names: it may name nothing else."""
        fields = tuple(field for field in self.collection.fields if field.name == "date")
        today = (call.today.isoformat(),) if "?" in self.sql else ()
        mine = Condition(self.sql, today) if self.sql else EVERYTHING
        return mine & filtered(call, replace(self.collection, fields=fields))


class Division(NamedTuple):
    """Totals of each document that an invoice names, such as its customer."""

    name: str  # `customer`, in the plural its address
    field: str
    collection: Collection

    def one(self, number: int, call: Call) -> Document:
        """The document that the totals are of."""
        here = call.links.to(f"{self.collection.address}/{number}")
        return {self.name: {self.collection.number: number, "self": here}}


UNPAID = "booked/unpaid"
NOT_OVERDUE = f"{UNPAID}/not-overdue"
STATES = {
    "drafts": State("The totals of all draft invoices.", draft_serializers.COLLECTION, owed=False),
    "booked": State("The totals of all booked invoices.", owed=False, parts={"paid": "booked/paid", "unpaid": UNPAID}),
    "booked/paid": State("The totals of all paid invoices.", sql='"open" = 0', owed=False),
    UNPAID: State(
        "The totals of all unpaid invoices.",
        sql='"open" = 1',
        parts={"overdue": f"{UNPAID}/overdue", "notOverdue": NOT_OVERDUE},
    ),
    f"{UNPAID}/overdue": State("The totals of all overdue invoices.", sql='"open" = 1 AND "dueDate" < ?'),
    NOT_OVERDUE: State("The totals of all invoices that are not yet due.", sql='"open" = 1 AND "dueDate" >= ?'),
}
DIVISIONS = (
    Division("customer", "parent", customer_serializers.COLLECTION),
    Division("employee", "references.salesPerson.employeeNumber", employees.COLLECTION),
)


def totals(call: Call) -> Reply:
    """GET /invoices/totals: all of them at once, and the periods that they may be asked for."""
    offered = {
        period.name: {
            "description": period.description,
            "self": f"{call.links.plain(ROOT)}?filter={quote(period.filter)}",
        }
        for period in periods(call.today)
    }
    whole = {name: _nested(call, name) for name in ("drafts", "booked")}
    return Reply(200, {**whole, "predefinedPeriodFilters": offered, "self": call.links.listing(ROOT)})


def _nested(call: Call, path: str) -> Document:
    state = STATES[path]
    told = _sums(call, state).told(owed=state.owed and path != NOT_OVERDUE)  # its own total has it, by the schemas
    return {
        **{key: told[key] for key in NESTED if key in told},
        "description": state.description,
        **{name: _nested(call, part) for name, part in state.parts.items()},
        "self": call.links.to(f"{ROOT}/{path}"),
    }


def of_state(path: str) -> Answerer:
    """GET /invoices/totals/drafts and the others."""
    state = STATES[path]

    def answer(call: Call) -> Reply:
        told = _sums(call, state).told(owed=state.owed)
        parts = {name: call.links.to(f"{ROOT}/{part}") for name, part in state.parts.items()}
        return Reply(200, {**told, **_below(call), **parts, "self": call.links.listing(call.path)})

    return answer


def divided(path: str, division: Division) -> Answerer:
    """GET /invoices/totals/drafts/customers: everybody's, in an array that has no pages."""
    state = STATES[path]

    def answer(call: Call) -> Reply:
        told = _sums(call, state).told(owed=state.owed)
        each_one = [
            {
                **totals.told(owed=state.owed),
                **division.one(number, call),
                "self": call.links.to(f"{call.path}/{number}"),
            }
            for number, totals in sums_by(call.books, state.collection, division.field, state.within(call))
        ]
        return Reply(200, {**told, division.collection.noun: each_one, "self": call.links.listing(call.path)})

    return answer


def of_one(path: str, division: Division) -> Answerer:
    """GET /invoices/totals/drafts/customers/:n."""
    state = STATES[path]

    def answer(call: Call, number: int) -> Reply:
        demanded(call, division.collection, number)
        found = sums_of(
            call.books, state.collection, Condition(f'"{division.field}" = ?', (number,)) & state.within(call)
        )
        below = _below(call, but=division.collection.noun)
        here = call.links.listing(call.path)
        return Reply(200, {**found.told(owed=state.owed), **division.one(number, call), **below, "self": here})

    return answer


def _sums(call: Call, state: State) -> Sums:
    return sums(call.books, state.collection, state.within(call))


def _below(call: Call, but: str = "") -> Document:
    return {name: call.links.to(f"{call.path}/{part}") for name, part in BELOW.items() if name != but}


ROUTES: Routes = {f"/{ROOT}": {"GET": totals}}
for path in STATES:
    ROUTES[f"/{ROOT}/{path}"] = {"GET": of_state(path)}
    for division in DIVISIONS:
        ROUTES[f"/{ROOT}/{path}/{division.collection.noun}"] = {"GET": divided(path, division)}
        ROUTES[f"/{ROOT}/{path}/{division.collection.noun}/<int:number>"] = {"GET": of_one(path, division)}
