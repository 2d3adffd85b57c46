"""Invoice totals: drafts, booked, paid, unpaid, overdue; per customer and per sales person.

The schemas are known; no recording shows a body, so the description texts are inferred.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints import booked_serializers, customer_serializers, draft_serializers, employees
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.filter_sql import MATCH_ALL, Condition
from econ_admin.sandbox.invoice_totals import InvoiceSums, sum_invoices, sum_invoices_by, sum_tallies
from econ_admin.sandbox.pagination import parse_filter_condition
from econ_admin.sandbox.periods import list_periods
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Endpoint, Routes

ROOT_PATH = "invoices/totals"
DIVISION_PATHS = {
    "customers": "customers",
    "accountingYears": "accounting-years",
    "periods": "periods",
    "employees": "employees",
}
"""The divisions of a total. Accounting years and periods exist as links only, without endpoints."""
NESTED_PROPERTIES = ("netAmountInBaseCurrency", "grossRemainderInBaseCurrency", "invoiceCount")


class State(NamedTuple):
    """Invoices with one status."""

    description: str
    collection: Collection = booked_serializers.COLLECTION
    sql: str = ""
    owed: bool = True  # whether the unpaid amount is included
    parts: Mapping[str, str] = {}

    def build_condition(self, request: ApiRequest) -> Condition:
        """Returns the condition for these invoices as of today; the filter may only use `date`."""
        fields = tuple(field for field in self.collection.fields if field.name == "date")
        today = (request.today.isoformat(),) if "?" in self.sql else ()
        condition = Condition(self.sql, today) if self.sql else MATCH_ALL
        return condition & parse_filter_condition(request, replace(self.collection, fields=fields))


class Division(NamedTuple):
    """Totals per referenced document, such as per customer."""

    name: str  # `customer`; its plural is the path
    field: str
    collection: Collection

    def serialize_member(self, number: int, request: ApiRequest) -> Document:
        """Returns the reference to the document that the totals belong to."""
        url = request.links.build_url(f"{self.collection.path}/{number}")
        return {self.name: {self.collection.key_field: number, "self": url}}


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


def get_all_totals(request: ApiRequest) -> ApiResponse:
    """GET /invoices/totals: all totals, and links for predefined periods."""
    period_filters = {
        period.name: {
            "description": period.description,
            "self": f"{request.links.build_bare_url(ROOT_PATH)}?filter={quote(period.filter_text)}",
        }
        for period in list_periods(request.today)
    }
    totals_by_state = {name: _build_nested(request, name) for name in ("drafts", "booked")}
    return ApiResponse(
        200,
        {**totals_by_state, "predefinedPeriodFilters": period_filters, "self": request.links.build_page_url(ROOT_PATH)},
    )


def _build_nested(request: ApiRequest, path: str) -> Document:
    state = STATES[path]
    # By the schemas, only the total's own endpoint includes it.
    totals = _sum_state(request, state).to_document(owed=state.owed and path != NOT_OVERDUE)
    return {
        **{key: totals[key] for key in NESTED_PROPERTIES if key in totals},
        "description": state.description,
        **{name: _build_nested(request, part) for name, part in state.parts.items()},
        "self": request.links.build_url(f"{ROOT_PATH}/{path}"),
    }


def build_state_endpoint(path: str) -> Endpoint:
    """GET /invoices/totals/drafts and the other totals."""
    state = STATES[path]

    def get_totals(request: ApiRequest) -> ApiResponse:
        totals = _sum_state(request, state).to_document(owed=state.owed)
        parts = {name: request.links.build_url(f"{ROOT_PATH}/{part}") for name, part in state.parts.items()}
        return ApiResponse(
            200,
            {**totals, **_build_division_links(request), **parts, "self": request.links.build_page_url(request.path)},
        )

    return get_totals


def build_division_endpoint(path: str, division: Division) -> Endpoint:
    """GET /invoices/totals/drafts/customers: totals per customer, in an unpaged array."""
    state = STATES[path]

    def list_division_totals(request: ApiRequest) -> ApiResponse:
        state_totals = _sum_state(request, state).to_document(owed=state.owed)
        members = [
            {
                **totals.to_document(owed=state.owed),
                **division.serialize_member(number, request),
                "self": request.links.build_url(f"{request.path}/{number}"),
            }
            for number, totals in sum_invoices_by(
                request.repository, state.collection, division.field, state.build_condition(request)
            )
        ]
        return ApiResponse(
            200, {**state_totals, division.collection.noun: members, "self": request.links.build_page_url(request.path)}
        )

    return list_division_totals


def build_member_endpoint(path: str, division: Division) -> Endpoint:
    """GET /invoices/totals/drafts/customers/:n."""
    state = STATES[path]

    def get_division_totals(request: ApiRequest, number: int) -> ApiResponse:
        get_or_404(request, division.collection, number)
        sums = sum_invoices(
            request.repository,
            state.collection,
            Condition(f'"{division.field}" = ?', (number,)) & state.build_condition(request),
        )
        division_links = _build_division_links(request, exclude=division.collection.noun)
        url = request.links.build_page_url(request.path)
        return ApiResponse(
            200,
            {
                **sums.to_document(owed=state.owed),
                **division.serialize_member(number, request),
                **division_links,
                "self": url,
            },
        )

    return get_division_totals


def _sum_state(request: ApiRequest, state: State) -> InvoiceSums:
    return sum_tallies(request.repository, state.collection, state.build_condition(request))


def _build_division_links(request: ApiRequest, exclude: str = "") -> Document:
    return {
        name: request.links.build_url(f"{request.path}/{part}")
        for name, part in DIVISION_PATHS.items()
        if name != exclude
    }


ROUTES: Routes = {f"/{ROOT_PATH}": {"GET": get_all_totals}}
for path in STATES:
    ROUTES[f"/{ROOT_PATH}/{path}"] = {"GET": build_state_endpoint(path)}
    for division in DIVISIONS:
        ROUTES[f"/{ROOT_PATH}/{path}/{division.collection.noun}"] = {"GET": build_division_endpoint(path, division)}
        ROUTES[f"/{ROOT_PATH}/{path}/{division.collection.noun}/<int:number>"] = {
            "GET": build_member_endpoint(path, division)
        }
