"""Routes requests to endpoints and runs each in one transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.authentication import SAFE_METHODS
from econ_admin.sandbox.balances import catch_up, is_behind
from econ_admin.sandbox.endpoints import ROUTES
from econ_admin.sandbox.error_responses import COPENHAGEN, method_not_allowed_error, unknown_path_error
from econ_admin.sandbox.idempotency import IdempotentWrite
from econ_admin.sandbox.links import LinkBuilder, QueryParameters
from econ_admin.sandbox.repository import Repository, encode
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Endpoint
from econ_admin.sandbox.store import Store


def get_root_url(request: Request) -> str:
    """Returns the URL that the client called, without a trailing slash."""
    return request.root_url.rstrip("/")


@cache
def _build_url_map() -> Map:
    """Returns the map of all routes, cached because building it is slow."""
    rules = [
        Rule(path, methods=[method], endpoint=answer)
        for path, methods in ROUTES.items()
        for method, answer in methods.items()
    ]
    # A trailing slash is accepted, since old clients send it; nothing is redirected.
    return Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)


class Dispatcher:
    """Dispatches requests to the endpoints of one store."""

    def __init__(self, store: Store) -> None:
        self._url_map = _build_url_map()
        self._store = store

    def __call__(self, request: Request, raw_body: bytes, now: datetime) -> Response:
        """Returns the response, or the stored one for a repeated Idempotency-Key. Raises ApiError."""
        endpoint, path_arguments = self._match_route(request)
        parameters = QueryParameters(request.query_string.decode(errors="replace"))
        links = LinkBuilder(get_root_url(request), parameters)

        def attempt(repository: Repository) -> Response:
            path = request.path.strip("/")
            return _build_response(
                endpoint(
                    ApiRequest(request.method, path, parameters, raw_body, repository, links, now), **path_arguments
                )
            )

        self._advance_day(now.astimezone(COPENHAGEN).date())
        idempotent_write = IdempotentWrite.from_request(request, raw_body, now)
        if idempotent_write:
            with self._store.write_with_connection() as (repository, connection):
                return idempotent_write.find_response(connection) or idempotent_write.execute(
                    connection, lambda: attempt(repository)
                )
        with self._store.read() if request.method in SAFE_METHODS else self._store.write() as repository:
            return attempt(repository)

    def _advance_day(self, today: date) -> None:
        """Advances the data to today, on the first request of a day."""
        with self._store.read() as repository:
            is_late = is_behind(repository, today)
        if is_late:
            with self._store.write() as repository:
                catch_up(repository, today)

    def _match_route(self, request: Request) -> tuple[Endpoint, Mapping[str, Any]]:
        try:
            return self._url_map.bind_to_environ(request.environ).match()
        except (NotFound, ValueError) as error:  # ValueError: a number with too many digits
            raise unknown_path_error() from error
        except MethodNotAllowed as error:
            raise method_not_allowed_error(request.method, sorted(error.valid_methods or ())) from error


def _build_response(api_response: ApiResponse) -> Response:
    if api_response.pdf:
        return Response(api_response.pdf, api_response.status, api_response.headers, mimetype="application/pdf")
    body = b"" if api_response.document is None else encode(api_response.document)
    response = Response(body, api_response.status, api_response.headers)
    if api_response.document is not None:
        response.content_type = "application/json; charset=utf-8"
    return response
