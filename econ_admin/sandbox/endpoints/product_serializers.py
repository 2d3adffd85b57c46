"""Serializes products, with their amounts and links."""

from dataclasses import replace
from decimal import Decimal

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import product_groups, units
from econ_admin.sandbox.links import LinkBuilder, encode_key
from econ_admin.sandbox.references import Reference

COLLECTION = Collection(
    "products",
    entity="Product",
    key_field="productNumber",
    wire_order=(
        "productNumber", "description", "name", "costPrice", "recommendedPrice", "salesPrice", "barCode", "barred",
        "lastUpdated", "productGroup", "unit", "inventory", "minimumStock", "invoices", "pricing",
        "departmentalDistribution", "metaData", "self",
    ),
    fields=(
        Field("productNumber"),
        Field("description"),
        Field("name"),
        Field("costPrice", Kind.AMOUNT),
        Field("recommendedPrice", Kind.AMOUNT),
        Field("salesPrice", Kind.AMOUNT),
        Field("barCode"),
        Field("barred", Kind.BOOLEAN, sortable=False),
        Field("lastUpdated", Kind.DATETIME),
        Field("unit.unitNumber", Kind.INTEGER, sortable=False),
        Field("productGroup.productGroupNumber", Kind.INTEGER, sortable=False),
        Field("departmentalDistribution.departmentalDistributionNumber", Kind.INTEGER, sortable=False),
    ),
    keyed_by_text=True,
)  # fmt: skip

GROUP_FIELD = "productGroup.productGroupNumber"
GROUP_COLLECTION = replace(COLLECTION, fields=tuple(field for field in COLLECTION.fields if field.name != GROUP_FIELD))
REFERENCE = Reference("products", "productNumber", "Product", "products", keyed_by_text=True)
REFERENCES = {
    "unit": Reference("units", "unitNumber", "Unit", "units"),
    "productGroup": Reference("product-groups", "productGroupNumber", "ProductGroup", "product groups"),
}
EMPTY_STOCK: Document = {
    "available": Decimal("0.0"),
    "inStock": Decimal("0.0"),
    "orderedFromSuppliers": Decimal("0.0"),
    "orderedByCustomers": Decimal("0.0"),
    "packageVolume": Decimal("0.00"),
    "recommendedCostPrice": Decimal("0.00"),
}


def serialize_product_item(product: Document, links: LinkBuilder) -> Document:
    """Returns a list item."""
    path = f"products/{encode_key(product['productNumber'])}"
    invoice_links = {state: links.build_url(f"{path}/invoices/{state}") for state in ("drafts", "booked")}
    document = {
        **product,
        "productGroup": product_groups.serialize_product_group(product["productGroup"], links),
        "invoices": {**invoice_links, "self": links.build_url(f"{path}/invoices")},
        "pricing": {"currencySpecificSalesPrices": links.build_url(f"{path}/pricing/currency-specific-sales-prices")},
        "self": links.build_url(path),
    }
    if "inventory" in product:
        document["inventory"] = {**EMPTY_STOCK, **product["inventory"]}
    if "unit" in product:
        document["unit"] = units.serialize_unit(product["unit"], links)
    return COLLECTION.order_keys(document)


def serialize_product(product: Document, links: LinkBuilder) -> Document:
    """Returns the full document, with its delete and replace actions."""
    item = serialize_product_item(product, links)
    actions = {
        "delete": {"description": "Delete this product.", "href": item["self"], "httpMethod": "delete"},
        "replace": {"description": "Replace this product.", "href": item["self"], "httpMethod": "put"},
    }
    return COLLECTION.order_keys({**item, "metaData": actions})
