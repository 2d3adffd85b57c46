"""Employees (sales people). No recording shows the key order; it is the schema's."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "employees",
    entity="Employee",
    key_field="employeeNumber",
    wire_order=(
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


def serialize_employee(employee: Document, links: LinkBuilder) -> Document:
    """Returns the wire form, with links; false values are left out."""
    number = employee["employeeNumber"]
    path = f"employees/{number}"
    document: Document = {
        **employee,
        "customers": links.build_url(f"{path}/customers"),
        "draftInvoices": links.build_url(f"invoices/totals/drafts/employees/{number}"),
        "bookedInvoices": links.build_url(f"invoices/totals/booked/employees/{number}"),
        "self": links.build_url(path),
    }
    if "employeeGroup" in employee:
        group = employee["employeeGroup"]
        document["employeeGroup"] = {
            **group,
            "self": links.build_url(f"employee-groups/{group['employeeGroupNumber']}"),
        }
    if not document.get("barred"):
        document.pop("barred", None)
    return COLLECTION.order_keys(document)


ROUTES = build_readonly_routes(COLLECTION, serialize_employee)
