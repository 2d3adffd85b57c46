"""The trail of writes: rows that are added, never changed and never taken away."""

from typing import Any, ClassVar, NoReturn, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

R = TypeVar("R", bound="TrailRow")

IS_DEFINITE = Q(status__lt=500)  # e-conomic did it or refused it; silence (null) and 5xx leave that open


class TrailError(TypeError):
    """Somebody tried to change the trail."""


class TrailQuerySet(models.QuerySet[R]):
    """Rows to read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TrailError("The trail is only ever added to.")

    def delete(self) -> NoReturn:
        raise TrailError("The trail is only ever added to.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TrailError("The trail is only ever added to.")


class TrailRow(models.Model):
    """A row that stays as it was written."""

    at = models.DateTimeField(auto_now_add=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TrailError("The trail is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TrailError("The trail is only ever added to.")


class Intent(TrailRow):
    """A write that was about to be sent. Headers are not kept, so no token is."""

    key = models.CharField(max_length=36, unique=True)  # the Idempotency-Key
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.PROTECT, related_name="+")
    noun = models.CharField(max_length=40)
    number = models.CharField(max_length=40, blank=True)  # empty for what e-conomic has yet to number
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    body = models.BinaryField()  # the bytes that were sent, to the letter
    before = models.BinaryField()  # what e-conomic held until then

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agreement", "noun", "number"], name="intent_of_what")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Outcome(TrailRow):
    """What came of one sending. An intent has one that is definite at most; one that stayed open may come before it."""

    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="outcomes")
    status = models.PositiveSmallIntegerField(null=True)  # null: no answer that could be read
    body = models.BinaryField()
    log_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intent"], condition=IS_DEFINITE, name="one_definite_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.intent}: {self.status or 'unknown'}"
