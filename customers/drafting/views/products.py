"""Product suggestions for a line: by number or name, with the customer's prices."""

from typing import Any

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
    draft = get_draft_or_404(request, pk)
    customer, text = draft.customer, normalize_text(request.GET.get("q", "")).strip()
    economic = request.economic.refreshed()  # for the prices
    templates, all_products, agreement = economic.together(
        optional(lambda: search_customer_products(economic, customer, text)),
        optional(lambda: search_all_products(economic, text)),
        optional(request.economic.agreement.get),
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
    base_currency = agreement.settings.base_currency if agreement else ""
    price_currency = "" if base_currency == draft.header.currency else base_currency
    options = [
        _build_option(number, name, products_by_number.get(number), price_currency) for number, name in names.items()
    ]
    options.sort(key=lambda option: (option["number"] != text, not str(option["number"]).startswith(text)))
    context: dict[str, Any] = {
        "options": options,
        "count": templates.results,
        "all": formatting.format_count(templates.results),
    }
    if isinstance(all_products, Unavailable):
        context["prices_failed"] = describe_failure(all_products)
    return render(request, "drafting/product_options.html", context)


def _build_option(number: str, name: str, product: Product | None, price_currency: str) -> dict[str, object]:
    """Builds an option. Its price is the sales price, in the agreement's currency, which is named if it is another."""
    price = product.sales_price if product else None
    return {
        "number": number,
        "name": name,
        "barred": bool(product and product.barred),
        "unit": product.unit.name if product and product.unit else "",
        "price": "" if price is None else f"{price_currency} {formatting.format_amount(price)}".strip(),
    }
