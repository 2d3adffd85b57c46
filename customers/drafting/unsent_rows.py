"""Unsent drafts as rows of a list."""

from collections.abc import Iterable, Sequence
from typing import Any

from customers.drafting.draft_totals import compute_net
from customers.drafting.line_order import list_lines_by_draft
from customers.drafting.origin import describe_origin
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for


def build_unsent_rows(request: EconRequest, drafts: Iterable[WorkingDraft]) -> list[dict[str, Any]]:
    drafts = list(drafts)
    lines = list_lines_by_draft(drafts)
    return [_build_row(request, draft, lines[draft.pk]) for draft in drafts]


def _build_row(request: EconRequest, draft: WorkingDraft, lines: Sequence[WorkingDraftLine]) -> dict[str, Any]:
    header = draft.header
    return {
        "pk": draft.pk,
        "url": url_for(request, "customers:unsent-draft", draft.pk),
        "name": header.recipient.name or str(draft.customer),
        "customer": str(draft.customer),
        "changed": formatting.format_datetime(draft.changed),
        "person": str(draft.person),
        "is_mine": draft.person_id == request.user.pk,
        "outcome_unknown": draft.state == WorkingDraft.State.IN_DOUBT,
        "origin": describe_origin(draft),
        "lines": formatting.format_count(len(lines)),
        "net": formatting.format_amount(compute_net(lines)),
        "currency": header.currency,
    }
