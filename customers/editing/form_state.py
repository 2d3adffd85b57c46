"""The state of a form over a document: what it was opened on, why it is not saved yet, and a write to send again."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.editing.conflicts import ConflictReview
from customers.editing.merge import Conflict
from customers.editing.recovery_copies import RecoveryOffer


@dataclass(kw_only=True)
class FormState:
    """What every form of a document carries from one answer to the next."""

    base_token: str = ""
    """The signed snapshot of the document that the form was opened on; "" for a new one."""
    form_token: str = ""
    """The token of a form for something new, which creates at most one."""
    retry_key: str = ""
    """The key of a write of unknown outcome. Submitting the form sends that write again."""
    outcome_checked: bool = False
    """The person has seen what e-conomic has now, so sending once more is deliberate."""
    conflict_review: ConflictReview | None = None
    differences: Sequence[Conflict] = ()
    """Fields that e-conomic has with other values than were sent, after an unknown outcome."""
    recovery_offer: RecoveryOffer | None = None
    is_restored: bool = False
    """The form shows earlier, unsaved input."""
    message: str = ""
    """Why it was not saved, apart from errors of fields."""
