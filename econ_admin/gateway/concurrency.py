"""Calls side by side: one bounded pool per process, and calls that may fail told apart from those that must not.

What is cached is looked up in the calling thread; only what e-conomic has to be asked for goes to the pool.
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
    """Runs calls side by side, each once, and returns their answers in order.

    They run one after the other in the calling thread as long as the cache has what they ask for. The first that has to
    wait for e-conomic has all those after it started in the pool, and goes on itself. A call may run others in turn.
    Raises what the first call that fails raises, first in the order of the calls.

    For reads: a write belongs to the thread that has the person's request, and its trail.
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
    """The calls of one `together`: some have run, one is running, the rest has not begun or is in the pool."""

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
                # What the pool has not begun by now is run here, so that no thread of the pool can wait for another.
                answers.append(call() if future.cancel() else future.result())
        finally:
            _thread_state.batches.pop()
            for _, future in self._in_pool:
                future.cancel()
        return tuple(answers)

    def start_rest(self) -> None:
        """Start in the pool all calls that have not begun."""
        while self._not_begun:
            call = self._not_begun.popleft()
            self._in_pool.append((call, _get_pool().submit(copy_context().run, call)))


def before_waiting() -> None:
    """Called before this thread waits for e-conomic: starts what else its batches need."""
    for batch in _thread_state.batches:
        batch.start_rest()


def is_pool_thread() -> bool:
    """Whether this thread is one of the pool's: whoever filled the pool has been through the guard."""
    return _thread_state.is_pool_thread


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


class _ThreadState(threading.local):
    def __init__(self) -> None:
        self.is_pool_thread = False
        self.batches: list[_Batch] = []  # those that run in this thread, the outermost first


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
    """In a child: threads do not survive a fork, so neither does the pool."""
    global _lock
    _lock = threading.Lock()
    _pools.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
