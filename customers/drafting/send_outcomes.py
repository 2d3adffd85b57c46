"""Outcomes of sending a working draft, besides errors from e-conomic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from customers.drafting.draft_totals import AmountDifference
from customers.drafting.findings import Finding
from customers.editing.merge import Conflict
from customers.models import WorkingDraft
from econ_admin.gateway.records import DraftInvoice


@dataclass(frozen=True, slots=True)
class Sent:
    """The draft that e-conomic created or updated."""

    draft: WorkingDraft
    invoice: DraftInvoice
    differences: tuple[AmountDifference, ...] = ()
    dropped_fields: tuple[str, ...] = ()
    """What e-conomic did not save as sent: attributes, or JSON names without an attribute."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing was sent because of `findings`: blocking ones, or warnings not yet acknowledged."""

    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class InConflict:
    """Nothing was sent, because the draft was also changed in e-conomic. Send again with a choice for each conflict.

    `version` identifies their version that the choices apply to.
    """

    conflicts: Sequence[Conflict]
    version: str


@dataclass(frozen=True, slots=True)
class Refused:
    """e-conomic refused the draft, which is open for editing again.

    `field_errors` has messages by header field (`HEADER_FIELDS`), `line_errors` by line pk and field; "" stands for no
    field in particular.
    """

    field_errors: Mapping[str, list[str]]
    line_errors: Mapping[int, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Reopened:
    """An earlier attempt turned out to have sent nothing. The draft is open for editing again."""


@dataclass(frozen=True, slots=True)
class StillInEconomic:
    """Nothing was sent as new, because the draft that is being edited is still there."""


NotSent = Blocked | InConflict | Refused
SendOutcome = Sent | NotSent | Reopened | StillInEconomic
