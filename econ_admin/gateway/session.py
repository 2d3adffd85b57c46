"""The HTTP session: its connections and its caches."""

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
from econ_admin.gateway.call_count import CallCount
from econ_admin.gateway.circuit_breaker import CircuitBreaker
from econ_admin.gateway.rate_limit import forget_rate_limiter
from econ_admin.gateway.record_cache import RecordCache
from econ_admin.gateway.response_cache import ResponseCache
from econ_admin.gateway.server_clock import ServerClock
from econ_admin.gateway.shared_flags import LAST_ANSWERED, TOKENS_REFUSED, FlagsUnavailable, SharedFlags
from econ_admin.gateway.shared_flight import SharedFlight
from econ_admin.gateway.single_flight import SingleFlight
from econ_admin.gateway.tokens import CACHE_KEY_HEADER, REQUESTED_AT_HEADER, TokenAdapter, Tokens
from econ_admin.gateway.upstream import Upstream, get_origin


@dataclass(frozen=True, slots=True)
class CachedBody:
    """A cached response: its body, and when it was requested (seconds since 1970)."""

    body: bytes
    requested_at: float


class GatewaySession(CachedSession):
    """A session that reaches only registered origins and stores no cookies.

    It never answers from the cache by itself: `Reader` decides when to use it.
    """

    response_cache: ResponseCache

    def __init__(
        self,
        response_cache: ResponseCache,
        shared_flags: SharedFlags,
        shared_flight: SharedFlight | None = None,
        call_count: CallCount | None = None,
    ) -> None:
        # cache_control stays off: `cache_policy` decides how long a response is cached.
        super().__init__(
            backend=response_cache, key_fn=_get_cache_key, expire_after=DO_NOT_CACHE, allowable_methods=("GET",)
        )
        self.response_cache = response_cache
        self.shared_flags = shared_flags
        self.record_cache = RecordCache()
        self.single_flight = SingleFlight()
        self.shared_flight = shared_flight or SharedFlight()
        self.call_count = call_count or CallCount()
        self.is_closed = False
        self._server_clocks: dict[str, ServerClock] = {}
        self._circuit_breakers: dict[str, CircuitBreaker] = {}
        self._mount_lock = threading.Lock()
        self.adapters.clear()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.headers.update({"Accept": "application/json", "User-Agent": "econ-admin"})

    def register_upstream(self, upstream: Upstream, tokens: Tokens, adapter: BaseAdapter | None = None) -> None:
        """Allows an agreement's requests to reach its origin, over HTTP or through another adapter (the sandbox's)."""
        with self._mount_lock:
            mounted = self.adapters.get(upstream.origin)
            if not isinstance(mounted, TokenAdapter):
                # As many connections as pool threads: with fewer, connections are reopened under load.
                mounted = TokenAdapter(adapter or BoundedAdapter(pool_maxsize=concurrency.MAX_THREADS))
                self.mount(upstream.origin, mounted)
            mounted.register(upstream, tokens)

    def get_server_clock(self, upstream: Upstream) -> ServerClock:
        return self._server_clocks.setdefault(upstream.origin, ServerClock())

    def mount(self, prefix: str | bytes, adapter: BaseAdapter) -> None:
        """Mounts an adapter on an origin, not a prefix: `https://host` is a prefix of `https://host.evil.example`."""
        self.adapters[get_origin(str(prefix))] = adapter

    def get_adapter(self, url: str) -> BaseAdapter:
        try:
            return self.adapters[get_origin(url)]
        except KeyError as error:
            raise InvalidSchema(f"no agreement is registered for {get_origin(url)}") from error

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Returns None: redirects are never followed, and their target is not even parsed."""

    def send_request(
        self, method: str, url: str, key: str, requested_at: float, cache_for: timedelta | None, **kwargs: Any
    ) -> requests.Response:
        """Sends a request past the cache. Caches a good response for `cache_for`; without it, not at all."""
        headers = {**kwargs.pop("headers", {}), CACHE_KEY_HEADER: key, REQUESTED_AT_HEADER: repr(requested_at)}
        return self.request(
            method,
            url,
            headers=headers,
            allow_redirects=False,
            force_refresh=True,
            expire_after=cache_for or DO_NOT_CACHE,
            **kwargs,
        )

    def load_cached_body(self, key: str) -> CachedBody | None:
        """Returns the cached response under a key, if any."""
        cached = self.response_cache.get_response(key)
        requested_at = cached.request.headers.get(REQUESTED_AT_HEADER) if isinstance(cached, CachedResponse) else None
        return CachedBody(cached.content, float(requested_at)) if cached and requested_at else None

    def evict(self, key: str) -> None:
        """Removes a response from both caches: it was invalid, or its resource is gone."""
        self.record_cache.remove(key)
        self.response_cache.delete_response(key)

    def forget_agreement(self, cache_id: str, *, with_tokens: bool = False) -> None:
        """Deletes an agreement's responses and flags, from the cache and from this process. With its tokens, no request
        of it may be under way."""
        self.record_cache.remove_all(f"{cache_id}.")
        self.response_cache.delete_all(f"{cache_id}.")
        self.shared_flags.clear_all_flags(cache_id)
        self._circuit_breakers.pop(cache_id, None)
        forget_rate_limiter(cache_id)
        for adapter in self.adapters.values():
            if with_tokens and isinstance(adapter, TokenAdapter):
                adapter.unregister(cache_id)

    def get_token_times(self, cache_id: str) -> tuple[float | None, float | None]:
        """Returns when e-conomic last answered the agreement's requests, and since when it refuses its tokens."""
        try:
            flags = self.shared_flags.get_flags(cache_id)
        except FlagsUnavailable:
            return None, None
        answered, refused = flags.get(LAST_ANSWERED), flags.get(TOKENS_REFUSED)
        return answered.at if answered else None, refused.first_at if refused else None

    def get_circuit_breaker(self, agreement: str) -> CircuitBreaker:
        """Returns the circuit breaker of an agreement in this process."""
        return self._circuit_breakers.setdefault(agreement, CircuitBreaker(self.shared_flags, agreement))

    def close(self) -> None:
        """Closes the session; the next `open_session` creates another."""
        super().close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only
        self.shared_flags.close()
        self.is_closed = True


def _get_cache_key(request: requests.PreparedRequest | CachedRequest, **_: Any) -> str:
    key: str = request.headers[CACHE_KEY_HEADER]
    return key
