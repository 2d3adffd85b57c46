"""Creates a working draft: from the customer's template, from another invoice, or from a draft in e-conomic."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import transaction

from customers.drafting.credit_note import build_credit_changes, negate_quantity
from customers.drafting.draft_json import (
    change_header_json,
    change_record_json,
    encode_json,
    get_value,
    select_writable,
    serialize_header,
)
from customers.drafting.header import compute_header_due_date
from customers.drafting.origin import find_sent_draft
from customers.drafting.revisions import POSITION_GAP
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared import products
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Page, Unavailable, optional
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import (
    BookedInvoice,
    Customer,
    DraftInvoice,
    InvoiceHeader,
    InvoiceLine,
    InvoiceTemplate,
    Layout,
    Product,
)

POSITION_FIELDS = ("line_number", "sort_key")


class UndoneDraft(NamedTuple):
    """A working draft, and whether it has what the draft was before a change."""

    draft: WorkingDraft
    is_undone: bool


def create_draft(request: EconRequest, customer_number: int) -> WorkingDraft:
    """Creates an empty working draft from the customer's invoice template. Raises GatewayError."""
    economic = request.economic
    template, customer, terms, layouts = economic.together(
        lambda: economic.templates.invoice(customer_number),
        lambda: economic.customers.get(customer_number),
        economic.payment_terms.all,
        economic.layouts.all,
    )
    header_json = decode(serialize_header(template).encode())
    number = get_value(template, "payment_terms")
    for payment_terms in terms:
        if payment_terms.payment_terms_number == number:  # with its type, which decides the due date
            header_json["paymentTerms"] = {
                name: value for name, value in decode(payment_terms.raw).items() if name != "self"
            }
    header_text = _ensure_layout(encode_json(header_json), template, customer, layouts)
    return _save_new_draft(request, customer, header_text, (), (), origin=WorkingDraft.Origin.NEW)


def create_from_invoice(
    request: EconRequest, invoice: DraftInvoice | BookedInvoice, *, credit: bool = False
) -> WorkingDraft:
    """Copies another invoice of the customer. Dates come from the template.

    A credit note names the invoice it credits, has negative quantities, and keeps its prices and discounts.
    """
    economic, customer_number = request.economic, invoice.customer.customer_number
    template, customer, layouts, *product_pages = economic.together(
        lambda: economic.templates.invoice(customer_number),
        lambda: economic.customers.get(customer_number),
        economic.layouts.all,
        *_build_product_calls(request, invoice),
    )
    header_json = change_header_json(
        InvoiceHeader.decode(serialize_header(invoice).encode()), {"date": template.date or invoice.date}
    )
    header = InvoiceHeader.decode(header_json.encode())
    derived_fields: dict[str, Any] = {"due_date": compute_header_due_date(header) or template.due_date or header.date}
    if not credit:  # a credit note keeps the invoice's exchange rate
        derived_fields["exchange_rate"] = template.exchange_rate if template.currency == header.currency else None
    elif isinstance(invoice, BookedInvoice):
        derived_fields |= build_credit_changes(header, invoice.booked_invoice_number, layouts)
    header_json = change_header_json(header, derived_fields)
    header_json = _ensure_layout(header_json, template, customer, layouts)
    lines = [InvoiceLine.decode(encode_json(select_writable(line)).encode()) for line in invoice.lines]
    line_jsons = [
        change_record_json(line, dict.fromkeys(POSITION_FIELDS) | (negate_quantity(line) if credit else {}))
        for line in lines
    ]
    origin, number = _get_origin(invoice, credit=credit)
    return _save_new_draft(
        request,
        customer,
        header_json,
        line_jsons,
        product_pages,
        are_manual=credit,
        origin=origin,
        origin_number=number,
    )


def open_draft_invoice(request: EconRequest, number: int) -> WorkingDraft:
    """Opens a draft that is in e-conomic, or returns the person's own unsent draft of it."""
    if existing := _find_own_draft(request, number):
        return existing
    invoice = request.economic.drafts.get(number)
    return _open_invoice(request, invoice, invoice)


def open_undone_draft(request: EconRequest, before: DraftInvoice, after: DraftInvoice) -> UndoneDraft:
    """Opens what a draft was before a change, as changes to what it was after it. Raises GatewayError.

    The person's own unsent draft of it, if there is one, is returned instead.
    """
    number = after.draft_invoice_number
    if existing := _find_own_draft(request, number):
        return UndoneDraft(existing, is_undone=False)
    return UndoneDraft(_open_invoice(request, before, after), is_undone=True)


def _find_own_draft(request: EconRequest, number: int) -> WorkingDraft | None:
    own_drafts = WorkingDraft.objects.filter(agreement=request.agreement, person=request.user, draft_number=number)
    return own_drafts.exclude(state=WorkingDraft.State.SENT).first()


def _open_invoice(request: EconRequest, invoice: DraftInvoice, base: DraftInvoice) -> WorkingDraft:
    """Opens a draft with this content, which sending merges as changes to `base`."""
    economic, number = request.economic, base.draft_invoice_number
    customer, *product_pages = economic.together(
        lambda: economic.customers.get(invoice.customer.customer_number), *_build_product_calls(request, invoice)
    )
    lines = [encode_json(select_writable(line)) for line in invoice.lines]
    sent = find_sent_draft(request.agreement, customer.customer_number, number)
    return _save_new_draft(
        request,
        customer,
        serialize_header(invoice),
        lines,
        product_pages,
        base=base.raw,
        draft_number=number,
        origin=sent.origin if sent else "",
        origin_number=sent.origin_number if sent else None,
    )


def _build_product_calls(
    request: EconRequest, invoice: DraftInvoice | BookedInvoice
) -> list[Callable[[], Page[Product] | Unavailable]]:
    """Builds the calls for the invoice's products, whose groups decide the VAT."""
    numbers = {line.product.product_number for line in invoice.lines if line.product}
    return [optional(call) for call in products.build_product_calls(request.economic, numbers)]


def _get_origin(invoice: DraftInvoice | BookedInvoice, *, credit: bool) -> tuple[WorkingDraft.Origin, int]:
    if isinstance(invoice, DraftInvoice):
        return WorkingDraft.Origin.DRAFT, invoice.draft_invoice_number
    origin = WorkingDraft.Origin.CREDIT_NOTE if credit else WorkingDraft.Origin.INVOICE
    return origin, invoice.booked_invoice_number


def _ensure_layout(header_json: str, template: InvoiceTemplate, customer: Customer, layouts: list[Layout]) -> str:
    """Sets the layout, which a draft must have: its own, the template's, the customer's, or the first one."""
    header = InvoiceHeader.decode(header_json.encode())
    if header.layout:
        return header_json
    layout = template.layout or customer.layout or next(iter(layouts), None)
    return change_header_json(header, {"layout": layout.layout_number}) if layout else header_json


def _save_new_draft(
    request: EconRequest,
    customer: Customer,
    header_json: str,
    lines: Iterable[str],
    product_pages: Iterable[Page[Product] | Unavailable],
    *,
    are_manual: bool = False,
    **more: Any,
) -> WorkingDraft:
    """Inserts the working draft and its lines in one transaction. No call to e-conomic is made here.

    Unless `are_manual` is set, the next request for a price decides which prices were set manually.
    """
    rows = [WorkingDraftLine(position=index * POSITION_GAP, wire=line_json) for index, line_json in enumerate(lines, 1)]
    known_products = products.collect_products(product_pages)
    with transaction.atomic():
        draft = WorkingDraft.objects.create(
            person=request.user,
            agreement=request.agreement,
            customer=customer.customer_number,
            price_currency=customer.currency,
            wire=header_json,
            **more,
        )
        for row in rows:
            product = known_products.get(row.product_number)
            row.draft, row.product_group = draft, product.product_group.product_group_number if product else None
            row.price_by_hand = row.discount_by_hand = are_manual
            row.carried_over = not are_manual
        WorkingDraftLine.objects.bulk_create(rows)
    return draft
