"""The schemas as anybody may read them: at `/schema/customers.post.schema.json`, without tokens."""

from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.authentication import READING
from econ_admin.sandbox.error_responses import no_such_address, not_allowed
from econ_admin.sandbox.repository import encode
from econ_admin.sandbox.schemas import SCHEMAS

BELOW, ENDING = "/schema/", ".schema.json"


def published(request: Request) -> Response | None:
    """The schema asked for; None where something else is. Raises the refusal of a schema that there is not."""
    if not request.path.startswith(BELOW):
        return None
    rules = SCHEMAS.get(request.path.removeprefix(BELOW).removesuffix(ENDING))
    if rules is None or not request.path.endswith(ENDING):
        raise no_such_address()
    if request.method not in READING:
        raise not_allowed(request.method, READING)
    return Response(encode(rules.document), content_type="application/json; charset=utf-8")
