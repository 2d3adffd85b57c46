"""Customer groups, each with the account that its customers are booked on."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints.accounts import serialize_account
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "customer-groups",
    entity="CustomerGroup",
    key_field="customerGroupNumber",
    wire_order=("customerGroupNumber", "name", "account", "layout", "customers", "self"),
    fields=(Field("customerGroupNumber", Kind.INTEGER), Field("name")),
)


def serialize_customer_group(group: Document, links: LinkBuilder) -> Document:
    """Returns the wire form, with account and layout as recorded."""
    path = f"customer-groups/{group['customerGroupNumber']}"
    document: Document = {**group, "customers": links.build_url(f"{path}/customers"), "self": links.build_url(path)}
    if "account" in group:
        document["account"] = serialize_account(group["account"], links)
    if "layout" in group:
        document["layout"] = {**group["layout"], "self": links.build_url(f"layouts/{group['layout']['layoutNumber']}")}
    return COLLECTION.order_keys(document)


ROUTES = build_readonly_routes(COLLECTION, serialize_customer_group)
