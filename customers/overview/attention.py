"""What needs attention: lists to work through, and how many there are in each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from customers.query.customer_query import compute
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from customers.shared.long_read import ReadFailed, Unfinished
from customers.shared.optional_calls import side_by_side
from customers.shared.table import LazyText
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, Unavailable, where
from econ_admin.http import translate

OLD_DRAFT_AGE = timedelta(days=14)


@dataclass(frozen=True)
class Topic:
    """A list of customers, by its query."""

    label: LazyText
    query: str
    icon: str
    tone: str = ""


OVER_LIMIT = Topic(gettext_lazy("Customers over their credit limit"), "limit=over", "arrow-bar-to-up", "warn")
TOPICS = (
    OVER_LIMIT,
    Topic(gettext_lazy("Barred customers with drafts"), "check=barred-drafts", "ban", "warn"),
    Topic(gettext_lazy("Customers with a wrong EAN number"), "check=ean", "barcode", "bad"),
    Topic(gettext_lazy("Customers with a wrong CVR number"), "check=cvr", "alert-circle", "bad"),
    Topic(gettext_lazy("Public customers without an EAN number"), "check=public", "barcode"),
    Topic(gettext_lazy("Customers without e-mail"), "email=none", "mail-off"),
)


class AttentionRow(NamedTuple):
    """A list, and how many there are: "" if that could not be found out, or not yet."""

    label: LazyText
    url: str
    icon: str
    tone: str
    found: str
    percent: int | None = None
    is_failed: bool = False
    is_empty: bool = False


class Attention(NamedTuple):
    """All lists. `wait` is in seconds; `reason` says why the first of those that failed did."""

    rows: list[AttentionRow]
    is_finished: bool
    wait: float
    reason: str


def load_attention(request: EconRequest, today: date) -> Attention:
    """Counts all lists side by side. Each may be unavailable by itself."""
    economic = request.economic
    forms = [CustomerListForm(QueryDict(topic.query), url_for(request, "customers:list")) for topic in TOPICS]
    counts = side_by_side(economic, [bind_count(economic, form) for form in forms] + [_bind_drafts(economic, today)])
    rows = [
        _build_row(topic.label, form.build_url(), topic.icon, topic.tone, count)
        for topic, form, count in zip(TOPICS, forms, counts[:-1], strict=True)
    ]
    last_day = formatting.format_date(today - OLD_DRAFT_AGE)
    drafts_url = f"{url_for(request, 'customers:all-drafts')}?until={last_day}&sort=date"
    rows.insert(0, _build_row(gettext_lazy("Drafts older than 14 days"), drafts_url, "file-pencil", "warn", counts[-1]))
    unfinished = [count for count in counts if isinstance(count, Unfinished)]
    return Attention(
        rows,
        not unfinished,
        max((count.wait for count in unfinished), default=0),
        next((_explain(count) for count in counts if isinstance(count, Unavailable | ReadFailed)), ""),
    )


def _explain(failure: Unavailable | ReadFailed) -> str:
    return translate(failure) if isinstance(failure, ReadFailed) else describe_failure(failure).message


Count = int | Unfinished | ReadFailed


def bind_count(economic: Gateway, form: CustomerListForm) -> Callable[[], Count]:
    """Returns the call that counts the customers of a list, or reads on towards that."""

    def count() -> Count:
        if not form.is_computed_locally:
            return economic.customers.page(form.filter, ("customerNumber",), 0, 1).results
        try:
            computed = compute(economic, form, for_panel=True)
        except ReadFailed as error:
            return error
        return computed if isinstance(computed, Unfinished) else computed.count

    return count


def _bind_drafts(economic: Gateway, today: date) -> Callable[[], Count]:
    old = where("date").lte(today - OLD_DRAFT_AGE)
    return lambda: economic.drafts.page(old, ("draftInvoiceNumber",), 0, 1).results


def _build_row(label: LazyText, url: str, icon: str, tone: str, count: Count | Unavailable) -> AttentionRow:
    match count:
        case int():
            return AttentionRow(
                label, url, icon, tone if count else "", formatting.format_count(count), is_empty=not count
            )
        case Unfinished():
            return AttentionRow(label, url, icon, "", "", count.percent)
        case _:
            return AttentionRow(label, url, icon, "", "", is_failed=True)
