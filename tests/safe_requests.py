"""Checks in every test that GET, HEAD and OPTIONS requests only read the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRITING_PATHS = frozenset({"/sign-in/oidc/callback/"})  # the one exception: a provider answers by a link
READS = ("SELECT", "PRAGMA", "EXPLAIN")


@contextmanager
def record_writes() -> Iterator[list[str]]:
    """Collects the statements that write or take the write lock.

    With `transaction_mode` IMMEDIATE the BEGIN of any `atomic` takes it; inside a test's own transaction the same
    block is a SAVEPOINT.
    """
    writes: list[str] = []

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.lstrip(" \n(").upper().startswith(READS):
            writes.append(sql)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield writes


class SafeRequestsMiddleware:
    """Fails the test whose GET, HEAD or OPTIONS request writes; the outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS or request.path in WRITING_PATHS:
            return self.get_response(request)
        with record_writes() as writes:
            response = self.get_response(request)
        assert not writes, f"{request.method} {request.path} writes to the database: {writes}"
        return response
