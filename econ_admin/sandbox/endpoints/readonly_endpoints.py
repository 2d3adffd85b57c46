"""Read-only list and document endpoints, for reference lists."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.error_responses import in_use_error, not_found_error
from econ_admin.sandbox.pagination import Serializer, build_list_response
from econ_admin.sandbox.repository import Key
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes


def get_or_404(request: ApiRequest, collection: Collection, key: Key, parent: Key | None = None) -> Document:
    """Returns the document with that key. Raises ApiError (404) if there is none."""
    document = request.repository.find(collection.noun, key, parent)
    if document is None:
        path = request.path.rpartition("/")[0] if parent is not None else collection.path
        raise not_found_error(collection.entity, key, request.links.build_bare_url(path), collection.plural)
    return document


def raise_if_in_use(request: ApiRequest, collection: Collection, key: Key) -> None:
    """Raises ApiError if invoices use the document."""
    use_count = request.repository.count_uses(collection.noun, key)
    if use_count:
        raise in_use_error(collection.entity, key, use_count)


def build_readonly_routes(collection: Collection, serialize: Serializer) -> Routes:
    """Returns the routes of a collection and of its documents."""

    def list_documents(request: ApiRequest) -> ApiResponse:
        return build_list_response(request, collection, serialize)

    def get_document(request: ApiRequest, key: Key) -> ApiResponse:
        return ApiResponse(200, serialize(get_or_404(request, collection, key), request.links))

    key = "<string:key>" if collection.keyed_by_text else "<int:key>"
    return {f"/{collection.noun}": {"GET": list_documents}, f"/{collection.noun}/{key}": {"GET": get_document}}
