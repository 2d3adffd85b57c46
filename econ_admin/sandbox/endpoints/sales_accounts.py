"""Which account a product group sells on in each VAT zone. No recording shows one."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import product_groups, vat_zones
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.filter_sql import under
from econ_admin.sandbox.links import Links, encoded
from econ_admin.sandbox.pagination import listing
from econ_admin.sandbox.request import Call, Reply, Routes

COLLECTION = Collection(
    "sales-accounts",
    entity="SalesAccount",
    number="place",  # of our own: `1 4` is group 1 in zone 4
    order=("salesAccount", "vatZone"),
    fields=(
        Field("salesAccount.accountNumber", Kind.INTEGER),
        Field("salesAccount.accountType"),
        Field("salesAccount.balance", Kind.AMOUNT),
        Field("salesAccount.barred", Kind.BOOLEAN, sortable=False),
        Field("salesAccount.blockDirectEntries", Kind.BOOLEAN),
        Field("salesAccount.debitCredit"),
        Field("salesAccount.name"),
    ),
    parent="product-groups",
    owner=("productGroup", "productGroupNumber"),
    keyed_by_text=True,
)


def place(group: int, zone: int) -> str:
    """The number that a sales account is kept by."""
    return f"{group} {zone}"


def shown(sale: Document, links: Links) -> Document:
    """On the wire."""
    account = {**sale["salesAccount"]}
    here = f"accounts/{account['accountNumber']}"
    if "vatAccount" in account:
        vat = account["vatAccount"]
        account["vatAccount"] = {**vat, "self": links.to(f"vat-accounts/{encoded(vat['vatCode'])}")}
    account |= {"accountingYears": links.to(f"{here}/accounting-years"), "self": links.to(here)}
    return COLLECTION.ordered({"salesAccount": account, "vatZone": vat_zones.shown(sale["vatZone"], links)})


def of_group(call: Call, group: int) -> Reply:
    """GET /product-groups/:n/sales-accounts."""
    demanded(call, product_groups.COLLECTION, group)
    return listing(call, COLLECTION, shown, under(group))


ROUTES: Routes = {"/product-groups/<int:group>/sales-accounts": {"GET": of_group}}
