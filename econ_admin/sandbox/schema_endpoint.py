"""Serves the schemas, without authentication, at `/schema/customers.post.schema.json`."""

from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.authentication import SAFE_METHODS
from econ_admin.sandbox.error_responses import method_not_allowed_error, unknown_path_error
from econ_admin.sandbox.repository import encode
from econ_admin.sandbox.schemas import SCHEMAS_BY_NAME

PATH_PREFIX, PATH_SUFFIX = "/schema/", ".schema.json"


def serve_schema(request: Request) -> Response | None:
    """Returns the requested schema; None for other paths. Raises ApiError for an unknown schema."""
    if not request.path.startswith(PATH_PREFIX):
        return None
    schema = SCHEMAS_BY_NAME.get(request.path.removeprefix(PATH_PREFIX).removesuffix(PATH_SUFFIX))
    if schema is None or not request.path.endswith(PATH_SUFFIX):
        raise unknown_path_error()
    if request.method not in SAFE_METHODS:
        raise method_not_allowed_error(request.method, SAFE_METHODS)
    return Response(encode(schema.published_document), content_type="application/json; charset=utf-8")
