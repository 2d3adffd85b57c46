"""Runs calls concurrently in one bounded thread pool per process; distinguishes required from optional calls.

Cached responses are read in the calling thread; only calls that go to e-conomic use the pool.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
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


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The result of an optional call that failed. It is falsy, so `if result` tests for success."""

    error: GatewayError

    def __bool__(self) -> Literal[False]:
        return False


def optional(call: Call[T]) -> Call[T | Unavailable]:
    """Wraps a call so that it returns Unavailable instead of raising GatewayError."""

    def attempt() -> T | Unavailable:
        try:
            return call()
        except GatewayError as error:
            return Unavailable(error)

    return attempt


def meanwhile(call: Call[T]) -> Call[T]:
    """Wraps a call that does not ask e-conomic, as the first of several: the others wait in the pool while it runs."""

    def start_others_and_run() -> T:
        before_waiting()
        return call()

    return start_others_and_run


class ConcurrentRunner:
    """Runs calls concurrently, each once, and returns their results in order.

    Calls run one by one in the calling thread while the cache can serve them. The first call that has to wait for
    e-conomic starts all later ones in the pool. Calls may be nested. Raises the error of the first failed call, in the
    order of the calls. For reads only: a write belongs to the thread of the person's request and its trail.
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
        if not is_pool_thread():
            self._guard()
        return _Batch(calls).run()


class _Batch:
    """The calls of one `together`: finished, running, waiting, or started in the pool."""

    def __init__(self, calls: Iterable[Call[Any]]) -> None:
        self._not_begun = deque(calls)
        self._in_pool: list[tuple[Call[Any], Future[Any]]] = []

    def run(self) -> tuple[Any, ...]:
        answers: list[Any] = []
        _thread_state.batches.append(self)
        try:
            while self._not_begun:
                answers.append(self._not_begun.popleft()())
            for call, future in self._in_pool:
                # Run here what the pool has not started, so that no pool thread waits for another.
                answers.append(call() if future.cancel() else future.result())
        finally:
            _thread_state.batches.pop()
            for _, future in self._in_pool:
                future.cancel()
        return tuple(answers)

    def start_rest(self) -> None:
        """Starts in the pool all calls that have not begun."""
        while self._not_begun:
            call = self._not_begun.popleft()
            self._in_pool.append((call, _get_pool().submit(copy_context().run, call)))


def before_waiting() -> None:
    """Starts the waiting calls of this thread's batches. Called before the thread waits for e-conomic."""
    for batch in _thread_state.batches:
        batch.start_rest()


def is_pool_thread() -> bool:
    """Tells whether this is a pool thread. Its caller has already passed the guard."""
    return _thread_state.is_pool_thread


def run_in_background(call: Call[None]) -> None:
    """Runs a call in the pool without waiting for it."""
    _get_pool().submit(call)


def close_pool() -> None:
    """Shuts the pool down after running calls have finished, since they may be reading the cache file."""
    with _lock:
        pools = list(_pools)
        _pools.clear()
    for pool in pools:
        pool.shutdown(wait=True, cancel_futures=True)


class _ThreadState(threading.local):
    def __init__(self) -> None:
        self.is_pool_thread = False
        self.batches: list[_Batch] = []  # those running in this thread, the outermost first


_thread_state = _ThreadState()
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
    """Discards the pool in a forked child: threads do not survive a fork."""
    global _lock
    _lock = threading.Lock()
    _pools.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
