"""Calls side by side: one bounded pool per process, and calls that may fail told apart from those that must not.

What is at hand is looked up in the calling thread; only what e-conomic has to be asked for goes to the pool.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar, overload

from econ_admin.gateway.errors import GatewayError

MAX_THREADS = 128

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
G = TypeVar("G")
H = TypeVar("H")
J = TypeVar("J")

Call: TypeAlias = Callable[[], T]


class CacheMiss(Exception):
    """What was asked for is not at hand: it takes a call to e-conomic."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Stands where the answer of a merely wanted call should stand; false, so that `if answer` asks for it."""

    error: GatewayError

    def __bool__(self) -> Literal[False]:
        return False


def optional(call: Call[T]) -> Call[T | Unavailable]:
    """The same call, with a Gap for an answer where e-conomic fails."""

    def attempt() -> T | Unavailable:
        try:
            return call()
        except GatewayError as error:
            return Unavailable(error)

    return attempt


class ConcurrentRunner:
    """Runs calls side by side and gives their answers in order; the first that fails, in that order, is raised.

    A call may be begun twice: once to see whether all it needs is at hand, and once more where it is not.

    For reading: a write belongs to the thread that has the person's request, and its trail.
    """

    def __init__(self, guard: Callable[[], None]) -> None:
        self._guard = guard

    @overload
    def __call__(self, a: Call[A], /) -> tuple[A]: ...
    @overload
    def __call__(self, a: Call[A], b: Call[B], /) -> tuple[A, B]: ...
    @overload
    def __call__(self, a: Call[A], b: Call[B], c: Call[C], /) -> tuple[A, B, C]: ...
    @overload
    def __call__(self, a: Call[A], b: Call[B], c: Call[C], d: Call[D], /) -> tuple[A, B, C, D]: ...
    @overload
    def __call__(self, a: Call[A], b: Call[B], c: Call[C], d: Call[D], e: Call[E], /) -> tuple[A, B, C, D, E]: ...
    @overload
    def __call__(
        self, a: Call[A], b: Call[B], c: Call[C], d: Call[D], e: Call[E], f: Call[F], /
    ) -> tuple[A, B, C, D, E, F]: ...
    @overload
    def __call__(
        self, a: Call[A], b: Call[B], c: Call[C], d: Call[D], e: Call[E], f: Call[F], g: Call[G], /
    ) -> tuple[A, B, C, D, E, F, G]: ...
    @overload
    def __call__(
        self, a: Call[A], b: Call[B], c: Call[C], d: Call[D], e: Call[E], f: Call[F], g: Call[G], h: Call[H], /
    ) -> tuple[A, B, C, D, E, F, G, H]: ...
    @overload
    def __call__(
        self,
        a: Call[A],
        b: Call[B],
        c: Call[C],
        d: Call[D],
        e: Call[E],
        f: Call[F],
        g: Call[G],
        h: Call[H],
        j: Call[J],
        /,
    ) -> tuple[A, B, C, D, E, F, G, H, J]: ...
    @overload
    def __call__(self, *calls: Call[Any]) -> tuple[Any, ...]: ...
    def __call__(self, *calls: Call[Any]) -> tuple[Any, ...]:
        if is_pool_thread() or _is_cache_only() or len(calls) == 1:  # a pool that waits for itself would wait for ever
            return tuple(call() for call in calls)
        self._guard()
        results = [_call_cache_only(call) for call in calls]
        missed = [index for index, result in enumerate(results) if isinstance(result, CacheMiss)]
        if len(missed) == 1:
            results[missed[0]] = calls[missed[0]]()
        elif missed:
            for index, result in zip(missed, _run_in_pool([calls[index] for index in missed]), strict=True):
                results[index] = result
        return tuple(results)


def _call_cache_only(call: Call[Any]) -> Any:
    """Its answer where all it needs is at hand, or Cold: then it is called once more, in the pool.

    A call is cheap to begin anew, and changes nothing; to send one to another thread for what lies in memory is not.
    """
    _thread_state.is_cache_only = True
    try:
        return call()
    except CacheMiss as miss:
        return miss
    finally:
        _thread_state.is_cache_only = False


def _run_in_pool(calls: list[Call[Any]]) -> list[Any]:
    futures = [_get_pool().submit(copy_context().run, call) for call in calls]
    try:
        return [future.result() for future in futures]
    finally:
        for future in futures:
            future.cancel()  # after a failure: those that have not begun need not


def raise_if_cache_only() -> None:
    """Said before a call to e-conomic. Raises CacheMiss where only what is at hand was asked for."""
    if _is_cache_only():
        raise CacheMiss


def _is_cache_only() -> bool:
    return getattr(_thread_state, "is_cache_only", False)


def is_pool_thread() -> bool:
    """Whether this thread is one of the pool's: whoever filled the pool has been through the guard."""
    return getattr(_thread_state, "is_pool_thread", False)


def run_in_background(call: Call[None]) -> None:
    """Have it done beside everything else; nobody waits for it."""
    _get_pool().submit(call)


def close_pool() -> None:
    """Let the threads go when what they do is done, and not before: they may be reading the cache's file."""
    with _lock:
        pools = list(_pools)
        _pools.clear()
    for pool in pools:
        pool.shutdown(wait=True, cancel_futures=True)


_thread_state = threading.local()
_lock = threading.Lock()
_pools: list[ThreadPoolExecutor] = []


def _get_pool() -> ThreadPoolExecutor:
    with _lock:
        if not _pools:
            _pools.append(ThreadPoolExecutor(MAX_THREADS, "e-conomic", initializer=_mark_pool_thread))
        return _pools[0]


def _mark_pool_thread() -> None:
    _thread_state.is_pool_thread = True


def _reset_after_fork() -> None:
    """In a child: threads do not survive a fork, so neither does the pool."""
    global _lock
    _lock = threading.Lock()
    _pools.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
