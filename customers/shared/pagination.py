"""The pager of a list: page numbers, page sizes and links."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from customers.shared import formatting
from customers.shared.list_query import PAGE_SIZES, ListForm
from customers.shared.sort_names import sort_text
from econ_admin.gateway import Page


@dataclass(frozen=True)
class SizeOption:
    """A page size to choose."""

    text: str
    chosen: bool
    url: str


@dataclass(frozen=True)
class Pager:
    """The pager of the page shown."""

    range: str
    page: str
    pages: str
    is_beyond_last: bool  # after the last page: no rows here, but on other pages
    previous_url: str
    next_url: str
    last_url: str
    sizes: list[SizeOption]


def build_pager(page: Page[Any], form: ListForm) -> Pager:
    number, size = form.page_number, form.page_size
    last = max(1, -(-page.results // size))
    is_beyond_last = number > last
    return Pager(
        range=format_range(page, form),
        page=formatting.format_count(number),
        pages=formatting.format_count(last),
        is_beyond_last=is_beyond_last,
        previous_url=form.build_url(page=min(number - 1, last)) if number > 1 else "",
        next_url=form.build_url(page=number + 1) if number < last else "",
        last_url=form.build_url(page=last),
        sizes=[
            SizeOption(str(page_size), page_size == size, form.build_url(size=str(page_size)))
            for page_size in PAGE_SIZES
        ],
    )


def format_range(page: Page[Any], form: ListForm) -> str:
    """Formats the range: `51–100 of 3.684`."""
    if not page.rows:
        return _("0 of %(results)s") % {"results": formatting.format_count(page.results)}
    start = (form.page_number - 1) * form.page_size
    numbers = {
        "first": formatting.format_count(start + 1),
        "last": formatting.format_count(start + len(page.rows)),
        "results": formatting.format_count(page.results),
    }
    return _("%(first)s–%(last)s of %(results)s") % numbers


def build_caption(page: Page[Any], form: ListForm, name: str) -> str:
    """Builds the caption. `name` says what the list contains, such as Customers."""
    parameters = {"name": name, "range": format_range(page, form), "sort": sort_text(form.sorted_by)}
    # Translators: such as "Customers, 1–25 of 3.684, sorted by: Name, A–Z".
    return _("%(name)s, %(range)s, sorted by: %(sort)s") % parameters


def build_announcement(page: Page[Any], form: ListForm, name: str) -> str:
    """Builds the text for screen readers: errors in the query, then the caption."""
    errors = [str(reason) for reasons in form.errors.values() for reason in reasons]
    return " ".join([*errors, build_caption(page, form, name)])
