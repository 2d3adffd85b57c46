"""VAT accounts: the rates that sales are invoiced with. No recording shows one."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links, encoded

COLLECTION = Collection(
    "vat-accounts",
    entity="VatAccount",
    number="vatCode",
    order=("vatCode", "account", "contraAccount", "vatType", "barred", "name", "ratePercentage", "self"),
    keyed_by_text=True,
)


def shown(vat: Document, links: Links) -> Document:
    """On the wire."""
    whole = {**vat, "self": links.to(f"vat-accounts/{encoded(vat['vatCode'])}")}
    if "account" in vat:
        whole["account"] = {**vat["account"], "self": links.to(f"accounts/{vat['account']['accountNumber']}")}
    if "vatType" in vat:
        whole["vatType"] = {**vat["vatType"], "self": links.to(f"vat-types/{vat['vatType']['vatTypeNumber']}")}
    return COLLECTION.ordered(whole)


ROUTES = routes(COLLECTION, shown)
