"""VAT accounts and their rates. No recording shows one."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder, encode_key

COLLECTION = Collection(
    "vat-accounts",
    entity="VatAccount",
    key_field="vatCode",
    wire_order=("vatCode", "account", "contraAccount", "vatType", "barred", "name", "ratePercentage", "self"),
    keyed_by_text=True,
)


def serialize_vat_account(vat_account: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    document = {**vat_account, "self": links.build_url(f"vat-accounts/{encode_key(vat_account['vatCode'])}")}
    if "account" in vat_account:
        document["account"] = {
            **vat_account["account"],
            "self": links.build_url(f"accounts/{vat_account['account']['accountNumber']}"),
        }
    if "vatType" in vat_account:
        document["vatType"] = {
            **vat_account["vatType"],
            "self": links.build_url(f"vat-types/{vat_account['vatType']['vatTypeNumber']}"),
        }
    return COLLECTION.order_keys(document)


ROUTES = build_readonly_routes(COLLECTION, serialize_vat_account)
