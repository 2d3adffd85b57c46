"""Calls side by side: one bounded pool per process, and calls that may fail told apart from those that must not."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar, overload

from econ_admin.gateway.errors import GatewayError

THREADS = 64

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


@dataclass(frozen=True, slots=True)
class Gap:
    """Stands where the answer of a merely wanted call should stand; false, so that `if answer` asks for it."""

    error: GatewayError

    def __bool__(self) -> Literal[False]:
        return False


def wanted(call: Call[T]) -> Call[T | Gap]:
    """The same call, with a Gap for an answer where e-conomic fails."""

    def attempt() -> T | Gap:
        try:
            return call()
        except GatewayError as error:
            return Gap(error)

    return attempt


class Together:
    """Runs calls side by side and gives their answers in order; the first that fails, in that order, is raised.

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
        if inside_pool() or len(calls) == 1:  # a pool that waits for itself would wait for ever
            return tuple(call() for call in calls)
        self._guard()
        under_way = [_pool().submit(call) for call in calls]
        try:
            return tuple(each.result() for each in under_way)
        finally:
            for each in under_way:
                each.cancel()  # after a failure: those that have not begun need not


def inside_pool() -> bool:
    """Whether this thread is one of the pool's: whoever filled the pool has been through the guard."""
    return getattr(_here, "inside", False)


def close() -> None:
    """Let the threads go when what they do is done, and not before: they may be reading the cache's file."""
    with _making:
        pools = list(_pools)
        _pools.clear()
    for each in pools:
        each.shutdown(wait=True, cancel_futures=True)


_here = threading.local()
_making = threading.Lock()
_pools: list[ThreadPoolExecutor] = []


def _pool() -> ThreadPoolExecutor:
    with _making:
        if not _pools:
            _pools.append(ThreadPoolExecutor(THREADS, "e-conomic", initializer=_mark))
        return _pools[0]


def _mark() -> None:
    _here.inside = True


def _begin_anew() -> None:
    """In a child: threads do not survive a fork, so neither does the pool."""
    global _making
    _making = threading.Lock()
    _pools.clear()


os.register_at_fork(after_in_child=_begin_anew)
