"""Customer groups, each with the account that its customers are booked on."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "customer-groups",
    entity="CustomerGroup",
    number="customerGroupNumber",
    order=("customerGroupNumber", "name", "account", "layout", "customers", "self"),
    fields=(Field("customerGroupNumber", Kind.INTEGER), Field("name")),
)


def shown(group: Document, links: Links) -> Document:
    """On the wire, with account and layout as they were recorded."""
    here = f"customer-groups/{group['customerGroupNumber']}"
    whole: Document = {**group, "customers": links.to(f"{here}/customers"), "self": links.to(here)}
    if "account" in group:
        whole["account"] = _account(group["account"], links)
    if "layout" in group:
        whole["layout"] = {**group["layout"], "self": links.to(f"layouts/{group['layout']['layoutNumber']}")}
    return COLLECTION.ordered(whole)


def _account(account: Document, links: Links) -> Document:
    here = f"accounts/{account['accountNumber']}"
    whole: Document = {**account}
    if "vatAccount" in account:
        vat = account["vatAccount"]
        whole["vatAccount"] = {**vat, "self": links.to(f"vat-accounts/{vat['vatCode']}")}
    return {**whole, "accountingYears": links.to(f"{here}/accounting-years"), "self": links.to(here)}


ROUTES = routes(COLLECTION, shown)
