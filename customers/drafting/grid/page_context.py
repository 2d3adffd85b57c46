"""Builds the context of the draft editor, in one round trip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from customers.drafting.draft_totals import DraftTotals, compute_draft_totals
from customers.drafting.grid.grid_row import get_column_labels
from customers.drafting.grid.rows import build_empty_row, build_rows, fill_row
from customers.drafting.grid.totals_panel import build_short_totals, build_total_rows
from customers.drafting.header_form import HeaderForm
from customers.drafting.line_order import list_lines
from customers.drafting.usual_rate import BASE_RATE
from customers.frame.contact_rows import format_location
from customers.frame.options import (
    build_contact_options,
    load_currencies,
    load_employees,
    load_layouts,
    load_payment_terms,
    load_vat_zones,
)
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared import formatting
from customers.shared.form_fields import Options
from customers.shared.nem_handel import NEM_HANDEL_TYPES
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Unavailable, optional
from econ_admin.gateway.records import InvoiceHeader


@dataclass
class UnsavedInput:
    """Input that could not be saved, to be shown again with the errors."""

    line_pk: int | None = None
    """The line; None for header fields, unless `is_new`."""
    is_new: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    conflicting: Sequence[str] = ()
    """Cells or fields that someone else changed."""
    line_errors: Mapping[int, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """e-conomic's errors by line pk."""
    unread: str = ""
    """The cell or field that is still being typed in, if it cannot be read yet."""


COSTS_PARAMETER, COSTS_SHOWN = "costs", "1"
NO_INPUT = UnsavedInput()


def fill_options(request: EconRequest, draft: WorkingDraft, form: HeaderForm) -> list[tuple[int, str]] | Unavailable:
    """Loads and sets the options of the header's selects. Returns the units for the lines."""
    economic, customer = request.economic.cached(), draft.customer
    contacts, locations, terms, zones, layouts, employees, currencies, units, customer_record = economic.together(
        optional(lambda: economic.contacts.of(customer)),
        optional(lambda: economic.delivery_locations.of(customer)),
        optional(lambda: load_payment_terms(economic)),
        optional(lambda: load_vat_zones(economic)),
        optional(lambda: load_layouts(economic)),
        optional(lambda: load_employees(economic)),
        optional(lambda: load_currencies(economic)),
        optional(lambda: [(unit.unit_number, unit.name) for unit in economic.units.all()]),
        optional(lambda: economic.customers.get(customer)),
    )
    contact_options = build_contact_options(contacts)
    location_options: Options | Unavailable = locations if isinstance(locations, Unavailable) else [
        (location.delivery_location_number, format_location(location)) for location in locations
    ]  # fmt: skip
    options_by_field: dict[str, Options | Unavailable] = {
        "payment_terms": terms, "recipient.vat_zone": zones, "layout": layouts, "delivery_location": location_options,
        "recipient.attention": contact_options, "references.customer_contact": contact_options,
        "references.sales_person": employees, "references.vendor_reference": employees,
        "currency": currencies, "recipient.nem_handel_type": NEM_HANDEL_TYPES,
    }  # fmt: skip
    for name, options in options_by_field.items():
        form.set_options(name, options)
    if draft.is_new and not isinstance(customer_record, Unavailable):
        form.cvr = customer_record.corporate_identification_number
    return units


def build_page_context(request: EconRequest, draft: WorkingDraft, unsaved: UnsavedInput = NO_INPUT) -> dict[str, Any]:
    """Builds the page, except for the findings of the checks before sending."""
    texts = None if unsaved.line_pk or unsaved.is_new else unsaved.texts
    form = HeaderForm(draft.header, texts, is_new=draft.is_new)
    units = fill_options(request, draft, form)
    if not (unsaved.line_pk or unsaved.is_new):
        _add_errors(form, unsaved)
    lines = list_lines(draft)
    draft_totals = compute_draft_totals(request.economic, draft, lines)
    rows = build_rows(lines, draft_totals)
    for row in rows:
        if row.pk == unsaved.line_pk:
            fill_row(row, unsaved.texts, unsaved.errors, unsaved.conflicting)
        fill_row(row, {}, unsaved.line_errors.get(row.pk or 0, {}), ())
    new_row = build_empty_row(len(rows) + 1)
    if unsaved.is_new:
        fill_row(new_row, unsaved.texts, unsaved.errors, ())
    return build_draft_context(request, draft, lines, draft_totals) | {
        "head_form": form,
        "head": summarize_header(form, draft),
        "units": _add_units_of_lines([(str(number), name) for number, name in units or ()], lines),
        "has_costs": request.GET.get(COSTS_PARAMETER) == COSTS_SHOWN,
        "units_failed": isinstance(units, Unavailable),
        "rows": rows,
        "new_row": [new_row],
    }


def _add_errors(form: HeaderForm, unsaved: UnsavedInput) -> None:
    """Adds errors and conflicts to the header form."""
    for name in unsaved.conflicting:
        form.report_conflict(name)
    for name, messages in unsaved.errors.items():
        if name not in form.input_errors:
            form.report_errors(name, list(messages))


def build_draft_context(
    request: EconRequest, draft: WorkingDraft, lines: Sequence[WorkingDraftLine], draft_totals: DraftTotals
) -> dict[str, Any]:
    """Builds what every response about the draft updates."""
    header = draft.header
    is_foreign = header.exchange_rate not in (None, BASE_RATE)
    return {
        "draft": draft,
        "is_mine": draft.person_id == request.user.pk,
        "may_write": draft.person_id == request.user.pk and draft.state == WorkingDraft.State.OPEN,
        "outcome_unknown": draft.state == WorkingDraft.State.IN_DOUBT,
        "sending": draft.state == WorkingDraft.State.SENDING,
        "credited": draft.origin_number if draft.is_credit_note else None,
        "credited_url": url_for(request, "customers:booked-invoice", draft.origin_number or 0),
        "name": header.recipient.name,
        "customer": str(draft.customer),
        "order": " ".join(str(line.pk) for line in lines),
        "sums": build_total_rows(draft_totals.totals, header.currency, is_foreign=is_foreign),
        "short_sums": build_short_totals(draft_totals.totals, header.currency),
        "currency": header.currency,
        "delivery_address": format_address(header),
        "saved_at": formatting.format_time(draft.changed),
        "labels": get_column_labels(is_foreign=is_foreign),
        "has_manual_prices": any(line.price_by_hand or line.carried_over for line in lines if line.product_number),
        "lines_url": url_for(request, "customers:unsent-lines", draft.pk),
        "draft_url": url_for(request, "customers:unsent-draft", draft.pk),
        "pdf_url": "" if draft.is_new else url_for(request, "customers:draft-pdf", draft.draft_number),
        "customer_url": url_for(request, "customers:customer", draft.customer),
    }


def summarize_header(form: HeaderForm, draft: WorkingDraft) -> list[tuple[str, str]]:
    """Returns labels and values for the header's folded summary."""
    header = draft.header
    summary = [
        (_("Date"), formatting.format_date(header.date) if header.date else ""),
        (_("Due date"), formatting.format_date(header.due_date) if header.due_date else ""),
        (_("Delivery"), header.delivery.address.split("\n")[0]),
        (_("VAT zone"), form.format_value("recipient.vat_zone", header.recipient.vat_zone)),
    ]
    return [(label, words) for label, words in summary if words]


def format_address(header: InvoiceHeader) -> str:
    """Formats the delivery address on one line."""
    delivery = header.delivery
    town = f"{delivery.zip} {delivery.city}".strip()
    return ", ".join(filter(None, [*delivery.address.splitlines(), town, delivery.country, delivery.delivery_terms]))


def list_unit_options(request: EconRequest, lines: Sequence[WorkingDraftLine]) -> list[tuple[str, str]]:
    """Returns the units a line can have; those of the lines alone if e-conomic does not answer."""
    units = request.economic.together(optional(request.economic.units.all))[0]
    return _add_units_of_lines([(str(unit.unit_number), unit.name) for unit in units or ()], lines)


def _add_units_of_lines(units: list[tuple[str, str]], lines: Sequence[WorkingDraftLine]) -> list[tuple[str, str]]:
    """Adds units that only the lines have, so that no line loses its unit."""
    names = dict(units)
    for line in lines:
        if unit := line.content.unit:
            names.setdefault(str(unit.key), unit.name or str(unit.key))
    return list(names.items())
