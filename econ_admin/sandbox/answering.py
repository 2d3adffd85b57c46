"""From a request to its answer: finds what stands at the address and gives it one transaction."""

from datetime import datetime

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.answers import ROUTES
from econ_admin.sandbox.books import encode
from econ_admin.sandbox.exchange import Call, Reply
from econ_admin.sandbox.gate import READING
from econ_admin.sandbox.links import Links, Parameters
from econ_admin.sandbox.refusals import no_such_address, not_allowed
from econ_admin.sandbox.store import Store


def root_of(request: Request) -> str:
    """The address that the client called, without a slash at the end."""
    return request.root_url.rstrip("/")


class Answering:
    """All routes over one store."""

    def __init__(self, store: Store) -> None:
        rules = [
            Rule(path, methods=[method], endpoint=answer)
            for path, methods in ROUTES.items()
            for method, answer in methods.items()
        ]
        # A slash at the end is taken, since old clients send it; nothing is ever redirected.
        self._map = Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)
        self._store = store

    def __call__(self, request: Request, sent: bytes, now: datetime) -> Response:
        """The answer. Raises a refusal."""
        try:
            answer, numbers = self._map.bind_to_environ(request.environ).match()
        except (NotFound, ValueError) as error:  # a ValueError: too many digits to be a number
            raise no_such_address() from error
        except MethodNotAllowed as error:
            raise not_allowed(request.method, sorted(error.valid_methods or ())) from error
        parameters = Parameters(request.query_string.decode(errors="replace"))
        links = Links(root_of(request), parameters)
        with self._store.reading() if request.method in READING else self._store.writing() as books:
            path = request.path.strip("/")
            reply = answer(Call(request.method, path, parameters, sent, books, links, now), **numbers)
        return _response(reply)


def _response(reply: Reply) -> Response:
    body = b"" if reply.document is None else encode(reply.document)
    response = Response(body, reply.status, reply.headers)
    if reply.document is not None:
        response.content_type = "application/json; charset=utf-8"
    return response
