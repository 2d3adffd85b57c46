"""The gateway's Trail, kept in our database: begun before a write is sent, ended with what came of it."""

import logging
import uuid

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import trail as gateway
from econ_admin.trail.models import IS_DEFINITE, Intent, Outcome

logger = logging.getLogger(__name__)


class DatabaseTrail:
    """One person's writes in one agreement. Each call is one short transaction; none is open between them."""

    def __init__(self, agreement: Agreement, person: Person) -> None:
        self._agreement = agreement
        self._person = person

    def begin(self, intent: gateway.Intent) -> str:
        """Keep what is about to be sent; gives the Idempotency-Key. What cannot be kept is not sent: this raises."""
        key = intent.idempotency_key or str(uuid.uuid4())
        Intent.objects.create(
            key=key,
            person=self._person,
            agreement=self._agreement,
            noun=intent.noun,
            number=intent.number,
            method=intent.method,
            path=intent.path,
            body=intent.body,
            before=intent.before,
        )
        return key

    def end(self, key: str, outcome: gateway.Outcome) -> None:
        """Keep what came of it. What cannot be kept is logged and leaves the intent open: the write itself is done,
        and the person must learn of that, not of our database.
        """
        try:
            with transaction.atomic():
                intent = Intent.objects.get(key=key, agreement=self._agreement)
                Outcome.objects.create(intent=intent, status=outcome.status, body=outcome.body, log_id=outcome.log_id)
        except IntegrityError:
            # Sent twice with one key, answered twice: the first answer is what happened.
            logger.warning("The write %s has its outcome already; a second one (%s) is left out.", key, outcome.status)
        except DatabaseError:
            logger.exception("The outcome (%s) of the write %s could not be kept.", outcome.status, key)


def list_open_intents(agreement: Agreement) -> QuerySet[Intent]:
    """Writes of which we do not know what came, oldest first: never ended, or ended without a definite answer."""
    definite_outcomes = Outcome.objects.filter(IS_DEFINITE, intent=OuterRef("pk"))
    return Intent.objects.filter(~Exists(definite_outcomes), agreement=agreement).order_by("at", "pk")


def get_definite_outcome(intent: Intent) -> Outcome | None:
    """The definite one: e-conomic did it (2xx) or refused it (4xx). None while that is not known."""
    return intent.outcomes.filter(IS_DEFINITE).first()
