"""Loads the facts for the checks before sending, and runs the checks."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from customers.drafting.draft_json import get_value
from customers.drafting.draft_totals import DraftTotals, compute_draft_totals
from customers.drafting.findings import Finding, PresendFacts
from customers.drafting.line_order import list_lines
from customers.drafting.presend_rules import apply_rules
from customers.drafting.usual_rate import find_usual_rate
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared import products
from customers.shared.countries import get_country_code
from customers.shared.invoice_math import ZERO
from customers.shared.optional_calls import side_by_side
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Unavailable
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Customer, ListedDraft, Product

DEFAULT_COUNTRY = "DK"  # if the agreement has no country
MAX_DRAFTS = 1000


def check_draft(request: EconRequest, draft: WorkingDraft) -> list[Finding]:
    """Returns the findings, blocking ones first. A fact that e-conomic does not return is a warning too."""
    economic, header, number = request.economic.refreshed(), draft.header, draft.customer
    lines = list_lines(draft)
    lines_by_pk = {row.pk: row.content for row in lines}
    location = get_value(header, "delivery_location")
    calls: dict[str, Callable[[], Any]] = {
        "customer": partial(economic.customers.get, number),
        "overdue": partial(economic.totals.overdue_of, number),
        "other_drafts": lambda: economic.drafts.of(number, size=MAX_DRAFTS).complete(),
        "agreement": economic.agreement.get,
    }
    if location:
        calls["location"] = partial(economic.delivery_locations.get, number, location)
    if header.exchange_rate is not None and not draft.is_credit_note:  # which has that of the invoice
        calls["rate"] = partial(find_usual_rate, economic, draft)
    if draft.draft_number:
        calls["draft"] = partial(economic.drafts.get, draft.draft_number)
    product_calls = products.build_product_calls(economic, {row.product_number for row in lines})
    results = side_by_side(economic, [*calls.values(), *product_calls])
    answers, product_pages = dict(zip(calls, results, strict=False)), results[len(calls) :]
    known_products = products.collect_products(product_pages)
    _fill_product_groups(lines, known_products)
    values = {name: None if isinstance(answer, Unavailable) else answer for name, answer in answers.items()}
    errors = {name: answer.error for name, answer in answers.items() if isinstance(answer, Unavailable)}
    errors.update(("products", page.error) for page in product_pages if isinstance(page, Unavailable))
    is_gone = isinstance(errors.get("draft"), NotFound)
    agreement, other_drafts = values["agreement"], values["other_drafts"]
    draft_totals = compute_draft_totals(economic, draft, lines)
    return apply_rules(
        PresendFacts(
            header=header,
            lines=lines_by_pk,
            draft_totals=draft_totals,
            unpriced=frozenset(row.pk for row in lines if row.unpriced),
            no_price_in={row.pk: row.no_price_in for row in lines if row.no_price_in},
            price_from={row.pk: row.price_from for row in lines if row.price_from},
            customer=values["customer"],
            products=known_products,
            location=values.get("location"),
            overdue=values["overdue"],
            other_drafts_total=_sum_other_drafts(other_drafts.items, draft, values["customer"])
            if other_drafts
            else None,
            is_address_in_question=draft.address_in_question,
            is_credit_note=_is_credit_note(draft, draft_totals),
            base_currency=agreement.settings.base_currency if agreement else "",
            home_country=(get_country_code(agreement.company.country) if agreement else "") or DEFAULT_COUNTRY,
            usual_rate=values.get("rate"),
            missing_draft_number=draft.draft_number if is_gone else None,
            unanswered=[name for name in errors if name != "draft" or not is_gone],
        )
    )


def _is_credit_note(draft: WorkingDraft, draft_totals: DraftTotals) -> bool:
    """Decided by the amount, or by how the draft began while it has none."""
    net = draft_totals.totals.net
    return net < 0 or (not net and draft.is_credit_note)


def _fill_product_groups(lines: list[WorkingDraftLine], known_products: dict[str, Product]) -> None:
    """Sets the product group, which decides the VAT, where it was not loaded before. Nothing is saved."""
    for row in lines:
        product = known_products.get(row.product_number)
        if row.product_group is None and product:
            row.product_group = product.product_group.product_group_number


def _sum_other_drafts(invoices: list[ListedDraft], draft: WorkingDraft, customer: Customer | None) -> Decimal:
    """Sums the customer's other drafts in the customer's currency."""
    currency = customer.currency if customer else draft.price_currency
    included = (
        invoice
        for invoice in invoices
        if invoice.draft_invoice_number != draft.draft_number and invoice.currency == currency
    )
    return sum((invoice.gross_amount or ZERO for invoice in included), ZERO)
