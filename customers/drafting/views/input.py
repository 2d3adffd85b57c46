"""Reads the input of a line, and looks a product up by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.drafting.grid import cells
from customers.drafting.grid.cells import CELL_NAMES, InvalidCell, select_changed
from customers.drafting.lines import add_line
from customers.drafting.revisions import LineChange
from customers.models import WorkingDraft
from customers.shared.products import AmbiguousProduct, find_product_by_name
from customers.shared.typed_json import posted_object
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import Invalid, NotFound
from econ_admin.http import translate


def _get_changed_cells(request: EconRequest) -> dict[str, str]:
    posted = {name: request.POST[name] for name in CELL_NAMES if name in request.POST}
    return select_changed(posted, posted_object(request, "shown"), CELL_NAMES)


@dataclass
class LineInput:
    """The changed cells of a line. A value that cannot be read does not keep the others from being saved."""

    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    unread: str = ""
    """The cell that is still being typed in, if it cannot be read yet. It gets no message until it is left."""

    @property
    def texts_with_errors(self) -> dict[str, str]:
        return {name: text for name, text in self.texts.items() if name in self.errors}


def read_line_input(request: EconRequest, currency: str) -> LineInput:
    line_input = LineInput(_get_changed_cells(request))
    for name, text in line_input.texts.items():
        try:
            line_input.values[name] = cells.parse_cell(name, text, currency)
        except InvalidCell as error:
            if name == request.POST.get("typing"):
                line_input.unread = name
            else:
                line_input.errors[name] = [str(error)]
    return line_input


def add_parsed_line(request: EconRequest, draft: WorkingDraft, values: Mapping[str, Any]) -> LineChange:
    other_values = {
        name: value for name, value in values.items() if value is not None and name not in ("product", "quantity")
    }
    if not other_values.get("description"):
        other_values.pop("description", None)
    return add_line(request, draft, values.get("product") or "", values.get("quantity"), **other_values)


def save_by_product_name(
    request: EconRequest,
    draft: WorkingDraft,
    values: Mapping[str, Any],
    save: Callable[[Mapping[str, Any]], LineChange],
) -> LineChange:
    """Saves; if no product has that number, looks it up by name and saves again.

    Raises AmbiguousProduct if the name does not match exactly one product.
    """
    try:
        return save(values)
    except (NotFound, Invalid) as error:
        if not (product_text := values.get("product")):
            raise
        try:
            number = find_product_by_name(request.economic, draft.customer, product_text)
        except AmbiguousProduct as ambiguous:
            raise (error if isinstance(error, Invalid) and not ambiguous.count else ambiguous) from error
    return save({**values, "product": number})


def describe_product_error(error: AmbiguousProduct | Invalid, texts: Mapping[str, str]) -> dict[str, list[str]]:
    if isinstance(error, AmbiguousProduct):
        parameters = {"product": texts.get("product", ""), "count": error.count}
        if error.count:
            message = ngettext(
                "%(count)s product matches %(product)s. Choose it from the list.",
                "%(count)s products match %(product)s. Choose one.",
                error.count,
            )
            return {"product": [message % parameters]}
        message = _("No product matches %(product)s.")
        if error.count is None:
            message = _("We could not look up %(product)s: e-conomic did not answer.")
        return {"product": [message % parameters]}
    return {"product" if "product" in texts else "quantity": [translate(error)]}
