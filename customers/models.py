"""What is ours alone: leases, copies of what is being typed, how lists are shown, and sheets that are not sent yet."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from econ_admin.gateway.records import DraftInvoice, InvoiceHeader, InvoiceLine


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

    MAX_NAME_LENGTH = 40

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=MAX_NAME_LENGTH)
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


class WorkingDraft(models.Model):
    """An invoice that is being written here. e-conomic knows nothing of it until somebody sends it."""

    class State(models.TextChoices):
        OPEN = "open"
        SENDING = "sending"  # somebody's process has it; where that one must be dead it is read as IN_DOUBT
        IN_DOUBT = "in doubt"  # sent, and nobody knows what came of it: to be read, not changed
        SENT = "sent"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.PROTECT, related_name="+")
    customer = models.PositiveIntegerField()
    price_currency = models.CharField(max_length=3)  # the customer's: e-conomic proposes prices in no other

    wire = models.TextField()  # everything but the lines, as JSON the way e-conomic speaks it: amounts exact
    base = models.BinaryField(default=b"")  # the draft in e-conomic that this one changes, as it was; else nothing
    draft_number = models.PositiveIntegerField(null=True)

    revision = models.PositiveIntegerField(default=1)  # one more with each change, of a line too
    touched = models.JSONField(default=dict)  # field: the revision that changed it last
    overridden = models.JSONField(default=list)  # warnings that somebody saw, and sent it all the same

    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    key = models.CharField(max_length=36, blank=True)  # the Idempotency-Key of the attempt
    attempted_at = models.DateTimeField(null=True)
    answer = models.BinaryField(default=b"")  # the draft as e-conomic answered it
    differences = models.JSONField(default=list)  # amounts that e-conomic reckons otherwise than we do
    dropped = models.JSONField(default=list)  # what it did not take over as it was sent

    at = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agreement", "person", "state"], name="drafts_of_a_person")]

    def __str__(self) -> str:
        return f"{self.header.recipient.name} ({self.state})"

    @property
    def header(self) -> InvoiceHeader:
        """Everything but the lines."""
        return InvoiceHeader.decode(self.wire.encode())

    @property
    def is_new(self) -> bool:
        """Whether sending it makes a draft; else it changes the one that it was opened on."""
        return not self.base

    @property
    def draft_invoice(self) -> DraftInvoice | None:
        """What e-conomic made of it, once it is sent."""
        return DraftInvoice.decode(bytes(self.answer)) if self.answer else None


class WorkingDraftLine(models.Model):
    """A line of a sheet. One that was removed stays, so that it can be brought back."""

    draft = models.ForeignKey(WorkingDraft, on_delete=models.CASCADE, related_name="lines")
    position = models.BigIntegerField()  # with room between two, so that moving a line is a change of that line
    wire = models.TextField()  # as the sheet's
    product_group = models.PositiveIntegerField(null=True)  # with the VAT zone it decides the VAT
    price_by_hand = models.BooleanField(default=False)
    discount_by_hand = models.BooleanField(default=False)
    carried_over = models.BooleanField(default=False)  # from another invoice: whose price that is, is not known yet
    price_from = models.CharField(max_length=3, blank=True)  # the currency its price was in, where only that changed
    unpriced = models.BooleanField(default=False)  # e-conomic did not answer when it was asked for the price
    was = models.JSONField(default=dict)  # what the latest quantity made e-conomic change, before it did: a step
    removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)  # the sheet's, when this line changed last
    touched = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        indexes: ClassVar = [models.Index(fields=["draft", "position"], name="lines_in_their_order")]

    def __str__(self) -> str:
        return f"{self.product_number} {self.content.description}".strip()

    @property
    def content(self) -> InvoiceLine:
        """The line itself."""
        return InvoiceLine.decode(self.wire.encode())

    @property
    def product_number(self) -> str:
        """The number of its product; "" for a line of text."""
        product = self.content.product
        return product.product_number if product else ""
