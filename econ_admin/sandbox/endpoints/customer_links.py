"""Endpoints below a customer that return only links: totals, templates, invoices."""

from econ_admin.sandbox.endpoints import customer_serializers
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes


def get_total_links(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n/totals."""
    get_or_404(request, customer_serializers.COLLECTION, customer)
    return ApiResponse(200, customer_serializers.build_total_links(customer, request.links))


def get_template_links(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n/templates: the second link is `invoiceline` here, `invoiceLine` on the customer."""
    get_or_404(request, customer_serializers.COLLECTION, customer)
    links = customer_serializers.build_template_links(customer, request.links)
    return ApiResponse(200, {"invoice": links["invoice"], "invoiceline": links["invoiceLine"], "self": links["self"]})


def get_invoice_links(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n/invoices."""
    get_or_404(request, customer_serializers.COLLECTION, customer)
    return ApiResponse(200, customer_serializers.build_invoice_links(customer, request.links))


ROUTES: Routes = {
    "/customers/<int:customer>/totals": {"GET": get_total_links},
    "/customers/<int:customer>/templates": {"GET": get_template_links},
    "/customers/<int:customer>/invoices": {"GET": get_invoice_links},
}
