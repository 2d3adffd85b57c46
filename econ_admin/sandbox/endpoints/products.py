"""Products: list, one, create, replace or upsert, delete; those of a group and of a unit."""

from decimal import ROUND_HALF_UP, Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints import product_groups, product_serializers, units
from econ_admin.sandbox.endpoints.product_serializers import COLLECTION, REFERENCES, shown, shown_alone
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded, not_in_use
from econ_admin.sandbox.error_responses import Wrong, duplicate, invalid
from econ_admin.sandbox.filter_sql import Condition
from econ_admin.sandbox.links import decoded
from econ_admin.sandbox.pagination import listing
from econ_admin.sandbox.references import resolved
from econ_admin.sandbox.request import Call, Reply, Routes
from econ_admin.sandbox.schemas import products as schema

CENT = Decimal("0.01")
PRICES = ("costPrice", "recommendedPrice", "salesPrice")
WRITTEN_OF_STOCK = ("packageVolume", "recommendedCostPrice")
SNAPSHOTS = {"unit": ("unitNumber", "name"), "productGroup": ("productGroupNumber", "name", "inventoryEnabled")}


def all_of_them(call: Call) -> Reply:
    """GET /products."""
    return listing(call, COLLECTION, shown, create="Create a new product")


def of_group(call: Call, group: int) -> Reply:
    """GET /product-groups/:n/products."""
    demanded(call, product_groups.COLLECTION, group)
    return listing(call, product_serializers.OF_GROUP, shown, Condition(f'"{product_serializers.GROUP}" = ?', (group,)))


def of_unit(call: Call, unit: int) -> Reply:
    """GET /units/:n/products."""
    demanded(call, units.COLLECTION, unit)
    return listing(call, COLLECTION, shown, Condition('"unit.unitNumber" = ?', (unit,)))


def one(call: Call, product: str) -> Reply:
    """GET /products/:n."""
    return Reply(200, shown_alone(demanded(call, COLLECTION, decoded(product)), call.links))


def add(call: Call) -> Reply:
    """POST /products, with a number that nobody has."""
    sent = schema.POST.taken(call.body(), call.links.root)
    if call.books.find("products", sent["productNumber"]):
        raise duplicate()
    return _kept(call, 201, _document(call, sent, sent["productNumber"], {}))


def replace(call: Call, product: str) -> Reply:
    """PUT /products/:n: replaces all that may be written; a number that nobody has is made."""
    number = decoded(product)
    sent = schema.PUT.taken(call.body(), call.links.root)
    before = call.books.find("products", number)
    return _kept(call, 200 if before else 201, _document(call, sent, number, before or {}))


def remove(call: Call, product: str) -> Reply:
    """DELETE /products/:n, unless an invoice has it."""
    number = decoded(product)
    demanded(call, COLLECTION, number)
    not_in_use(call, COLLECTION, number)
    call.books.remove("products", number)
    return Reply(204)


def _document(call: Call, sent: Document, number: str, before: Document) -> Document:
    references, wrongs = resolved(sent, REFERENCES, 0, call.books, call.links)
    if sent["productNumber"] != number:
        message = f"ProductNumber '{sent['productNumber']}' does not match the address."
        hint = "The number of a product cannot be changed."
        wrongs.append(Wrong("productNumber", message, "E04300", sent["productNumber"], hint))
    if wrongs:
        raise invalid(wrongs)
    kept: Document = {"recommendedPrice": 0, "salesPrice": 0, "barred": False, **sent, "lastUpdated": call.minute}
    for name in PRICES:
        if name in kept:
            kept[name] = Decimal(kept[name]).quantize(CENT, ROUND_HALF_UP) + 0  # no -0.00
    for name, snapshot_fields in SNAPSHOTS.items():
        if name in references:
            whole = call.books.find(REFERENCES[name].noun, references[name][snapshot_fields[0]]) or {}
            kept[name] = {field: whole[field] for field in snapshot_fields if field in whole}
    kept["inventory"] = _inventory(before.get("inventory", {}), sent.get("inventory", {}))
    return kept


def _inventory(before: Document, sent: Document) -> Document:
    """What is in stock stays; the amounts that may be written are replaced, with two decimals."""
    written = {name: Decimal(sent.get(name, 0)).quantize(CENT, ROUND_HALF_UP) + 0 for name in WRITTEN_OF_STOCK}
    return {**product_serializers.STOCK, **before, **written}


def _kept(call: Call, status: int, product: Document) -> Reply:
    call.books.keep("products", product)
    answer = shown_alone(product, call.links)
    return Reply(status, answer, {"Location": answer["self"]} if status == 201 else {})


ROUTES: Routes = {
    "/products": {"GET": all_of_them, "POST": add},
    "/products/<string:product>": {"GET": one, "PUT": replace, "DELETE": remove},
    "/product-groups/<int:group>/products": {"GET": of_group},
    "/units/<int:unit>/products": {"GET": of_unit},
}
