"""Product suggestions for a line: by number or name, with the customer's prices."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.drafting.views.responses import get_draft_or_404
from customers.shared import formatting
from customers.shared.normalization import normalize_text
from customers.shared.products import MAX_SUGGESTIONS, search_all_products, search_customer_products
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Unavailable, optional
from econ_admin.gateway.records import Product


@require_safe
def suggest_products(request: EconRequest, pk: int) -> HttpResponse:
    """Suggests products in one round trip: the customer's lines (endpoint 9), with prices and barred products."""
    customer, text = get_draft_or_404(request, pk).customer, normalize_text(request.GET.get("q", "")).strip()
    economic = request.economic.refreshed()  # for the prices
    templates, all_products = economic.together(
        optional(lambda: search_customer_products(economic, customer, text)),
        optional(lambda: search_all_products(economic, text)),
    )
    if isinstance(templates, Unavailable):
        return render(request, "drafting/product_options.html", {"failed": describe_failure(templates)})
    products_by_number = (
        {}
        if isinstance(all_products, Unavailable)
        else {product.product_number: product for product in all_products.items}
    )
    names = {template.product.product_number: template.description for template in templates.items if template.product}
    names |= {
        number: product.name
        for number, product in products_by_number.items()
        if product.barred and len(names) < MAX_SUGGESTIONS
    }
    options = [_build_option(number, name, products_by_number.get(number)) for number, name in names.items()]
    options.sort(key=lambda option: (option["number"] != text, not str(option["number"]).startswith(text)))
    context = {"options": options, "count": templates.results, "all": formatting.format_count(templates.results)}
    return render(request, "drafting/product_options.html", context)


def _build_option(number: str, name: str, product: Product | None) -> dict[str, object]:
    price = product.sales_price if product else None
    return {
        "number": number,
        "name": name,
        "barred": bool(product and product.barred),
        "unit": product.unit.name if product and product.unit else "",
        "price": "" if price is None else formatting.format_amount(price),
    }
