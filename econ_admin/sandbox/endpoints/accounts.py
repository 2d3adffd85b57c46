"""Accounts of the books, read-only. Recorded only inside customer groups; the rest of the order is the schema's."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder, encode_key

COLLECTION = Collection(
    "accounts",
    entity="Account",
    key_field="accountNumber",
    wire_order=(
        "accountNumber", "accountType", "balance", "draftBalance", "barred", "blockDirectEntries", "contraAccount",
        "debitCredit", "name", "vatAccount", "accountsSummed", "totalFromAccount", "department",
        "departmentalDistribution", "accountingYears", "metaData", "self",
    ),
    fields=(
        Field("accountNumber", Kind.INTEGER),
        Field("accountType"),
        Field("balance", Kind.AMOUNT),
        Field("barred", Kind.BOOLEAN, sortable=False),
        Field("blockDirectEntries", Kind.BOOLEAN),
        Field("debitCredit"),
        Field("name"),
    ),
)  # fmt: skip


def serialize_account(account: Document, links: LinkBuilder) -> Document:
    """Returns the wire form, also used inside customer groups and sales accounts."""
    path = f"accounts/{account['accountNumber']}"
    document: Document = {
        **account,
        "accountingYears": links.build_url(f"{path}/accounting-years"),
        "self": links.build_url(path),
    }
    if "vatAccount" in account:
        vat_account = account["vatAccount"]
        url = links.build_url(f"vat-accounts/{encode_key(vat_account['vatCode'])}")
        document["vatAccount"] = {**vat_account, "self": url}
    return COLLECTION.order_keys(document)


ROUTES = build_readonly_routes(COLLECTION, serialize_account)
