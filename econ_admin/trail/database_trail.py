"""The gateway's Trail in our database: stores each intent before the write is sent, and its outcome afterwards."""

import logging
import uuid

from django.db import Error, IntegrityError
from django.db.models import QuerySet

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import trail as gateway
from econ_admin.trail.history_index import add_entry, add_outcome
from econ_admin.trail.links import append_link
from econ_admin.trail.models import IS_DEFINITE, Entry, Intent, Outcome, State
from econ_admin.transactions import run_transaction

logger = logging.getLogger(__name__)


class DatabaseTrail:
    """Records one person's writes in one agreement. Each call is one short transaction."""

    def __init__(self, agreement: Agreement, person: Person) -> None:
        self._agreement = agreement
        self._person = person

    def begin(self, intent: gateway.Intent) -> str:
        """Stores the intent and returns its Idempotency-Key. Raises on failure, so that the write is not sent."""
        key = intent.idempotency_key or str(uuid.uuid4())
        run_transaction(lambda: self._add_intent(key, intent))
        return key

    def end(self, key: str, outcome: gateway.Outcome) -> None:
        """Stores the outcome. A database error is only logged, and the intent stays open.

        By then the write has been done, so the person must see its result, not our error.
        """
        try:
            run_transaction(lambda: self._add_outcome(key, outcome), is_repeatable=outcome.status is not None)
        except IntegrityError:
            # Resent with the same key and answered twice: the first answer is what happened.
            logger.warning("Outcome of write %s is already stored; ignored the second one (%s).", key, outcome.status)
        except Error:
            logger.exception("Outcome (%s) of write %s could not be stored.", outcome.status, key)

    def _add_intent(self, key: str, intent: gateway.Intent) -> None:
        row = Intent.objects.create(
            key=key,
            person=self._person,
            agreement=self._agreement,
            noun=intent.noun,
            number=intent.number,
            method=intent.method,
            path=intent.path,
            body=intent.body,
            before=intent.before,
            server_at=intent.server_time,
        )
        add_entry(row)
        append_link(row)

    def _add_outcome(self, key: str, outcome: gateway.Outcome) -> None:
        intent = Intent.objects.get(key=key, agreement=self._agreement)
        row = Outcome.objects.create(intent=intent, status=outcome.status, body=outcome.body, log_id=outcome.log_id)
        add_outcome(intent, row)
        append_link(row)


def list_open_intents(agreement: Agreement) -> QuerySet[Intent]:
    """Returns the writes of unknown outcome, oldest first: without an outcome, or without a definite one."""
    open_entries = Entry.objects.filter(agreement=agreement, state=State.UNKNOWN)
    return Intent.objects.filter(pk__in=open_entries.values("pk")).order_by("at", "pk")


def get_definite_outcome(intent: Intent) -> Outcome | None:
    """Returns the definite outcome: done (2xx) or refused (4xx). None if it is unknown."""
    return intent.outcomes.filter(IS_DEFINITE).first()
