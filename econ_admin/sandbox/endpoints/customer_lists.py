"""Customers of a group and of a sales person, as in their schemas. No recording shows them."""

from collections.abc import Collection as Names
from dataclasses import replace

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints import customer_groups, employees
from econ_admin.sandbox.endpoints.customer_serializers import (
    COLLECTION,
    GROUP_FIELD,
    SALES_PERSON_FIELD,
    serialize_customer_item,
)
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.filter_sql import Condition
from econ_admin.sandbox.links import LinkBuilder
from econ_admin.sandbox.pagination import build_list_response
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes

NOT_IN_EMPLOYEE_LIST = ("dueAmount", "defaultDeliveryLocation", "eInvoicingDisabledByDefault")
NOT_IN_GROUP_LIST = (
    *NOT_IN_EMPLOYEE_LIST, "lastUpdated", "contacts", "templates", "totals", "deliveryLocations", "invoices",
)  # fmt: skip


def _without(properties: Names[str], unfilterable: Names[str]) -> Collection:
    fields = (replace(field, filterable=False) if field.name in unfilterable else field for field in COLLECTION.fields)
    return replace(
        COLLECTION,
        wire_order=tuple(name for name in COLLECTION.wire_order if name not in properties),
        fields=tuple(
            replace(field, sortable=False) if field.name in properties or field.name == "pNumber" else field
            for field in fields
        ),
    )


GROUP_COLLECTION = _without(NOT_IN_GROUP_LIST, ("barred", "lastUpdated", GROUP_FIELD, "pNumber"))
EMPLOYEE_COLLECTION = _without(NOT_IN_EMPLOYEE_LIST, ("barred", "pNumber"))


def list_group_customers(request: ApiRequest, group: int) -> ApiResponse:
    """GET /customer-groups/:n/customers."""
    get_or_404(request, customer_groups.COLLECTION, group)
    return _list_customers(request, GROUP_COLLECTION, Condition(f'"{GROUP_FIELD}" = ?', (group,)))


def list_employee_customers(request: ApiRequest, employee: int) -> ApiResponse:
    """GET /employees/:n/customers."""
    get_or_404(request, employees.COLLECTION, employee)
    return _list_customers(request, EMPLOYEE_COLLECTION, Condition(f'"{SALES_PERSON_FIELD}" = ?', (employee,)))


def _list_customers(request: ApiRequest, collection: Collection, condition: Condition) -> ApiResponse:
    def serialize(customer: Document, links: LinkBuilder) -> Document:
        return collection.order_keys(serialize_customer_item(customer, links))

    return build_list_response(request, collection, serialize, condition)


ROUTES: Routes = {
    "/customer-groups/<int:group>/customers": {"GET": list_group_customers},
    "/employees/<int:employee>/customers": {"GET": list_employee_customers},
}
