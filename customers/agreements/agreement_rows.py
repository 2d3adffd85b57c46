"""The figures of several agreements, read from e-conomic at the same time."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.overview.attention import OVER_LIMIT, Count, bind_count
from customers.overview.figures import format_base_amount
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from customers.shared.list_response import MIN_DELAY
from customers.shared.long_read import ReadFailed, Unfinished
from customers.shared.unavailable import describe_failure
from econ_admin.access.models import Membership
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import REQUIRED_ROLES
from econ_admin.agreements.grant_state import GrantState, read_grant_state
from econ_admin.connection import raise_if_in_transaction
from econ_admin.gateway import Deadline, Unavailable, optional
from econ_admin.gateway.concurrency import ConcurrentRunner
from econ_admin.gateway.records import InvoiceTotals
from econ_admin.http import translate
from econ_admin.middleware import enter_agreement
from econ_admin.status.ages import format_clock
from econ_admin.status.outage import describe_error
from econ_admin.trail.database_trail import list_open_intents

PATIENCE = 10.0  # seconds that the page waits for the slowest agreement


class LinkedFigure(NamedTuple):
    """A figure and the list that it counts. `amount` is in the agreement's currency; "" for a mere number."""

    number: str
    amount: str
    url: str
    is_bad: bool = False


class OverLimit(NamedTuple):
    """How many customers are over their limit: a figure, or how far counting has come, or neither if it failed."""

    figure: LinkedFigure | None
    percent: int | None = None
    url: str = ""
    delay: str = ""


@dataclass(frozen=True)
class AgreementRow:
    """What the page says about one agreement. Each figure may be missing by itself."""

    slug: str
    name: str
    mark: int
    role: str
    currency: str
    url: str
    figures: Sequence[LinkedFigure]
    failure: str
    over_limit: OverLimit
    unconfirmed: LinkedFigure
    grant: GrantState
    grant_url: str
    read_at: str


def load_rows(request: EconRequest, memberships: Sequence[Membership]) -> list[AgreementRow]:
    """Asks all agreements at once. What does not answer in time is said to be missing."""
    pages = [_enter(request, membership) for membership in memberships]
    deadline = Deadline(PATIENCE)
    calls = [call for page in pages for call in _bind_calls(page, deadline)]
    answers = ConcurrentRunner(raise_if_in_transaction)(*map(optional, calls)) if calls else ()
    return [
        _build_row(page, totals, over_limit)
        for page, totals, over_limit in zip(pages, answers[::2], answers[1::2], strict=True)
    ]


def _enter(request: EconRequest, membership: Membership) -> EconRequest:
    """Returns the request as one of this agreement. The original belongs to none."""
    page = copy(request)
    enter_agreement(page, membership)
    return page


def _bind_calls(page: EconRequest, deadline: Deadline) -> tuple[Callable[[], Any], Callable[[], Any]]:
    def count_over_limit() -> Count:
        form = CustomerListForm(QueryDict(OVER_LIMIT.query), url_for(page, "customers:list"))
        return bind_count(page.economic.within(deadline), form)()

    return lambda: page.economic.within(deadline).totals.all(), count_over_limit


def _build_row(page: EconRequest, totals: InvoiceTotals | Unavailable, over_limit: Count | Unavailable) -> AgreementRow:
    agreement = page.agreement
    read_at = page.read_log.oldest_read_at
    return AgreementRow(
        agreement.slug,
        agreement.name,
        agreement.mark,
        str(page.role.label),
        agreement.base_currency,
        url_for(page, "customers:overview"),
        _build_figures(page, totals) if totals else (),
        _explain(totals) or _explain(over_limit) or _explain_fallback(page),
        _build_over_limit(page, over_limit),
        _count_unconfirmed(page),
        read_grant_state(agreement),
        url_for(page, "agreements:agreement") if page.role >= REQUIRED_ROLES["agreements:agreement"] else "",
        format_clock(read_at) if read_at else "",
    )


def _build_figures(page: EconRequest, totals: InvoiceTotals) -> list[LinkedFigure]:
    """Drafts, unpaid and overdue."""
    unpaid, booked_url = totals.booked.unpaid, url_for(page, "customers:all-booked")
    return [
        LinkedFigure(
            formatting.format_count(totals.drafts.invoice_count),
            formatting.format_amount(totals.drafts.net_amount_in_base_currency or Decimal()),
            url_for(page, "customers:all-drafts"),
        ),
        LinkedFigure(
            formatting.format_count(unpaid.invoice_count), format_base_amount(unpaid), f"{booked_url}?state=unpaid"
        ),
        LinkedFigure(
            formatting.format_count(unpaid.overdue.invoice_count),
            format_base_amount(unpaid.overdue),
            f"{booked_url}?state=overdue",
            is_bad=unpaid.overdue.invoice_count > 0,
        ),
    ]


def _build_over_limit(page: EconRequest, count: Count | Unavailable) -> OverLimit:
    url = f"{url_for(page, 'customers:list')}?{OVER_LIMIT.query}"
    match count:
        case int():
            return OverLimit(LinkedFigure(formatting.format_count(count), "", url, is_bad=count > 0))
        case Unfinished():
            return OverLimit(None, count.percent, url, f"{max(count.wait, MIN_DELAY):.2f}s")
        case _:
            return OverLimit(None)


def _count_unconfirmed(page: EconRequest) -> LinkedFigure:
    """Counts the person's own writes of unknown outcome."""
    count = list_open_intents(page.agreement).filter(person=page.user).count()
    url = f"{url_for(page, 'customers:history')}?person=me&outcome=unknown"
    return LinkedFigure(formatting.format_count(count), "", url, is_bad=count > 0)


def _explain_fallback(page: EconRequest) -> str:
    """Says why figures read earlier are shown; "" if they are current."""
    error, read_at = page.read_log.current_error, page.read_log.oldest_read_at
    if error is None or read_at is None:
        return ""
    return _("%(reason)s The figures are from %(time)s.") % {
        "reason": describe_error(error),
        "time": format_clock(read_at),
    }


def _explain(answer: object) -> str:
    if isinstance(answer, ReadFailed):
        return translate(answer)
    return describe_failure(answer).message if isinstance(answer, Unavailable) else ""
