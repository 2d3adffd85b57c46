"""Products: list, one, create, replace or upsert, delete; by group and by unit."""

from decimal import ROUND_HALF_UP, Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints import product_groups, product_serializers, units
from econ_admin.sandbox.endpoints.product_serializers import (
    COLLECTION,
    REFERENCES,
    serialize_product,
    serialize_product_item,
)
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404, raise_if_in_use
from econ_admin.sandbox.error_responses import FieldError, duplicate_error, validation_error
from econ_admin.sandbox.filter_sql import Condition
from econ_admin.sandbox.links import decode_key
from econ_admin.sandbox.pagination import build_list_response
from econ_admin.sandbox.references import resolve_references
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes
from econ_admin.sandbox.schemas import products as schema

CENT = Decimal("0.01")
TWO_DECIMALS = ("costPrice", "recommendedPrice", "salesPrice", "minimumStock")
WRITABLE_STOCK = ("packageVolume", "recommendedCostPrice")
SNAPSHOT_PROPERTIES = {
    "unit": ("unitNumber", "name"),
    "productGroup": ("productGroupNumber", "name", "inventoryEnabled"),
}


def list_products(request: ApiRequest) -> ApiResponse:
    """GET /products."""
    return build_list_response(request, COLLECTION, serialize_product_item, create_description="Create a new product")


def list_group_products(request: ApiRequest, group: int) -> ApiResponse:
    """GET /product-groups/:n/products."""
    get_or_404(request, product_groups.COLLECTION, group)
    return build_list_response(
        request,
        product_serializers.GROUP_COLLECTION,
        serialize_product_item,
        Condition(f'"{product_serializers.GROUP_FIELD}" = ?', (group,)),
    )


def list_unit_products(request: ApiRequest, unit: int) -> ApiResponse:
    """GET /units/:n/products."""
    get_or_404(request, units.COLLECTION, unit)
    return build_list_response(request, COLLECTION, serialize_product_item, Condition('"unit.unitNumber" = ?', (unit,)))


def get_product(request: ApiRequest, product: str) -> ApiResponse:
    """GET /products/:n."""
    return ApiResponse(200, serialize_product(get_or_404(request, COLLECTION, decode_key(product)), request.links))


def add_product(request: ApiRequest) -> ApiResponse:
    """POST /products, with an unused number."""
    body = schema.POST.validate(request.parse_body(), request.links.root)
    if request.repository.find("products", body["productNumber"]):
        raise duplicate_error()
    return _save(request, 201, _build_document(request, body, body["productNumber"], {}))


def replace_product(request: ApiRequest, product: str) -> ApiResponse:
    """PUT /products/:n: replaces all writable properties; an unused number creates a product."""
    number = decode_key(product)
    body = schema.PUT.validate(request.parse_body(), request.links.root)
    existing = request.repository.find("products", number)
    return _save(request, 200 if existing else 201, _build_document(request, body, number, existing or {}))


def remove_product(request: ApiRequest, product: str) -> ApiResponse:
    """DELETE /products/:n; refused if an invoice uses it."""
    number = decode_key(product)
    get_or_404(request, COLLECTION, number)
    raise_if_in_use(request, COLLECTION, number)
    request.repository.remove("products", number)
    return ApiResponse(204)


def _build_document(request: ApiRequest, body: Document, number: str, existing: Document) -> Document:
    references, field_errors = resolve_references(body, REFERENCES, 0, request.repository, request.links)
    if body["productNumber"] != number:
        message = f"ProductNumber '{body['productNumber']}' does not match the address."
        hint = "The number of a product cannot be changed."
        field_errors.append(FieldError("productNumber", message, "E04300", body["productNumber"], hint))
    if field_errors:
        raise validation_error(field_errors)
    document: Document = {
        "recommendedPrice": 0,
        "salesPrice": 0,
        "barred": False,
        **body,
        "lastUpdated": request.timestamp_to_minute,
    }
    for name in TWO_DECIMALS:
        if name in document:
            document[name] = Decimal(document[name]).quantize(CENT, ROUND_HALF_UP) + 0  # no -0.00
    for name, snapshot_fields in SNAPSHOT_PROPERTIES.items():
        if name in references:
            referenced = request.repository.find(REFERENCES[name].noun, references[name][snapshot_fields[0]]) or {}
            document[name] = {field: referenced[field] for field in snapshot_fields if field in referenced}
    document.pop("inventory", None)
    if document["productGroup"].get("inventoryEnabled"):  # recorded from 2024 to 2026: others have no inventory
        document["inventory"] = _build_inventory(existing.get("inventory", {}), body.get("inventory", {}))
    return document


def _build_inventory(existing_inventory: Document, sent_inventory: Document) -> Document:
    """Returns the inventory with stock unchanged and writable amounts replaced, with two decimals."""
    writable = {name: Decimal(sent_inventory.get(name, 0)).quantize(CENT, ROUND_HALF_UP) + 0 for name in WRITABLE_STOCK}
    return {**product_serializers.EMPTY_STOCK, **existing_inventory, **writable}


def _save(request: ApiRequest, status: int, product: Document) -> ApiResponse:
    request.repository.save("products", product)
    document = serialize_product(product, request.links)
    return ApiResponse(status, document, {"Location": document["self"]} if status == 201 else {})


ROUTES: Routes = {
    "/products": {"GET": list_products, "POST": add_product},
    "/products/<string:product>": {"GET": get_product, "PUT": replace_product, "DELETE": remove_product},
    "/product-groups/<int:group>/products": {"GET": list_group_products},
    "/units/<int:unit>/products": {"GET": list_unit_products},
}
