"""A read: what is kept where that is fresh, else e-conomic's answer, else what is kept, said to be old."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from econ_admin.gateway import concurrency
from econ_admin.gateway.cache_policy import FRESH_FOR, LARGEST_KEPT, STANDS_IN_FOR, cache_key, is_kept, is_reference
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import (
    Broken,
    Forbidden,
    GatewayError,
    Missing,
    Silent,
    Throttled,
    Unreachable,
    Unreadable,
)
from econ_admin.gateway.json_codec import Reads
from econ_admin.gateway.paths import Place
from econ_admin.gateway.record_cache import Kept
from econ_admin.gateway.requester import Sender
from econ_admin.gateway.shared_flags import REFUSED, Sign, Unknown

R = TypeVar("R")

MAY_STAND_IN = (Unreachable, Throttled, Broken)
"""The failures after which an older answer is better than none; after 401, 403 and 404 it would be wrong."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for, and how."""

    place: Place
    reads: Reads[Any]
    params: Mapping[str, str | int]
    key: str
    anew: bool
    """Ask e-conomic whatever is kept, and let nothing stand in."""
    keep: bool

    @property
    def noun(self) -> str:
        return self.place.noun


class Reader:
    """The reads of one person's request."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._session = sender.session
        self._looked_up: set[str] = set()

    def get(
        self,
        place: Place,
        reads: Reads[R],
        params: Mapping[str, str | int],
        deadline: Deadline | None,
        *,
        anew: bool,
        keep: bool,
        slowly: bool,
    ) -> R:
        """The record. Raises GatewayError, and `pool.Cold` where only what is at hand was asked for."""
        noun = place.noun
        key = cache_key(self._sender.upstream, place, params)
        if is_reference(noun):
            question = Question(place, reads, params, key, anew=False, keep=True)
        else:
            question = Question(place, reads, params, key, anew or not is_kept(noun), keep and is_kept(noun))
        signs = self._signs()
        kept = None if question.anew else self._at_hand(question, signs)
        if kept is None or not self._is_fresh(kept, noun, signs):
            concurrency.must_not_wait()
            if slowly:
                self._sender.slow_down()
            kept = self._fetched(question, kept, deadline)
        if not is_reference(noun):
            self._sender.standing.shows(kept.asked)
        record: R = kept.record
        return record

    def _fetched(self, question: Question, kept: Kept | None, outer: Deadline | None) -> Kept:
        """e-conomic's answer, or the older one where it may stand in."""
        patience = self._sender.patience
        seconds = patience.read if question.anew or kept is None else patience.read_with_kept
        try:
            deadline = Deadline(outer.of(seconds) if outer else seconds)
            if question.anew:
                return self._asked(question, deadline, has_kept=False)
            return self._joined(question, deadline, has_kept=kept is not None)
        except MAY_STAND_IN as error:
            if kept is None or self._signs() is None:
                raise
            self._sender.standing.stands_in(error)
            return kept

    def _joined(self, question: Question, deadline: Deadline, *, has_kept: bool) -> Kept:
        """What comes back for all who ask the same just now."""
        began = self._sender.now()

        def ask() -> Kept:
            return self._asked(question, deadline, has_kept=has_kept)

        for _ in range(2):  # whoever goes next went after the one before had landed, but perhaps before it was written
            answer = self._session.flights.join(question.key, ask, deadline.remaining)
            has_seen_it = answer.asked >= began or self._is_fresh(answer, question.noun, self._signs())
            if has_seen_it and answer.reads == question.reads:
                return answer
        return ask()

    def _asked(self, question: Question, deadline: Deadline, *, has_kept: bool) -> Kept:
        """e-conomic's answer, asked for again where that may help."""
        attempt, said = 1, None
        while True:
            try:
                return self._asked_once(question, deadline)
            except MAY_STAND_IN as error:
                if isinstance(error, Silent) and said:
                    raise said from error  # it was asked: what came of that says more
                pause, said = self._pause(attempt, error, has_kept=has_kept), error
                if pause is None or pause >= deadline.remaining:
                    raise
            self._sender.patience.sleep(pause)
            attempt += 1

    def _pause(self, attempt: int, error: GatewayError, *, has_kept: bool) -> float | None:
        """Seconds before the next attempt; None for no other."""
        patience = self._sender.patience
        if attempt >= patience.attempts or isinstance(error, Silent):
            return None
        if isinstance(error, Throttled) and error.retry_after is not None:
            return None if has_kept else error.retry_after + patience.pause_after(attempt)
        return patience.pause_after(attempt)

    def _asked_once(self, question: Question, deadline: Deadline) -> Kept:
        sender = self._sender
        with sender.turn(deadline) as entered:
            response, asked = sender.send(
                entered,
                "GET",
                question.place,
                question.key,
                sender.timeout(deadline),
                params=question.params,
                keep_for=STANDS_IN_FOR if question.keep else None,
            )
        try:
            record = sender.understood(response, question.reads.read)
        except (Unreadable, Forbidden, Missing):
            self._session.forget(question.key)
            raise
        kept = Kept(record, question.reads, asked, len(response.content))
        if question.keep and kept.size <= LARGEST_KEPT:
            self._session.shelf.put(question.key, kept)
        return kept

    def _at_hand(self, question: Question, signs: Mapping[str, Sign] | None) -> Kept | None:
        """What is kept: in memory, or on disk where another process may have laid a newer one."""
        if signs is None:
            return None
        kept = self._session.shelf.get(question.key)
        if kept and not self._is_usable(kept.asked):
            self._session.shelf.remove(question.key)  # else it would keep out what is asked for now
            kept = None
        if kept and kept.reads != question.reads:
            kept = None
        if kept and (question.key in self._looked_up or self._is_fresh(kept, question.noun, signs)):
            return kept
        self._looked_up.add(question.key)
        answer = self._session.answer(question.key)
        if answer is None or (kept and kept.asked >= answer.asked) or not self._is_usable(answer.asked):
            return kept
        try:
            newer = Kept(question.reads.read(answer.body), question.reads, answer.asked, len(answer.body))
        except Unreadable:
            return kept
        self._session.shelf.put(question.key, newer)
        return newer

    def _is_usable(self, asked: float) -> bool:
        """Whether it is no older than what may stand in, and not from a future that a clock was set back from."""
        return 0 <= self._sender.now() - asked <= STANDS_IN_FOR.total_seconds()

    def _is_fresh(self, kept: Kept, noun: str, signs: Mapping[str, Sign] | None) -> bool:
        if signs is None:
            return False
        written = signs.get(noun)
        age = self._sender.now() - kept.asked
        return 0 <= age < FRESH_FOR[noun].total_seconds() and (written is None or kept.asked > written.at)

    def _signs(self) -> Mapping[str, Sign] | None:
        """What is known of the agreement; None where nothing that is kept may be shown."""
        try:
            signs = self._session.signs.of(self._sender.upstream.cache_id)
        except Unknown:
            return None
        return None if REFUSED in signs else signs
