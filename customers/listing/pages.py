"""Which of the customers are on the page, and the way to the others."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers import formats
from customers.forms.customer_list import SIZES, CustomerListForm
from customers.listing.heads import sort_text
from econ_admin.gateway import Page
from econ_admin.gateway.records import Customer


@dataclass(frozen=True)
class Size:
    """How many customers on a page."""

    text: str
    chosen: bool


@dataclass(frozen=True)
class Pager:
    """The page of the list that is shown."""

    range: str
    page: str
    pages: str
    beyond: bool  # behind the last page: there is nothing to show, but elsewhere there is
    previous_url: str
    next_url: str
    last_url: str
    sizes: list[Size]


def pager(found: Page[Customer], form: CustomerListForm) -> Pager:
    number, size = form.page_number, form.page_size
    last = max(1, -(-found.results // size))
    beyond = number > last
    return Pager(
        range=extent(found, form),
        page=formats.whole(number),
        pages=formats.whole(last),
        beyond=beyond,
        previous_url=form.address(page=min(number - 1, last)) if number > 1 else "",
        next_url=form.address(page=number + 1) if number < last else "",
        last_url=form.address(page=last),
        sizes=[Size(str(each), each == size) for each in SIZES],
    )


def extent(found: Page[Customer], form: CustomerListForm) -> str:
    """Like 51–100 of 3.684."""
    if not found.items:
        return _("0 of %(results)s") % {"results": formats.whole(found.results)}
    start = (form.page_number - 1) * form.page_size
    numbers = {
        "first": formats.whole(start + 1),
        "last": formats.whole(start + len(found.items)),
        "results": formats.whole(found.results),
    }
    return _("%(first)s–%(last)s of %(results)s") % numbers


def caption(found: Page[Customer], form: CustomerListForm) -> str:
    words = {"range": extent(found, form), "sort": sort_text(form.sorted_by)}
    return _("Customers, %(range)s, sorted by: %(sort)s") % words


def said(found: Page[Customer], form: CustomerListForm) -> str:
    """For those who hear the page: what stands there now, and what was not understood."""
    refused = [str(reason) for reasons in form.errors.values() for reason in reasons]
    return " ".join([*refused, caption(found, form)])
