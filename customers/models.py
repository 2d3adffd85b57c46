"""What is ours alone, beside what e-conomic keeps: leases, copies of what is being typed, and how lists are shown."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Lease(models.Model):
    """Somebody is saving this document. The row outlives a process that dies holding it, by a minute at most."""

    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    noun = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    holder = models.CharField(max_length=36)  # one save, of one person
    until = models.DateTimeField()
    # A save whose outcome is unknown leaves its lease to run out: only this person may take it before that.
    left_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "noun", "number"], name="one_lease_for_each_document"),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.number} until {self.until:%H:%M:%S}"


class RecoveryCopy(models.Model):
    """What a person had typed into a form and not saved yet. One for each form, and only for that person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=200)  # the path of the form's page, without its query
    fields = models.TextField()  # as the browser would post them, urlencoded
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "agreement", "form"], name="one_copy_of_each_form"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.form}"


class SavedView(models.Model):
    """A question to a list, under a name. It is the person's own; whoever is sent its address asks the same."""

    LONGEST_NAME = 40

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    question = models.TextField(blank=True)  # the query of the list's address, without page and size

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "agreement", "name"], name="one_view_of_each_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """How a person wants the list of customers: which columns, and how many rows on a page."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(null=True)  # the keys of the columns; None: as everybody has them
    size = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "agreement"], name="one_choice_for_each_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.columns}, {self.size}"
