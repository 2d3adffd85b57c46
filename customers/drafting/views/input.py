"""What was typed into a line: read, and a product looked for by its name where it is no number."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from customers.drafting.grid import cells
from customers.drafting.grid.cells import CELLS, Unreadable, typed_anew
from customers.drafting.lines import add_line
from customers.drafting.revisions import Kept
from customers.models import Sheet
from customers.shared.products import Unclear, named
from customers.shared.typed_json import posted_object
from econ_admin.gateway.errors import Invalid, NotFound
from econ_admin.http import EconRequest


def typed_in(request: EconRequest) -> dict[str, str]:
    posted = {name: request.POST[name] for name in CELLS if name in request.POST}
    return typed_anew(posted, posted_object(request, "shown"), CELLS)


def read(texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    values, wrong = {}, {}
    for name, text in texts.items():
        try:
            values[name] = cells.read(name, text)
        except Unreadable as error:
            wrong[name] = [str(error)]
    return values, wrong


def added(request: EconRequest, sheet: Sheet, values: Mapping[str, Any]) -> Kept:
    said = {name: value for name, value in values.items() if value is not None and name not in ("product", "quantity")}
    if not said.get("description"):
        said.pop("description", None)
    return add_line(request, sheet, values.get("product") or "", values.get("quantity"), **said)


def by_name(
    request: EconRequest, sheet: Sheet, values: Mapping[str, Any], keep: Callable[[Mapping[str, Any]], Kept]
) -> Kept:
    """Keep it; where no product has that number, the one with that name. Raises Unclear where that is not one."""
    try:
        return keep(values)
    except (NotFound, Invalid) as error:
        if not (typed := values.get("product")):
            raise
        try:
            number = named(request.economic, sheet.customer, typed)
        except Unclear as unclear:
            raise (error if isinstance(error, Invalid) and not unclear.many else unclear) from error
    return keep({**values, "product": number})


def no_product(error: Unclear | Invalid, texts: Mapping[str, str]) -> dict[str, list[str]]:
    if isinstance(error, Unclear):
        told = {"product": texts.get("product", ""), "many": error.many}
        if error.many:
            return {"product": [_("%(many)s products are called like %(product)s: choose one.") % told]}
        return {"product": [_("No product has the number or the name %(product)s.") % told]}
    return {"product" if "product" in texts else "quantity": [_(error.message) % error.parameters]}
