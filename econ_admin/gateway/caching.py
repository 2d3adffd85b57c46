"""What is kept, for how long, and under which key: one requests-cache session per process."""

import os
import threading
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import InvalidSchema
from requests_cache.backends.sqlite import SQLiteCache
from requests_cache.models.request import CachedRequest
from requests_cache.policy.expiration import DO_NOT_CACHE
from requests_cache.session import CachedSession

from econ_admin.gateway.origin import Upstream, origin_of
from econ_admin.gateway.tokens import AGREEMENT_HEADER, TokenAdapter, Tokens

KEPT_FOR: Mapping[str, timedelta] = {
    "accounts": timedelta(hours=1),
    "currencies": timedelta(hours=1),
    "customer-groups": timedelta(hours=1),
    "employees": timedelta(hours=1),
    "layouts": timedelta(hours=1),
    "payment-terms": timedelta(hours=1),
    "product-groups": timedelta(hours=1),
    "sales-accounts": timedelta(hours=1),
    "units": timedelta(hours=1),
    "vat-accounts": timedelta(hours=1),
    "vat-zones": timedelta(hours=1),
}
"""How long the answers of a noun are kept; a noun that is not named is never kept."""

CONNECTIONS = 64  # as many as the pool has threads: one fewer, and a connection is made anew under load


class GatewaySession(CachedSession):
    """A session that reaches the origins it was told of and no other, and that remembers no cookie."""

    def __init__(self, cache: SQLiteCache) -> None:
        # cache_control off: how long something is kept is ours to say, and stands in the table above.
        super().__init__(backend=cache, key_fn=cache_key, expire_after=DO_NOT_CACHE, allowable_methods=("GET",))
        self.adapters.clear()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.headers.update({"Accept": "application/json", "User-Agent": "econ-admin"})

    def admit(self, upstream: Upstream, tokens: Tokens, adapter: BaseAdapter | None = None) -> None:
        """Let an agreement's requests through to its origin, by HTTP or by another adapter (the sandbox's)."""
        with _opening:
            mounted = self.adapters.get(upstream.origin)
            if not isinstance(mounted, TokenAdapter):
                mounted = TokenAdapter(adapter or HTTPAdapter(pool_maxsize=CONNECTIONS))
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

    def forget(self, response: requests.Response) -> None:
        """Keep this answer no longer: it turned out not to be one."""
        if key := getattr(response, "cache_key", None):
            self.cache.delete(key)

    def close(self) -> None:
        """Close it; the next `open_session` makes another."""
        super().close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only
        with _opening:
            for path in [path for path, session in _sessions.items() if session is self]:
                del _sessions[path]


def cache_key(request: requests.PreparedRequest | CachedRequest, **_: Any) -> str:
    """`<cache id>.<noun>.<digest of the request>`: never a token, and no two agreements alike."""
    parts = urlsplit(request.url or "")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    asked = "\n".join([request.method or "", origin_of(request.url or ""), parts.path, query])
    return f"{request.headers[AGREEMENT_HEADER]}.{sha256(asked.encode()).hexdigest()}"


def prepare_cache(path: Path) -> None:
    """Make the cache file, private to this user. Before the workers start: many that make it at once collide."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)  # SQLite gives the files that it lays beside it (-wal, -shm) the same mode
    path.chmod(0o600)
    _cache(path).close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only


def open_session(path: Path) -> GatewaySession:
    """This process's one session on that cache file, made at first use, and so after any fork."""
    with _opening:
        if path not in _sessions:
            if not path.exists():
                prepare_cache(path)
            _sessions[path] = GatewaySession(_cache(path))
        return _sessions[path]


def _cache(path: Path) -> SQLiteCache:
    return SQLiteCache(path, wal=True, busy_timeout=2000)


_opening = threading.Lock()
_sessions: dict[Path, GatewaySession] = {}
_inherited: list[GatewaySession] = []


def _begin_anew() -> None:
    """In a child: leave the parent's connections alone, unclosed too, since to close them would touch its files."""
    global _opening
    _opening = threading.Lock()
    _inherited.extend(_sessions.values())
    _sessions.clear()


os.register_at_fork(after_in_child=_begin_anew)
