"""Employees, who sell. No recording shows their order of keys: it is the schema's."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "employees",
    entity="Employee",
    number="employeeNumber",
    order=(
        "employeeNumber",
        "employeeGroup",
        "name",
        "customers",
        "draftInvoices",
        "bookedInvoices",
        "email",
        "phone",
        "barred",
        "self",
    ),
    fields=(
        Field("employeeNumber", Kind.INTEGER),
        Field("employeeGroup.employeeGroupNumber", Kind.INTEGER, filterable=False),
        Field("name"),
        Field("email", filterable=False),
        Field("phone", filterable=False),
        Field("barred", Kind.BOOLEAN, sortable=False),
    ),
)


def shown(employee: Document, links: Links) -> Document:
    """On the wire, with its links; false is not sent."""
    number = employee["employeeNumber"]
    here = f"employees/{number}"
    whole: Document = {
        **employee,
        "customers": links.to(f"{here}/customers"),
        "draftInvoices": links.to(f"invoices/totals/drafts/employees/{number}"),
        "bookedInvoices": links.to(f"invoices/totals/booked/employees/{number}"),
        "self": links.to(here),
    }
    if "employeeGroup" in employee:
        group = employee["employeeGroup"]
        whole["employeeGroup"] = {**group, "self": links.to(f"employee-groups/{group['employeeGroupNumber']}")}
    if not whole.get("barred"):
        whole.pop("barred", None)
    return COLLECTION.ordered(whole)


ROUTES = routes(COLLECTION, shown)
