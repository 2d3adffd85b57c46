"""How a product looks on the wire: its keys, its amounts, and the links below it."""

from dataclasses import replace
from decimal import Decimal

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import product_groups, units
from econ_admin.sandbox.links import Links, encoded
from econ_admin.sandbox.references import Reference

COLLECTION = Collection(
    "products",
    entity="Product",
    number="productNumber",
    order=(
        "productNumber", "description", "name", "costPrice", "recommendedPrice", "salesPrice", "barCode", "barred",
        "lastUpdated", "productGroup", "unit", "inventory", "invoices", "pricing", "departmentalDistribution",
        "metaData", "self",
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
        Field("lastUpdated", Kind.MOMENT),
        Field("unit.unitNumber", Kind.INTEGER, sortable=False),
        Field("productGroup.productGroupNumber", Kind.INTEGER, sortable=False),
        Field("departmentalDistribution.departmentalDistributionNumber", Kind.INTEGER, sortable=False),
    ),
    keyed_by_text=True,
)  # fmt: skip

GROUP = "productGroup.productGroupNumber"
OF_GROUP = replace(COLLECTION, fields=tuple(field for field in COLLECTION.fields if field.name != GROUP))
REFERENCE = Reference("products", "productNumber", "Product", "products", keyed_by_text=True)
REFERENCES = {
    "unit": Reference("units", "unitNumber", "Unit", "units"),
    "productGroup": Reference("product-groups", "productGroupNumber", "ProductGroup", "product groups"),
}
STOCK: Document = {
    "available": Decimal("0.0"),
    "inStock": Decimal("0.0"),
    "orderedFromSuppliers": Decimal("0.0"),
    "orderedByCustomers": Decimal("0.0"),
    "packageVolume": Decimal("0.00"),
    "recommendedCostPrice": Decimal("0.00"),
}


def shown(product: Document, links: Links) -> Document:
    """As an item of a list."""
    here = f"products/{encoded(product['productNumber'])}"
    invoices = {state: links.to(f"{here}/invoices/{state}") for state in ("drafts", "booked")}
    whole = {
        **product,
        "productGroup": product_groups.shown(product["productGroup"], links),
        "inventory": {**STOCK, **product.get("inventory", {})},
        "invoices": {**invoices, "self": links.to(f"{here}/invoices")},
        "pricing": {"currencySpecificSalesPrices": links.to(f"{here}/pricing/currency-specific-sales-prices")},
        "self": links.to(here),
    }
    if "unit" in product:
        whole["unit"] = units.shown(product["unit"], links)
    return COLLECTION.ordered(whole)


def shown_alone(product: Document, links: Links) -> Document:
    """As a document of its own, which says how it may be deleted and replaced."""
    whole = shown(product, links)
    actions = {
        "delete": {"description": "Delete this product.", "href": whole["self"], "httpMethod": "delete"},
        "replace": {"description": "Replace this product.", "href": whole["self"], "httpMethod": "put"},
    }
    return COLLECTION.ordered({**whole, "metaData": actions})
