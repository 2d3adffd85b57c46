"""Adds lines from rows pasted from a spreadsheet. Good rows are added; the others are returned with their errors."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.drafting.draft_json import change_record_json
from customers.drafting.pasted_cells import NUMBER
from customers.drafting.pasted_rows import CellError, PastedRow, RejectedRow, parse_rows
from customers.drafting.pricing import LineProposal, note_price, propose_lines
from customers.drafting.revisions import begin_revision, insert_line
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared.i18n import _
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class PasteResult:
    """What became of the rows."""

    lines: Sequence[WorkingDraftLine] = ()
    """The new lines, in order."""
    rejected: Sequence[RejectedRow] = ()
    header: Sequence[str] = ()
    """The cells of a header row that was skipped."""


def paste_rows(
    request: EconRequest, draft: WorkingDraft, text: str, after: WorkingDraftLine | None = None
) -> PasteResult:
    """Adds a line for each good row, after `after` or at the end. Prices are requested side by side.

    Raises DraftNotEditable.
    """
    parsed = parse_rows(text, draft.header.currency)
    product_rows = [row for row in parsed.valid if row.product]
    answers = propose_lines(request, draft, [(row.product, row.quantity) for row in product_rows])
    proposals = {row.number: answer for row, answer in zip(product_rows, answers, strict=True)}
    lines = []
    rejected = list(parsed.rejected)
    for row in parsed.valid:
        proposal = proposals.get(row.number)
        if isinstance(proposal, NotFound | Invalid):
            rejected.append(RejectedRow(row.number, row.copied, [_describe_refusal(row, proposal)]))
        else:
            lines.append(_build_line(row, proposal))
    if lines:
        _insert_lines(request, draft, lines, after)
    return PasteResult(lines, sorted(rejected, key=lambda row: row.number), parsed.header)


def _insert_lines(
    request: EconRequest, draft: WorkingDraft, lines: Sequence[WorkingDraftLine], after: WorkingDraftLine | None
) -> None:
    with begin_revision(request, draft) as current:
        for line in lines:
            insert_line(current, line, after)
            after = line


def _describe_refusal(row: PastedRow, error: NotFound | Invalid) -> CellError:
    if isinstance(error, NotFound):
        return CellError(NUMBER, _("Product %(product)s does not exist."), {"product": row.product})
    return CellError(NUMBER, error.message, error.parameters)


def _build_line(row: PastedRow, proposal: LineProposal | GatewayError | None) -> WorkingDraftLine:
    line = WorkingDraftLine(wire="{}")
    if isinstance(proposal, LineProposal):
        line.wire, line.product_group = proposal.serialize(row.quantity), proposal.product_group
    elif row.product:  # no answer: add the line without a price
        line.wire = change_record_json(line.content, {"product": row.product, "quantity": row.quantity})
        line.unpriced = row.price is None
    if row.price is not None:
        line.wire, line.price_by_hand = change_record_json(line.content, {"unit_net_price": row.price}), True
    if isinstance(proposal, LineProposal):
        note_price(line, proposal)
    if row.text:
        line.wire = change_record_json(line.content, {"description": row.text})
    return line
