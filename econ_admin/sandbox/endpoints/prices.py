"""Agreed product prices in other currencies."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import product_serializers
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.error_responses import not_found_error
from econ_admin.sandbox.filter_sql import has_parent
from econ_admin.sandbox.links import LinkBuilder, decode_key, encode_key
from econ_admin.sandbox.pagination import build_list_response
from econ_admin.sandbox.repository import Repository
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes

COLLECTION = Collection(
    "currency-specific-sales-prices",
    entity="CurrencySpecificSalesPrice",
    key_field="place",  # internal: `P1 EUR` is the price of product P1 in euros
    wire_order=("currency", "product", "price", "self"),
    fields=(
        Field("price", Kind.AMOUNT),
        Field("product.productNumber"),
        Field("currency.code"),
    ),
    parent="products",
    parent_reference=("product", "productNumber"),
    keyed_by_text=True,
)
BASE_PATH = "/products/<string:product>/pricing/currency-specific-sales-prices"


def build_price_key(product: str, currency: str) -> str:
    """Returns the key of a price."""
    return f"{product} {currency}"


def find_price(repository: Repository, product: str, currency: str) -> Document | None:
    """Returns the price of a product in a currency, if there is one."""
    return repository.find(COLLECTION.noun, build_price_key(product, currency))


def serialize_price(document: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    product, code = f"products/{encode_key(document['product']['productNumber'])}", document["currency"]["code"]
    return COLLECTION.order_keys(
        {
            "currency": {"code": code, "self": links.build_url(f"currencies/{code}")},
            "product": {**document["product"], "self": links.build_url(product)},
            "price": document["price"],
            "self": links.build_url(f"{product}/pricing/{COLLECTION.noun}/{code}"),
        }
    )


def list_product_prices(request: ApiRequest, product: str) -> ApiResponse:
    """GET /products/:n/pricing/currency-specific-sales-prices."""
    get_or_404(request, product_serializers.COLLECTION, decode_key(product))
    return build_list_response(request, COLLECTION, serialize_price, has_parent(decode_key(product)))


def get_price(request: ApiRequest, product: str, currency: str) -> ApiResponse:
    """GET the price in one currency."""
    get_or_404(request, product_serializers.COLLECTION, decode_key(product))
    price_document = find_price(request.repository, decode_key(product), currency)
    if price_document is None:
        path = request.links.build_bare_url(request.path.rpartition("/")[0])
        raise not_found_error(COLLECTION.entity, currency, path, COLLECTION.plural)
    return ApiResponse(200, serialize_price(price_document, request.links))


ROUTES: Routes = {BASE_PATH: {"GET": list_product_prices}, f"{BASE_PATH}/<string:currency>": {"GET": get_price}}
