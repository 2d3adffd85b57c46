"""The audit trail's rows, which can be added but never changed or deleted."""

from typing import Any, ClassVar, NoReturn, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from econ_admin.database_clock import SharedTimeField

R = TypeVar("R", bound="TrailRow")

IS_DEFINITE = Q(status__lt=500)  # done or refused; no answer (null) and 5xx are not definite


class TrailError(TypeError):
    """Raised on an attempt to change the trail."""


class TrailQuerySet(models.QuerySet[R]):
    """A read-only query set."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TrailError("Rows of the trail cannot be changed.")

    def delete(self) -> NoReturn:
        raise TrailError("Rows of the trail cannot be deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TrailError("Rows of the trail cannot be changed.")


class TrailRow(models.Model):
    """A row that cannot be changed or deleted."""

    at = SharedTimeField(auto_now_add=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TrailError("Rows of the trail cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TrailError("Rows of the trail cannot be deleted.")


class Intent(TrailRow):
    """A write about to be sent. Headers are not stored, so tokens are not either."""

    key = models.CharField(max_length=36, unique=True)  # the Idempotency-Key
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.PROTECT, related_name="+")
    noun = models.CharField(max_length=40)
    number = models.CharField(max_length=40, blank=True)  # empty if e-conomic has yet to assign one
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    body = models.BinaryField()  # the exact bytes sent
    before = models.BinaryField()  # the document before the write
    server_at = models.DateTimeField(null=True)  # what time it was at e-conomic, if known: `at` is by our database's

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agreement", "noun", "number"], name="intent_of_what")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def answer(self) -> "Outcome | None":
        """The definite outcome, or else the latest; None if there is none. From the outcomes that were prefetched."""
        outcomes = sorted(self.outcomes.all(), key=lambda outcome: outcome.pk)
        definite = [outcome for outcome in outcomes if outcome.is_definite]
        return definite[0] if definite else outcomes[-1] if outcomes else None


class Outcome(TrailRow):
    """The outcome of one attempt. An intent has at most one definite outcome; unknown ones may precede it."""

    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="outcomes")
    status = models.PositiveSmallIntegerField(null=True)  # null: no readable answer
    body = models.BinaryField()
    log_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intent"], condition=IS_DEFINITE, name="one_definite_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.intent}: {self.status or 'unknown'}"

    @property
    def is_definite(self) -> bool:
        """As `IS_DEFINITE`."""
        return self.status is not None and self.status < 500


class Finding(TrailRow):
    """What a person found in e-conomic about a write of unknown outcome. There is one at most."""

    intent = models.OneToOneField(Intent, on_delete=models.PROTECT, related_name="finding")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    was_done = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.intent}: {'done' if self.was_done else 'not done'}, says {self.person}"


class State(models.TextChoices):
    """What is known about a write."""

    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"
    FOUND_DONE = "found"  # e-conomic did not say so, but a person looked
    FOUND_NOT_DONE = "missing"


class Entry(models.Model):
    """What the history of a write can be filtered by. Derived from its intent, definite outcome and finding."""

    intent = models.OneToOneField(Intent, on_delete=models.PROTECT, primary_key=True, related_name="entry")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noun = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UNKNOWN)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agreement", "at", "intent"], name="entry_by_time"),
            models.Index(fields=["agreement", "person", "at", "intent"], name="entry_by_person"),
            models.Index(fields=["agreement", "noun", "at", "intent"], name="entry_by_noun"),
            models.Index(fields=["agreement", "state", "at", "intent"], name="entry_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.intent_id}: {self.state}"


class Subject(models.Model):
    """A document that a write concerns: the one written, and the customer it belongs to."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.PROTECT, related_name="+", db_index=False)
    noun = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    at = models.DateTimeField()  # when the write was made

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "noun", "number"], name="each_subject_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "noun", "number", "at", "entry"], name="subject_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.number}"


class Erasure(TrailRow):
    """Rows erased together, as the law allows or asks. The database lets go of nothing else."""

    class Reason(models.TextChoices):
        AGE = "age"  # `manage.py clean`
        REQUEST = "request"  # `manage.py forget`

    reason = models.CharField(max_length=8, choices=Reason.choices)

    def __str__(self) -> str:
        return f"{self.reason}, {self.at:%Y-%m-%d}"


class ErasedRow(models.Model):
    """A row of the trail that was removed, or whose content was blanked."""

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=8)  # as in Link
    row = models.BigIntegerField()
    is_removed = models.BooleanField()
    content = models.CharField(max_length=64, blank=True)  # hash of what is left of a blanked row

    objects = TrailQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "row", "is_removed"], name="each_row_erased_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class Link(models.Model):
    """A link of the hash chain: one for each row. `chain.py` says how they are hashed."""

    kind = models.CharField(max_length=8)  # intent, outcome, finding or erasure
    row = models.BigIntegerField()  # its key
    content = models.CharField(max_length=64)  # hash of the row
    previous = models.CharField(max_length=64, unique=True)  # `chain` of the link before
    chain = models.CharField(max_length=64)

    objects = TrailQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "row"], name="one_link_for_each_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}: {self.chain[:12]}"
