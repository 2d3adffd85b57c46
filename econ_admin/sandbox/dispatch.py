"""From a request to its answer: finds what stands at the address and gives it one transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.authentication import READING
from econ_admin.sandbox.balances import behind, catch_up
from econ_admin.sandbox.endpoints import ROUTES
from econ_admin.sandbox.error_responses import COPENHAGEN, no_such_address, not_allowed
from econ_admin.sandbox.idempotency import Keyed
from econ_admin.sandbox.links import Links, Parameters
from econ_admin.sandbox.repository import Books, encode
from econ_admin.sandbox.request import Answerer, Call, Reply
from econ_admin.sandbox.store import Store


def root_of(request: Request) -> str:
    """The address that the client called, without a slash at the end."""
    return request.root_url.rstrip("/")


@cache
def _map() -> Map:
    """The map of all routes, one a process: drawing it takes longer than many an answer."""
    rules = [
        Rule(path, methods=[method], endpoint=answer)
        for path, methods in ROUTES.items()
        for method, answer in methods.items()
    ]
    # A slash at the end is taken, since old clients send it; nothing is ever redirected.
    return Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)


class Answering:
    """All routes over one store."""

    def __init__(self, store: Store) -> None:
        self._map = _map()
        self._store = store

    def __call__(self, request: Request, sent: bytes, now: datetime) -> Response:
        """The answer, or the one that was given to the same Idempotency-Key. Raises a refusal."""
        answer, numbers = self._found(request)
        parameters = Parameters(request.query_string.decode(errors="replace"))
        links = Links(root_of(request), parameters)

        def attempt(books: Books) -> Response:
            path = request.path.strip("/")
            return _response(answer(Call(request.method, path, parameters, sent, books, links, now), **numbers))

        self._catch_up(now.astimezone(COPENHAGEN).date())
        keyed = Keyed.read(request, sent, now)
        if keyed:
            with self._store.keyed() as (books, connection):
                return keyed.recalled(connection) or keyed.answered(connection, lambda: attempt(books))
        with self._store.reading() if request.method in READING else self._store.writing() as books:
            return attempt(books)

    def _catch_up(self, today: date) -> None:
        """The first to ask on a new day finds it begun."""
        with self._store.reading() as books:
            late = behind(books, today)
        if late:
            with self._store.writing() as books:
                catch_up(books, today)

    def _found(self, request: Request) -> tuple[Answerer, Mapping[str, Any]]:
        try:
            return self._map.bind_to_environ(request.environ).match()
        except (NotFound, ValueError) as error:  # a ValueError: too many digits to be a number
            raise no_such_address() from error
        except MethodNotAllowed as error:
            raise not_allowed(request.method, sorted(error.valid_methods or ())) from error


def _response(reply: Reply) -> Response:
    if reply.pdf:
        return Response(reply.pdf, reply.status, reply.headers, mimetype="application/pdf")
    body = b"" if reply.document is None else encode(reply.document)
    response = Response(body, reply.status, reply.headers)
    if reply.document is not None:
        response.content_type = "application/json; charset=utf-8"
    return response
