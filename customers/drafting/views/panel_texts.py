"""What the panel beside the draft says: findings, conflicts and e-conomic's errors."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.drafting.findings import Finding
from customers.drafting.header_fields import build_header_fields
from customers.drafting.line_order import list_lines
from customers.drafting.merge_draft import ALL_LINES
from customers.drafting.send_outcomes import Refused
from customers.editing.merge import Conflict
from customers.models import WorkingDraft
from customers.shared import formatting
from econ_admin.http import translate


def describe_findings(draft: WorkingDraft, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    line_numbers = {line.pk: number for number, line in enumerate(list_lines(draft), 1)}
    return [
        {
            "blocks": finding.is_blocking,
            "sentence": translate(finding),
            "mark": "" if finding.is_blocking else finding.fingerprint,
            "line": line_numbers.get(finding.line_pk or 0),
            "where": _build_anchor(finding.line_pk, finding.field_name),
        }
        for finding in findings
    ]


def summarize_findings(draft: WorkingDraft, findings: Sequence[Finding]) -> dict[str, str]:
    """Says beside the Send button why it is blocked, or how many warnings there are."""
    blocking = [finding for finding in findings if finding.is_blocking]
    if not blocking:
        count = len(findings)
        warnings = ngettext("%(count)s warning", "%(count)s warnings", count) % {"count": count}
        return {"block_reason": "", "warning_count": warnings if count else ""}
    first, *others = blocking
    reason, place = translate(first), _describe_place(draft, first)
    if place:
        reason = f"{place}: {reason}"  # a label and a whole sentence
    if others:
        more = ngettext("%(count)s more problem must be fixed.", "%(count)s more problems must be fixed.", len(others))
        reason = f"{reason} {more % {'count': len(others)}}"
    return {"block_reason": reason, "warning_count": ""}


def _describe_place(draft: WorkingDraft, finding: Finding) -> str:
    """Names the line or the field that a finding is about; "" if it is about the draft."""
    for number, line in enumerate(list_lines(draft), 1):
        if line.pk == finding.line_pk:
            return _("Line %(line)s") % {"line": number}
    field = build_header_fields().get(finding.field_name)
    return str(field.label) if field else ""


def describe_conflicts(draft: WorkingDraft, conflicts: Sequence[Conflict]) -> list[dict[str, str]]:
    """Describes both versions of each conflict, with a label."""
    labels = {name: str(field.label) for name, field in build_header_fields().items()}
    descriptions = []
    for conflict in conflicts:
        root, _dot, line_path = conflict.field.partition(".")
        label = labels.get(conflict.field, conflict.field)
        if root == ALL_LINES:
            number = line_path.partition(".")[0]
            label = _("Line %(number)s in e-conomic") % {"number": number} if number else _("All lines")
        descriptions.append(
            {
                "field": conflict.field,
                "label": label,
                "mine": _format_value(conflict.mine),
                "theirs": _format_value(conflict.theirs),
            }
        )
    return descriptions


def _format_value(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(f"{line.product.product_number if line.product else ''} {line.description}" for line in value)
    if isinstance(value, Decimal):
        return formatting.format_quantity(value)
    if isinstance(value, date):
        return formatting.format_date(value)
    return str(value) if value not in (None, "") else _("empty")


def describe_refusal(draft: WorkingDraft, refused: Refused) -> list[dict[str, Any]]:
    line_numbers = {line.pk: number for number, line in enumerate(list_lines(draft), 1)}
    descriptions: list[dict[str, Any]] = [
        {"sentence": message, "where": _build_anchor(None, field), "name": field}
        for field, sentences in refused.field_errors.items()
        for message in sentences
    ]
    descriptions += [
        {"sentence": message, "where": _build_anchor(pk, field), "line": line_numbers.get(pk), "row": pk, "name": field}
        for pk, fields in refused.line_errors.items()
        for field, sentences in fields.items()
        for message in sentences
    ]
    return descriptions


def _build_anchor(line: int | None, field: str) -> str:
    if line:
        return f"c-{line}-{field}" if field else f"line-{line}"
    return f"f-{field}" if field else ""
