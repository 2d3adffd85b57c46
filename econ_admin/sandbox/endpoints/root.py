"""The root document: where everything stands. No recording shows it; a client reads its resources by groups."""

from econ_admin.sandbox.request import Call, Reply, Routes

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


def root(call: Call) -> Reply:
    """GET /."""
    resources = {"stable": {name: call.links.to(name) for name in (*COLLECTIONS, "self")}}
    return Reply(200, {"apiName": "e-conomic API (sandbox)", "resources": resources, "self": call.links.to("")})


ROUTES: Routes = {"/": {"GET": root}}
