"""Which of a list's rows are on the page, and the way to the others."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from customers.shared import formatting
from customers.shared.list_query import SIZES, ListForm
from customers.shared.sort_names import sort_text
from econ_admin.gateway import Page


@dataclass(frozen=True)
class Size:
    """How many rows on a page."""

    text: str
    chosen: bool
    url: str


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


def pager(found: Page[Any], form: ListForm) -> Pager:
    number, size = form.page_number, form.page_size
    last = max(1, -(-found.results // size))
    beyond = number > last
    return Pager(
        range=extent(found, form),
        page=formatting.whole(number),
        pages=formatting.whole(last),
        beyond=beyond,
        previous_url=form.address(page=min(number - 1, last)) if number > 1 else "",
        next_url=form.address(page=number + 1) if number < last else "",
        last_url=form.address(page=last),
        sizes=[Size(str(each), each == size, form.address(size=str(each))) for each in SIZES],
    )


def extent(found: Page[Any], form: ListForm) -> str:
    """Like 51–100 of 3.684."""
    if not found.rows:
        return _("0 of %(results)s") % {"results": formatting.whole(found.results)}
    start = (form.page_number - 1) * form.page_size
    numbers = {
        "first": formatting.whole(start + 1),
        "last": formatting.whole(start + len(found.rows)),
        "results": formatting.whole(found.results),
    }
    return _("%(first)s–%(last)s of %(results)s") % numbers


def caption(found: Page[Any], form: ListForm, name: str) -> str:
    """`name` is what stands in the list: Customers, Drafts."""
    words = {"name": name, "range": extent(found, form), "sort": sort_text(form.sorted_by)}
    return _("%(name)s, %(range)s, sorted by: %(sort)s") % words


def said(found: Page[Any], form: ListForm, name: str) -> str:
    """For those who hear the page: what stands there now, and what was not understood."""
    refused = [str(reason) for reasons in form.errors.values() for reason in reasons]
    return " ".join([*refused, caption(found, form, name)])
