"""A write: entered in the trail before it is sent and when it is answered, sent once, and known to all processes."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import requests

from econ_admin.gateway.cache_policy import MAKES_OLD, cache_key
from econ_admin.gateway.concurrency import must_not_wait
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.error_mapping import log_id
from econ_admin.gateway.errors import Forbidden, GatewayError, Throttled, Unauthorised
from econ_admin.gateway.json_codec import Readable
from econ_admin.gateway.paths import Place
from econ_admin.gateway.requester import Sender
from econ_admin.gateway.shared_flags import Sign
from econ_admin.gateway.trail import Intent, Outcome, Trail

R = TypeVar("R", bound=Readable)


class Writer:
    """The writes of one person's request."""

    def __init__(self, sender: Sender, trail: Trail) -> None:
        self._sender = sender
        self._trail = trail

    def write(self, intent: Intent, record: type[R], deadline: Deadline) -> R:
        """What e-conomic made of it. The intent's key is the one to send it with, where it has one."""
        must_not_wait()  # what is begun twice must not be a write
        with self._sender.turn(deadline) as entered:
            timeout = self._sender.timeout(deadline)
            return self._attempt(entered, self._trail.begin(intent), intent, record, timeout)

    def again(self, key: str, intent: Intent, record: type[R], time: Callable[[], Deadline]) -> R:
        """The same bytes with the same key. Where nothing is sent, what is in doubt stays in doubt."""
        must_not_wait()
        try:
            deadline = time()
            with self._sender.turn(deadline) as entered:
                return self._attempt(entered, key, intent, record, self._sender.timeout(deadline), again=True)
        except GatewayError as error:
            if not error.key:  # nothing was sent this time: what became of the first time is as unknown as before
                error.key, error.doubtful = key, True
            raise

    def _attempt(
        self,
        entered: Mapping[str, Sign],
        key: str,
        intent: Intent,
        record: type[R],
        timeout: tuple[float, float],
        *,
        again: bool = False,
    ) -> R:
        """Any 2xx or 4xx settles it; anything else leaves the outcome unknown.

        A second attempt that is turned away at the door tells nothing of the first.
        """
        body, support_id = b"", ""
        self._make_old(intent.noun)
        try:
            response = self._sent(entered, key, intent, timeout)
            body, support_id = response.content, log_id(response.headers, response.content)
            answer = self._sender.understood(response, record.read, writing=True)
        except GatewayError as error:
            error.key = key
            error.doubtful |= again and isinstance(error, Throttled | Unauthorised | Forbidden)
            self._trail.end(key, Outcome(None if error.doubtful else error.status, body, support_id))
            raise
        finally:
            self._make_old(intent.noun)  # what was asked for meanwhile may be from before
        self._trail.end(key, Outcome(response.status_code, body, support_id))
        return answer

    def _sent(
        self, entered: Mapping[str, Sign], key: str, intent: Intent, timeout: tuple[float, float]
    ) -> requests.Response:
        place = Place(intent.noun, intent.path, intent.number)
        headers = {"Idempotency-Key": key} | ({"Content-Type": "application/json"} if intent.body else {})
        response, _ = self._sender.send(
            entered,
            intent.method,
            place,
            cache_key(self._sender.upstream, place),
            timeout,
            body=intent.body,
            headers=headers,
        )
        return response

    def _make_old(self, noun: str) -> None:
        """What is kept of these nouns was asked for before a change, for all processes."""
        nouns = MAKES_OLD.get(noun, (noun,))
        self._sender.session.signs.put(self._sender.upstream.cache_id, nouns, self._sender.now())
