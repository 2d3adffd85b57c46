"""The root document with links to all resources. No recording shows it; one client reads resources by group."""

from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes

COLLECTIONS = (
    "currencies",
    "customer-groups",
    "customers",
    "employees",
    "invoices",
    "layouts",
    "payment-terms",
    "product-groups",
    "products",
    "units",
    "vat-accounts",
    "vat-zones",
)


def get_root(request: ApiRequest) -> ApiResponse:
    """GET /."""
    resources = {"stable": {name: request.links.build_url(name) for name in (*COLLECTIONS, "self")}}
    return ApiResponse(
        200, {"apiName": "e-conomic API (sandbox)", "resources": resources, "self": request.links.build_url("")}
    )


ROUTES: Routes = {"/": {"GET": get_root}}
