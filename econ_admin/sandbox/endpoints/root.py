"""The root document: where everything stands. No recording shows it; a client reads its resources by groups."""

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
