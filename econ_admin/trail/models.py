"""The audit trail's rows, which can be added but never changed or deleted."""

from typing import Any, ClassVar, NoReturn, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

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

    at = models.DateTimeField(auto_now_add=True)

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

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agreement", "noun", "number"], name="intent_of_what")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


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
