"""Booked invoices: list, one, book; by payment status, and by customer."""

from econ_admin.sandbox.booking import book_draft
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints import booked_serializers, customer_serializers
from econ_admin.sandbox.endpoints.booked_serializers import COLLECTION, serialize_booked, serialize_booked_item
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.error_responses import FieldError, validation_error
from econ_admin.sandbox.filter_sql import MATCH_ALL, Condition, has_parent
from econ_admin.sandbox.pagination import build_list_response
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Endpoint, Routes
from econ_admin.sandbox.schemas import booked as schema
from econ_admin.sandbox.schemas.customers import MAX_NUMBER

STATE_CONDITIONS = {
    "booked": "",
    "paid": '"remainder" = 0',
    "unpaid": '"remainder" <> 0',
    "overdue": '"remainder" <> 0 AND "dueDate" < ?',
    "not-due": '"remainder" <> 0 AND "dueDate" >= ?',
}


def build_state_endpoint(state: str) -> Endpoint:
    """GET /invoices/booked and the lists by payment status; an invoice due today is not overdue."""
    sql = STATE_CONDITIONS[state]

    def list_invoices(request: ApiRequest) -> ApiResponse:
        today = (request.today.isoformat(),) if "?" in sql else ()
        return build_list_response(
            request, COLLECTION, serialize_booked_item, Condition(sql, today) if sql else MATCH_ALL
        )

    return list_invoices


def list_customer_booked(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n/invoices/booked."""
    get_or_404(request, customer_serializers.COLLECTION, customer)
    return build_list_response(
        request, booked_serializers.CUSTOMER_COLLECTION, serialize_booked_item, has_parent(customer)
    )


def get_booked(request: ApiRequest, number: int) -> ApiResponse:
    """GET /invoices/booked/:n."""
    return ApiResponse(200, serialize_booked(get_or_404(request, COLLECTION, number), request.links))


def add_booked(request: ApiRequest) -> ApiResponse:
    """POST /invoices/booked: books a draft, which is then removed."""
    body = schema.POST.validate(request.parse_body(), request.links.root)
    return _book(request, body, body.get("bookWithNumber"))


def add_booked_with_number(request: ApiRequest, number: int) -> ApiResponse:
    """PUT /invoices/booked/:bookWithNumber. Inferred: it answers as POST does."""
    if not number:
        get_or_404(request, COLLECTION, number)
    body = schema.PUT.validate(request.parse_body(), request.links.root)
    sent_number = body.get("bookWithNumber", number)
    if sent_number != number:
        message = f"BookWithNumber '{sent_number}' does not match the address."
        raise validation_error(
            [FieldError("bookWithNumber", message, "E04300", sent_number, "Leave it out, or give the same number.")]
        )
    return _book(request, body, number)


def _book(request: ApiRequest, body: Document, number: int | None) -> ApiResponse:
    if number is not None and number > MAX_NUMBER:  # no maximum is published; that of other nouns is a safe guess
        message = f"BookWithNumber cannot be greater than {MAX_NUMBER}."
        raise validation_error([FieldError("bookWithNumber", message, "E04300", number, "Use a smaller number.")])
    document = serialize_booked(book_draft(request, body, number), request.links)
    return ApiResponse(201, document, {"Location": document["self"]})


ROUTES: Routes = {
    **{f"/invoices/{state}": {"GET": build_state_endpoint(state)} for state in STATE_CONDITIONS},
    "/invoices/booked": {"GET": build_state_endpoint("booked"), "POST": add_booked},
    "/invoices/booked/<int:number>": {"GET": get_booked, "PUT": add_booked_with_number},
    "/customers/<int:customer>/invoices/booked": {"GET": list_customer_booked},
}
