"""A session: its connections, and what it keeps of the answers."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.exceptions import InvalidSchema
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse
from requests_cache.policy.expiration import DO_NOT_CACHE
from requests_cache.session import CachedSession

from econ_admin.gateway import concurrency
from econ_admin.gateway.bounded_adapter import BoundedAdapter
from econ_admin.gateway.circuit_breaker import Circuit
from econ_admin.gateway.record_cache import Shelf
from econ_admin.gateway.response_cache import AnswersInSQLite
from econ_admin.gateway.shared_flags import Signs
from econ_admin.gateway.single_flight import Flights
from econ_admin.gateway.tokens import ASKED_HEADER, KEY_HEADER, TokenAdapter, Tokens
from econ_admin.gateway.upstream import Upstream, origin_of


@dataclass(frozen=True, slots=True)
class Answer:
    """A kept answer: its bytes, and when it was asked for (seconds since 1970)."""

    body: bytes
    asked: float


class GatewaySession(CachedSession):
    """A session that reaches the origins it was told of and no other, and that remembers no cookie.

    What is looked up in the cache is decided above it (`reading`): it never answers from there by itself.
    """

    answers: AnswersInSQLite

    def __init__(self, answers: AnswersInSQLite, signs: Signs) -> None:
        # cache_control off: how long something is kept is ours to say, and stands in the table of `caching`.
        super().__init__(backend=answers, key_fn=_key_of, expire_after=DO_NOT_CACHE, allowable_methods=("GET",))
        self.answers = answers
        self.signs = signs
        self.shelf = Shelf()
        self.flights = Flights()
        self.is_closed = False
        self._circuits: dict[str, Circuit] = {}
        self._admitting = threading.Lock()
        self.adapters.clear()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.headers.update({"Accept": "application/json", "User-Agent": "econ-admin"})

    def admit(self, upstream: Upstream, tokens: Tokens, adapter: BaseAdapter | None = None) -> None:
        """Let an agreement's requests through to its origin, by HTTP or by another adapter (the sandbox's)."""
        with self._admitting:
            mounted = self.adapters.get(upstream.origin)
            if not isinstance(mounted, TokenAdapter):
                # As many connections as the pool has threads: one fewer, and it is made anew under load.
                mounted = TokenAdapter(adapter or BoundedAdapter(pool_maxsize=concurrency.THREADS))
                self.mount(upstream.origin, mounted)
            mounted.register(upstream, tokens)

    def mount(self, prefix: str | bytes, adapter: BaseAdapter) -> None:
        """Mount on an origin. No prefixes: `https://host` is also the beginning of `https://host.evil.example`."""
        self.adapters[origin_of(str(prefix))] = adapter

    def get_adapter(self, url: str) -> BaseAdapter:
        try:
            return self.adapters[origin_of(url)]
        except KeyError as error:
            raise InvalidSchema(f"no agreement lives at {origin_of(url)}") from error

    def get_redirect_target(self, resp: requests.Response) -> None:
        """A redirect leads nowhere. Not only is it never followed: where it points is not even read."""

    def ask(
        self, method: str, url: str, key: str, asked: float, keep_for: timedelta | None, **kwargs: Any
    ) -> requests.Response:
        """Send a request, whatever is kept, and keep a good answer for so long; not at all without a time."""
        headers = {**kwargs.pop("headers", {}), KEY_HEADER: key, ASKED_HEADER: repr(asked)}
        return self.request(
            method,
            url,
            headers=headers,
            allow_redirects=False,
            force_refresh=True,
            expire_after=keep_for or DO_NOT_CACHE,
            **kwargs,
        )

    def answer(self, key: str) -> Answer | None:
        """What is kept under a key."""
        kept = self.answers.get_response(key)
        asked = kept.request.headers.get(ASKED_HEADER) if isinstance(kept, CachedResponse) else None
        return Answer(kept.content, float(asked)) if kept and asked else None

    def forget(self, key: str) -> None:
        """Keep this answer no longer: it turned out not to be one, or what it tells of is gone."""
        self.shelf.remove(key)
        self.answers.forget(key)

    def circuit_of(self, agreement: str) -> Circuit:
        """The one circuit of an agreement in this process."""
        return self._circuits.setdefault(agreement, Circuit(self.signs, agreement))

    def close(self) -> None:
        """Close it; the next `open_session` makes another."""
        super().close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only
        self.signs.close()
        self.is_closed = True


def _key_of(request: requests.PreparedRequest | CachedRequest, **_: Any) -> str:
    key: str = request.headers[KEY_HEADER]
    return key
