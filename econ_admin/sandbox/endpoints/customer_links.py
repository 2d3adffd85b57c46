"""What stands below a customer and is nothing but links: totals, templates, invoices."""

from econ_admin.sandbox.endpoints import customer_serializers as shapes
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.request import Call, Reply, Routes


def totals(call: Call, customer: int) -> Reply:
    """GET /customers/:n/totals."""
    demanded(call, shapes.COLLECTION, customer)
    return Reply(200, shapes.totals(customer, call.links))


def templates(call: Call, customer: int) -> Reply:
    """GET /customers/:n/templates: here the second link is `invoiceline`, on the customer `invoiceLine`."""
    demanded(call, shapes.COLLECTION, customer)
    links = shapes.templates(customer, call.links)
    return Reply(200, {"invoice": links["invoice"], "invoiceline": links["invoiceLine"], "self": links["self"]})


def invoices(call: Call, customer: int) -> Reply:
    """GET /customers/:n/invoices."""
    demanded(call, shapes.COLLECTION, customer)
    return Reply(200, shapes.invoices(customer, call.links))


ROUTES: Routes = {
    "/customers/<int:customer>/totals": {"GET": totals},
    "/customers/<int:customer>/templates": {"GET": templates},
    "/customers/<int:customer>/invoices": {"GET": invoices},
}
