"""What would go wrong with a sheet, or deserves a thought: e-conomic is asked what is known around it."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from customers.drafting.draft_json import value_of
from customers.drafting.draft_totals import reckon
from customers.drafting.findings import Finding, Subject
from customers.drafting.line_order import standing
from customers.drafting.presend_rules import findings
from customers.models import Sheet
from customers.shared import products
from customers.shared.countries import code_of
from customers.shared.i18n import _
from customers.shared.invoice_math import ZERO
from customers.shared.optional_calls import side_by_side
from econ_admin.gateway import Unavailable
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Customer, ListedDraft
from econ_admin.http import EconRequest

AT_HOME = "DK"  # where the agreement does not say where it is
MOST_DRAFTS = 1000


def checks(request: EconRequest, sheet: Sheet) -> list[Finding]:
    """Blocks first, then warnings. What e-conomic does not answer is a warning too."""
    economic, head, number = request.economic, sheet.head, sheet.customer
    rows = standing(sheet)
    contents = {row.pk: row.content for row in rows}
    location = value_of(head, "delivery_location")
    asked: dict[str, Callable[[], Any]] = {
        _("the customer"): partial(economic.customers.get, number),
        _("what is overdue"): partial(economic.totals.overdue_of, number),
        _("the other drafts"): lambda: economic.drafts.of(number, size=MOST_DRAFTS).complete(),
        _("the agreement"): economic.agreement.get,
    }
    if location:
        asked[_("the delivery location")] = partial(economic.delivery_locations.get, number, location)
    if sheet.draft_number:
        asked[_("the draft")] = partial(economic.drafts.get, sheet.draft_number)
    sold = products.asking(economic, {row.product for row in rows})
    found = side_by_side(economic, [*asked.values(), *sold])
    answers = dict(zip(asked, found, strict=False))
    told = {what: None if isinstance(answer, Unavailable) else answer for what, answer in answers.items()}
    gaps = {what: answer.error for what, answer in answers.items() if isinstance(answer, Unavailable)}
    is_gone = isinstance(gaps.get("the draft"), NotFound)
    agreement, others = told["the agreement"], told["the other drafts"]
    return findings(
        Subject(
            head=head,
            lines=contents,
            reckoning=reckon(economic, sheet, rows),
            unpriced=frozenset(row.pk for row in rows if row.unpriced),
            price_from={row.pk: row.price_from for row in rows if row.price_from},
            customer=told["the customer"],
            products=products.found_in(found[len(asked) :]),
            location=told.get("the delivery location"),
            overdue=told["what is overdue"],
            other_drafts=_sum(others.items, sheet, told["the customer"]) if others else None,
            home=(code_of(agreement.company.country) if agreement else "") or AT_HOME,
            gone=sheet.draft_number if is_gone else None,
            gaps=[what for what in gaps if what != "the draft" or not is_gone],
        )
    )


def _sum(drafts: list[ListedDraft], sheet: Sheet, owner: Customer | None) -> Decimal:
    """Those in the customer's currency, but the one that this sheet is about."""
    currency = owner.currency if owner else sheet.price_currency
    others = (each for each in drafts if each.draft_invoice_number != sheet.draft_number and each.currency == currency)
    return sum((each.gross_amount or ZERO for each in others), ZERO)
