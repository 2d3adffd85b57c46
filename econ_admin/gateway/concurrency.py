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

THREADS = 128

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


class Cold(Exception):
    """What was asked for is not at hand: it takes a call to e-conomic."""


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
        if inside_pool() or _takes_no_time() or len(calls) == 1:  # a pool that waits for itself would wait for ever
            return tuple(call() for call in calls)
        self._guard()
        answers = [_at_once(call) for call in calls]
        cold = [place for place, answer in enumerate(answers) if isinstance(answer, Cold)]
        if len(cold) == 1:
            answers[cold[0]] = calls[cold[0]]()
        elif cold:
            for place, answer in zip(cold, _side_by_side([calls[each] for each in cold]), strict=True):
                answers[place] = answer
        return tuple(answers)


def _at_once(call: Call[Any]) -> Any:
    """Its answer where all it needs is at hand, or Cold: then it is called once more, in the pool.

    A call is cheap to begin anew, and changes nothing; to send one to another thread for what lies in memory is not.
    """
    _here.takes_no_time = True
    try:
        return call()
    except Cold as cold:
        return cold
    finally:
        _here.takes_no_time = False


def _side_by_side(calls: list[Call[Any]]) -> list[Any]:
    under_way = [_pool().submit(copy_context().run, call) for call in calls]
    try:
        return [each.result() for each in under_way]
    finally:
        for each in under_way:
            each.cancel()  # after a failure: those that have not begun need not


def must_not_wait() -> None:
    """Said before a call to e-conomic. Raises Cold where only what is at hand was asked for."""
    if _takes_no_time():
        raise Cold


def _takes_no_time() -> bool:
    return getattr(_here, "takes_no_time", False)


def inside_pool() -> bool:
    """Whether this thread is one of the pool's: whoever filled the pool has been through the guard."""
    return getattr(_here, "inside", False)


def later(call: Call[None]) -> None:
    """Have it done beside everything else; nobody waits for it."""
    _pool().submit(call)


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
