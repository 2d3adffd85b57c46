"""Where a sheet begins: the customer's template, another invoice, or a draft that is in e-conomic already."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from customers.drafting.draft_json import changed_head, handed_on, head_of, laid_over, text, value_of
from customers.drafting.header import due_date_of
from customers.drafting.revisions import ROOM
from customers.models import Sheet, SheetLine
from customers.shared import products
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
from econ_admin.http import EconRequest

OF_THE_PLACE = ("line_number", "sort_key")


def begin(request: EconRequest, customer: int) -> Sheet:
    """An empty sheet from the customer's invoice template. Raises what the gateway raises."""
    economic = request.economic
    template, owner, terms, layouts = economic.together(
        lambda: economic.templates.invoice(customer),
        lambda: economic.customers.get(customer),
        economic.payment_terms.all,
        economic.layouts.all,
    )
    wire = decode(head_of(template).encode())
    number = value_of(template, "payment_terms")
    for each in terms:
        if each.payment_terms_number == number:  # with its type, which the due date follows
            wire["paymentTerms"] = {name: value for name, value in decode(each.raw).items() if name != "self"}
    return _kept(request, owner, _with_layout(text(wire), template, owner, layouts), (), ())


def begin_from(request: EconRequest, invoice: DraftInvoice | BookedInvoice, *, credit: bool = False) -> Sheet:
    """A new sheet with what is on another invoice of the customer's, dated as the template proposes.

    As a credit note the quantities are negative, and prices and discounts stay what they were, whatever is changed.
    """
    economic, customer = request.economic, invoice.customer.customer_number
    template, owner, layouts, *sold = economic.together(
        lambda: economic.templates.invoice(customer),
        lambda: economic.customers.get(customer),
        economic.layouts.all,
        *_sold(request, invoice),
    )
    wire = changed_head(InvoiceHeader.decode(head_of(invoice).encode()), {"date": template.date or invoice.date})
    head = InvoiceHeader.decode(wire.encode())
    followed: dict[str, Any] = {"due_date": due_date_of(head) or template.due_date or head.date}
    if not credit:  # what is credited is worth what it was; anything else goes at the rate of its own day
        followed["exchange_rate"] = template.exchange_rate if template.currency == head.currency else None
    wire = changed_head(head, followed)
    wire = _with_layout(wire, template, owner, layouts)
    lines = [InvoiceLine.decode(text(handed_on(each)).encode()) for each in invoice.lines]
    kept = [laid_over(each, dict.fromkeys(OF_THE_PLACE) | (_credited(each) if credit else {})) for each in lines]
    return _kept(request, owner, wire, kept, sold, by_hand=credit)


def open_draft(request: EconRequest, number: int) -> Sheet:
    """A sheet on a draft that is in e-conomic, as it is now; the person's own unsent one, if there is one already."""
    there = Sheet.objects.filter(agreement=request.agreement, person=request.user, draft_number=number)
    if mine := there.exclude(state=Sheet.State.SENT).first():
        return mine
    economic = request.economic
    draft = economic.drafts.get(number)
    owner, *sold = economic.together(
        lambda: economic.customers.get(draft.customer.customer_number), *_sold(request, draft)
    )
    lines = [text(handed_on(each)) for each in draft.lines]
    return _kept(request, owner, head_of(draft), lines, sold, base=draft.raw, draft_number=number)


def _sold(
    request: EconRequest, invoice: DraftInvoice | BookedInvoice
) -> list[Callable[[], Page[Product] | Unavailable]]:
    """The calls for the products on it, whose groups decide the VAT; without an answer that is not known."""
    numbers = {line.product.product_number for line in invoice.lines if line.product}
    return [optional(each) for each in products.asking(request.economic, numbers)]


def _credited(line: InvoiceLine) -> dict[str, Any]:
    return {} if line.quantity is None else {"quantity": -line.quantity}


def _with_layout(wire: str, template: InvoiceTemplate, owner: Customer, layouts: list[Layout]) -> str:
    """A draft must have a layout: its own, the template's, the customer's, or the first that there is."""
    head = InvoiceHeader.decode(wire.encode())
    if head.layout:
        return wire
    chosen = template.layout or owner.layout or next(iter(layouts), None)
    return changed_head(head, {"layout": chosen.layout_number}) if chosen else wire


def _kept(
    request: EconRequest,
    owner: Customer,
    wire: str,
    lines: Iterable[str],
    sold: Iterable[Page[Product] | Unavailable],
    *,
    by_hand: bool = False,
    **more: Any,
) -> Sheet:
    """The rows, in one transaction, after all that had to be asked. Whether a price was set `by_hand` is found out when
    e-conomic is next asked for one, unless that is certain."""
    rows = [SheetLine(position=index * ROOM, wire=each) for index, each in enumerate(lines, 1)]
    known = products.found_in(sold)
    with transaction.atomic():
        sheet = Sheet.objects.create(
            person=request.user,
            agreement=request.agreement,
            customer=owner.customer_number,
            price_currency=owner.currency,
            wire=wire,
            **more,
        )
        for row in rows:
            product = known.get(row.product)
            row.sheet, row.product_group = sheet, product.product_group.product_group_number if product else None
            row.price_by_hand = row.discount_by_hand = by_hand
            row.carried_over = not by_hand
        SheetLine.objects.bulk_create(rows)
    return sheet
