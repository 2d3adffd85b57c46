"""What reference lists have in common: a list and its documents, only to be read."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.error_responses import in_use, not_found
from econ_admin.sandbox.pagination import Shown, listing
from econ_admin.sandbox.repository import Key
from econ_admin.sandbox.request import Call, Reply, Routes


def demanded(call: Call, collection: Collection, key: Key, parent: Key | None = None) -> Document:
    """The document of that number. Raises the refusal that the server gives where there is none."""
    document = call.books.find(collection.noun, key, parent)
    if document is None:
        where = call.path.rpartition("/")[0] if parent is not None else collection.address
        raise not_found(collection.entity, key, call.links.plain(where), collection.plural)
    return document


def not_in_use(call: Call, collection: Collection, key: Key) -> None:
    """Raises the refusal to delete what an invoice uses."""
    users = call.books.users(collection.noun, key)
    if users:
        raise in_use(collection.entity, key, users)


def routes(collection: Collection, shown: Shown) -> Routes:
    """The list at the noun's address and each document below it."""

    def all_of_them(call: Call) -> Reply:
        return listing(call, collection, shown)

    def one(call: Call, key: Key) -> Reply:
        return Reply(200, shown(demanded(call, collection, key), call.links))

    key = "<string:key>" if collection.keyed_by_text else "<int:key>"
    return {f"/{collection.noun}": {"GET": all_of_them}, f"/{collection.noun}/{key}": {"GET": one}}
