"""The differences between two versions of a draft: its fields, and its lines."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.drafting.draft_json import HEADER_FIELDS, get_value
from customers.drafting.grid.cells import CELL_NAMES, format_cell
from customers.drafting.grid.grid_row import get_column_labels
from customers.drafting.header_fields import build_header_fields
from customers.register.views.form_options import FormOptions
from customers.shared.form_fields import ChoiceField, DocumentField
from econ_admin.gateway.records import DraftInvoice, InvoiceLine

PART_LABELS: dict[str, str | Promise] = {
    "recipient": gettext_lazy("Recipient"),
    "delivery": gettext_lazy("Delivery"),
}
COST = "unit_cost_price"
TextChange = tuple[str, str, str]  # label, before, after


def list_draft_changes(
    fields: Mapping[str, DocumentField],
    before: DraftInvoice | None,
    after: DraftInvoice | None,
    *,
    with_costs: bool,
) -> list[TextChange]:
    """Lists the fields and lines that differ; with one version, those that are not empty."""
    cells = [name for name in CELL_NAMES if with_costs or name != COST]
    return [
        *_list_customer_change(before, after),
        *_list_header_changes(fields, before, after),
        *_list_line_changes(before.lines if before else (), after.lines if after else (), cells),
    ]


def _list_customer_change(before: DraftInvoice | None, after: DraftInvoice | None) -> Iterator[TextChange]:
    old, new = (str(draft.customer.customer_number) if draft else "" for draft in (before, after))
    if old != new:
        yield _("Customer number"), old, new


def _list_header_changes(
    fields: Mapping[str, DocumentField], before: DraftInvoice | None, after: DraftInvoice | None
) -> Iterator[TextChange]:
    for name in HEADER_FIELDS:
        field = fields[name]
        old, new = (field.format_value(get_value(draft, name)) if draft else "" for draft in (before, after))
        if old != new:
            yield _build_label(name, field), old, new


def _build_label(name: str, field: DocumentField) -> str:
    """Labels alone say `Name`: of the recipient, or the delivery address."""
    part = PART_LABELS.get(name.partition(".")[0])
    return f"{part}: {field.label}" if part else str(field.label)


def build_draft_fields(options: FormOptions | None) -> dict[str, DocumentField]:
    """Builds the fields of a draft's header, with the options of a customer's form."""
    fields = build_header_fields()
    if options is None:
        return fields
    references = options.references
    for name, choices in {
        "payment_terms": references.payment_terms,
        "layout": references.layout,
        "recipient.vat_zone": references.vat_zone,
        "references.sales_person": references.sales_person,
        "references.vendor_reference": references.sales_person,
    }.items():
        cast("ChoiceField", fields[name]).set_options(choices or ())
    return fields


def _list_line_changes(
    before: Sequence[InvoiceLine], after: Sequence[InvoiceLine], cells: Sequence[str]
) -> Iterator[TextChange]:
    """Pairs lines of the same content; what remains between them was changed in place, removed or added."""
    old, new = [_describe(line, cells) for line in before], [_describe(line, cells) for line in after]
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(old_end - old_start, new_end - new_start)
        for offset in range(paired):
            lines = before[old_start + offset], after[new_start + offset]
            yield from _list_cell_changes(new_start + offset + 1, *lines, cells)
        for position in range(old_start + paired, old_end):
            yield _("Line %(number)s") % {"number": position + 1}, old[position], ""
        for position in range(new_start + paired, new_end):
            yield _("Line %(number)s") % {"number": position + 1}, "", new[position]


def _list_cell_changes(
    number: int, before: InvoiceLine, after: InvoiceLine, cells: Sequence[str]
) -> Iterator[TextChange]:
    labels = get_column_labels()
    for name in cells:
        old, new = _format(before, name), _format(after, name)
        if old != new:
            label = _("Line %(number)s, %(field)s") % {"number": number, "field": labels[name]}
            yield label, old, new


def _describe(line: InvoiceLine, cells: Sequence[str]) -> str:
    """Describes the line on one line: `1000 · Hosting · 2 · 500,00`."""
    return " · ".join(filter(None, [_format(line, name) for name in cells if name != "unit"]))


def _format(line: InvoiceLine, name: str) -> str:
    value: Any = line.unit.name or line.unit.number if name == "unit" and line.unit else get_value(line, name)
    return format_cell(name, value)
