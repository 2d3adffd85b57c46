"""Our own tables: leases, recovery copies, list preferences, and unsent drafts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from econ_admin.gateway.records import DraftInvoice, InvoiceHeader, InvoiceLine


class Lease(models.Model):
    """A person is saving this document. If the process dies, the row expires within a minute."""

    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    noun = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    holder = models.CharField(max_length=36)  # one save, of one person
    until = models.DateTimeField()
    # After an unknown outcome the lease is left to expire; until then only this person can take it.
    left_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "noun", "number"], name="one_lease_for_each_document"),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.number} until {self.until:%H:%M:%S}"


class RecoveryCopy(models.Model):
    """Unsaved input of a person's form. One per form, visible only to that person."""

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


class List(models.TextChoices):
    """The lists that a person can adapt. `query/list_kind.py` says what they show."""

    CUSTOMERS = "customers"
    BOOKED = "booked"
    DRAFTS = "drafts"


class SavedView(models.Model):
    """A named query of a list. It is personal, but its URL works for everybody."""

    MAX_NAME_LENGTH = 40

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=12, choices=List.choices, default=List.CUSTOMERS)
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    question = models.TextField(blank=True)  # the list's query, without page and size

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "agreement", "list", "name"], name="one_view_of_each_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """A person's preferences for a list: columns and rows per page."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=12, choices=List.choices, default=List.CUSTOMERS)
    columns = models.JSONField(null=True)  # column keys; None: the default columns
    size = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "agreement", "list"], name="one_choice_for_each_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.list}, {self.columns}, {self.size}"


class WorkingDraft(models.Model):
    """An invoice written here, unknown to e-conomic until it is sent."""

    class State(models.TextChoices):
        OPEN = "open"
        SENDING = "sending"  # being sent; read as IN_DOUBT after the timeout
        IN_DOUBT = "in doubt"  # sent with unknown outcome: read-only
        SENT = "sent"

    class Origin(models.TextChoices):
        NEW = "new"  # from the customer's template
        DRAFT = "draft"  # a copy of a draft in e-conomic
        INVOICE = "invoice"  # a copy of a booked invoice
        CREDIT_NOTE = "credit"  # for a booked invoice

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey("access.Agreement", on_delete=models.PROTECT, related_name="+")
    customer = models.PositiveIntegerField()
    price_currency = models.CharField(max_length=3)  # the customer's currency; e-conomic proposes prices in no other

    wire = models.TextField()  # everything but the lines, in e-conomic's JSON with exact amounts
    base = models.BinaryField(default=b"")  # the draft in e-conomic as opened; empty for a new draft
    draft_number = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, blank=True)  # empty: before this was recorded
    origin_number = models.PositiveIntegerField(null=True)  # the draft or invoice that it was made from

    # The delivery address is not the location's, and the person has not said which is meant
    address_in_question = models.BooleanField(default=False)

    revision = models.PositiveIntegerField(default=1)  # incremented by each change, also of a line
    touched = models.JSONField(default=dict)  # by field: the revision that last changed it
    overridden = models.JSONField(default=list)  # warnings acknowledged when sending

    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    key = models.CharField(max_length=36, blank=True)  # the Idempotency-Key of the attempt
    attempted_at = models.DateTimeField(null=True)
    answer = models.BinaryField(default=b"")  # the draft as e-conomic answered it
    differences = models.JSONField(default=list)  # amounts that e-conomic computes differently
    dropped = models.JSONField(default=list)  # fields that e-conomic did not save as sent

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
        """Whether sending creates a draft; otherwise it updates the one that was opened."""
        return not self.base

    @property
    def is_credit_note(self) -> bool:
        """Whether it was made to credit an invoice."""
        return self.origin == self.Origin.CREDIT_NOTE

    @property
    def draft_invoice(self) -> DraftInvoice | None:
        """The draft in e-conomic, once sent."""
        return DraftInvoice.decode(bytes(self.answer)) if self.answer else None


class WorkingDraftLine(models.Model):
    """A line of a working draft. Removed lines are kept, so that they can be restored."""

    draft = models.ForeignKey(WorkingDraft, on_delete=models.CASCADE, related_name="lines")
    position = models.BigIntegerField()  # with gaps, so that moving a line changes only that line
    wire = models.TextField()  # in e-conomic's JSON
    product_group = models.PositiveIntegerField(null=True)  # decides the VAT, with the VAT zone
    price_by_hand = models.BooleanField(default=False)
    discount_by_hand = models.BooleanField(default=False)
    carried_over = models.BooleanField(
        default=False
    )  # copied from another invoice: not yet known whether the price is manual
    price_from = models.CharField(max_length=3, blank=True)  # the former currency of a price not converted
    unpriced = models.BooleanField(default=False)  # no answer to the request for its price
    no_price_in = models.CharField(max_length=3, blank=True)  # the currency in which e-conomic has no price for it
    was = models.JSONField(default=dict)  # changed figures, as somebody last saw them: `drafting/price_marks.py`
    removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)  # the draft's revision that last changed this line
    touched = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        indexes: ClassVar = [models.Index(fields=["draft", "position"], name="lines_in_their_order")]

    def __str__(self) -> str:
        return f"{self.product_number} {self.content.description}".strip()

    @property
    def content(self) -> InvoiceLine:
        """The decoded line."""
        return InvoiceLine.decode(self.wire.encode())

    @property
    def product_number(self) -> str:
        """The product's number; "" for a text line."""
        product = self.content.product
        return product.product_number if product else ""
