"""Finds customers, drafts and booked invoices in e-conomic, in one round trip, and unsent drafts here.

A number is looked up by itself as well: among all that contain it, the one that it is could be on a later page.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from customers.drafting.ownership import list_unsent_drafts
from customers.models import WorkingDraft
from customers.palette.entries import build_customer_entry, build_invoice_entry, build_unsent_entry
from customers.palette.find_amount import find_invoices_of_amount
from customers.palette.results import Entry, Group
from customers.palette.typed_query import BOOKED, CUSTOMERS, DRAFTS, UNSENT, TypedQuery
from customers.shared import formatting
from customers.shared.optional_calls import side_by_side, split_pages
from customers.shared.search_filter import build_customer_filter, build_invoice_filter
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import REQUIRED_ROLES
from econ_admin.gateway import Filter, Page, Unavailable, where

MAX_ENTRIES = 5  # of each group
RANKED_CUSTOMERS = 20  # of which the best are listed; of invoices the newest are
MIN_CONTAINED_DIGITS = 2  # a single digit is in almost every telephone number
CVR_LENGTH, EAN_LENGTH = 8, 13


class Part(NamedTuple):
    """One kind of document: where it is found in e-conomic, and the list that shows all of it."""

    key: str
    title: str
    fetch: Callable[..., Page[Any]]
    sort: str
    filters: list[Filter]
    list_view: str
    size: int = MAX_ENTRIES


def find(request: EconRequest, query: TypedQuery) -> list[Group]:
    """Returns the groups that have entries or could not be loaded. Asks e-conomic nothing for a short query."""
    if query.amount is not None:
        return find_invoices_of_amount(request, query.amount)
    if not query.is_searchable:
        return []
    parts = [part for part in _list_parts(request, query) if part.key in query.parts]
    calls = [partial(part.fetch, filter, (part.sort,), 0, part.size) for part in parts for filter in part.filters]
    answers = iter(side_by_side(request.economic, calls))
    groups = {part.key: _build_group(request, query, part, [next(answers) for _call in part.filters]) for part in parts}
    groups[UNSENT] = Group(UNSENT, _("Unsent drafts"), find_unsent(request, query))
    ordered = [groups[key] for key in (CUSTOMERS, UNSENT, DRAFTS, BOOKED) if key in groups]
    return [group for group in ordered if group.entries or group.failed]


def _list_parts(request: EconRequest, query: TypedQuery) -> list[Part]:
    economic, draft_number, booked_number = request.economic, "draftInvoiceNumber", "bookedInvoiceNumber"
    return [
        Part(
            CUSTOMERS,
            _("Customers"),
            economic.customers.page,
            "name",
            list_customer_filters(query),
            "customers:list",
            RANKED_CUSTOMERS,
        ),
        Part(
            DRAFTS,
            _("Drafts"),
            economic.drafts.page,
            f"-{draft_number}",
            _list_invoice_filters(query, draft_number),
            "customers:all-drafts",
        ),
        Part(
            BOOKED,
            _("Booked invoices"),
            economic.booked.page,
            f"-{booked_number}",
            _list_invoice_filters(query, booked_number),
            "customers:all-booked",
        ),
    ]


def list_customer_filters(query: TypedQuery) -> list[Filter]:
    """Lists the filters for customers: for a number, first those whose number it is."""
    if not query.digits:
        return _without_none(build_customer_filter(query.text))
    exact = [where("customerNumber").eq(query.number)] if query.number else []
    if len(query.digits) == EAN_LENGTH:
        exact.append(where("ean").eq(query.digits))
    filters = [_any_of(exact)] if exact else []
    if len(query.digits) >= MIN_CONTAINED_DIGITS:
        filters += _without_none(build_customer_filter(query.text if query.is_identifier else query.digits))
    return filters


def _list_invoice_filters(query: TypedQuery, number_property: str) -> list[Filter]:
    if not query.digits:
        return _without_none(build_invoice_filter(query.text, number_property))
    filters = [where(number_property).eq(query.number)] if query.number else []
    if len(query.digits) >= MIN_CONTAINED_DIGITS:
        filters.append(_any_of([where(name).like(query.digits) for name in ("recipient.name", "references.other")]))
    return filters


def find_unsent(request: EconRequest, query: TypedQuery) -> list[Entry]:
    """Returns the unsent drafts that match, the person's own first, if the role may open them."""
    if UNSENT not in query.parts or request.role < REQUIRED_ROLES["customers:unsent-draft"]:
        return []
    drafts = sorted(list_unsent_drafts(request), key=lambda draft: draft.person_id != request.user.pk)
    matching = [draft for draft in drafts if _is_match(draft, query)]
    return [build_unsent_entry(request, draft, query.words) for draft in matching[:MAX_ENTRIES]]


def _is_match(draft: WorkingDraft, query: TypedQuery) -> bool:
    header = draft.header
    if query.digits and query.digits == str(draft.customer):
        return True
    text = f"{header.recipient.name}\n{header.references.other}".lower()
    return all(word.lower() in text for word in query.words)


def _build_group(
    request: EconRequest, query: TypedQuery, part: Part, answers: Sequence[Page[Any] | Unavailable]
) -> Group:
    pages, failures = split_pages(answers)
    build = build_customer_entry if part.key == CUSTOMERS else build_invoice_entry
    candidates = [build(request, record, query) for page in pages for record in page.items]
    entries = rank({entry.url: entry for entry in candidates}.values(), query)
    count = max((page.results for page in pages), default=0)
    more = count > MAX_ENTRIES and not failures
    return Group(
        part.key,
        part.title,
        entries[:MAX_ENTRIES],
        _("Show all %(count)s") % {"count": formatting.format_count(count)} if more else "",
        f"{url_for(request, part.list_view)}?{urlencode({'q': query.digits or query.text})}" if more else "",
        describe_failure(failures[0]) if failures else None,
    )


def rank(entries: Iterable[Entry], query: TypedQuery) -> list[Entry]:
    """Sorts entries: the exact number first, then texts that begin with the query, then words that do."""
    start = query.text.lower()

    def get_rank(entry: Entry) -> int:
        text = entry.text.lower()
        return 0 if entry.is_exact else 1 if text.startswith(start) else 2 if f" {start}" in text else 3

    return sorted(entries, key=get_rank)


def _any_of(clauses: Sequence[Filter]) -> Filter:
    first, *others = clauses
    for other in others:
        first |= other
    return first


def _without_none(filter: Filter | None) -> list[Filter]:
    return [filter] if filter else []
