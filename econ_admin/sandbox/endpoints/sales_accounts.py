"""The sales account of a product group in each VAT zone. No recording shows one."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import product_groups, vat_zones
from econ_admin.sandbox.endpoints.accounts import serialize_account
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.filter_sql import has_parent
from econ_admin.sandbox.links import LinkBuilder
from econ_admin.sandbox.pagination import build_list_response
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes

COLLECTION = Collection(
    "sales-accounts",
    entity="SalesAccount",
    key_field="place",  # internal: `1 4` is group 1 in zone 4
    wire_order=("salesAccount", "vatZone"),
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
    parent_reference=("productGroup", "productGroupNumber"),
    keyed_by_text=True,
)


def build_sales_account_key(group: int, zone: int) -> str:
    """Returns the key of a sales account."""
    return f"{group} {zone}"


def serialize_sales_account(sales_account: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    account = serialize_account(sales_account["salesAccount"], links)
    return COLLECTION.order_keys(
        {"salesAccount": account, "vatZone": vat_zones.serialize_vat_zone(sales_account["vatZone"], links)}
    )


def list_group_sales_accounts(request: ApiRequest, group: int) -> ApiResponse:
    """GET /product-groups/:n/sales-accounts."""
    get_or_404(request, product_groups.COLLECTION, group)
    return build_list_response(request, COLLECTION, serialize_sales_account, has_parent(group))


ROUTES: Routes = {"/product-groups/<int:group>/sales-accounts": {"GET": list_group_sales_accounts}}
