"""What the combobox of a line offers: products by number or name, as the customer may have them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.drafting.views.responses import the_sheet
from customers.shared import formatting
from customers.shared.products import OFFERED, known_as, sold_to
from customers.shared.unavailable import failed
from econ_admin.gateway import Unavailable, optional
from econ_admin.gateway.records import Product
from econ_admin.http import EconRequest


@require_safe
def products(request: EconRequest, sheet: int) -> HttpResponse:
    """One round trip: the customer's lines (endpoint 9), and beside them what they cost and which are barred."""
    customer, typed = the_sheet(request, sheet).customer, request.GET.get("q", "").strip()
    economic = request.economic
    with economic.transport.afresh():  # prices
        lines, known = economic.together(
            optional(lambda: sold_to(economic, customer, typed)), optional(lambda: known_as(economic, typed))
        )
    if isinstance(lines, Unavailable):
        return render(request, "drafting/product_options.html", {"failed": failed(lines)})
    told = {} if isinstance(known, Unavailable) else {each.product_number: each for each in known.items}
    found = {each.product.product_number: each.description for each in lines.items if each.product}
    found |= {number: each.name for number, each in told.items() if each.barred and len(found) < OFFERED}
    options = [_option(number, name, told.get(number)) for number, name in found.items()]
    options.sort(key=lambda each: (each["number"] != typed, not str(each["number"]).startswith(typed)))
    context = {"options": options, "count": lines.results, "all": formatting.whole(lines.results)}
    return render(request, "drafting/product_options.html", context)


def _option(number: str, name: str, product: Product | None) -> dict[str, object]:
    price = product.sales_price if product else None
    return {
        "number": number,
        "name": name,
        "barred": bool(product and product.barred),
        "unit": product.unit.name if product and product.unit else "",
        "price": "" if price is None else formatting.amount(price),
    }
