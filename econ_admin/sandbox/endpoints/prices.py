"""What a product costs in other currencies, where that is agreed by hand."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import product_serializers
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.error_responses import not_found
from econ_admin.sandbox.filter_sql import under
from econ_admin.sandbox.links import Links, decoded, encoded
from econ_admin.sandbox.pagination import listing
from econ_admin.sandbox.repository import Books
from econ_admin.sandbox.request import Call, Reply, Routes

COLLECTION = Collection(
    "currency-specific-sales-prices",
    entity="CurrencySpecificSalesPrice",
    number="place",  # of our own: `P1 EUR` is the price of product P1 in euros
    order=("currency", "product", "price", "self"),
    fields=(
        Field("price", Kind.AMOUNT),
        Field("product.productNumber"),
        Field("currency.code"),
    ),
    parent="products",
    owner=("product", "productNumber"),
    keyed_by_text=True,
)
HERE = "/products/<string:product>/pricing/currency-specific-sales-prices"


def place(product: str, currency: str) -> str:
    """The number that a price is kept by."""
    return f"{product} {currency}"


def price(books: Books, product: str, currency: str) -> Document | None:
    """The price of a product in that currency, if there is one."""
    return books.find(COLLECTION.noun, place(product, currency))


def shown(document: Document, links: Links) -> Document:
    """On the wire."""
    product, code = f"products/{encoded(document['product']['productNumber'])}", document["currency"]["code"]
    return COLLECTION.ordered(
        {
            "currency": {"code": code, "self": links.to(f"currencies/{code}")},
            "product": {**document["product"], "self": links.to(product)},
            "price": document["price"],
            "self": links.to(f"{product}/pricing/{COLLECTION.noun}/{code}"),
        }
    )


def of_product(call: Call, product: str) -> Reply:
    """GET /products/:n/pricing/currency-specific-sales-prices."""
    demanded(call, product_serializers.COLLECTION, decoded(product))
    return listing(call, COLLECTION, shown, under(decoded(product)))


def one(call: Call, product: str, currency: str) -> Reply:
    """GET the price in one currency."""
    demanded(call, product_serializers.COLLECTION, decoded(product))
    found = price(call.books, decoded(product), currency)
    if found is None:
        where = call.links.plain(call.path.rpartition("/")[0])
        raise not_found(COLLECTION.entity, currency, where, COLLECTION.plural)
    return Reply(200, shown(found, call.links))


ROUTES: Routes = {HERE: {"GET": of_product}, f"{HERE}/<string:currency>": {"GET": one}}
