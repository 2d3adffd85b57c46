"""Reads a resource: fresh from the cache, else from e-conomic, else stale from the cache."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from econ_admin.gateway import concurrency
from econ_admin.gateway.cache_policy import (
    MAX_AGE_BY_NOUN,
    MAX_CACHED_SIZE,
    MAX_STALE_AGE,
    build_cache_key,
    is_cacheable,
    is_reference_list,
)
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import (
    CircuitOpen,
    Forbidden,
    GatewayError,
    NotFound,
    RateLimited,
    ServerError,
    UnexpectedResponse,
    Unreachable,
)
from econ_admin.gateway.json_codec import Decoder
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.record_cache import CachedRecord
from econ_admin.gateway.request_options import RequestOptions
from econ_admin.gateway.requester import Requester
from econ_admin.gateway.shared_flags import TOKENS_REFUSED, FlagsUnavailable, SharedFlag, get_last_write

R = TypeVar("R")

SERVE_STALE_ON = (Unreachable, RateLimited, ServerError)
"""Errors after which a stale response is served. After 401, 403 and 404 it would be wrong."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """One read: the resource, its decoder, and the options."""

    resource: ResourcePath
    decoder: Decoder[Any]
    params: Mapping[str, str | int]
    cache_key: str
    options: RequestOptions

    @property
    def noun(self) -> str:
        return self.resource.noun


@dataclass(frozen=True, slots=True)
class LoadedFlags:
    """The shared flags as one page read them: after how many changes by this process, and when."""

    changes: int
    loaded_at: float
    flags: Mapping[str, SharedFlag] | None


class Reader:
    """Performs the reads of one person's request."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self._session = requester.session
        self._checked_keys: set[str] = set()
        self._latest_flags = LoadedFlags(-1, 0.0, None)

    def get(
        self,
        resource: ResourcePath,
        decoder: Decoder[R],
        params: Mapping[str, str | int],
        options: RequestOptions,
    ) -> R:
        """Returns the decoded record, from the cache or from e-conomic. Raises GatewayError."""
        noun = resource.noun
        key = build_cache_key(self._requester.upstream, resource, params)
        if is_reference_list(noun):
            options = replace(options, refresh=False, store=True)
        elif not is_cacheable(noun):
            options = replace(options, refresh=True, store=False)
        request = ReadRequest(resource, decoder, params, key, options)
        flags = self._load_flags()
        entry = None if options.refresh else self._find_cached(request, flags)
        if entry is None or not self._is_fresh(entry, noun, flags):
            concurrency.before_waiting()
            if options.paced:
                self._requester.wait_for_quota()
            entry = self._fetch_or_serve_stale(request, entry)
        if not is_reference_list(noun) and not options.is_supporting:
            self._requester.read_log.record_read(entry.requested_at)
        record: R = entry.record
        return record

    def get_last_change(self, noun: str) -> float | None:
        """Returns when the noun was last written or refreshed; 0 if never, None if no cached data may be shown."""
        try:
            flags = self._session.shared_flags.get_flags(self._requester.upstream.cache_id)
        except FlagsUnavailable as error:
            if error.own_flags is None:
                return None
            flags = error.own_flags  # what is kept during such an outage is this machine's
        return None if TOKENS_REFUSED in flags else get_last_write(flags, noun)

    def _fetch_or_serve_stale(self, request: ReadRequest, cached: CachedRecord | None) -> CachedRecord:
        """Fetches the record, or returns the cached one if e-conomic does not answer."""
        retry_policy, options = self._requester.retry_policy, request.options
        seconds = retry_policy.read_budget if cached is None else retry_policy.read_budget_with_cached
        try:
            deadline = Deadline(options.deadline.cap(seconds) if options.deadline else seconds)
            if options.refresh:
                return self._fetch_with_retries(request, deadline, has_cached=False)
            return self._fetch_shared(request, deadline, has_cached=cached is not None)
        except SERVE_STALE_ON as error:
            if cached is None or self._load_flags() is None:
                raise
            self._requester.read_log.record_fallback(error)
            return cached

    def _fetch_shared(self, request: ReadRequest, deadline: Deadline, *, has_cached: bool) -> CachedRecord:
        """Fetches the record; concurrent reads of the same key share one call."""
        started_at = self._requester.now()

        def fetch() -> CachedRecord:
            if request.options.store and self._session.shared_flight.is_shared:
                return self._fetch_across_processes(request, deadline, has_cached=has_cached)
            return self._fetch_with_retries(request, deadline, has_cached=has_cached)

        # A second flight may have started after the first returned but before its entry was written.
        for _ in range(2):
            entry = self._session.single_flight.run(request.cache_key, fetch, deadline.remaining)
            is_recent = entry.requested_at >= started_at or self._is_fresh(entry, request.noun, self._load_flags())
            if is_recent and entry.decoder == request.decoder:
                return entry
        return fetch()

    def _fetch_across_processes(self, request: ReadRequest, deadline: Deadline, *, has_cached: bool) -> CachedRecord:
        """Fetches the record, unless another process is fetching it or has just done so."""
        flight, key = self._session.shared_flight, request.cache_key
        claim = flight.claim(key)
        if claim is None:
            flight.wait(key, deadline.remaining)
        try:
            if claim != "" and (entry := self._find_shared(request)):
                return entry
            return self._fetch_with_retries(request, deadline, has_cached=has_cached)
        finally:
            if claim is not None:
                flight.release(key, claim)

    def _find_shared(self, request: ReadRequest) -> CachedRecord | None:
        """Returns a fresh entry that another process cached since this one looked."""
        flags = self._load_flags()
        self._checked_keys.discard(request.cache_key)
        entry = self._find_cached(request, flags)
        return entry if entry and self._is_fresh(entry, request.noun, flags) else None

    def _fetch_with_retries(self, request: ReadRequest, deadline: Deadline, *, has_cached: bool) -> CachedRecord:
        """Fetches the record, with retries."""
        attempt, last_error = 1, None
        while True:
            try:
                return self._fetch_once(request, deadline)
            except SERVE_STALE_ON as error:
                if isinstance(error, CircuitOpen) and last_error:
                    raise last_error from error  # the earlier error says more than an open circuit
                delay, last_error = self._get_delay(attempt, error, has_cached=has_cached), error
                if delay is None or delay >= deadline.remaining:
                    raise
            self._requester.retry_policy.sleep(delay)
            attempt += 1

    def _get_delay(self, attempt: int, error: GatewayError, *, has_cached: bool) -> float | None:
        """Returns the seconds before the next attempt; None to stop."""
        retry_policy = self._requester.retry_policy
        if attempt >= retry_policy.max_attempts or isinstance(error, CircuitOpen):
            return None
        if isinstance(error, RateLimited) and error.retry_after is not None:
            return None if has_cached else error.retry_after + retry_policy.get_delay(attempt)
        return retry_policy.get_delay(attempt)

    def _fetch_once(self, request: ReadRequest, deadline: Deadline) -> CachedRecord:
        requester = self._requester
        with requester.acquire_slot(deadline) as flags:
            response, requested_at = requester.send(
                flags,
                "GET",
                request.resource,
                request.cache_key,
                requester.get_timeouts(deadline),
                params=request.params,
                cache_for=MAX_STALE_AGE if request.options.store else None,
            )
        try:
            record = requester.decode_response(response, request.decoder.decode)
        except (UnexpectedResponse, Forbidden, NotFound):
            self._session.evict(request.cache_key)
            raise
        entry = CachedRecord(record, request.decoder, requested_at, len(response.content))
        if request.options.store and entry.size <= MAX_CACHED_SIZE:
            self._session.record_cache.put(request.cache_key, entry)
        return entry

    def _find_cached(self, request: ReadRequest, flags: Mapping[str, SharedFlag] | None) -> CachedRecord | None:
        """Finds a cached entry: in memory, or a newer one that another process wrote to disk."""
        if flags is None:
            return None
        entry = self._session.record_cache.get(request.cache_key)
        if entry and not self._is_usable(entry.requested_at):
            self._session.record_cache.remove(request.cache_key)  # it would block newer entries
            entry = None
        if entry and entry.decoder != request.decoder:
            entry = None
        if entry and (request.cache_key in self._checked_keys or self._is_fresh(entry, request.noun, flags)):
            return entry
        self._checked_keys.add(request.cache_key)
        cached_body = self._session.load_cached_body(request.cache_key)
        if (
            cached_body is None
            or (entry and entry.requested_at >= cached_body.requested_at)
            or not self._is_usable(cached_body.requested_at)
        ):
            return entry
        try:
            newer = CachedRecord(
                request.decoder.decode(cached_body.body),
                request.decoder,
                cached_body.requested_at,
                len(cached_body.body),
            )
        except UnexpectedResponse:
            return entry
        self._session.record_cache.put(request.cache_key, newer)
        return newer

    def _is_usable(self, requested_at: float) -> bool:
        """Tells whether an entry is young enough to serve stale, and not from the future (the clock was set back)."""
        return 0 <= self._requester.now() - requested_at <= MAX_STALE_AGE.total_seconds()

    def _is_fresh(self, entry: CachedRecord, noun: str, flags: Mapping[str, SharedFlag] | None) -> bool:
        if flags is None:
            return False
        age = self._requester.now() - entry.requested_at
        is_young = 0 <= age < MAX_AGE_BY_NOUN[noun].total_seconds()
        return is_young and entry.requested_at > get_last_write(flags, noun)

    def _load_flags(self) -> Mapping[str, SharedFlag] | None:
        """Loads the agreement's shared flags; None if no cached data may be shown."""
        shared_flags, latest, now = self._session.shared_flags, self._latest_flags, time.monotonic()
        if latest.changes != shared_flags.changes or now - latest.loaded_at >= shared_flags.seconds_valid:
            changes, flags = shared_flags.changes, None
            with suppress(FlagsUnavailable):
                flags = shared_flags.get_flags(self._requester.upstream.cache_id)
            self._latest_flags = latest = LoadedFlags(changes, now, flags)
        return None if latest.flags is None or TOKENS_REFUSED in latest.flags else latest.flags
