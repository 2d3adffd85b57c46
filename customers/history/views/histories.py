"""The history of an agreement, a customer, a contact, a delivery location and a draft."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.frame.customer_frame import build_frame_context, load_customer_context, render_no_such_customer
from customers.history.entry_pages import query_agreement, query_document
from customers.history.nouns import NOUNS
from customers.history.views.page import build_context, render_history
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import DraftInvoice

CHILD_LISTS = {"contacts": "customers:contacts", "delivery-locations": "customers:delivery-locations"}


@require_safe
def show_agreement_history(request: EconRequest) -> HttpResponse:
    """Shows every write of the agreement."""
    context = build_context(request, query_agreement(request.agreement))
    return render_history(request, "history/agreement.html", context)


@require_safe
def show_customer_history(request: EconRequest, customer: int) -> HttpResponse:
    """Shows the writes of a customer and what belongs to it; of a deleted customer, without its figures."""
    rows = query_document(request.agreement, "customers", customer)
    try:
        customer_context = load_customer_context(request.economic, customer)
    except NotFound:
        if not rows.exists():
            return render_no_such_customer(request, customer)
        return _render_document(request, "customers", customer, customer)
    context = build_frame_context(request, customer_context) | build_context(
        request, rows, noun="customers", customer=customer, current=customer_context.customer
    )
    return render_history(request, "history/customer.html", context)


@require_safe
def show_child_history(request: EconRequest, customer: int, number: int, noun: str) -> HttpResponse:
    """Shows the writes of one contact or delivery location."""
    return _render_document(request, noun, number, customer)


@require_safe
def show_draft_history(request: EconRequest, draft: int) -> HttpResponse:
    """Shows the writes of one draft."""
    return _render_document(request, "drafts", draft)


def _render_document(request: EconRequest, noun: str, number: int, customer: int | None = None) -> HttpResponse:
    """Renders the history of one document, in a page of its own. It may have been deleted in e-conomic."""
    rows = query_document(request.agreement, noun, number)
    if noun in CHILD_LISTS:
        rows = rows.filter(entry__intent__path__startswith=f"customers/{customer}/{noun}")
    current = _load_draft(request, number, is_known=rows.exists()) if noun == "drafts" else None
    if not current and not rows.exists() and not _has_child(request, noun, number, customer):
        raise Http404
    context = build_context(request, rows, noun=noun, customer=customer, current=current)
    title = _("%(noun)s %(number)s") % {"noun": NOUNS[noun].name, "number": number}
    return render_history(
        request, "history/document.html", context | {"title": title} | _build_way(request, noun, number, customer)
    )


def _load_draft(request: EconRequest, number: int, *, is_known: bool) -> DraftInvoice | None:
    """Loads the draft as e-conomic has it; None if it was deleted. Raises GatewayError unless it `is_known` here."""
    try:
        return request.economic.drafts.get(number)
    except NotFound:
        return None
    except GatewayError:
        if not is_known:
            raise
        return None


def _has_child(request: EconRequest, noun: str, number: int, customer: int | None) -> bool:
    """Whether e-conomic has this contact or delivery location, about which nothing was ever written here."""
    if noun not in CHILD_LISTS or customer is None:
        return False
    economic = request.economic
    resource = economic.contacts if noun == "contacts" else economic.delivery_locations
    try:
        resource.get(customer, number)
    except NotFound:
        return False
    return True


def _build_way(request: EconRequest, noun: str, number: int, customer: int | None) -> dict[str, str]:
    """Builds the links of the breadcrumb."""
    if noun == "drafts":
        return {
            "list_name": _("Drafts"),
            "list_url": url_for(request, "customers:all-drafts"),
            "page_url": url_for(request, "customers:draft", number),
        }
    return {
        "list_name": _("Customers"),
        "list_url": url_for(request, "customers:list"),
        "page_url": url_for(request, CHILD_LISTS.get(noun, "customers:customer"), customer),
    }
