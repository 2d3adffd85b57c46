"""One request and its answer, whatever it says: in turn, in time, and not at all where nobody would answer."""

import json
import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TypeVar

import requests

from econ_admin.gateway import concurrency
from econ_admin.gateway.bounded_adapter import TooLarge
from econ_admin.gateway.cache_policy import cache_key
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.error_mapping import failure, log_id
from econ_admin.gateway.errors import GatewayError, Silent, Throttled, Unreachable, Unreadable
from econ_admin.gateway.paths import Place
from econ_admin.gateway.rate_limit import Spending, budget_of
from econ_admin.gateway.read_log import Call, Standing
from econ_admin.gateway.retry_policy import Patience
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import ANSWERED, REFUSED, Sign
from econ_admin.gateway.upstream import Upstream

T = TypeVar("T")

logger = logging.getLogger(__name__)

PROBE = Place("self", "self")  # the least that one can ask for
SLOW = 2.0  # seconds of a call that deserves a line in the log


class Sender:
    """Sends the requests of one person to one agreement, and notes what every answer says of e-conomic itself."""

    def __init__(
        self,
        session: GatewaySession,
        upstream: Upstream,
        patience: Patience,
        clock: Callable[[], datetime],
        standing: Standing,
    ) -> None:
        self.session = session
        self.upstream = upstream
        self.patience = patience
        self.budget = budget_of(upstream.cache_id)
        self.circuit = session.circuit_of(upstream.cache_id)
        self.standing = standing
        standing.find_trouble = lambda: self.circuit.trouble(self.now())
        self._clock = clock

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock().timestamp()

    @contextmanager
    def turn(self, deadline: Deadline) -> Iterator[Mapping[str, Sign]]:
        """One of the places for calls. Raises Unreachable where none comes free in time, and Silent or Throttled where
        e-conomic is not to be asked now: then nothing was begun.
        """
        with self.budget.turn(deadline.remaining):
            try:
                entered = self.circuit.enter(self.now())
            except Silent:
                if self.circuit.is_my_turn(self.now()):
                    concurrency.later(self._try)
                raise
            yield entered

    def _try(self) -> None:
        """The call that finds out whether e-conomic is back. Nobody waits for it."""
        timeout = self.timeout(Deadline(self.patience.read_with_kept))
        with suppress(Unreachable):
            response, _ = self.send({}, "GET", PROBE, cache_key(self.upstream, PROBE), timeout)
            if response.status_code < 500:
                self.circuit.close()

    def slow_down(self) -> None:
        """Between two calls of a long read: wait where the limit is near."""
        if seconds := self.budget.pause():
            self.patience.sleep(seconds)

    def timeout(self, deadline: Deadline) -> tuple[float, float]:
        """How long a call may take: to be connected, and in all.

        Raises Unreachable where no time is left, so it is asked before anything is begun.
        """
        return deadline.of(self.patience.connect), deadline.of(self.patience.answer)

    def send(
        self,
        entered: Mapping[str, Sign],
        method: str,
        place: Place,
        key: str,
        timeout: tuple[float, float],
        *,
        params: Mapping[str, str | int] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        keep_for: timedelta | None = None,
        streamed: bool = False,
    ) -> tuple[requests.Response, float]:
        """The answer, and when its request began (seconds since 1970). Raises Unreachable, Unreadable."""
        asked, began = self.now(), time.perf_counter()
        try:
            response = self.session.ask(
                method,
                self.upstream.address(place.path),
                key,
                asked,
                keep_for,
                params=params,
                data=body or None,
                headers=dict(headers or {}),
                timeout=timeout,
                stream=streamed,
            )
        except TooLarge as error:
            raise Unreadable(str(error), doubtful=method != "GET") from error
        except requests.RequestException as error:
            self.circuit.failed(self.now())
            raise Unreachable(type(error).__name__, doubtful=method != "GET") from error
        finally:
            ended = time.perf_counter()
            self.standing.calls.append(Call(began, ended))
        self._note(response, entered)
        if ended - began > SLOW:
            support_id = log_id(response.headers, b"" if streamed else response.content)
            logger.warning("slow: %s %s took %.1f s %s", method, place.path, ended - began, support_id)
        return response, asked

    def _note(self, response: requests.Response, entered: Mapping[str, Sign]) -> None:
        """What the answer says of e-conomic, for all processes to know."""
        now, agreement, signs = self.now(), self.upstream.cache_id, self.session.signs
        self.budget.note(response.headers, now)
        if response.status_code >= 500:
            self.circuit.failed(now)
            return
        self.circuit.answered()
        match response.status_code:
            case 401:
                signs.put(agreement, (REFUSED,), now)
                return
            case 429:
                error = failure(429, response.headers, b"", writing=False, now=self._clock())
                if isinstance(error, Throttled):
                    self.circuit.told_to_wait(error, now)
        if REFUSED in entered and response.status_code < 300:  # other answers may come from a door before the tokens'
            signs.remove(agreement, REFUSED, before=math.nextafter(entered[REFUSED].at, math.inf))
        if self.budget.is_news(now):
            signs.put(agreement, (ANSWERED,), now, json.dumps(asdict(self.budget.latest or Spending())))

    def understood(self, response: requests.Response, read: Callable[[bytes], T], *, writing: bool = False) -> T:
        """What the answer says. Raises what it means, if that is a failure."""
        if error := self.failure(response, writing=writing):
            raise error
        try:
            return read(response.content)
        except Unreadable as unreadable:
            unreadable.doubtful = writing
            raise

    def failure(self, response: requests.Response, *, writing: bool = False) -> GatewayError | None:
        """What the answer means, if that is a failure."""
        return failure(response.status_code, response.headers, response.content, writing=writing, now=self._clock())
