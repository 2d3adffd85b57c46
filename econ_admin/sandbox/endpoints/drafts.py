"""Draft invoices: list, one, create, replace or upsert, add lines, delete one or many; and by customer."""

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting import build_draft, build_draft_with_lines
from econ_admin.sandbox.endpoints import customer_serializers, draft_serializers
from econ_admin.sandbox.endpoints.draft_serializers import COLLECTION, serialize_draft, serialize_draft_item
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.error_responses import FieldError, validation_error
from econ_admin.sandbox.filter_sql import has_parent
from econ_admin.sandbox.pagination import build_list_response, parse_filter_condition
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes
from econ_admin.sandbox.schemas import drafts as schema
from econ_admin.sandbox.schemas.customers import MAX_NUMBER

NOUN = COLLECTION.noun
NO_LIMIT = -1  # means no limit in SQLite


def list_drafts(request: ApiRequest) -> ApiResponse:
    """GET /invoices/drafts."""
    return build_list_response(request, COLLECTION, serialize_draft_item)


def list_customer_drafts(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n/invoices/drafts."""
    get_or_404(request, customer_serializers.COLLECTION, customer)
    return build_list_response(
        request, draft_serializers.CUSTOMER_COLLECTION, serialize_draft_item, has_parent(customer)
    )


def get_draft(request: ApiRequest, number: int) -> ApiResponse:
    """GET /invoices/drafts/:n."""
    return ApiResponse(200, serialize_draft(get_or_404(request, COLLECTION, number), request.links))


def add_draft(request: ApiRequest) -> ApiResponse:
    """POST /invoices/drafts; the server assigns the number."""
    body = schema.POST.validate(request.parse_body(), request.links.root)
    return _save(request, 201, build_draft(request, body, {}), _next_number(request), _next_handle(request))


def replace_draft(request: ApiRequest, number: int) -> ApiResponse:
    """PUT /invoices/drafts/:n: replaces the draft and its lines; an unused number creates one from a complete body."""
    existing = request.repository.find(NOUN, number)
    if existing is None and not 1 <= number <= MAX_NUMBER:
        get_or_404(request, COLLECTION, number)
    raw_body = request.parse_body()
    body = schema.PUT.validate(raw_body, request.links.root)
    if body.get("draftInvoiceNumber", number) != number:
        sent_number = body["draftInvoiceNumber"]
        message = f"DraftInvoiceNumber '{sent_number}' does not match the address."
        raise validation_error(
            [FieldError("draftInvoiceNumber", message, "E04300", sent_number, "The number cannot be changed.")]
        )
    if existing is None:
        body = schema.POST.validate(raw_body, request.links.root)
        return _save(request, 201, build_draft(request, body, {}), number, _next_handle(request))
    return _save(request, 200, build_draft(request, body, existing), number, existing["soap"])


def add_draft_lines(request: ApiRequest, number: int) -> ApiResponse:
    """POST /invoices/drafts/:n/lines. Inferred: it returns the whole draft."""
    existing = get_or_404(request, COLLECTION, number)
    body = schema.POST_LINES.validate(request.parse_body(), request.links.root)
    return _save(request, 201, build_draft_with_lines(request, existing, body["lines"]), number, existing["soap"])


def remove_draft(request: ApiRequest, number: int) -> ApiResponse:
    """DELETE /invoices/drafts/:n: unlike for other nouns, the response describes what was deleted."""
    get_or_404(request, COLLECTION, number)
    return _remove_numbers(request, [number])


def remove_drafts(request: ApiRequest) -> ApiResponse:
    """DELETE /invoices/drafts: those that match the filter, or all without one."""
    drafts = request.repository.load_page(NOUN, parse_filter_condition(request, COLLECTION), [], NO_LIMIT).documents
    return _remove_numbers(request, [draft[COLLECTION.key_field] for draft in drafts])


def _remove_numbers(request: ApiRequest, numbers: list[int]) -> ApiResponse:
    for number in numbers:
        request.repository.remove(NOUN, number)
    items = [
        {COLLECTION.key_field: number, "self": request.links.build_url(f"{COLLECTION.path}/{number}")}
        for number in numbers
    ]
    message = "Deleted invoice." if len(numbers) == 1 else f"Deleted {len(numbers)} invoices."
    return ApiResponse(200, {"message": message, "deletedCount": len(numbers), "deletedItems": items})


def get_booking_links(request: ApiRequest, number: int) -> ApiResponse:
    """GET /invoices/drafts/:n/templates."""
    get_or_404(request, COLLECTION, number)
    return ApiResponse(200, draft_serializers.build_booking_links(number, request.links))


def get_booking_instructions(request: ApiRequest, number: int) -> ApiResponse:
    """GET /invoices/drafts/:n/templates/booking-instructions: a request body that books the draft."""
    get_or_404(request, COLLECTION, number)
    url = request.links.build_url(f"{COLLECTION.path}/{number}")
    draft_reference = {COLLECTION.key_field: number, "self": url}
    return ApiResponse(
        200,
        {
            "draftInvoice": draft_reference,
            "self": draft_serializers.build_booking_links(number, request.links)["bookingInstructions"],
        },
    )


def _next_number(request: ApiRequest) -> int:
    """Returns a number above all drafts and booked invoices' order numbers, so each order number is unique."""
    number, highest_order_number = (
        request.repository.next_number(NOUN),
        request.repository.get_max_value("booked-invoices", "orderNumber"),
    )
    return max(number, highest_order_number + 1) if highest_order_number < MAX_NUMBER else number


def _next_handle(request: ApiRequest) -> Document:
    """Returns the draft's number in the older SOAP API."""
    return {"currentInvoiceHandle": {"id": request.repository.get_max_value(NOUN, draft_serializers.HANDLE_FIELD) + 1}}


def _save(request: ApiRequest, status: int, properties: Document, number: int, soap_handle: Document) -> ApiResponse:
    draft_document = {**properties, COLLECTION.key_field: number, "soap": soap_handle}
    request.repository.save(NOUN, draft_document)
    document = serialize_draft(draft_document, request.links)
    return ApiResponse(status, document, {"Location": document["self"]} if status == 201 else {})


ROUTES: Routes = {
    "/invoices/drafts": {"GET": list_drafts, "POST": add_draft, "DELETE": remove_drafts},
    "/invoices/drafts/<int:number>": {"GET": get_draft, "PUT": replace_draft, "DELETE": remove_draft},
    "/invoices/drafts/<int:number>/lines": {"POST": add_draft_lines},
    "/invoices/drafts/<int:number>/templates": {"GET": get_booking_links},
    "/invoices/drafts/<int:number>/templates/booking-instructions": {"GET": get_booking_instructions},
    "/customers/<int:customer>/invoices/drafts": {"GET": list_customer_drafts},
}
