"""Finds invoices by an amount, such as one on a bank line: among unpaid booked invoices and drafts."""

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from customers.invoices.amounts import AmountMatches, FoundInvoice, find_by_amount
from customers.invoices.invoice_kinds import BOOKED_INVOICE, DRAFT, InvoiceKind
from customers.palette.results import Entry, Group
from customers.shared import formatting
from customers.shared.long_read import ReadFailed, Unfinished
from customers.shared.optional_calls import side_by_side
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Unavailable

MAX_ENTRIES = 5  # of each group
Answer = AmountMatches | Unfinished | ReadFailed | Unavailable


def find_invoices_of_amount(request: EconRequest, amount: Decimal) -> list[Group]:
    """Returns the booked invoices and the drafts of that amount. If there are too many to compare at once, the entry
    leads to the list that does.
    """
    kinds = (BOOKED_INVOICE, DRAFT)
    answers = side_by_side(request.economic, [_bind_call(request, kind, amount) for kind in kinds])
    groups = [_build_group(request, kind, amount, answer) for kind, answer in zip(kinds, answers, strict=True)]
    return [group for group in groups if group.entries or group.failed]


def _bind_call(request: EconRequest, kind: InvoiceKind, amount: Decimal) -> Callable[[], Answer]:
    def find() -> Answer:
        try:
            return find_by_amount(request.economic, kind.read_amounts(None), amount, is_reading=False)
        except ReadFailed as error:
            return error

    return find


def _build_group(request: EconRequest, kind: InvoiceKind, amount: Decimal, answer: Answer) -> Group:
    title = _("Unpaid invoices") if kind is BOOKED_INVOICE else _("Drafts")
    list_url = f"{kind.get_url(request)}?{urlencode({'amount': formatting.format_amount(amount)})}"
    match answer:
        case Unavailable():
            return Group(kind.key, title, failed=describe_failure(answer))
        case AmountMatches():
            entries = [_build_entry(request, kind, invoice) for invoice in answer.found[:MAX_ENTRIES]]
            count = len(answer.found)
            more = _("Show all %(count)s") % {"count": formatting.format_count(count)} if count > MAX_ENTRIES else ""
            failed = describe_failure(Unavailable(answer.unreadable[0].error)) if answer.unreadable else None
            return Group(kind.key, title, entries, more, list_url if more else "", failed)
        case _:
            text = _("Search for the amount %(amount)s") % {"amount": formatting.format_amount(amount)}
            return Group(kind.key, title, [Entry("search", text, list_url)])


def _build_entry(request: EconRequest, kind: InvoiceKind, found: FoundInvoice) -> Entry:
    text = _("Invoice %(number)s, %(name)s") if kind is BOOKED_INVOICE else _("Draft %(number)s, %(name)s")
    icon = "file-invoice" if kind is BOOKED_INVOICE else "file-pencil"
    return Entry(
        icon,
        text % {"number": found.number, "name": found.name},
        url_for(request, kind.detail_view, found.number),
        f"{formatting.format_amount(found.amount)} {found.currency}",
    )
