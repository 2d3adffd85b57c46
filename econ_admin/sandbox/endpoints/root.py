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
    resources = {"stable": {each: call.links.to(each) for each in (*COLLECTIONS, "self")}}
    return Reply(200, {"apiName": "e-conomic API (sandbox)", "resources": resources, "self": call.links.to("")})


ROUTES: Routes = {"/": {"GET": root}}
